import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Board } from './board.ts';
import type { Fault, Order, Progress, Told } from './worker.ts';

export interface Outcome {
  readonly runs: number;
  readonly progress: Progress;
  readonly faults: readonly Fault[];
}
export interface Wanted {
  /** Of one group. */
  readonly targets: readonly string[];
  readonly seed: number;
  readonly runs: number;
  /** Seconds after which it ends; null = when all runs are done. */
  readonly seconds: number | null;
  readonly corpus: boolean;
}

/**
 * Processor time that one input may take (a frozen machine is no fault of it), and memory of the thread: 256 MiB for the input (R50), and
 * as much for compiler, modules and corpus.
 */
const mostProcessorMs = 4000;
const mostMegabytes = 512;

/** Fuzzes targets in a thread of their own, and names the input where that thread hangs, or runs out of memory. */
export async function fuzz({ targets, seed, runs, seconds, corpus }: Wanted): Promise<Outcome> {
  const board = new Board();
  const order: Order = { targets, seed, runs, corpus, memory: board.memory };
  const faults: Fault[] = [];
  const blame = (words: string): void => void faults.push({ target: targets[board.target] ?? '', words, input: board.input });
  let progress: Progress = { branches: 0, taken: 0, corpus: 0 };
  // In memory where the system has such a place: thousands of files come and go. A thread that is ended cleans up nothing itself.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cairn-fuzz-'));
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: order,
    env: { ...process.env, TMPDIR: folder },
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  });
  let began: number | null = null;
  let [seen, used] = [-1, 0];
  await new Promise<void>((resolve) => {
    const watch = setInterval(() => {
      const { user, system } = process.cpuUsage();
      const now = (user + system) / 1000;
      if (board.runs !== seen || !board.isRunning) [seen, used] = [board.runs, now];
      else if (now - used > mostProcessorMs) {
        blame(`hangs: more than ${mostProcessorMs} ms of processor time`);
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
      else if (told.kind === 'progress') progress = told.progress;
      else end();
    });
    worker.once('error', (error) => {
      blame(`ends its thread: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      end();
    });
    worker.once('exit', end);
  });
  await worker.terminate();
  rmSync(folder, { recursive: true, force: true });
  return { runs: board.runs, progress, faults };
}
