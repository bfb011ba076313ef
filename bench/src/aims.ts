import { corpusNames } from './corpus.ts';
import { alikeName } from './jobs/alike.ts';
import { largeName } from './jobs/large.ts';
import { loadName } from './jobs/load.ts';
import { roadsName } from './jobs/roads.ts';
import { endpoints, p99Limits, phonesName } from './load/phone-plan.ts';
import type { Ledger } from './readings.ts';
import { median } from './readings.ts';

/** One line of the table. A limit is the most that `measured` may be, or the least where `atLeast`. Null: nothing was measured, or no limit. */
export interface Line {
  /** Of the twelve aims, or the requirement that it belongs to. */
  readonly aim: number | 'R31' | 'R32' | 'R33' | 'R54' | 'W4';
  readonly corpus: string;
  readonly what: string;
  readonly measured: number | null;
  readonly must: number | null;
  readonly aimed: number | null;
  readonly unit: '×' | 's' | 'ms' | 'p' | 'bytes' | 'MB' | 'MiB' | 'requests';
  readonly atLeast: boolean;
}

type Limits = readonly [must: number | null, aimed: number | null];

/** What the aims make of the readings. Ratios are of medians of one run. */
export function judge(ledger: Ledger, roundTripMs: number): Line[] {
  const present = corpusNames.filter((name) => ledger.readings.some(({ corpus }) => corpus === name));
  const corpora = present.flatMap((name) => judgeCorpus(ledger, name, roundTripMs));
  return [
    ...corpora,
    ...judgeGrowth(ledger),
    ...judgeLoads(ledger),
    ...judgeAlike(ledger),
    ...judgePhones(ledger),
    ...judgeLarge(ledger),
    ...judgeRoads(ledger),
  ];
}

function judgeCorpus(ledger: Ledger, corpus: string, roundTripMs: number): Line[] {
  const of = (tool: string, job: string, measure: string): number | null => ledger.median(corpus, tool, job, measure);
  const line = (aim: number, what: string, measured: number | null, [must, aimed]: Limits, unit: Line['unit'] = '×'): Line => ({
    ...{ aim, corpus, what, measured, must, aimed, unit, atLeast: false },
  });
  const against = (aim: number, what: string, job: string, measure: string, other: string, limits: Limits): Line =>
    line(aim, `${what} / ${other}`, ratio(of('cairn', job, measure), of(other, job, measure)), limits);
  const others = ['rsync', 'syncthing', 'restic'].map((tool) => of(tool, 'E', 'seconds')).filter((value) => value !== null);
  const files = ledger.median(corpus, 'corpus', 'corpus', 'files') ?? 5000;
  const memory = ledger.highest(corpus, 'cairn', 'F', 'server peak bytes');
  const lines = [
    against(1, 'A first upload, durable', 'A', 'seconds', 'rsync', [1.0, 0.4]),
    against(1, 'A first upload, durable', 'A', 'seconds', 'syncthing', [0.4, null]),
    against(2, 'A server CPU', 'A', 'server cpu s', 'syncthing', [0.5, null]),
    against(2, 'A server CPU', 'A', 'server cpu s', 'rsync', [null, 0.5]),
    against(3, 'A bytes on the wire', 'A', 'wire bytes', 'restic', [1.2, 1.0]),
    against(3, 'B bytes on the wire', 'B', 'wire bytes', 'restic', [1.2, 1.0]),
    against(3, "bytes on the server's disk", 'B', 'disk bytes', 'restic', [1.2, 1.0]),
    against(4, 'B first download', 'B', 'seconds', 'rsync', [1.0, 0.6]),
    against(5, 'C nothing changed', 'C', 'seconds', 'rsync', [1.0, null]),
    line(5, 'C requests', of('cairn', 'C', 'requests'), [1, 1], 'requests'),
    line(5, 'C bytes on the wire', of('cairn', 'C', 'wire bytes'), [4096, 4096], 'bytes'),
    against(5, 'C nothing changed', 'C', 'seconds', 'syncthing', [null, 0.8]),
    line(6, 'D one file under watch, median', of('cairn', 'D', 'seconds'), [0.3, 0.1], 's'),
    line(6, 'watch at rest, share of a core', of('cairn', 'D', 'share at rest'), [0.01, null]),
    against(7, 'E changes, renames, deletions', 'E', 'seconds', 'rsync', [1.0, null]),
    line(7, 'E / the best of the others', ratio(of('cairn', 'E', 'seconds'), lowest(others)), [null, 0.8]),
    line(7, 'bytes sent for a rename', of('cairn', 'rename', 'up bytes'), [4096, 4096], 'bytes'),
    line(8, `F metadata of ${files} files`, of('cairn', 'F', 'seconds'), [(0.25 * files) / 5000, null], 's'),
    against(8, 'F metadata', 'F', 'seconds', 'syncthing', [null, 0.8]),
    line(12, 'server memory, peak over A-F', memory === null ? null : memory / 2 ** 20, [250, 110], 'MB'),
  ];
  if (roundTripMs === 0) return lines;
  return [
    ...lines,
    against(5, `C at ${roundTripMs} ms of round trip`, 'C far', 'seconds', 'rsync', [null, 0.15]),
    line(6, `D at ${roundTripMs} ms of round trip, median`, of('cairn', 'D far', 'seconds'), [null, 0.15], 's'),
  ];
}

/** Aim 8: F grows no faster than the number of files. */
function judgeGrowth(ledger: Ledger): Line[] {
  const each = (corpus: string): number | null =>
    ratio(ledger.median(corpus, 'cairn', 'F', 'seconds'), ledger.median(corpus, 'corpus', 'corpus', 'files'));
  const measured = ratio(each('small'), each('traveller'));
  if (measured === null) return [];
  const what = 'F for each of 20,000 files / of 5,000';
  return [{ aim: 8, corpus: 'both', what, measured, must: null, aimed: 1.2, unit: '×', atLeast: false }];
}

function judgeLoads(ledger: Ledger): Line[] {
  if (!ledger.readings.some(({ corpus }) => corpus === loadName)) return [];
  const rate = (tool: string, job: string): number | null => median(ledger.values(loadName, tool, job, 'files/s'));
  const cost = (measure: string): number | null => ledger.median(loadName, 'cairn', 'cost', measure);
  const line = (aim: number, what: string, measured: number | null, [must, aimed]: Limits, atLeast: boolean): Line => ({
    ...{ aim, corpus: loadName, what, measured, must, aimed, unit: '×', atLeast },
  });
  return [
    line(9, 'one upload a request, files/s / bare node', ratio(rate('cairn', 'one'), rate('bare node', 'one')), [0.5, 1.1], true),
    line(10, 'batches of 20, files/s / nginx', ratio(rate('cairn', 'batch'), rate('nginx', 'one')), [8000 / 16_800, 1.0], true),
    line(11, 'one upload at 20,000 files / at 1,000', ratio(cost('ms at many'), cost('ms at few')), [1.2, 1.05], false),
  ];
}

/** R54: nobody can tell by the time of an answer whether an address has an account. */
function judgeAlike(ledger: Ledger): Line[] {
  const routes = new Set(ledger.readings.filter(({ corpus }) => corpus === alikeName).map(({ job }) => job));
  const line = (route: string, what: string, measure: string, must: number, unit: Line['unit'], atLeast: boolean): Line => ({
    ...{ aim: 'R54', corpus: alikeName, what: `${route}: ${what}`, must, aimed: null, unit, atLeast },
    measured: ledger.median(alikeName, 'cairn', route, measure),
  });
  return [...routes].flatMap((route) => [
    line(route, 'difference of medians, known and unknown addresses', 'ms apart', 5, 'ms', false),
    line(route, 'chance that the two are one distribution (Mann-Whitney)', 'p', 0.01, 'p', true),
  ]);
}

/** The reference load of OsmAnd's apps, and the account with very many files. */
function judgePhones(ledger: Ledger): Line[] {
  return corporaOf(ledger, phonesName).flatMap((corpus) => judgePhonesOn(ledger, corpus));
}

function judgePhonesOn(ledger: Ledger, corpus: string): Line[] {
  const line = (
    aim: 'R31' | 'R32',
    what: string,
    unit: Line['unit'],
    must: number,
    of: readonly [job: string, measure: string, per?: number],
  ): Line => {
    const [job, measure, per = 1] = of;
    const value = ledger.highest(corpus, 'cairn', job, measure);
    return { aim, corpus, what, unit, must, aimed: null, atLeast: false, measured: value === null ? null : value / per };
  };
  const words = { list: 'list of 1,000 files', upload: 'upload of 20-200 kB, durable', download: 'download of 20-200 kB' } as const;
  return [
    ...endpoints.map((name) => line('R31', `${words[name]}, p99`, 'ms', p99Limits[name], [name, 'p99 ms'])),
    line('R31', 'answers that were wrong or none', 'requests', 0, ['all', 'errors']),
    line('R31', 'server memory, peak', 'MiB', 512, ['all', 'server peak bytes', 2 ** 20]),
    line('R32', 'whole list of the large account', 's', 2, ['whole list', 'longest ms', 1000]),
    line('R32', 'memory that it adds', 'MiB', 64, ['whole list', 'extra bytes', 2 ** 20]),
    line('R32', 'list of a single name, p99', 'ms', 20, ['single name', 'p99 ms']),
  ];
}

/** The largest file, and jobs over very many contents, on each set-up. */
function judgeLarge(ledger: Ledger): Line[] {
  const mib = 2 ** 20;
  return corporaOf(ledger, largeName).flatMap((corpus) => {
    const line = (aim: 'R32' | 'R33', what: string, unit: Line['unit'], must: number | null, job: string, measure: string): Line => {
      const value = ledger.highest(corpus, 'cairn', job, measure);
      const measured = value === null ? null : value / (unit === 'MiB' ? mib : 1);
      return { aim, corpus, what, unit, must, aimed: null, atLeast: false, measured };
    };
    return [
      line('R33', 'memory that the largest file adds, both ways', 'MiB', 64, 'file', 'extra bytes'),
      line('R33', 'memory that twenty transfers add that break off', 'MiB', 64, 'transfers that broke off', 'extra bytes'),
      line('R32', 'memory that a scrub of all contents adds', 'MiB', 64, 'scrub', 'extra bytes'),
      line('R32', 'memory that the collector adds', 'MiB', 64, 'collector', 'extra bytes'),
    ];
  });
}

/** Names under which readings of one job stand: its own, and that with a set-up. */
function corporaOf(ledger: Ledger, name: string): readonly string[] {
  const all = new Set(ledger.readings.map(({ corpus }) => corpus));
  return [...all].filter((corpus) => corpus === name || corpus.startsWith(`${name} on `));
}

/** The built-in routing on an extract of the size of a country. */
function judgeRoads(ledger: Ledger): Line[] {
  if (!ledger.readings.some(({ corpus }) => corpus === roadsName)) return [];
  const line = (what: string, unit: Line['unit'], must: number | null, measured: number | null): Line => ({
    ...{ aim: 'W4', corpus: roadsName, what, unit, must, aimed: null, atLeast: false, measured },
  });
  const highest = (job: string, measure: string): number | null => ledger.highest(roadsName, 'cairn', job, measure);
  const mib = (bytes: number | null): number | null => (bytes === null ? null : bytes / 2 ** 20);
  return [
    line('the extract', 'MiB', null, mib(highest('extract', 'bytes'))),
    line('building its graph', 's', null, highest('build', 'seconds')),
    line('memory while building, peak', 'MiB', 2048, mib(highest('build', 'peak bytes'))),
    line('loading the graph', 's', 5, highest('car', 'load s')),
    line('memory while routing, peak', 'MiB', 2048, mib(highest('car', 'peak bytes'))),
    ...['car', 'bicycle', 'foot'].flatMap((profile) => [
      line(`50 km, ${profile}, median`, 'ms', 100, median(ledger.values(roadsName, 'cairn', profile, 'ms'))),
      line(`50 km, ${profile}, slowest`, 'ms', profile === 'car' ? 100 : null, highest(profile, 'ms')),
    ]),
  ];
}

function ratio(one: number | null, other: number | null): number | null {
  return one === null || other === null || other === 0 ? null : one / other;
}
function lowest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values);
}

/** Whether a line keeps a limit; null where there is nothing to say. */
export function keeps(line: Line, limit: number | null): boolean | null {
  if (limit === null || line.measured === null) return null;
  return line.atLeast ? line.measured >= limit : line.measured <= limit;
}
