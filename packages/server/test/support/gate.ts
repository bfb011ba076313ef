import type { SeededRandom } from './world.ts';
import { settle } from './world.ts';

/** Lets calls of a port wait at a gate; a seed decides in which order they go on. */
export class Gate {
  readonly #waiting: (() => void)[] = [];
  readonly #random: SeededRandom;
  constructor(random: SeededRandom) {
    this.#random = random;
  }
  pass(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
  /** Runs until the work is done, one call at a time. */
  async drive(work: Promise<unknown>): Promise<void> {
    const state = { done: false };
    const ended = work.finally(() => (state.done = true));
    ended.catch(() => undefined);
    while (!state.done) {
      for (let turn = 0; turn < 4; turn++) await Promise.resolve();
      const next = this.#waiting.splice(this.#random.int(0, Math.max(1, this.#waiting.length)), 1)[0];
      // Nobody is at the gate: somebody waits for the thread pool.
      if (next === undefined) await settle();
      else next();
    }
    await ended;
  }
  /** A port whose calls wait at the gate before they happen. */
  around<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function' || name === 'then') return value;
        return async (...args: unknown[]) => {
          await this.pass();
          return (value as (...args: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  }
}
