const pieceSize = 64 * 1024;
/** From this size on, copying a part costs more than sending it by itself. */
const passThrough = 16 * 1024;

/** Gathers small parts into pieces of up to 64 KiB, so that thousands of small files are not thousands of small writes. */
export class Coalescer {
  #piece = new Uint8Array(pieceSize);
  #used = 0;

  /** Takes a part; gives the pieces that are ready to be sent now, in order. */
  add(part: Uint8Array): readonly Uint8Array[] {
    if (part.length >= passThrough) return [...this.flush(), part];
    const ready = this.#used + part.length > pieceSize ? this.flush() : none;
    this.#piece.set(part, this.#used);
    this.#used += part.length;
    return ready;
  }

  /** What is left. */
  flush(): readonly Uint8Array[] {
    if (this.#used === 0) return none;
    const full = this.#piece.subarray(0, this.#used);
    this.#piece = new Uint8Array(pieceSize);
    this.#used = 0;
    return [full];
  }
}

const none: readonly Uint8Array[] = [];
