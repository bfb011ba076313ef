import type { Clock } from '../ports.ts';

/** Time as retries and watchers need it; tests hold it still. */
export interface Timers extends Clock {
  /** Calls `fn` once after `ms`; the returned function cancels. */
  after(ms: number, fn: () => void): () => void;
  /** @throws what `signal` was aborted with. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 ≤ n < 1, for jitter. */
  random(): number;
}
