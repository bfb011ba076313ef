import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Clock, Lease } from '../ports/world.ts';

/** Work that is done again and again, by one process at a time. It may be cut off at any step and goes on the next time. */
export interface Job {
  readonly name: string;
  /** Zero for what runs by hand. */
  readonly everyMs: number;
  /** Runs only when an operator asks for it by name. */
  readonly byHand?: boolean;
  /** Long work asks the signal before each step: it throws when the server is to stop. */
  run(signal: AbortSignal): Promise<void>;
}

/** How a job fares in this process; another may have run it meanwhile. */
export interface JobStatus {
  readonly name: string;
  readonly everyMs: number;
  /** Its newest run; null = none since the start. Unix milliseconds. */
  readonly began: number | null;
  readonly ended: number | null;
  readonly running: boolean;
  /** Whether its newest run that ended failed. */
  readonly failed: boolean;
}

/** Runs jobs by the clock, each under a lease of its name; one that fails is logged and tried again at its next turn. */
export class JobRunner {
  readonly #ports: { readonly clock: Clock; readonly lease: Lease; readonly log: Logger; readonly metrics: Metrics };
  readonly #jobs: readonly Job[];
  readonly #cancels = new Map<string, () => void>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #told = new Map<string, { began: number; ended: number | null; failed: boolean }>();
  #halt = new AbortController();

  constructor(jobs: readonly Job[], ports: { clock: Clock; lease: Lease; log: Logger; metrics: Metrics }) {
    this.#jobs = jobs;
    this.#ports = ports;
  }

  /** Every job runs once soon after the start: what a crash left undone goes on by itself (R05, R07). */
  start(): void {
    this.#halt = new AbortController();
    for (const [index, job] of this.#jobs.filter((one) => one.byHand !== true).entries()) this.#schedule(job, 1000 + 250 * index);
  }

  /** Runs one job, or all of them, now; tests and the simulator wait for it instead of for the clock. */
  async runNow(name?: string): Promise<void> {
    for (const job of this.#jobs) if (name === undefined ? job.byHand !== true : job.name === name) await this.#run(job);
  }

  #schedule(job: Job, ms: number): void {
    if (this.#halt.signal.aborted) return;
    const cancel = this.#ports.clock.after(ms, () => {
      void this.#run(job).finally(() => this.#schedule(job, job.everyMs));
    });
    this.#cancels.set(job.name, cancel);
  }

  async #run(job: Job): Promise<void> {
    const before = this.#running.get(job.name);
    if (before !== undefined) return before;
    const running = this.#underLease(job).finally(() => this.#running.delete(job.name));
    this.#running.set(job.name, running);
    return running;
  }

  status(): readonly JobStatus[] {
    return this.#jobs.map(({ name, everyMs }) => {
      const { began = null, ended = null, failed = false } = this.#told.get(name) ?? {};
      return { name, everyMs, began, ended, failed, running: this.#running.has(name) };
    });
  }

  async #underLease(job: Job): Promise<void> {
    const { clock, lease, log } = this.#ports;
    const { signal } = this.#halt;
    try {
      if (!(await lease.take(job.name, clock.now(), Math.max(60_000, job.everyMs)))) return;
      const { ended = null, failed = false } = this.#told.get(job.name) ?? {};
      this.#told.set(job.name, { began: clock.now(), ended, failed });
      await job.run(signal);
      this.#ended(job.name, false);
    } catch (error) {
      if (signal.aborted && error === signal.reason) return;
      this.#ended(job.name, true);
      log.error({ err: error, job: job.name }, 'a job failed; it is tried again at its next turn');
    }
  }

  #ended(name: string, failed: boolean): void {
    const { clock, metrics } = this.#ports;
    const now = clock.now();
    metrics.count('cairn_job_runs_total', { job: name, outcome: failed ? 'failed' : 'done' });
    if (!failed) metrics.set('cairn_job_last_success_timestamp_seconds', now / 1000, { job: name });
    this.#told.set(name, { began: this.#told.get(name)?.began ?? now, ended: now, failed });
  }

  /** Ends what is running after its step, and waits for that: it goes on after the next start. */
  async stop(): Promise<void> {
    this.#halt.abort();
    for (const cancel of this.#cancels.values()) cancel();
    await Promise.all(this.#running.values());
  }
}
