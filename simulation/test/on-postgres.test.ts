import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPostgres } from '../../packages/server/test/postgres/cluster.ts';
import { bugNamed } from '../src/bugs/planted.ts';
import { findBug, seedsFrom } from '../src/find-bug.ts';
import { live } from '../src/history.ts';
import type { Options } from '../src/options.ts';
import { optionsOf } from '../src/options.ts';
import type { OnPostgres } from '../src/postgres/start.ts';
import { onPostgres } from '../src/postgres/start.ts';
import { describe as told, readRecord } from '../src/report.ts';

/** Steps of the histories, and of those that both stores live through; more by SIMULATION_POSTGRES_STEPS. */
const mostSteps = Number(process.env['SIMULATION_POSTGRES_STEPS'] ?? 240);
const stepsOfTwins = 60;

describe.skipIf(findPostgres() === null && process.env['CI'] === undefined)('R20 the server stands on a real PostgreSQL', () => {
  let setUp: OnPostgres;
  beforeAll(async () => {
    setUp = await onPostgres();
  });
  afterAll(() => setUp.stop());

  test('R13 R14 R15 R16 R21 R22 R23 R24 R25 R26 R27 its histories violate nothing', { timeout: 36_000_000 }, async () => {
    const failures: string[] = [];
    for (let seed = 101, steps = 0; steps < mostSteps; seed++) {
      const history = await live(optionsOf(seed), { setUp });
      steps += history.decisions.length;
      if (history.violation !== null) failures.push(told(history, null));
    }
    expect(failures).toEqual([]);
  });

  test('R20 R21 a history is the same on both stores, to the last byte of every answer', { timeout: 36_000_000 }, async () => {
    const differing: number[] = [];
    let steps = 0;
    for (const seed of seedsFrom([33, 459, 3, 6])) {
      if (steps >= mostSteps) break;
      const options = withRoom(optionsOf(seed, stepsOfTwins));
      const [here, there] = [await live(options), await live(options, { setUp })];
      if (here.digest !== there.digest) differing.push(seed);
      steps += there.decisions.length;
    }
    expect(differing).toEqual([]);
  });

  test('R11 R21 a disk without room is the same history twice', { timeout: 300_000 }, async () => {
    const [one, other] = [await live(optionsOf(21, 60), { setUp }), await live(optionsOf(21, 60), { setUp })];
    expect(one.decisions.map(({ act }) => act)).toContain('serverDisk');
    expect(one.violation).toBeNull();
    expect(other.digest).toBe(one.digest);
  });

  for (const name of ['tombstone-dropped', 'stamp-reuse', 'content-of-another-account']) {
    test(`R30 ${name} is found here too`, { timeout: 300_000 }, async () => {
      expect(await findBug(bugNamed(name), seedsFrom([33, 25]), 2_000, setUp)).not.toBeNull();
    });
  }

  const seeds = new URL('../seeds/', import.meta.url);
  for (const name of readdirSync(seeds)) {
    const recorded = readRecord(new URL(name, seeds));
    test(`R29 ${name.replace('.json', '')}: ${recorded.words}`, { timeout: 60_000 }, async () => {
      const { violation } = await live(recorded.options, { setUp, decisions: recorded.decisions });
      expect(violation).toBeNull();
    });
  }
});

/** Which write meets a full disk first is up to the store. */
const withRoom = (options: Options): Options => ({ ...options, without: [...options.without, 'disk-full'] });
