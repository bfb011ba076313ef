interface Numbers {
  readonly length: number;
  [index: number]: number;
  set(from: ArrayLike<number>): void;
}

/** A typed array that grows: millions of numbers without an object for each. */
export class Growing<T extends Numbers> {
  readonly #make: (length: number) => T;
  #numbers: T;
  length = 0;
  constructor(make: (length: number) => T, expected = 1024) {
    this.#make = make;
    this.#numbers = make(expected);
  }
  push(value: number): void {
    if (this.length === this.#numbers.length) {
      const wider = this.#make(Math.ceil(this.length * 1.6) + 16);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[this.length++] = value;
  }
  at(index: number): number {
    return this.#numbers[index] ?? 0;
  }
  put(index: number, value: number): void {
    this.#numbers[index] = value;
  }
  /** The numbers so far, in an array of just that length; this one is empty afterwards. */
  take(): T {
    const exact = this.#make(this.length);
    for (let index = 0; index < this.length; index++) exact[index] = this.#numbers[index] ?? 0;
    this.#numbers = this.#make(0);
    this.length = 0;
    return exact;
  }
}

export const growingFloats = (): Growing<Float64Array> => new Growing((length) => new Float64Array(length));
export const growingIntegers = (): Growing<Int32Array> => new Growing((length) => new Int32Array(length));
export const growingCounts = (): Growing<Uint32Array> => new Growing((length) => new Uint32Array(length));
