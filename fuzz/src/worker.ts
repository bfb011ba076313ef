import { parentPort, workerData } from 'node:worker_threads';
import { Board } from './board.ts';
import { corpusOf, foundOf, inputsIn, keep } from './corpus.ts';
import { Coverage } from './coverage.ts';
import { loadTarget } from './load.ts';
import { mutated, wordsOf } from './mutate.ts';
import { FuzzRandom } from './random.ts';
import type { Target } from './target.ts';

export interface Order {
  /** Targets of one group, one after the other. */
  readonly targets: readonly string[];
  readonly seed: number;
  /** Inputs for each target; a slow one gets a tenth. */
  readonly runs: number;
  /** Whether inputs that get further are read from and kept in the corpus. */
  readonly corpus: boolean;
  readonly memory: SharedArrayBuffer;
}
export interface Fault {
  readonly target: string;
  readonly words: string;
  readonly input: Uint8Array;
}
export interface Progress {
  readonly branches: number;
  readonly taken: number;
  readonly corpus: number;
}
export type Told =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done' };

/** Our own modules, and the two readers of others that ours stand on. */
const watched = [/\/packages\/\w+\/src\//, /\/node_modules\/(saxes|pbf)\//];
/** Different faults of one run that are told; then it ends. */
const mostFaults = 10;

const order = workerData as Order;
const coverage = Coverage.install(watched);
// Loaded only now, so that their modules count their branches.
for (const [index, name] of order.targets.entries()) await fuzz(await loadTarget(name), index);
parentPort?.postMessage({ kind: 'done' } satisfies Told);

async function fuzz(target: Target, index: number): Promise<void> {
  const { name, most, words: own = [], seeds, run, isSlow = false, work = { perByte: 2000, start: 200_000 } } = target;
  const board = new Board(order.memory);
  const random = new FuzzRandom(order.seed);
  const corpus: Uint8Array[] = [];
  const places = new Set<string>();
  const tell = (told: Told): void => parentPort?.postMessage(told);
  const progress = (): void =>
    tell({ kind: 'progress', progress: { branches: coverage.branches, taken: coverage.taken, corpus: corpus.length } });

  /** Runs one input. @returns whether it went where none went before */
  const attempt = async (bytes: Uint8Array): Promise<boolean> => {
    board.begin(index, bytes);
    coverage.clear();
    let words: string | null = null;
    try {
      await run(bytes);
    } catch (error) {
      words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    const seen = coverage.look();
    board.end();
    if (words === null && seen.work > work.start + work.perByte * bytes.length)
      words = `too much work: ${seen.work} branches for ${bytes.length} bytes`;
    if (words !== null && !places.has(placeOf(words))) {
      places.add(placeOf(words));
      tell({ kind: 'fault', fault: { target: name, words, input: bytes } });
    }
    return seen.isNew;
  };

  const begin = [...inputsIn(foundOf(name)), ...(await seeds()), ...(order.corpus ? inputsIn(corpusOf(name)) : []), new Uint8Array()];
  for (const bytes of begin) if ((await attempt(bytes)) || corpus.length === 0) corpus.push(bytes);
  const words = wordsOf([...own, ...coverage.texts], coverage.numbers);
  for (let round = 0; round < (isSlow ? order.runs / 10 : order.runs) && places.size < mostFaults; round++) {
    // The newest and the rest by halves: what got further lately is where most is still to be found.
    const recent = random.below(2) === 0 ? Math.max(0, corpus.length - 16) : 0;
    const from = corpus[recent + random.below(corpus.length - recent)] ?? new Uint8Array();
    const bytes = mutated(from, random.pick(corpus) ?? from, words, most, random);
    if (await attempt(bytes)) {
      corpus.push(bytes);
      if (order.corpus) keep(corpusOf(name), bytes);
    }
    if (round % 500 === 0) {
      progress();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  progress();
}

/** Faults are one where their message without its numbers, and the line that threw, are. */
function placeOf(words: string): string {
  const [first = '', ...frames] = words.split('\n');
  return first.replaceAll(/\d+|"[^"]*"|'[^']*'/g, '#') + (frames.find((frame) => frame.includes('/packages/')) ?? '');
}
