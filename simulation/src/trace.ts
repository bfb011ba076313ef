import { createHash } from 'node:crypto';

/** What happened, in order. Its hash tells whether two runs of one seed were the same history (R21). */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #kept: string[] = [];
  readonly #keep: number;
  #count = 0;

  constructor(keep = 400) {
    this.#keep = keep;
  }
  add(line: string): void {
    this.#count++;
    this.#hash.update(line).update('\n');
    this.#kept.push(line);
    if (this.#kept.length > this.#keep * 2) this.#kept.splice(0, this.#keep);
  }
  /** What is part of the history and of no line: every byte that somebody got. */
  heard(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }
  get count(): number {
    return this.#count;
  }
  /** The newest lines, for a report of a failure. */
  tail(lines: number): readonly string[] {
    return this.#kept.slice(-lines);
  }
  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
