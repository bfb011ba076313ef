import type { Clock } from '../../ports/world.ts';

/** Failures in a row after which a store is let alone. */
const tolerated = 5;
const firstPauseMs = 30_000;
const longestPauseMs = 300_000;

/**
 * Circuit breaker of one store (R40): after five failures in a row nothing is asked for 30 s; then one question tries, and its failure
 * doubles the pause up to 5 minutes. Any answer closes it.
 */
export class Circuit {
  readonly #clock: Clock;
  #failures = 0;
  #pause = firstPauseMs;
  #closedUntil = 0;
  #trying = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether a question may go out now; a true answer must be followed by `succeeded`, `failed` or `undecided`. */
  mayAsk(): boolean {
    if (this.#failures < tolerated) return true;
    if (this.#trying || this.#clock.now() < this.#closedUntil) return false;
    this.#trying = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pause = firstPauseMs;
    this.#trying = false;
  }

  /** @param overloaded The store itself asked to be let alone: that takes effect at once. */
  failed(overloaded: boolean): void {
    this.#failures = overloaded ? Math.max(this.#failures + 1, tolerated) : this.#failures + 1;
    if (this.#failures < tolerated) return;
    this.#closedUntil = this.#clock.now() + this.#pause;
    if (this.#trying) this.#pause = Math.min(this.#pause * 2, longestPauseMs);
    this.#trying = false;
  }

  /** The question said nothing about the store (it was never sent, or the fault is ours). */
  undecided(): void {
    this.#trying = false;
  }
}
