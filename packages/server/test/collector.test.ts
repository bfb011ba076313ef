import { expect, test } from 'vitest';
import { collect } from '../src/jobs/collector.ts';
import { graceMs } from '../src/jobs/library-jobs.ts';
import { sweepOrphans } from '../src/jobs/sweep.ts';
import type { Blobs } from '../src/ports/world.ts';
import type { LogStore } from '../src/ports/log-store.ts';
import { Gate } from './support/gate.ts';
import { TestLibrary, noise } from './support/library.ts';
import { SeededRandom } from './support/world.ts';

const interleavings = Number(process.env['CAIRN_TEST_INTERLEAVINGS'] ?? '1000');

test(`R06 ${interleavings} orders of collector, sweep, upload, restore and rename of one content: what is referenced never vanishes`, async () => {
  const content = noise(2000);
  const outcomes = new Set<string>();
  for (let seed = 0; seed < interleavings; seed++) {
    const random = new SeededRandom(`interleaving ${seed}`);
    const library = await TestLibrary.open({ inlineBytes: seed % 3 === 0 ? 128 * 1024 : 1000, seed: `i ${seed}` });
    await library.put('a', content);
    await library.delete('a', 1);
    if (random.int(0, 2) === 0) await library.store.removeTrash(1, { upTo: 99 }, library.clock.now());
    library.clock.set(library.clock.now() + 2 * graceMs);
    library.disk.now = library.clock.now();
    const gate = new Gate(random);
    const ctx = { ...library.ctx, store: gate.around<LogStore>(library.store), blobs: gate.around<Blobs>(library.ctx.blobs) };
    const gated = await TestLibrary.open({ disk: library.disk, database: library.database, clock: library.clock, seed: `g ${seed}`, ctx });
    const actions = [
      () => collect(ctx, graceMs),
      () => sweepOrphans(ctx, graceMs),
      () => gated.upload([{ name: 'b', content }]),
      () => gated.upload([{ name: 'a', content, base: 2 }]),
      () => gated.operate({ op: 'restore', seq: 1 }),
      () => gated.operate({ op: 'restore', seq: 1, to: 'c' }, { op: 'rename', type: 'GPX', name: 'b', to: 'd', base: 3 }),
      () => ctx.store.removeTrash(1, { upTo: 99 }, library.clock.now()),
    ];
    const chosen = [0, 1, 2, ...Array.from({ length: 3 }, () => random.int(0, actions.length))];
    await gate.drive(Promise.all(chosen.map(async (index) => actions[index]?.())));
    const files = await library.files();
    for (const [name, text] of Object.entries(files)) expect(text === content.toString(), `seed ${seed}: ${name}`).toBe(true);
    expect(await library.audit(), `seed ${seed}`).toEqual([]);
    outcomes.add(Object.keys(files).toSorted().join());
    await library.tidy();
    const keys = new Set(await library.store.keysOf(1));
    expect(
      library.disk.paths.filter((path) => !keys.has(path.split('/').at(-1) ?? '')),
      `seed ${seed}: R07`,
    ).toEqual([]);
    await library.database.close();
  }
  expect(outcomes.size, 'the orders differ').toBeGreaterThan(3);
}, 300_000);

test('R07 what a crash leaves between bytes and row is gone after the time of grace, and not before', async () => {
  const library = await TestLibrary.open();
  await library.ctx.blobs.put('ab'.repeat(16), noise(10));
  await library.disk.create('/blobs/unfinished/' + 'cd'.repeat(16) + '.part');
  await sweepOrphans(library.ctx, graceMs);
  expect(library.disk.paths).toHaveLength(2);
  library.clock.set(library.clock.now() + graceMs + 1);
  await sweepOrphans(library.ctx, graceMs);
  expect(library.disk.paths).toEqual([]);
});

test('R07 an upload that takes longer than the time of grace keeps what it has written', async () => {
  const library = await TestLibrary.open({ inlineBytes: 1000 });
  const { store } = library;
  let swept = false;
  const slow = new Proxy(store, {
    get: (target, name) => {
      if (name !== 'put') return Reflect.get(target, name) as unknown;
      return async (command: Parameters<LogStore['put']>[0]) => {
        // The content is in its place; the row comes hours later.
        library.clock.set(library.clock.now() + 5 * graceMs);
        await sweepOrphans(library.ctx, graceMs);
        swept = true;
        return target.put(command);
      };
    },
  });
  const other = await TestLibrary.open({
    disk: library.disk,
    database: library.database,
    clock: library.clock,
    ctx: { ...library.ctx, store: slow },
  });
  const version = await other.put('a', noise(5000));
  expect(swept).toBe(true);
  expect((await library.readBytes(version.seq)).equals(noise(5000))).toBe(true);
  expect(await library.audit()).toEqual([]);
});
