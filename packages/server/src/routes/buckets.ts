import type { Rate } from './limit-table.ts';

/** Most subjects that are remembered; the oldest are forgotten first. */
const mostSubjects = 100_000;

/** Token buckets in memory: one number a subject, the time at which its bucket would be full again. */
export class Buckets {
  readonly #fullAt = new Map<string, number>();

  /** Takes one token. @returns 0, or the milliseconds after which there is one again. */
  take(subject: string, rate: Rate, now: number): number {
    const each = 1000 / rate.perSecond;
    // Not before `now`, and after a clock that went back not further ahead than an empty bucket is.
    const fullAt = Math.min(Math.max(this.#fullAt.get(subject) ?? 0, now), now + rate.burst * each);
    const after = fullAt + each;
    const wait = after - now - rate.burst * each;
    if (wait > 1e-6) return Math.ceil(wait);
    if (!this.#fullAt.has(subject) && this.#fullAt.size >= mostSubjects) this.#makeRoom(now);
    this.#fullAt.set(subject, after);
    return 0;
  }

  /** Which share of a bucket is gone, 0 to 1. */
  used(subject: string, rate: Rate, now: number): number {
    return Math.max(0, (this.#fullAt.get(subject) ?? 0) - now) / (rate.burst * (1000 / rate.perSecond));
  }
  /** What another process gave out of a bucket: it is full again by so much later. */
  takenElsewhere(subject: string, ms: number, now: number): void {
    if (!this.#fullAt.has(subject) && this.#fullAt.size >= mostSubjects) this.#makeRoom(now);
    this.#fullAt.set(subject, Math.max(this.#fullAt.get(subject) ?? 0, now) + ms);
  }

  #makeRoom(now: number): void {
    for (const [subject, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(subject);
    for (const subject of this.#fullAt.keys()) {
      if (this.#fullAt.size < mostSubjects * 0.9) break;
      this.#fullAt.delete(subject);
    }
  }
}
