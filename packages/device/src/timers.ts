import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@cairn/sync';

/** Time as the watcher and the retries need it; tests hold it still. */
export interface Timers extends Clock {
  /** Calls `fn` once after `ms`; the returned function cancels. */
  after(ms: number, fn: () => void): () => void;
  /** @throws what `signal` was aborted with. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 ≤ n < 1, for jitter. */
  random(): number;
}

export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
  wait: async (ms, signal) => {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  },
  random: () => Math.random(),
};
