import type { Timers } from '@cairn/sync';

/** Time that stands still until a test moves it. */
export class ManualTimers implements Timers {
  #now = Date.UTC(2026, 0, 1);
  #waiting: { readonly at: number; readonly fn: () => void }[] = [];

  now(): number {
    return this.#now;
  }
  random(): number {
    return 0.5;
  }
  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#waiting.push(timer);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== timer);
    };
  }
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const cancel = this.after(ms, resolve);
      signal?.addEventListener('abort', () => {
        cancel();
        reject(new Error('aborted'));
      });
    });
  }
  /** Moves on, firing what is due in its order; everything that follows from it is done before this returns. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await calm();
      const [next] = this.#waiting.filter((timer) => timer.at <= until).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.fn();
    }
    this.#now = until;
    await calm();
  }
  /** The machine sleeps: time passes, no timer fires meanwhile. */
  sleep(ms: number): void {
    this.#now += ms;
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function calm(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}
