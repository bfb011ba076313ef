/** Counts what happens anywhere in the world, so that the driver can tell when everything rests. */
export class Pulse {
  beats = 0;
  beat(): void {
    this.beats++;
  }
  /** Lets everything run that waits for nothing but its turn; nothing here waits for real time. */
  async rest(isBusy: () => boolean = () => false): Promise<void> {
    for (let quiet = 0, last = this.beats, turns = 0; quiet < 2; turns++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (turns > 100_000) throw new Error('the world does not come to rest');
      quiet = this.beats === last && !isBusy() ? quiet + 1 : 0;
      last = this.beats;
    }
  }
}

/** A process that may die between any two calls of its ports (R21): from then on nothing it waits for ever answers. */
export class Process {
  readonly name: string;
  readonly died: Promise<void>;
  #isAlive = true;
  #callsLeft: number | null = null;
  #tellDead: () => void = () => undefined;
  readonly #pulse: Pulse;

  constructor(name: string, pulse: Pulse) {
    this.name = name;
    this.#pulse = pulse;
    this.died = new Promise((resolve) => (this.#tellDead = resolve));
  }
  get isAlive(): boolean {
    return this.#isAlive;
  }
  /** Dies at the n-th point from now: before a call of a port, or after it and before its answer. */
  dieAfter(points: number): void {
    this.#callsLeft = points;
  }
  kill(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#tellDead();
  }
  /** Nobody dies of a point that was not reached in time. */
  spare(): void {
    this.#callsLeft = null;
  }

  /** A port whose calls die with the process. All its methods are asynchronous. */
  behind<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]): unknown => this.#carry(() => method.apply(target, args) as unknown);
      },
    });
  }
  /** A callback that is not called once the process is dead. */
  callback(fn: () => void): () => void {
    return () => {
      if (this.#isAlive) fn();
    };
  }

  async #carry(call: () => unknown): Promise<unknown> {
    if (this.#isOver()) return never();
    try {
      const result = await call();
      return this.#isOver() ? await never() : result;
    } catch (error) {
      if (this.#isOver()) return never();
      throw error;
    }
  }
  #isOver(): boolean {
    this.#pulse.beat();
    if (this.#isAlive && this.#callsLeft !== null && this.#callsLeft-- <= 0) this.kill();
    return !this.#isAlive;
  }
}

/** One of its own for each who waits, so that nothing holds on to the dead. */
const never = async (): Promise<never> => new Promise<never>(() => undefined);
