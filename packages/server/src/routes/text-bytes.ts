import { Buffer } from 'node:buffer';

/** Most bytes that a character of a string takes in UTF-8. */
const mostBytes = 3;

/**
 * Text on its way out, written at once as UTF-8 into pieces, each with memory of its own. A long answer of many short texts would otherwise grow as a string
 * that refers to all of them, and each collection of garbage on the way would carry them along.
 */
export class TextBytes {
  readonly #pieceBytes: number;
  #piece: Buffer;
  #length = 0;

  /** @param pieceBytes most bytes of a piece, unless one text is longer */
  constructor(pieceBytes: number) {
    this.#pieceBytes = pieceBytes;
    this.#piece = Buffer.allocUnsafeSlow(pieceBytes);
  }

  /** @returns the piece that is full, if one is */
  add(text: string): Uint8Array | null {
    const room = mostBytes * text.length;
    const isFull = this.#length + room > this.#piece.length;
    const full = isFull ? this.rest() : null;
    if (isFull) this.#piece = Buffer.allocUnsafeSlow(Math.max(this.#pieceBytes, room));
    this.#length += this.#piece.write(text, this.#length);
    return full;
  }

  /** What was added since the last full piece. */
  rest(): Uint8Array {
    const rest = this.#piece.subarray(0, this.#length);
    this.#piece = Buffer.alloc(0);
    this.#length = 0;
    return rest;
  }
}
