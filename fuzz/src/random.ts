/** Random numbers of a seed, fast and the same in every run (splitmix32). */
export class FuzzRandom {
  #state: number;
  constructor(seed: number) {
    this.#state = seed | 0;
  }
  /** A whole number from 0 up to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x9e37_79b9) | 0;
    let mixed = this.#state ^ (this.#state >>> 16);
    mixed = Math.imul(mixed, 0x21f0_aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a_2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * end);
  }
  pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }
}
