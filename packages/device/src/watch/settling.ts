import type { Timers } from '@cairn/sync';

/** A path is handed on when nothing has happened to it for so long, milliseconds; larger files come in slower. */
const quietMs = 30;
const quietSteps: readonly (readonly [fromBytes: number, quietMs: number])[] = [
  [64 * 1024 * 1024, 2_000],
  [1024 * 1024, 250],
];
/** A path that was handed on a moment ago, such as a track that is being recorded, waits longer. */
const againWithinMs = 10_000;
const againQuietMs = 1_000;

/** Gathers paths until each has come to rest, so that a file is taken up when it is whole, and several together. */
export class Settling {
  readonly #timers: Timers;
  readonly #sizeOf: (path: string) => number;
  readonly #ready: (paths: readonly string[]) => void;
  readonly #due = new Map<string, number>();
  readonly #handedOn = new Map<string, number>();
  #cancel: (() => void) | null = null;

  constructor(timers: Timers, sizeOf: (path: string) => number, ready: (paths: readonly string[]) => void) {
    this.#timers = timers;
    this.#sizeOf = sizeOf;
    this.#ready = ready;
  }

  /** Something happened at this path. */
  touch(path: string): void {
    this.#due.set(path, this.#timers.now() + this.#quietFor(path));
    this.#arm();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#due.clear();
  }

  #quietFor(path: string): number {
    const now = this.#timers.now();
    const isAgain = now - (this.#handedOn.get(path) ?? -Infinity) < againWithinMs;
    const size = this.#sizeOf(path);
    const bySize = quietSteps.find(([from]) => size >= from)?.[1] ?? quietMs;
    return Math.max(bySize, isAgain ? againQuietMs : 0);
  }

  #arm(): void {
    if (this.#cancel !== null) return;
    let next = Infinity;
    for (const due of this.#due.values()) next = Math.min(next, due);
    if (next === Infinity) return;
    this.#cancel = this.#timers.after(Math.max(1, next - this.#timers.now()), () => {
      this.#cancel = null;
      this.#handOn();
      this.#arm();
    });
  }

  #handOn(): void {
    const now = this.#timers.now();
    for (const [path, when] of this.#handedOn) if (now - when >= againWithinMs) this.#handedOn.delete(path);
    const ready = [...this.#due].filter(([, due]) => due <= now).map(([path]) => path);
    for (const path of ready) {
      this.#due.delete(path);
      this.#handedOn.set(path, now);
    }
    if (ready.length > 0) this.#ready(ready);
  }
}
