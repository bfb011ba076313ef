import { CairnError } from '@cairn/protocol';
import type { Blobs } from '@cairn/server';
import type { SeededRandom } from './random.ts';

interface Stored {
  readonly bytes: Uint8Array;
  readonly made: number;
}

/** The server's disk for large contents. A put takes some turns, so that other requests come between. */
export class MemoryBlobs implements Blobs {
  readonly #stored = new Map<string, Stored>();
  /** Begun and not finished: what a crash leaves lying about. */
  readonly #temporary = new Map<string, number>();
  readonly #now: () => number;
  readonly #random: SeededRandom;
  /** Bytes that fit; beyond it the disk is full. */
  capacity = Number.POSITIVE_INFINITY;

  constructor(now: () => number, random: SeededRandom) {
    this.#now = now;
    this.#random = random;
  }
  get(key: string): Uint8Array | undefined {
    return this.#stored.get(key)?.bytes;
  }
  /** Puts everything back as it was when `image` was taken. */
  image(): () => void {
    const copy = new Map(this.#stored);
    return () => {
      this.#stored.clear();
      this.#temporary.clear();
      for (const [key, stored] of copy) this.#stored.set(key, stored);
    };
  }
  get keys(): readonly string[] {
    return [...this.#stored.keys()];
  }
  get temporaries(): number {
    return this.#temporary.size;
  }

  async put(key: string, bytes: AsyncIterable<Uint8Array> | Uint8Array): Promise<{ length: number }> {
    const temporary = `${key}.tmp`;
    this.#temporary.set(temporary, this.#now());
    try {
      const parts: Uint8Array[] = [];
      if (bytes instanceof Uint8Array) parts.push(bytes.slice());
      else for await (const part of bytes) parts.push(part.slice());
      await this.#turns();
      const whole = new Uint8Array(Buffer.concat(parts));
      if (this.#used() + whole.length > this.capacity) throw new CairnError('storage-full');
      this.#stored.set(key, { bytes: whole, made: this.#now() });
      return { length: whole.length };
    } finally {
      this.#temporary.delete(temporary);
    }
  }
  async open(key: string, start = 0): Promise<AsyncIterable<Uint8Array>> {
    await this.#turns();
    const bytes = this.#stored.get(key)?.bytes;
    if (bytes === undefined) throw new CairnError('file-not-available');
    return pieces(bytes.subarray(start));
  }
  async has(key: string): Promise<boolean> {
    return this.#stored.has(key);
  }
  async remove(key: string): Promise<void> {
    await this.#turns();
    this.#stored.delete(key);
    this.#temporary.delete(key);
  }
  async list(after: string | null, limit: number): ReturnType<Blobs['list']> {
    const all = [
      ...[...this.#stored].map(([key, { made }]) => ({ key, made, temporary: false })),
      ...[...this.#temporary].map(([key, made]) => ({ key, made, temporary: true })),
    ];
    const items = all
      .filter(({ key }) => after === null || key > after)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, limit);
    return { items, next: items.length < limit ? null : (items.at(-1)?.key ?? null) };
  }
  async probe(): Promise<{ free: number | null }> {
    return { free: Number.isFinite(this.capacity) ? Math.max(0, this.capacity - this.#used()) : null };
  }

  async #turns(): Promise<void> {
    for (let left = this.#random.int(0, 3); left > 0; left--) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  #used(): number {
    let sum = 0;
    for (const { bytes } of this.#stored.values()) sum += bytes.length;
    return sum;
  }
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const middle = bytes.length >> 1;
  if (middle > 0) yield bytes.subarray(0, middle);
  if (bytes.length > middle) yield bytes.subarray(middle);
}
