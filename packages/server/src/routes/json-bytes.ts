import { Buffer } from 'node:buffer';

/** Most bytes that a character of a string takes: `\u001f`, or three in UTF-8. */
const mostBytes = 6;
const [quote, backslash, blank, tilde, minus, zero] = [0x22, 0x5c, 0x20, 0x7e, 0x2d, 0x30];
const billion = 1_000_000_000;

/**
 * JSON on its way out, written as bytes at once into pieces, each with memory of its own. A long answer of many short texts would otherwise
 * be a hundred million small objects for the collector of garbage, and grow as a string that refers to all of them.
 */
export class JsonBytes {
  readonly #pieceBytes: number;
  #piece: Buffer;
  #at = 0;

  /** @param pieceBytes most bytes of a piece, unless more are asked for at a time */
  constructor(pieceBytes: number) {
    this.#pieceBytes = pieceBytes;
    this.#piece = Buffer.allocUnsafeSlow(pieceBytes);
  }

  /** Makes room for so many bytes, which what is written next must not exceed. @returns the piece that is full, if one is */
  room(bytes: number): Uint8Array | null {
    if (this.#at + bytes <= this.#piece.length) return null;
    const full = this.rest();
    this.#piece = Buffer.allocUnsafeSlow(Math.max(this.#pieceBytes, bytes));
    return full;
  }
  /** Room that a text can need, quotes and escapes included. */
  static roomOf(text: string): number {
    return mostBytes * text.length + 2;
  }

  /** A text of ASCII alone. */
  ascii(text: string): void {
    const piece = this.#piece;
    let at = this.#at;
    for (let index = 0; index < text.length; index++) piece[at++] = text.charCodeAt(index);
    this.#at = at;
  }
  /** A string with its quotes. */
  string(text: string): void {
    if (!this.#plain(text)) this.#at += this.#piece.write(JSON.stringify(text), this.#at);
  }
  /** A string in which JSON escapes nothing and that is ASCII, which nearly all names are; else nothing is written. */
  #plain(text: string): boolean {
    const piece = this.#piece;
    let at = this.#at;
    piece[at++] = quote;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < blank || code > tilde || code === quote || code === backslash) return false;
      piece[at++] = code;
    }
    piece[at++] = quote;
    this.#at = at;
    return true;
  }
  /** A whole number below 2⁵³ on either side of 0. */
  number(value: number): void {
    if (value < 0) {
      this.#piece[this.#at++] = minus;
      this.#positive(-value);
    } else this.#positive(value);
  }
  #positive(value: number): void {
    if (value < billion) return this.#digits(value, value < 10 ? 1 : digitsOf(value));
    const high = Math.floor(value / billion);
    this.#digits(high, digitsOf(high));
    this.#digits(value - high * billion, 9);
  }
  /** So many digits of a number below 2³¹, from the right; noughts before it. */
  #digits(value: number, count: number): void {
    const piece = this.#piece;
    let rest = value | 0;
    for (let at = this.#at + count - 1; at >= this.#at; at--) {
      const shorter = (rest / 10) | 0;
      piece[at] = zero + rest - 10 * shorter;
      rest = shorter;
    }
    this.#at += count;
  }
  /** Two digits. */
  two(value: number): void {
    this.#digits(value, 2);
  }

  /** What was written since the last full piece. */
  rest(): Uint8Array {
    const rest = this.#piece.subarray(0, this.#at);
    this.#piece = Buffer.alloc(0);
    this.#at = 0;
    return rest;
  }
}

function digitsOf(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}
