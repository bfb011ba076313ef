const nothing = new Uint8Array(0);

/**
 * Reads exact numbers of bytes from pieces of any size. Bytes that lie in one piece are given as a view of it; others are copied once.
 * `endsEarly` makes the error for an input that stops in the middle of what was asked for.
 */
export class ByteSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #endsEarly: () => Error;
  #piece: Uint8Array = nothing;
  #at = 0;
  #done = false;
  /** Bytes that the open stream has not given yet. */
  #streamLeft = 0;
  #streamNumber = 0;

  constructor(input: AsyncIterable<Uint8Array>, endsEarly: () => Error) {
    this.#iterator = input[Symbol.asyncIterator]();
    this.#endsEarly = endsEarly;
  }

  /** The next `count` bytes when they are here in one piece, else null; saves the hot path from waiting. */
  takeReady(count: number): Uint8Array | null {
    const end = this.#at + count;
    if (end > this.#piece.length) return null;
    const view = this.#piece.subarray(this.#at, end);
    this.#at = end;
    return view;
  }

  /** The next `count` bytes. */
  async take(count: number): Promise<Uint8Array> {
    if (this.#at === this.#piece.length && count > 0) await this.#pull();
    const ready = this.takeReady(count);
    if (ready !== null) return ready;
    const whole = new Uint8Array(count);
    for (let filled = 0; filled < count;) {
      const part = await this.#upTo(count - filled);
      whole.set(part, filled);
      filled += part.length;
    }
    return whole;
  }

  /** The next `count` bytes as they come. Ends early, without an error, once `skipStream` has moved on. */
  stream(count: number): AsyncIterable<Uint8Array> {
    this.#streamLeft = count;
    return this.#parts(++this.#streamNumber);
  }
  async *#parts(number: number): AsyncGenerator<Uint8Array> {
    while (number === this.#streamNumber && this.#streamLeft > 0) {
      const part = await this.#upTo(this.#streamLeft);
      this.#streamLeft -= part.length;
      yield part;
    }
  }

  /** Passes over what the open stream has not given. */
  async skipStream(): Promise<void> {
    this.#streamNumber++;
    while (this.#streamLeft > 0) this.#streamLeft -= (await this.#upTo(this.#streamLeft)).length;
  }

  /** Whether nothing follows. */
  async atEnd(): Promise<boolean> {
    while (this.#at === this.#piece.length) if (!(await this.#next())) return true;
    return false;
  }

  /** Lets the input go when it was not read to its end. */
  async close(): Promise<void> {
    if (!this.#done) await this.#iterator.return?.();
    this.#done = true;
  }

  async #upTo(count: number): Promise<Uint8Array> {
    if (this.#at === this.#piece.length) await this.#pull();
    const end = Math.min(this.#piece.length, this.#at + count);
    const part = this.#piece.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  /** Goes on to the next piece that holds something. */
  async #pull(): Promise<void> {
    do {
      if (!(await this.#next())) throw this.#endsEarly();
    } while (this.#piece.length === 0);
  }
  async #next(): Promise<boolean> {
    const step = await this.#iterator.next();
    this.#done = step.done === true;
    this.#piece = step.done === true ? nothing : step.value;
    this.#at = 0;
    return !this.#done;
  }
}
