import { expect, test } from 'vitest';
import { judge, keeps } from '../src/aims.ts';
import { sameChance } from '../src/jobs/alike.ts';
import { readOptions } from '../src/options.ts';
import { Ledger, median } from '../src/readings.ts';

function ledgerOf(...readings: readonly (readonly [tool: string, job: string, measure: string, value: number])[]): Ledger {
  const ledger = new Ledger();
  ledger.readings.push(...readings.map(([tool, job, measure, value]) => ({ corpus: 'traveller', tool, job, measure, value, round: 1 })));
  return ledger;
}

test('a ratio is one of medians, and a must is missed above it', () => {
  const ledger = ledgerOf(
    ...[3, 1, 2].map((value) => ['cairn', 'A', 'seconds', value] as const),
    ...[1.5, 9, 1].map((value) => ['rsync', 'A', 'seconds', value] as const),
  );
  const line = judge(ledger, 0).find(({ what }) => what === 'A first upload, durable / rsync');
  expect(line).toMatchObject({ aim: 1, measured: 2 / 1.5, must: 1, aimed: 0.4 });
  expect(keeps(line!, line!.must)).toBe(false);
});

test('rates must be at least as high, times at most', () => {
  const ledger = new Ledger();
  const rate = (tool: string, job: string, value: number): void => {
    ledger.readings.push({ corpus: 'load', tool, job, measure: 'files/s', round: 1, value });
  };
  rate('bare node', 'one', 6000);
  rate('cairn', 'one', 3000);
  const line = judge(ledger, 0).find(({ aim }) => aim === 9)!;
  expect(line.measured).toBe(0.5);
  expect(keeps(line, line.must)).toBe(true);
  expect(keeps(line, line.aimed)).toBe(false);
});

test('what was not measured is neither kept nor missed', () => {
  const lines = judge(ledgerOf(['rsync', 'A', 'seconds', 1]), 40);
  expect(lines.length).toBeGreaterThan(15);
  for (const line of lines) expect(keeps(line, line.must)).toBeNull();
});

test('the time allowed for F grows with the number of files', () => {
  const ledger = ledgerOf(['corpus', 'corpus', 'files', 20_000]);
  expect(judge(ledger, 0).find(({ what }) => what.startsWith('F metadata of'))?.must).toBe(1);
});

test('medians', () => {
  expect(median([])).toBeNull();
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('options: names are checked and said', () => {
  expect(readOptions(['--jobs', 'a,wire', '--latency', '40ms', '--repeat', '5'])).toMatchObject({
    ...{ jobs: ['A'], wire: true, load: false, latencyMs: 40, repeat: 5, corpora: ['traveller', 'small'] },
  });
  expect(readOptions(['--quick'])).toMatchObject({ corpora: ['tiny'], repeat: 1 });
  expect(readOptions(['--help'])).toBeNull();
  expect(() => readOptions(['--tools', 'rsink'])).toThrow('--tools does not know "rsink"');
  expect(() => readOptions(['--repeat', '0'])).toThrow('--repeat wants a whole number from 1');
});

test('R54 the same chance for what is mixed, none for what stands apart', () => {
  const steps = Array.from({ length: 200 }, (_, index) => index);
  const [even, odd] = [steps.filter((step) => step % 2 === 0), steps.filter((step) => step % 2 === 1)];
  expect(sameChance(even, odd)).toBeGreaterThan(0.8);
  expect(sameChance(steps.slice(0, 100), steps.slice(100))).toBeLessThan(1e-6);
  // Worked by hand: ranks 1, 2, 4 against 3, 5, 6 give U = 1, z = 1.5275, two-sided p = 0.1266.
  expect(sameChance([1, 2, 4], [3, 5, 6])).toBeCloseTo(0.1266, 3);
});

test('R54 missed where the medians stand apart or the chance is small', () => {
  const ledger = new Ledger();
  for (const [measure, value] of [
    ['ms apart', 6],
    ['p', 0.002],
  ] as const) {
    ledger.readings.push({ corpus: 'alike', tool: 'cairn', job: 'wrong code', measure, round: 1, value });
  }
  const lines = judge(ledger, 0).filter(({ aim }) => aim === 'R54');
  expect(lines.map((line) => keeps(line, line.must))).toEqual([false, false]);
});
