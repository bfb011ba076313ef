import { CairnError } from '@cairn/protocol';
import type { Blobs, Clock } from '../ports/world.ts';

/** Free bytes below which nothing new is taken, so that deleting and the database itself still work (R11). */
const leastFree = 64 * 1024 * 1024;
/** For how long a look at the free space is good, milliseconds. */
const looksGoodMs = 1000;

/** Watches the free space of the server. */
export class Space {
  readonly #blobs: Pick<Blobs, 'probe'>;
  readonly #clock: Clock;
  #looked = Number.NEGATIVE_INFINITY;
  #full = false;

  constructor(blobs: Pick<Blobs, 'probe'>, clock: Clock) {
    this.#blobs = blobs;
    this.#clock = clock;
  }

  /** @throws CairnError `storage-full` near the end of the space, `read-only` after a flush that failed */
  async check(): Promise<void> {
    const now = this.#clock.now();
    if (this.#full || Math.abs(now - this.#looked) > looksGoodMs) {
      const free = await this.#free();
      this.#full = free !== null && free < leastFree;
      this.#looked = now;
    }
    if (this.#full) throw new CairnError('storage-full');
  }

  /** Null where nothing is known: a store of large contents that does not answer keeps nobody from writing small ones (R40). */
  async #free(): Promise<number | null> {
    try {
      return (await this.#blobs.probe()).free;
    } catch (error) {
      if (error instanceof CairnError && error.code !== 'busy') throw error;
      return null;
    }
  }
}
