import { parseArgs } from 'node:util';
import type { CorpusName } from './corpus.ts';
import { corpusNames } from './corpus.ts';
import type { JobName } from './jobs/rounds.ts';
import { jobNames } from './jobs/rounds.ts';
import type { SetUpName } from './load/set-up.ts';
import { setUpNames } from './load/set-up.ts';
import type { ToolName } from './tools/tool.ts';
import { toolNames } from './tools/tool.ts';

export const help = `npm run bench -- [options]

Measures Cairn beside rsync over ssh, Syncthing, restic, nginx and bare node, and judges the results by the aims.
Exit status 0: every "must" is kept. 1: one is missed, or a job failed. 2: it could not begin.

  --corpus NAMES    ${corpusNames.join(', ')}; default traveller,small
  --jobs NAMES      of ${jobNames.join(',')}, and: wire (bytes, latency), load (aims 9 to 11), alike (R54); default all of these.
                    And only when they are named: phones (R31, R32), capacity (what requests and accounts cost as these
                    become more), large (R33, and jobs over very many contents, R32), scaling (one, two and four servers on one
                    database) and roads (the built-in routing)
  --tools NAMES     of ${toolNames.join(', ')}; default all
  --repeat N        rounds; default 3
  --latency MS      round trip of the distant part, as 40 or 40ms; 0 leaves it out; default 40
  --minutes N       how long phones goes on; default 30
  --scale SHARE     of the devices and data of phones, of the accounts of capacity, of the sizes of large; default 1
  --setup NAMES     of ${setUpNames.join(', ')}: what phones, capacity and large run on; default sqlite for phones, else all
  --quick           one short round on the tiny corpus, to try the bench itself; nothing is judged or kept
  --profile DIR     processor profiles of every Cairn process go there; nothing is judged or kept
  --work DIR        where corpora and temporary folders go; default .cache/bench
  --out DIR         where the results go; default docs/evidence
`;

export interface Options {
  readonly corpora: readonly CorpusName[];
  readonly jobs: readonly JobName[];
  readonly wire: boolean;
  readonly load: boolean;
  readonly alike: boolean;
  /** Null: not asked for. */
  readonly phones: { readonly minutes: number; readonly share: number } | null;
  readonly capacity: { readonly share: number } | null;
  readonly large: { readonly share: number } | null;
  readonly scaling: boolean;
  /** Null: each job's own. */
  readonly setUps: readonly SetUpName[] | null;
  readonly roads: boolean;
  readonly tools: readonly ToolName[];
  readonly repeat: number;
  readonly latencyMs: number;
  readonly quick: boolean;
  readonly profile: string | null;
  readonly work: string | null;
  readonly out: string | null;
}

/** What runs when no job is named. */
const compared = [...jobNames, 'wire', 'load', 'alike'] as const;

/** @throws Error with what is wrong, for the person who typed it. `null`: help was asked for. */
export function readOptions(args: readonly string[]): Options | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ corpus: text, jobs: text, tools: text, repeat: text, latency: text, profile: text, work: text, out: text },
      ...{ minutes: text, scale: text, setup: text },
      ...{ quick: flag, help: flag },
    },
  });
  if (values.help === true) return null;
  const quick = values.quick === true;
  const jobs = chosen(values.jobs ?? compared.join(','), [...compared, 'phones', 'capacity', 'large', 'scaling', 'roads'], '--jobs');
  const minutes = positive(values.minutes ?? (quick ? '0.1' : '30'), '--minutes', 24 * 60);
  const share = positive(values.scale ?? (quick ? '0.01' : '1'), '--scale', 1);
  return {
    corpora: quick ? ['tiny'] : values.corpus === undefined ? ['traveller', 'small'] : chosen(values.corpus, corpusNames, '--corpus'),
    jobs: jobNames.filter((job) => jobs.includes(job)),
    wire: jobs.includes('wire'),
    load: jobs.includes('load'),
    alike: jobs.includes('alike'),
    phones: jobs.includes('phones') ? { minutes, share } : null,
    capacity: jobs.includes('capacity') ? { share } : null,
    large: jobs.includes('large') ? { share } : null,
    scaling: jobs.includes('scaling'),
    setUps: values.setup === undefined ? null : chosen(values.setup, setUpNames, '--setup'),
    roads: jobs.includes('roads'),
    tools: chosen(values.tools, toolNames, '--tools'),
    repeat: quick ? 1 : whole(values.repeat ?? '3', '--repeat', 1),
    latencyMs: whole((values.latency ?? '40').replace(/ms$/, ''), '--latency', 0),
    quick,
    profile: values.profile ?? null,
    work: values.work ?? null,
    out: values.out ?? null,
  };
}

function chosen<T extends string>(typed: string | undefined, all: readonly T[], name: string): readonly T[] {
  if (typed === undefined) return all;
  return typed.split(',').map((word) => {
    const found = all.find((each) => each.toLowerCase() === word.trim().toLowerCase());
    if (found === undefined) throw new Error(`${name} does not know "${word}". It knows ${all.join(', ')}.`);
    return found;
  });
}

function whole(typed: string, name: string, least: number): number {
  const value = Number(typed);
  if (!Number.isSafeInteger(value) || value < least) throw new Error(`${name} wants a whole number from ${least}, not "${typed}".`);
  return value;
}

function positive(typed: string, name: string, most: number): number {
  const value = Number(typed);
  if (!(value > 0 && value <= most)) throw new Error(`${name} wants a number above 0 and up to ${most}, not "${typed}".`);
  return value;
}
