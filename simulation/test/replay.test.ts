import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bugNamed } from '../src/bugs/planted.ts';
import { findBug, seedsFrom } from '../src/find-bug.ts';
import { live } from '../src/history.ts';
import { optionsOf } from '../src/options.ts';
import { readRecord } from '../src/report.ts';
import { shrink } from '../src/shrink.ts';

test('R21 the same seed is the same history, twice over 100 seeds', { timeout: 300_000 }, async () => {
  const differing: number[] = [];
  for (let seed = 1; seed <= 100; seed++) {
    const [one, other] = [await live(optionsOf(seed, 40)), await live(optionsOf(seed, 40))];
    if (one.digest !== other.digest) differing.push(seed);
  }
  expect(differing).toEqual([]);
});

test('R29 a planted bug is reported with at most 30 steps, which show it 100 times of 100', { timeout: 300_000 }, async () => {
  const bug = bugNamed('tombstone-dropped');
  const found = await findBug(bug, seedsFrom([11]), 100_000);
  expect(found).not.toBeNull();
  if (found === null) return;
  const short = await shrink(found.told, bug);
  expect(short.decisions.length).toBeLessThanOrEqual(30);
  let times = 0;
  for (let run = 0; run < 100; run++) {
    const told = await live(short.options, { bug, decisions: short.decisions });
    if (told.violation?.rule === short.violation?.rule && told.digest === short.digest) times++;
  }
  expect(times).toBe(100);
});

describe('R29 histories that found a bug once', () => {
  const seeds = new URL('../seeds/', import.meta.url);
  for (const name of readdirSync(seeds)) {
    const recorded = readRecord(new URL(name, seeds));
    test(`${name.replace('.json', '')}: ${recorded.words}`, { timeout: 60_000 }, async () => {
      const { violation } = await live(recorded.options, { decisions: recorded.decisions });
      expect(violation).toBeNull();
    });
  }
});
