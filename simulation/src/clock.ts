import type { Clock } from '@cairn/server';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly fn: () => void;
}

/** Time that stands still until the history moves it. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(start: number) {
    this.#now = start;
  }
  now(): number {
    return this.#now;
  }
  after(ms: number, fn: () => void): () => void {
    const timer = { due: this.#now + ms, order: this.#order++, fn };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
  /** Moves time on, calling what falls due in order; returns how many timers fired. */
  advance(ms: number): number {
    const end = this.#now + ms;
    let fired = 0;
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.due);
      timer.fn();
      fired++;
    }
    this.#now = end;
    return fired;
  }
  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due > end) continue;
      if (first === undefined || timer.due < first.due || (timer.due === first.due && timer.order < first.order)) first = timer;
    }
    return first;
  }
}

/** A clock that is wrong by a skew that may jump (R14, R26): what a device or a badly kept server sees. */
export class SkewedClock implements Clock {
  readonly #true: VirtualClock;
  skew = 0;
  constructor(clock: VirtualClock) {
    this.#true = clock;
  }
  now(): number {
    return this.#true.now() + this.skew;
  }
  after(ms: number, fn: () => void): () => void {
    return this.#true.after(ms, fn);
  }
}
