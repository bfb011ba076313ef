// Every command goes to SQLite and to PostgreSQL, and both answer the same (R20). The suite of logs runs so as a whole.
import { CairnError } from '@cairn/protocol';
import { expect, test } from 'vitest';
import { removeForApp } from '../../src/library/from-app.ts';
import { appColumn, appColumns } from '../../src/ports/app-views.ts';
import { kinds, requestOf } from '../support/history.ts';
import { TestLibrary } from '../support/library.ts';
import { SeededRandom } from '../support/world.ts';

process.env['CAIRN_TEST_STORE'] = 'twin';
await import('../log.test.ts');

const factor = Number(process.env['CAIRN_TEST_FACTOR'] ?? '1');

test('R20 R24 random histories: both stores answer every command alike, in our views and in those of the apps', async () => {
  for (let seed = 0; seed < 5 * factor; seed++) {
    const random = new SeededRandom(`twin ${seed}`);
    const library = await TestLibrary.open({ seed: `twin ${seed}`, inlineBytes: seed % 2 === 0 ? 128 * 1024 : 30 });
    const { store, account } = library;
    for (let step = 0; step < 60; step++) {
      const kind = kinds[random.int(0, kinds.length)] ?? 'upload';
      if (kind === 'deleteData' && random.int(0, 6) > 0) continue;
      library.clock.set(library.clock.now() + (random.int(0, 8) === 0 ? -3_600_000 : random.int(0, 3)));
      await (await requestOf(kind, library, random))?.send();
      if (step % 3 > 0) continue;
      // Asked for what they answer to be compared.
      const all = { account, device: 7, types: null, name: null, first: 20 };
      const { ids } = await store.appIndex({ ...all, allVersions: true });
      await store.appIndex({ ...all, allVersions: false });
      await store.appIndex({ ...all, allVersions: true, name: 'a', types: ['GPX', 'FAVOURITES'] });
      const { numbers, names, types } = await store.appRows(account, ids);
      // A mark of a rename has an odd id; the rarest rows are the likeliest to differ.
      const mark = ids.findIndex((id) => id % 2 === 1);
      const at = (mark === -1 ? random.int(0, Math.max(1, names.length)) : mark) * appColumns;
      const key = { type: types[numbers[at + appColumn.type] ?? 0] ?? 'GPX', name: names[at / appColumns] ?? 'a' };
      // An app takes one row out of its listing, whatever it is.
      await removeForApp(library.ctx, library.who, key, numbers[at + appColumn.stamp] ?? 0).catch(ifOurs);
      await store.changes({ account, cursor: random.int(0, 10), limit: random.int(1, 20), types: null });
      await store.list({ account, types: null, prefix: 'f/', after: null, limit: 3 });
      await store.trash(account, null, 4);
      await store.storage(account);
      await store.contents(account, [1, 2, 3, 4, 5, 6, 7, 8], random.int(1, 200));
      expect(await library.audit(), `seed ${seed}, step ${step}, ${kind}`).toEqual([]);
    }
    await library.tidy();
    expect(await library.audit(), `seed ${seed}, after the collector`).toEqual([]);
  }
}, 300_000);

/** A refusal is an answer like any other. */
function ifOurs(error: unknown): void {
  if (!(error instanceof CairnError)) throw error;
}
