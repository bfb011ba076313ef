import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { judge, keeps } from '../src/aims.ts';
import { phoneFiles } from '../src/load/phone-contents.ts';
import type { Act } from '../src/load/phone-plan.ts';
import { nameOf, percentile, planOf, quietAccounts, scaleOf } from '../src/load/phone-plan.ts';
import { readOptions } from '../src/options.ts';
import { Ledger } from '../src/readings.ts';

const devices = 200;

function counted(acts: readonly Act[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { list: 0, upload: 0, download: 0 };
  for (const { endpoint } of acts) counts[endpoint] = (counts[endpoint] ?? 0) + 1;
  return counts;
}

test('R31 every device lists once, sends five files and fetches five in every minute, and lists first', () => {
  const plan = planOf(devices, 3, 31);
  for (let device = 0; device < devices; device++) {
    const own = plan.filter((act) => act.device === device);
    const most = { list: 3, upload: 15, download: 15 };
    // What would fall behind the end of the last minute is left out, nothing else.
    expect(own.filter(({ at }) => at < 2 * 60_000).length).toBeGreaterThanOrEqual(2 * 11 - 10);
    for (const [endpoint, count] of Object.entries(counted(own))) expect(count).toBeLessThanOrEqual(most[endpoint as Act['endpoint']]);
    expect(own[0]?.endpoint).toBe('list');
    const uploads = own.filter(({ endpoint }) => endpoint === 'upload').map(({ ordinal }) => ordinal);
    expect(new Set(uploads).size).toBe(uploads.length);
  }
  const { list, upload, download } = counted(plan);
  expect(list).toBe(3 * devices);
  expect(upload! / list!).toBeGreaterThan(4.8);
  expect(download! / list!).toBeGreaterThan(4.8);
});

test('R31 the schedule is open: it is known before the first answer, in order, even over the minute, and the same for a seed', () => {
  const plan = planOf(devices, 1, 31);
  expect(plan).toEqual(planOf(devices, 1, 31));
  expect(plan).not.toEqual(planOf(devices, 1, 32));
  expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).toSorted((a, b) => a - b));
  const halves = [0, 1].map((half) => plan.filter(({ at }) => Math.floor(at / 30_000) === half).length);
  expect(Math.abs(halves[0]! - halves[1]!)).toBeLessThan(plan.length / 5);
});

test('R31 a part of a minute has the rate of a whole one', () => {
  const short = planOf(1000, 0.2, 31);
  expect(short.every(({ at }) => at < 12_000)).toBe(true);
  expect(short.length / 12).toBeGreaterThan(140);
  expect(short.length / 12).toBeLessThan(210);
});

test('R31 the reference scale is the one required, and versions are spread to the last', () => {
  const scale = scaleOf(1);
  expect(scale).toMatchObject({ devices: 1000, files: 1000, accounts: 20_000, versions: 2_000_000 });
  const quiet = quietAccounts(scale);
  expect(quiet.length + scale.devices).toBe(scale.accounts);
  expect(quiet.reduce((sum, versions) => sum + versions, 0) + scale.devices * scale.files).toBe(scale.versions);
  expect(Math.max(...quiet) - Math.min(...quiet)).toBeLessThanOrEqual(1);
  expect(scaleOf(0.02)).toMatchObject({ devices: 20, files: 1000, accounts: 400, versions: 40_000 });
  expect(quietAccounts(scaleOf(0.0001))).toHaveLength(1);
});

test('R32 the large account has 300,000 versions of 100,000 names', () => {
  const { largeFiles, largeVersions } = scaleOf(1);
  expect([largeFiles, largeFiles * largeVersions]).toEqual([100_000, 300_000]);
  expect(new Set(Array.from({ length: 5000 }, (_, number) => nameOf(number))).size).toBe(5000);
});

test('R31 what is sent has 20 to 200 kB packed, and is what its length says', () => {
  const files = phoneFiles(12, 31);
  expect(new Set(files.map(({ type }) => type))).toEqual(new Set(['GPX', 'FILE']));
  for (const { member, size } of files) {
    expect(member.length).toBeGreaterThan(15_000);
    expect(member.length).toBeLessThan(230_000);
    expect(gunzipSync(member)).toHaveLength(size);
  }
  expect(phoneFiles(12, 31)).toEqual(files);
});

test('percentiles are those of the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100]);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([], 0.5)).toBe(0);
});

test('R31 R32 judged are the 99th percentiles, errors and memory; one wrong answer is one too many', () => {
  const ledger = new Ledger();
  const add = (job: string, measure: string, value: number): void => {
    ledger.readings.push({ corpus: 'phones', tool: 'cairn', job, measure, round: 1, value });
  };
  add('list', 'p99 ms', 151);
  add('upload', 'p99 ms', 200);
  add('all', 'errors', 1);
  add('all', 'server peak bytes', 512 * 2 ** 20);
  add('whole list', 'longest ms', 1900);
  const kept = Object.fromEntries(judge(ledger, 0).map((line) => [line.what, keeps(line, line.must)]));
  expect(kept).toEqual({
    'list of 1,000 files, p99': false,
    'upload of 20-200 kB, durable, p99': true,
    'download of 20-200 kB, p99': null,
    'answers that were wrong or none': false,
    'server memory, peak': true,
    'whole list of the large account': true,
    'memory that it adds': null,
    'list of a single name, p99': null,
  });
});

test('options: phones run only when named, for half an hour at full scale', () => {
  expect(readOptions([])).toMatchObject({ phones: null, alike: true, load: true, wire: true });
  expect(readOptions(['--jobs', 'phones'])).toMatchObject({
    phones: { minutes: 30, share: 1 },
    jobs: [],
    load: false,
    alike: false,
    wire: false,
  });
  expect(readOptions(['--jobs', 'phones', '--minutes', '0.2', '--scale', '0.1'])?.phones).toEqual({ minutes: 0.2, share: 0.1 });
  expect(() => readOptions(['--scale', '2'])).toThrow('--scale wants a number above 0 and up to 1, not "2"');
  expect(() => readOptions(['--minutes', 'x'])).toThrow('--minutes wants a number above 0');
});

test('options: what is measured about growth runs only when named, on every set-up unless some are named', () => {
  expect(readOptions([])).toMatchObject({ capacity: null, large: null, scaling: false, setUps: null });
  expect(readOptions(['--jobs', 'capacity,large,scaling', '--scale', '0.5', '--setup', 'postgres,postgres-s3'])).toMatchObject({
    ...{ capacity: { share: 0.5 }, large: { share: 0.5 }, scaling: true, phones: null, load: false },
    setUps: ['postgres', 'postgres-s3'],
  });
  expect(() => readOptions(['--setup', 'mysql'])).toThrow('--setup does not know "mysql"');
});

test('R31 R33 each set-up is judged by itself', () => {
  const ledger = new Ledger();
  const add = (corpus: string, job: string, measure: string, value: number): void => {
    ledger.readings.push({ corpus, tool: 'cairn', job, measure, round: 1, value });
  };
  add('phones', 'list', 'p99 ms', 10);
  add('phones on postgres', 'list', 'p99 ms', 200);
  add('large on sqlite', 'file', 'extra bytes', 65 * 2 ** 20);
  const kept = judge(ledger, 0)
    .filter((line) => line.measured !== null)
    .map((line) => [line.corpus, line.aim, keeps(line, line.must)]);
  expect(kept).toEqual([
    ['phones', 'R31', true],
    ['phones on postgres', 'R31', false],
    ['large on sqlite', 'R33', false],
  ]);
});
