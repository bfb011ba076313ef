import { gzipSync } from 'node:zlib';
import { CairnError } from '@cairn/protocol';
import { expect, test } from 'vitest';
import type { LogOperation } from '../../src/log/operations.ts';
import type { LogStore, Put, Written } from '../../src/ports/log-store.ts';
import type { Allowance } from '../../src/ports/allowance.ts';
import { roomy, sha256 } from '../support/library.ts';
import { SeededRandom } from '../support/world.ts';

const factor = Number(process.env['CAIRN_TEST_FACTOR'] ?? '1');
const start = Date.UTC(2026, 10, 21);
/** Rounds of each race instead of the usual ones; `npm run fuzz -- --races`. */
const races = process.env['CAIRN_TEST_RACES'];
/** The races are many rounds, and each is worth its second; the limit is only there for a store that hangs. */
const patience = 120_000 * factor + 2000 * Number(races ?? '0');

export interface ContractStore {
  readonly store: LogStore;
  readonly close: () => Promise<void>;
}
interface Item {
  readonly name: string;
  readonly text: string;
  readonly base?: number | null;
  readonly alwaysNew?: boolean;
}

/** One `put` of texts. */
export async function putTexts(
  store: LogStore,
  account: number,
  items: readonly Item[],
  {
    now = start,
    allowance = {},
    evictBefore = 0,
    device = 1,
  }: { now?: number; allowance?: Partial<Allowance>; evictBefore?: number; device?: number } = {},
): Promise<Written> {
  const members = items.map((item) => gzipSync(item.text, { level: 1 }));
  let at = 0;
  const puts = items.map(({ name, text, base = null, alwaysNew = false }, index): Put => {
    const member = members[index] ?? Buffer.alloc(0);
    const plain = Buffer.from(text);
    const content = { hash: sha256(plain), size: plain.length, stored: member.length, storedHash: sha256(member), place: { at } };
    at += member.length;
    return { type: 'GPX', name, base, clientTime: 1, content, alwaysNew };
  });
  const bytes = new Uint8Array(Buffer.concat(members));
  return store.put({
    writer: { account, device, now },
    limits: { allowance: { ...roomy, ...allowance }, evictBefore },
    items: puts,
    bytes,
  });
}
export async function operateOn(store: LogStore, account: number, ...operations: LogOperation[]): Promise<Written> {
  const writer = { account, device: 1, now: start };
  return store.operate({ writer, limits: { allowance: roomy, evictBefore: 0 }, operations, rewritten: [], bytes: new Uint8Array(0) });
}
const statuses = (written: Written): string[] =>
  written.outcomes.map((outcome) => (outcome.status === 'refused' ? outcome.code : outcome.status));

/** What every adapter of `LogStore` must do. `open` gives an empty store; `usual` is how often races are run. */
export function logStoreContract(name: string, open: () => Promise<ContractStore>, usual = 1_000): void {
  const rounds = races === undefined ? usual * factor : Number(races);
  const withStore = (title: string, run: (store: LogStore) => Promise<void>): void =>
    test(
      `R20 ${name}: ${title}`,
      async () => {
        const { store, close } = await open();
        try {
          await run(store);
          for (const account of await store.logAccounts(0, 2 * rounds)) expect(await store.auditLog(account), 'R25').toEqual([]);
        } finally {
          await close();
        }
      },
      patience,
    );

  withStore('what was put can be read at once, in the same bytes', async (store) => {
    const written = await putTexts(store, 1, [
      { name: 'a', text: 'one' },
      { name: 'b', text: 'two' },
    ]);
    expect(statuses(written)).toEqual(['done', 'done']);
    expect(written.at).toEqual({ seq: 2, epoch: 0, dataEpoch: 0 });
    const { items, bytes } = await store.contents(1, [2, 99, 1], 1_000_000);
    expect(items.map((item) => item?.version.name ?? null)).toEqual(['b', null, 'a']);
    const [first] = items;
    if (first === null || first === undefined || !('at' in first.place)) throw new Error('not there');
    expect(Buffer.from(bytes.subarray(first.place.at, first.place.at + first.version.stored)).equals(gzipSync('two', { level: 1 }))).toBe(
      true,
    );
  });

  withStore('S9 a map that is recorded again keeps its stamp; another map of that name gets one that rose', async (store) => {
    const record = async (change: { device?: number; name?: string; size?: number; clientTime?: number }) =>
      (await store.recordMap(1, { device: 1, name: 'Alps.obf', size: null, clientTime: 5, ...change }, 2, start))?.stamp ?? null;
    const first = await record({});
    expect(await record({})).toBe(first);
    expect(await record({ device: 2 })).toBeGreaterThan(first ?? 0);
    const later = await record({ clientTime: 6 });
    expect(later).toBeGreaterThan(first ?? 0);
    const sized = await record({ clientTime: 6, size: 7 });
    expect(sized).toBeGreaterThan(later ?? 0);
    expect((await store.maps(1)).map(({ device, stamp }) => [device, stamp])).toContainEqual([1, sized]);
    await record({ name: 'B.obf' });
    expect([await record({ name: 'C.obf' }), await record({ clientTime: 6, size: 7 })]).toEqual([null, sized]);
  });

  withStore('R60 accounts never meet: same names, same contents, same numbers', async (store) => {
    await putTexts(store, 1, [{ name: 'a', text: 'same' }]);
    await putTexts(store, 2, [{ name: 'a', text: 'same' }]);
    await operateOn(store, 1, { op: 'delete', type: 'GPX', name: 'a', base: 1, scope: 'everywhere' });
    await store.removeAll(1, null, start);
    await store.collect(start + 10, 0, 100);
    expect((await store.changes({ account: 2, cursor: 0, limit: 10, types: null })).changes).toMatchObject([
      { kind: 'content', name: 'a', seq: 1 },
    ]);
    expect((await store.contents(2, [1], 100)).items[0]?.place).toEqual({ at: 0 });
    expect((await store.contents(1, [1], 100)).items).toEqual([null]);
    expect(await store.trash(1, null, 10)).toEqual([]);
  });

  withStore('C28 with alwaysNew the same content twice is two versions', async (store) => {
    await putTexts(store, 1, [{ name: 'a', text: 'one' }]);
    expect(statuses(await putTexts(store, 1, [{ name: 'a', text: 'one', alwaysNew: true }]))).toEqual(['done']);
    expect(await store.history(1, { type: 'GPX', name: 'a' })).toHaveLength(2);
  });

  withStore(
    'R13 2 to 32 uploads of one name at once: each acknowledged one is a version of its own, also while the clock stands still',
    async (store) => {
      const random = new SeededRandom(`${name} R13`);
      for (let round = 0; round < rounds; round++) {
        const writers = random.int(2, 33);
        const account = round + 1;
        const now = (): number => (round % 3 === 0 ? start : start + random.int(0, 5));
        const text = (writer: number): string => `round ${round} writer ${writer}`;
        const written = await Promise.all(
          Array.from({ length: writers }, (_, writer) =>
            putTexts(store, account, [{ name: 'track', text: text(writer) }], { now: now(), device: writer }),
          ),
        );
        const versions = await store.history(account, { type: 'GPX', name: 'track' });
        expect(versions).toHaveLength(writers);
        expect(new Set(versions.map((version) => version.stamp)).size).toBe(writers);
        for (const [writer, { outcomes }] of written.entries()) {
          const [outcome] = outcomes;
          if (outcome?.status !== 'done') throw new Error('not done');
          const { items } = await store.contents(account, [outcome.version.seq], 1_000_000);
          expect(items[0]?.version.hash).toBe(sha256(Buffer.from(text(writer))));
        }
      }
    },
  );

  withStore('R13 with a base only one of many writers at once wins, and the others see its head', async (store) => {
    const written = await Promise.all(
      Array.from({ length: 32 }, (_, writer) => putTexts(store, 1, [{ name: 'a', text: `writer ${writer}`, base: 0 }])),
    );
    const outcomes = written.flatMap((one) => one.outcomes);
    expect(outcomes.filter((outcome) => outcome.status === 'done')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'refused') expect(outcome).toMatchObject({ code: 'base-outdated', head: { seq: 1 } });
  });

  withStore('R14 stamps rise with the numbers under a clock that stands still or jumps by years', async (store) => {
    const year = 31_536_000_000;
    const random = new SeededRandom(`${name} R14`);
    for (let index = 0; index < 250; index++) {
      const now = start + ([0, -3_600_000, -10 * year, 10 * year][random.int(0, 4)] ?? 0);
      await putTexts(store, 1, [{ name: `f${index % 20}`, text: `${index}` }], { now });
    }
    const all = (await Promise.all(Array.from({ length: 20 }, (_, index) => store.history(1, { type: 'GPX', name: `f${index}` })))).flat();
    const stamps = all.toSorted((a, b) => a.seq - b.seq).map((version) => version.stamp);
    expect(stamps).toHaveLength(250);
    expect(stamps.every((stamp, index) => index === 0 || stamp > (stamps[index - 1] ?? 0))).toBe(true);
  });

  withStore(
    'R16 64 uploads that fit one by one, but not together: not one byte over the quota, nothing is lost in the counting',
    async (store) => {
      const random = new SeededRandom(`${name} R16`);
      for (let round = 0; round < rounds; round++) {
        const account = round + 1;
        const quota = random.int(300, 2000);
        const work: Promise<unknown>[] = Array.from({ length: 64 }, (_, index) =>
          putTexts(store, account, [{ name: `f${random.int(0, 40)}`, text: `${round} ${index} `.repeat(random.int(1, 40)) }], {
            allowance: { quota },
          }),
        );
        for (let index = 0; index < 10; index++) {
          const key = { type: 'GPX', name: `f${random.int(0, 40)}` };
          work.push(operateOn(store, account, { op: 'delete', ...key, base: null, scope: 'everywhere' }));
          if (index % 3 === 0) work.push(store.removeTrash(account, { upTo: 99_999 }, start));
        }
        await Promise.all(work);
        const { live } = await store.storage(account);
        expect(live.stored, `round ${round}`).toBeLessThanOrEqual(quota);
        const { changes } = await store.changes({ account, cursor: 0, limit: 1000, types: null });
        expect(changes.reduce((sum, version) => sum + (version.kind === 'content' ? version.stored : 0), 0)).toBe(live.stored);
      }
    },
  );

  withStore('plans bound files, types and sizes; a full account may still shrink', async (store) => {
    const allowance = { quota: 200, fileLimit: 1000, filesLimit: 2 };
    const put = async (item: string, text: string, more: Partial<Allowance> = {}): Promise<string> =>
      statuses(await putTexts(store, 1, [{ name: item, text }], { allowance: { ...allowance, ...more } }))[0] ?? '';
    expect(await put('a', 'x'.repeat(1001))).toBe('file-too-large');
    expect(await put('a', Buffer.from(new SeededRandom('r').bytes(200)).toString('hex'))).toBe('space-exceeded');
    expect(await put('a', 'one')).toBe('done');
    expect(await put('b', 'two', { types: ['FAVOURITES'] })).toBe('plan-lacks-type');
    expect(await put('b', 'two')).toBe('done');
    expect(await put('b.info', '{}'), 'companions are in no count').toBe('done');
    expect(await put('c', 'three')).toBe('too-many-files');
    expect(await put('a', 'o', { quota: 1 }), 'smaller than before').toBe('done');
    expect(await put('a', 'one, longer than before', { quota: 1 })).toBe('space-exceeded');
    expect(await operateOn(store, 1, { op: 'delete', type: 'GPX', name: 'b', base: 2, scope: 'everywhere' })).toMatchObject({
      outcomes: [{ status: 'done' }],
    });
  });

  withStore('above the ceiling of trash and history the oldest history goes, younger history does not', async (store) => {
    const day = 86_400_000;
    const text = (index: number): string => `version ${index} ${'.'.repeat(5)}`;
    const size = gzipSync(text(1), { level: 1 }).length;
    const options = (index: number) => ({
      now: start + index * day,
      evictBefore: start + (index - 30) * day,
      allowance: { historyLimit: 3 * size },
    });
    for (let index = 0; index < 4; index++)
      expect(statuses(await putTexts(store, 1, [{ name: 'a', text: text(index) }], options(index)))).toEqual(['done']);
    expect(statuses(await putTexts(store, 1, [{ name: 'a', text: text(4) }], options(4)))).toEqual(['history-full']);
    expect(statuses(await putTexts(store, 1, [{ name: 'a', text: text(40) }], options(40)))).toEqual(['done']);
    expect((await store.history(1, { type: 'GPX', name: 'a' })).map((version) => version.seq)).toEqual([5, 4, 3, 2]);
    expect(await operateOn(store, 1, { op: 'delete', type: 'GPX', name: 'a', base: 5, scope: 'everywhere' })).toMatchObject({
      outcomes: [{ status: 'done' }],
    });
  });

  withStore('R06 the collector takes what has had no reference for the time of grace, and nothing that is used again', async (store) => {
    await putTexts(store, 1, [
      { name: 'a', text: 'one' },
      { name: 'b', text: 'two' },
    ]);
    await operateOn(store, 1, { op: 'delete-folder', type: 'GPX', name: '' });
    for (const key of ['a', 'b']) await operateOn(store, 1, { op: 'delete', type: 'GPX', name: key, base: null, scope: 'everywhere' });
    await store.removeTrash(1, { upTo: 99 }, start);
    expect((await store.collect(start + 1000, 1000, 10)).removed, 'within the time of grace').toBe(0);
    await putTexts(store, 1, [{ name: 'c', text: 'one' }], { now: start + 1000 });
    expect((await store.collect(start + 5000, 1000, 10)).removed).toBe(1);
    const { changes } = await store.changes({ account: 1, cursor: 0, limit: 10, types: ['GPX'] });
    const live = changes.find((version) => version.kind === 'content');
    expect((await store.contents(1, [live?.seq ?? 0], 100)).items[0]?.place).toEqual({ at: 0 });
  });

  withStore(
    'R74 every row of a log is read in order and in pages, old versions, deletions and both rows of a rename among them',
    async (store) => {
      for (const [index, text] of ['one', 'two'].entries()) await putTexts(store, 1, [{ name: 'a', text, base: index }]);
      await operateOn(store, 1, { op: 'rename', type: 'GPX', name: 'a', base: 2, to: 'b' });
      await operateOn(store, 1, { op: 'delete', type: 'GPX', name: 'b', base: 3, scope: 'everywhere' });
      await putTexts(store, 2, [{ name: 'other', text: 'of somebody else' }]);
      const rows = [...(await store.versions(1, 0, 2)), ...(await store.versions(1, 2, 99))];
      expect(rows.map(({ seq, kind, name }) => [seq, kind, name])).toEqual([
        [1, 'content', 'a'],
        [2, 'content', 'a'],
        [3, 'content', 'b'],
        [3, 'moved', 'a'],
        [4, 'deletion', 'b'],
      ]);
      expect(await store.versions(1, 4, 4)).toEqual([]);
      expect((await store.versions(2, 0, 99)).map((row) => row.name)).toEqual(['other']);
    },
  );

  withStore('R27 the data epoch is one for all accounts', async (store) => {
    await putTexts(store, 1, [{ name: 'a', text: 'one' }]);
    expect(await store.raiseDataEpoch(1000)).toBe(1000);
    expect(await store.raiseDataEpoch(1000)).toBe(1001);
    for (const account of [1, 2]) expect(await store.logState(account)).toMatchObject({ dataEpoch: 1001 });
  });

  withStore('an error of the catalogue and an error of a caller arrive as what they are', async (store) => {
    const bad = putTexts(store, 1, [{ name: 'a', text: 'one' }]).then(() =>
      store.put({
        writer: { account: 1, device: 1, now: start },
        limits: { allowance: roomy, evictBefore: 0 },
        items: [
          {
            type: 'GPX',
            name: 'b',
            base: 0,
            clientTime: 1,
            content: { hash: 'ab'.repeat(32), size: 1, stored: 50, storedHash: 'cd'.repeat(32), place: { at: 0 } },
          },
        ],
        bytes: new Uint8Array(3),
      }),
    );
    await expect(bad).rejects.toThrow('outside the bytes');
    await expect(bad).rejects.not.toBeInstanceOf(CairnError);
    expect((await store.changes({ account: 1, cursor: 0, limit: 10, types: null })).changes, 'R18 nothing of it stays').toHaveLength(1);
  });
}
