import { expect, test } from 'vitest';
import { openPostgresStore } from '../src/adapters/postgres/store.ts';
import { collect } from '../src/jobs/collector.ts';
import { graceMs } from '../src/jobs/library-jobs.ts';
import { sweepOrphans } from '../src/jobs/sweep.ts';
import type { Blobs } from '../src/ports/world.ts';
import type { LogStore } from '../src/ports/log-store.ts';
import { closing, freshUrl } from './postgres/test-database.ts';
import { FakeDisk } from './support/fake-disk.ts';
import { Gate } from './support/gate.ts';
import { TestLibrary, noise } from './support/library.ts';
import { SeededRandom, VirtualClock } from './support/world.ts';

/** `npm run fuzz -- --races` runs more. */
const races = process.env['CAIRN_TEST_RACES'];
const interleavings = Number(races ?? '1000');
const inPostgres = Number(races ?? '15');

/** A database of its own for each order; its calls wait at a gate that a seed opens. */
test(
  `R06 ${interleavings} orders of collector, sweep, upload, restore and rename of one content: what is referenced never vanishes`,
  async () => {
    const outcomes = new Set<string>();
    for (let seed = 0; seed < interleavings; seed++) {
      const random = new SeededRandom(`interleaving ${seed}`);
      const library = await TestLibrary.open({ inlineBytes: seed % 3 === 0 ? 128 * 1024 : 1000, seed: `i ${seed}` });
      await deleted(library, random);
      const gate = new Gate(random);
      const ctx = { ...library.ctx, store: gate.around<LogStore>(library.store), blobs: gate.around<Blobs>(library.ctx.blobs) };
      const gated = await TestLibrary.open({
        disk: library.disk,
        database: library.database,
        clock: library.clock,
        seed: `g ${seed}`,
        ctx,
      });
      await gate.drive(Promise.all(handsOn(gated, random).map(async (act) => act())));
      outcomes.add(await whole(library, seed));
      await library.database.close();
    }
    expect(outcomes.size, 'the orders differ').toBeGreaterThan(3);
  },
  300_000 + 500 * interleavings,
);

/** As the transactions of a real database meet: nobody draws the order. */
test(
  `R06 ${inPostgres} rounds of the same on PostgreSQL`,
  async () => {
    const { store, close } = await openPostgresStore(await freshUrl(), 6);
    closing.push(close);
    const outcomes = new Set<string>();
    const clock = new VirtualClock();
    const disk = new FakeDisk();
    for (let seed = 0; seed < inPostgres; seed++) {
      const random = new SeededRandom(`round ${seed}`);
      const library = await TestLibrary.open({ store, disk, clock, inlineBytes: seed % 3 === 0 ? 128 * 1024 : 1000, seed: `p ${seed}` });
      library.account = seed + 1;
      await deleted(library, random);
      await Promise.all(handsOn(library, random).map(async (act) => act()));
      outcomes.add(await whole(library, seed));
      await store.removeAll(library.account, null, clock.now());
      await library.tidy();
      expect(disk.paths, `round ${seed}: R07`).toEqual([]);
    }
    expect(outcomes.size, 'the orders differ').toBeGreaterThan(1);
  },
  300_000 + 1000 * inPostgres,
);

const content = noise(2000);
/** One content that nothing live refers to, as old as the collector wants it. */
async function deleted(library: TestLibrary, random: SeededRandom): Promise<void> {
  await library.put('a', content);
  await library.delete('a', 1);
  if (random.int(0, 2) === 0) await library.store.removeTrash(library.account, { upTo: 99 }, library.clock.now());
  library.clock.set(library.clock.now() + 2 * graceMs);
  library.disk.now = library.clock.now();
}
/** The collector, the sweep, an upload, and three more, at once. */
function handsOn(library: TestLibrary, random: SeededRandom): (() => Promise<unknown>)[] {
  const { ctx, account } = library;
  const acts = [
    () => collect(ctx, graceMs),
    () => sweepOrphans(ctx, graceMs),
    () => library.upload([{ name: 'b', content }]),
    () => library.upload([{ name: 'a', content, base: 2 }]),
    () => library.operate({ op: 'restore', seq: 1 }),
    () => library.operate({ op: 'restore', seq: 1, to: 'c' }, { op: 'rename', type: 'GPX', name: 'b', to: 'd', base: 3 }),
    () => ctx.store.removeTrash(account, { upTo: 99 }, library.clock.now()),
  ] as const;
  const chosen = [0, 1, 2, ...Array.from({ length: 3 }, () => random.int(0, acts.length))];
  return chosen.flatMap((index) => acts[index] ?? []);
}
/** Every file has its bytes, and nothing else is left once the collector may go. @returns the names */
async function whole(library: TestLibrary, seed: number): Promise<string> {
  const files = await library.files();
  for (const [name, text] of Object.entries(files)) expect(text === content.toString(), `seed ${seed}: ${name}`).toBe(true);
  expect(await library.audit(), `seed ${seed}`).toEqual([]);
  await library.tidy();
  const keys = new Set(await library.store.keysOf(library.account));
  const left = library.disk.paths.filter((path) => !keys.has(path.split('/').at(-1) ?? ''));
  expect(left, `seed ${seed}: R07`).toEqual([]);
  return Object.keys(files).toSorted().join();
}

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
