import { describe, expect, test } from 'vitest';
import type { Brake } from '../src/jobs/brake.ts';
import { usualBrake } from '../src/jobs/brake.ts';
import { collect } from '../src/jobs/collector.ts';
import { graceMs, libraryJobs } from '../src/jobs/library-jobs.ts';
import { JobRunner } from '../src/jobs/runner.ts';
import type { Job } from '../src/jobs/runner.ts';
import { scrub, tellOfUpkeep } from '../src/jobs/scrub.ts';
import type { Clock } from '../src/ports/world.ts';
import { sweepOrphans } from '../src/jobs/sweep.ts';
import { soleLease } from '../src/adapters/memory-lease.ts';
import { openInThread } from '../src/adapters/sqlite/store.ts';
import type { MetricName, Metrics } from '../src/ports/metrics.ts';
import { noMetrics } from '../src/ports/metrics.ts';
import { TestLibrary, noise } from './support/library.ts';

/** Gauges as they were set last. */
function gauges(): { metrics: Metrics; values: Map<MetricName, number | null>; fill: () => Promise<void> } {
  const values = new Map<MetricName, number | null>();
  const fills: (() => Promise<void> | void)[] = [];
  const metrics: Metrics = {
    ...noMetrics,
    set: (...[name, value]: readonly unknown[]) => void values.set(name as MetricName, value as number | null),
    beforeRead: (fill) => void fills.push(fill),
  };
  return {
    metrics,
    values,
    async fill() {
      for (const one of fills) await one();
    },
  };
}
const strict = (tell: Brake['tell'] = () => undefined): Brake => ({
  share: 0.2,
  leastContents: 3,
  leastBytes: 2 ** 40,
  leastStrays: 3,
  tell,
});
async function filled(): Promise<TestLibrary> {
  const library = await TestLibrary.open({ inlineBytes: 1000 });
  for (let index = 0; index < 20; index++) await library.put(`f${index}`, noise(2000, `f${index}`));
  return library;
}
function later(library: TestLibrary): void {
  library.clock.set(library.clock.now() + 2 * graceMs);
  library.disk.now = library.clock.now();
}

describe('R08 the brake of the collector', () => {
  test('R08 more than the share is not removed, and the operator is told; what is confirmed goes', async () => {
    const library = await filled();
    const told: (string | null)[] = [];
    const braked = { brake: strict((why) => told.push(why)), keep: library.database.store };
    for (let index = 0; index < 5; index++) await library.delete(`f${index}`, index + 1);
    await library.store.removeTrash(1, { upTo: 99 }, library.clock.now());
    later(library);
    await expect(collect(library.ctx, graceMs, braked)).rejects.toMatchObject({ code: 'collector-stopped' });
    expect(library.disk.paths).toHaveLength(20);
    expect(told).toEqual([expect.stringMatching(/5 contents .* out of 20/)]);
    await collect(library.ctx, graceMs);
    expect(library.disk.paths).toHaveLength(15);
    // A fifth of what is left is within the share.
    for (let index = 5; index < 8; index++) await library.delete(`f${index}`, index + 1);
    await library.store.removeTrash(1, { upTo: 99 }, library.clock.now());
    later(library);
    await collect(library.ctx, graceMs, braked);
    expect(library.disk.paths).toHaveLength(12);
  });

  test('R08 R32 everything is only counted when what would go is much', async () => {
    const library = await filled();
    const { store } = library.database;
    let counts = 0;
    const keep = {
      dueForCollection: (now: number, grace: number) => store.dueForCollection(now, grace),
      allContents: () => (counts++, store.allContents()),
    };
    for (const [deleted, counted] of [
      [3, 0],
      [4, 1],
    ] as const) {
      for (let index = 0; index < deleted; index++) await library.delete(`f${index + 3 * counted}`, index + 3 * counted + 1);
      await library.store.removeTrash(1, { upTo: 99 }, library.clock.now());
      later(library);
      await collect(library.ctx, graceMs, { brake: { ...strict(), share: 0.9 }, keep });
      expect(counts).toBe(counted);
      expect(library.disk.paths).toHaveLength(20 - deleted - 3 * counted);
    }
  });

  test('R08 an empty database, another one, a half of one, or one that cannot be read: the sweep removes nothing', async () => {
    const library = await filled();
    later(library);
    const empty = openInThread(':memory:').store;
    await expect(sweepOrphans({ ...library.ctx, store: empty }, graceMs, strict())).rejects.toMatchObject({ code: 'collector-stopped' });
    const other = await TestLibrary.open({ inlineBytes: 1000 });
    await other.put('mine', noise(2000));
    await expect(sweepOrphans({ ...library.ctx, store: other.store }, graceMs, strict())).rejects.toMatchObject({
      code: 'collector-stopped',
    });
    const half = new Proxy(library.store, {
      get: (target, name) =>
        name === 'knownKeys'
          ? async (keys: readonly string[]) => (await target.knownKeys(keys)).filter((_, index) => index % 2 === 0)
          : (Reflect.get(target, name) as unknown),
    });
    await expect(sweepOrphans({ ...library.ctx, store: half }, graceMs, strict())).rejects.toMatchObject({ code: 'collector-stopped' });
    const unreadable = new Proxy(library.store, {
      get: (target, name) =>
        name === 'knownKeys' ? () => Promise.reject(new Error('cannot be read')) : (Reflect.get(target, name) as unknown),
    });
    await expect(sweepOrphans({ ...library.ctx, store: unreadable }, graceMs, strict())).rejects.toThrow('cannot be read');
    expect(library.disk.paths).toHaveLength(20);
    await sweepOrphans(library.ctx, graceMs, strict());
    expect(library.disk.paths).toHaveLength(20);
  });

  test('R07 R08 what crashes leave goes by itself: little, and unfinished files however many', async () => {
    const library = await filled();
    for (const digit of '012') await library.ctx.blobs.put(`${digit}e`.repeat(16), noise(10));
    for (let index = 10; index < 40; index++)
      await (await library.disk.create(`/blobs/unfinished/${String(index).repeat(16)}.part`)).close();
    later(library);
    await sweepOrphans(library.ctx, graceMs, strict());
    expect(library.disk.paths).toHaveLength(20);
  });

  test('R08 the gauge rises when a job stands and falls when an operator has confirmed; by itself nothing runs without a brake', async () => {
    const library = await TestLibrary.open({ inlineBytes: 1000 });
    const { metrics, values } = gauges();
    const jobs = libraryJobs(library.ctx, { store: library.database.store, metrics, share: 20, scrubShare: 10 });
    const job = (name: string) => jobs.find((one) => one.name === name);
    for (let index = 0; index < usualBrake.leastStrays + 5; index++)
      await library.ctx.blobs.put(String(index).padStart(2, '0').repeat(16), noise(5));
    later(library);
    await expect(job('sweep-orphans')?.run(new AbortController().signal)).rejects.toThrow('cairn admin jobs run collect-without-brake');
    await job('collect-contents')?.run(new AbortController().signal);
    expect(values.get('cairn_collector_stopped')).toBe(1);
    expect(library.disk.paths).toHaveLength(25);
    expect(job('collect-without-brake')).toMatchObject({ byHand: true });
    await job('collect-without-brake')?.run(new AbortController().signal);
    expect(values.get('cairn_collector_stopped')).toBe(0);
    expect(library.disk.paths).toEqual([]);
  });
});

/** Contents of which every one takes a second; and what was read of them. */
function slowBlobs(library: TestLibrary) {
  const read: string[] = [];
  const open = (key: string): ReturnType<typeof library.ctx.blobs.open> => {
    read.push(key);
    library.clock.set(library.clock.now() + 1000);
    return library.ctx.blobs.open(key);
  };
  return { read, blobs: { open } };
}

describe('R10 the slow look at every content', () => {
  test('R10 fifty faults of each kind are found, each once a look, and nothing else; age and findings are told', async () => {
    const library = await TestLibrary.open({ inlineBytes: 1000 });
    const { store } = library.database;
    const { metrics, values, fill } = gauges();
    tellOfUpkeep(metrics, store, library.clock);
    for (let index = 0; index < 250; index++) await library.put(`f${index}`, noise(index < 200 ? 1500 : 300, `f${index}`));
    const look = () => scrub({ store, blobs: library.ctx.blobs, clock: library.clock, log: library.log, share: 10 });
    await fill();
    expect([values.get('cairn_scrub_age_seconds'), values.get('cairn_scrub_findings')]).toEqual([null, null]);
    await look();
    await fill();
    expect([values.get('cairn_scrub_age_seconds'), values.get('cairn_scrub_findings')]).toEqual([0, 0]);
    const paths = library.disk.paths;
    for (const path of paths.slice(0, 50)) await library.disk.remove(path);
    for (const path of paths.slice(50, 100)) library.disk.damage(path, (bytes) => bytes.subarray(0, -1));
    for (const path of paths.slice(100, 150))
      library.disk.damage(path, (bytes) => Buffer.from(bytes.map((byte, index) => (index === 7 ? byte ^ 1 : byte))));
    library.clock.set(library.clock.now() + 60_000);
    library.log.lines.splice(0);
    await look();
    await fill();
    expect([values.get('cairn_scrub_age_seconds'), values.get('cairn_scrub_findings')]).toEqual([0, 150]);
    expect(library.log.lines.filter(({ level }) => level === 'error')).toHaveLength(150);
  });

  test('R10 R12 a server that is told to stop does not wait for the end of a look: it ends after its page, also where it rests, is no failure, and goes on later', async () => {
    const library = await TestLibrary.open({ inlineBytes: 1000 });
    const { store } = library.database;
    for (let index = 0; index < 60; index++) await library.put(`f${index}`, noise(1100, `f${index}`));
    const { read, blobs } = slowBlobs(library);
    let rests = (): void => undefined;
    const atRest = new Promise<void>((resolve) => (rests = resolve));
    // Nobody ends its rest.
    const clock: Clock = {
      now: () => library.clock.now(),
      after() {
        rests();
        return () => undefined;
      },
    };
    const look = { store, blobs, clock, log: library.log };
    const job: Job = { name: 'scrub-contents', everyMs: 1, run: (signal) => scrub({ ...look, share: 1 }, signal) };
    const jobs = new JobRunner([job], { clock, lease: soleLease, log: library.log, metrics: noMetrics });
    const running = jobs.runNow();
    await atRest;
    await jobs.stop();
    await running;
    expect(read).toHaveLength(25);
    expect(library.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(jobs.status()).toMatchObject([{ running: false, failed: false, ended: null }]);
    await scrub({ ...look, share: 100 });
    expect(new Set(read).size).toBe(60);
    expect(read).toHaveLength(60);
  });

  const paces = [
    { share: 10, rest: 225_000, turns: 8, pass: 3500 },
    { share: 50, rest: 25_000, turns: 3, pass: 700 },
    { share: 100, rest: 0, turns: 2, pass: 350 },
  ];
  test.each(paces)(
    'R10 R31 a look reads $share % of its turns; one that ran out of time goes on where it was, after a restart too; how long it takes is told',
    async ({ share, rest, turns, pass }) => {
      const library = await TestLibrary.open({ inlineBytes: 1000 });
      const { store } = library.database;
      for (let index = 0; index < 350; index++) await library.put(`f${index}`, noise(1100, `f${index}`));
      const { read, blobs } = slowBlobs(library);
      let counts = 0;
      const counting = Object.assign(Object.create(store) as typeof store, { allContents: () => (counts++, store.allContents()) });
      const rests: number[] = [];
      const clock: Clock = {
        now: () => library.clock.now(),
        after(ms, fn) {
          rests.push(ms);
          library.clock.set(library.clock.now() + ms);
          queueMicrotask(fn);
          return () => undefined;
        },
      };
      const { metrics, values, fill } = gauges();
      tellOfUpkeep(metrics, store, clock);
      let looks = 0;
      for (; (await store.noted('scrub'))?.includes('"ended":null') !== false; looks++) {
        await scrub({ store: counting, blobs, clock, log: library.log, share });
        await fill();
        // A content takes a second, all of them as many.
        expect(values.get('cairn_scrub_pass_seconds')).toBeCloseTo(pass, -1);
      }
      expect(looks).toBe(turns);
      expect(new Set(rests), 'for each 25 contents of a second').toEqual(new Set(rest === 0 ? [] : [rest]));
      expect(counts, 'R32 everything is counted once for a whole look').toBe(1);
      expect(new Set(read).size).toBe(350);
      expect(read).toHaveLength(350);
    },
  );
});
