import { CairnError } from '@cairn/protocol';
import { S3Fault } from './s3-fault.ts';

/** Faults in a row after which nobody is asked for a while. */
const enough = 8;
/** For how long, milliseconds. */
const restMs = 3000;

/**
 * Keeps requests from piling up before a store that does not answer (R40): after some faults in a row every call fails at once for a
 * while, then one is let through to look.
 */
export class Breaker {
  readonly #now: () => number;
  #faults = 0;
  #restUntil = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws CairnError `busy` at once while the store rests; else what `work` throws */
  async around<T>(work: () => Promise<T>): Promise<T> {
    const now = this.#now();
    if (now < this.#restUntil) throw new CairnError('busy', { seconds: Math.ceil((this.#restUntil - now) / 1000) });
    // The next one only when this look has ended: a rest begins anew, and ends with the first answer.
    if (this.#faults >= enough) this.#restUntil = now + restMs;
    try {
      const done = await work();
      this.#answered();
      return done;
    } catch (error) {
      if (error instanceof S3Fault && error.kind === 'doubt') {
        this.#faults += 1;
        if (this.#faults >= enough) this.#restUntil = this.#now() + restMs;
      } else this.#answered();
      throw error;
    }
  }

  #answered(): void {
    this.#faults = 0;
    this.#restUntil = Number.NEGATIVE_INFINITY;
  }
}
