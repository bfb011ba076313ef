import { expect, test } from 'vitest';
import { fuzz } from '../src/supervise.ts';
import { groups } from '../src/names.ts';
import { archives } from '../src/targets/archives.ts';
import { documents } from '../src/targets/documents.ts';
import { maps } from '../src/targets/maps.ts';
import { texts } from '../src/targets/texts.ts';
import { wire } from '../src/targets/wire.ts';

/** Inputs for each reader; `npm run fuzz` runs longer, and keeps what gets further. */
const runs = Number(process.env['CAIRN_TEST_FUZZ_RUNS'] ?? '100');

test('R50 every reader has its name on the list', () => {
  const names = Object.entries({ documents, archives, texts, maps, wire }).map(([group, targets]) => [
    group,
    targets.map(({ name }) => name),
  ]);
  expect(Object.fromEntries(names)).toEqual(groups);
});

for (const [group, names] of Object.entries(groups)) {
  test(
    `R50 ${names.join(', ')}: read or refused with their own errors, with work that the length bounds; what once found a fault does not`,
    { timeout: 300_000 },
    async () => {
      const { faults, runs: done } = await fuzz({ targets: names, seed: 20_261_121, runs, seconds: null, corpus: false });
      expect(
        faults.map(({ target, words, input }) => `${target}: ${words}\n${Buffer.from(input).toString('base64').slice(0, 2000)}`),
      ).toEqual([]);
      expect([group, done > runs]).toEqual([group, true]);
    },
  );
}
