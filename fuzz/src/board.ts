/**
 * Memory that the fuzzing thread shares with the one that watches it: how many inputs were run, and the one that runs now with its target, so that it is
 * known even where the thread never comes back.
 */
export class Board {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array;
  readonly #input: Uint8Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(16 + 1024 * 1024)) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory, 0, 4);
    this.#input = new Uint8Array(memory, 16);
  }
  begin(target: number, bytes: Uint8Array): void {
    Atomics.store(this.#numbers, 3, target);
    this.#input.set(bytes.subarray(0, this.#input.length));
    Atomics.store(this.#numbers, 1, bytes.length);
    Atomics.store(this.#numbers, 2, 1);
  }
  end(): void {
    Atomics.add(this.#numbers, 0, 1);
    Atomics.store(this.#numbers, 2, 0);
  }
  get runs(): number {
    return Atomics.load(this.#numbers, 0);
  }
  get isRunning(): boolean {
    return Atomics.load(this.#numbers, 2) === 1;
  }
  /** Number of the target in the order. */
  get target(): number {
    return Atomics.load(this.#numbers, 3);
  }
  get input(): Uint8Array {
    return this.#input.slice(0, Atomics.load(this.#numbers, 1));
  }
}
