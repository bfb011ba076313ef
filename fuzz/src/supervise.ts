import { Worker } from 'node:worker_threads';
import { Board } from './board.ts';
import type { Fault, Order, Progress, Told } from './worker.ts';

export interface Outcome {
  readonly target: string;
  readonly runs: number;
  readonly progress: Progress;
  readonly faults: readonly Fault[];
}
export interface Wanted {
  readonly target: string;
  readonly seed: number;
  readonly runs: number;
  /** Seconds after which it ends; null = when all runs are done. */
  readonly seconds: number | null;
  readonly corpus: boolean;
}

/** Processor time that one input may take, and what the thread may keep (R50): a frozen machine is no fault of an input. */
const mostProcessorMs = 4000;
const mostMegabytes = 256;

/** Fuzzes one target in a thread of its own, and names the input where that thread hangs, or runs out of memory. */
export async function fuzzTarget({ target, seed, runs, seconds, corpus }: Wanted): Promise<Outcome> {
  const board = new Board();
  const order: Order = { target, seed, runs, corpus, memory: board.memory };
  const faults: Fault[] = [];
  let progress: Progress = { branches: 0, taken: 0, corpus: 0 };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes + 256 },
  });
  let began: number | null = null;
  let [seen, used] = [-1, 0];
  await new Promise<void>((resolve) => {
    const watch = setInterval(() => {
      const { user, system } = process.cpuUsage();
      const now = (user + system) / 1000;
      if (board.runs !== seen || !board.isRunning) [seen, used] = [board.runs, now];
      else if (now - used > mostProcessorMs) {
        faults.push({ words: `hangs: more than ${mostProcessorMs} ms of processor time`, input: board.input });
        resolve();
      }
      // From the first input on: loading is no fuzzing.
      if (board.runs > 0) began ??= Date.now();
      if (seconds !== null && began !== null && Date.now() - began > seconds * 1000) resolve();
    }, 100);
    const end = (): void => {
      clearInterval(watch);
      resolve();
    };
    worker.on('message', (told: Told) => {
      if (told.kind === 'fault') faults.push(told.fault);
      else {
        progress = told.progress;
        if (told.done) end();
      }
    });
    worker.once('error', (error) => {
      faults.push({
        words: `ends its thread: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        input: board.input,
      });
      end();
    });
    worker.once('exit', end);
  });
  await worker.terminate();
  return { target, runs: board.runs, progress, faults };
}
