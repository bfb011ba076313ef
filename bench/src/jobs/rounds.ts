import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cpuSeconds, diskBytes, peakMemory } from '../accounting.ts';
import { track } from '../contents.ts';
import type { Corpus } from '../corpus.ts';
import { edit, requireEqual } from '../folders.ts';
import { Random } from '../random.ts';
import type { Ledger } from '../readings.ts';
import type { Bed, NewFile, OpenBed } from '../tools/tool.ts';
import { settle } from './settle.ts';

export const jobNames = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type JobName = (typeof jobNames)[number];

export interface Contestant {
  readonly tool: string;
  readonly open: OpenBed;
}
export interface RoundOptions {
  readonly corpus: Corpus;
  readonly folder: string;
  readonly round: number;
  readonly jobs: readonly JobName[];
  /** Files that Cairn carries in job D; the others, which take longer, carry two. */
  readonly singles: number;
  readonly env: NodeJS.ProcessEnv;
}

interface Entrant {
  readonly tool: string;
  readonly bed: Bed;
}
type Job = (entrant: Entrant, options: RoundOptions, ledger: Ledger) => Promise<void>;

/** How often a short job is measured in one round. */
const turns: Readonly<Record<JobName, number>> = { A: 1, B: 1, C: 3, D: 1, E: 1, F: 3 };

/** One round: every job by every tool in turn, so that a noisy minute falls on all. Earlier jobs are done even where only later ones are asked for. */
export async function runRound(contestants: readonly Contestant[], options: RoundOptions, ledger: Ledger): Promise<void> {
  let entrants = await openAll(contestants, options, ledger);
  const last = Math.max(...options.jobs.map((job) => jobNames.indexOf(job)));
  for (const job of jobNames.slice(0, last + 1)) {
    for (let turn = 0; turn < turns[job]; turn++) {
      for (const entrant of [...entrants]) {
        await settle();
        const fine = await attempt(entrant.tool, job, options, ledger, () => jobs[job](entrant, options, ledger));
        if (!fine) entrants = entrants.filter((each) => each !== entrant);
        if (!fine) await entrant.bed.close();
      }
    }
  }
  for (const entrant of entrants) await entrant.bed.close();
}

async function openAll(contestants: readonly Contestant[], options: RoundOptions, ledger: Ledger): Promise<Entrant[]> {
  const entrants: Entrant[] = [];
  for (const { tool, open } of contestants) {
    const folder = join(options.folder, `round-${options.round}`, tool.replaceAll(/\W+/g, '-'));
    await mkdir(folder, { recursive: true });
    await attempt(tool, 'set-up', options, ledger, async () => {
      const bed = await open({ folder, corpus: options.corpus, door: (port) => Promise.resolve(port), env: options.env });
      entrants.push({ tool, bed });
    });
  }
  return entrants;
}

/** False when the tool failed; the reason stands in the ledger then. */
export async function attempt(
  tool: string,
  job: string,
  { corpus }: Pick<RoundOptions, 'corpus'>,
  ledger: Ledger,
  act: () => Promise<void>,
): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    ledger.fail({ corpus: corpus.name, tool, job, reason: error instanceof Error ? error.message : String(error) });
    return false;
  }
}

const jobs: Readonly<Record<JobName, Job>> = {
  A: async ({ tool, bed }, options, ledger) => {
    const before = cpuSeconds(bed.server);
    const seconds = await bed.firstUpload();
    const cpu = cpuSeconds(bed.server) - before;
    note(ledger, options, tool, 'A', { seconds, 'server cpu s': cpu });
  },
  B: async ({ tool, bed }, options, ledger) => {
    const seconds = await bed.firstDownload();
    await requireEqual(bed.device1, bed.device2, `${tool}, job B`);
    note(ledger, options, tool, 'B', { seconds, 'disk bytes': await diskBytes(bed.store) });
  },
  C: async ({ tool, bed }, options, ledger) => {
    note(ledger, options, tool, 'C', { seconds: await bed.nothing() });
  },
  D: async ({ tool, bed }, options, ledger) => {
    const files = newFiles(tool.startsWith('cairn') ? options.singles : 2, options.round);
    for (const seconds of await bed.single(files)) note(ledger, options, tool, 'D', { seconds });
    if (bed.resting !== undefined && options.round === 1) note(ledger, options, tool, 'D', { 'share at rest': await bed.resting() });
  },
  E: async ({ tool, bed }, options, ledger) => {
    await edit(options.corpus, bed.device1, options.round);
    await settle();
    const { seconds, other } = await bed.exchange();
    await requireEqual(bed.device1, other, `${tool}, job E`);
    note(ledger, options, tool, 'E', { seconds });
  },
  F: async ({ tool, bed }, options, ledger) => {
    const { seconds, count } = await bed.list();
    if (count < options.corpus.paths.length * 0.95) throw new Error(`job F listed only ${count} files`);
    note(ledger, options, tool, 'F', { seconds, 'server peak bytes': peakMemory(bed.server) });
  },
};

function note(ledger: Ledger, options: RoundOptions, tool: string, job: JobName, values: Readonly<Record<string, number>>): void {
  if (!options.jobs.includes(job)) return;
  for (const [measure, value] of Object.entries(values)) {
    ledger.add({ corpus: options.corpus.name, tool, job, measure, round: options.round, value });
  }
}

/** Tracks of 40 kB that are in no corpus. */
export function newFiles(count: number, round: number): NewFile[] {
  const random = new Random(5000 + round);
  return Array.from({ length: count }, (_, index) => {
    const name = `New ${round} ${index}`;
    return { path: `tracks/${name}.gpx`, content: track(random, name, 40_000) };
  });
}
