/** Packed contents in memory, by hash; the longest unused go first. */
export class ContentCache {
  readonly #most: number;
  readonly #contents = new Map<string, Uint8Array>();
  #bytes = 0;

  /** `most`: packed bytes together. */
  constructor(most = 64 * 1024 * 1024) {
    this.#most = most;
  }
  get(hash: string): Uint8Array | undefined {
    const found = this.#contents.get(hash);
    if (found === undefined) return undefined;
    this.#contents.delete(hash);
    this.#contents.set(hash, found);
    return found;
  }
  put(hash: string, gzip: Uint8Array): void {
    if (this.#contents.has(hash) || gzip.length > this.#most / 2) return;
    // A copy: a view would keep the whole batch that it came in.
    this.#contents.set(hash, gzip.slice());
    this.#bytes += gzip.length;
    for (const [oldest, bytes] of this.#contents) {
      if (this.#bytes <= this.#most) return;
      this.#contents.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}
