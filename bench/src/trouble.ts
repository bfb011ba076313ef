export const troubleKinds = ['delay', 'reset', 'half-close', 'dribble', 'truncate'] as const;
export type TroubleKind = (typeof troubleKinds)[number];

/** What befalls one connection through a proxy, once (R28). */
export interface Trouble {
  /**
   * `delay`: what comes after is late. `reset`: both ends are told that the connection is broken. `half-close`: this way ends, the other
   * goes on. `dribble`: what comes after goes byte by byte for a while. `truncate`: this way ends, and nothing more is heard the other way.
   */
  readonly kind: TroubleKind;
  /** `up`: towards the server. */
  readonly way: 'up' | 'down';
  /** Bytes that pass that way before it. */
  readonly after: number;
  /** How long a delay is, and how long each byte of a dribble takes, milliseconds. */
  readonly ms: number;
}

/** What to do with bytes that arrived, in order. */
export type Step = { readonly do: 'pass'; readonly bytes: Buffer; readonly lateMs: number } | { readonly do: 'reset' | 'end' | 'cut' };

/** Bytes that a dribble lets through one by one. */
const dribbled = 100;

/** One way of one connection: bytes pass until its trouble comes. */
export class Gate {
  readonly #trouble: Trouble | null;
  readonly #happened: (trouble: Trouble) => void;
  #passed = 0;
  #state: 'before' | 'after' | 'shut' = 'before';

  constructor(trouble: Trouble | null, happened: (trouble: Trouble) => void) {
    this.#trouble = trouble;
    this.#happened = happened;
  }

  take(piece: Buffer): readonly Step[] {
    if (this.#state === 'shut') return [];
    const left = (this.#trouble?.after ?? 0) - this.#passed;
    this.#passed += piece.length;
    if (this.#trouble === null || this.#state === 'after' || left >= piece.length) return [pass(piece)];
    this.#happened(this.#trouble);
    const before = left > 0 ? [pass(piece.subarray(0, left))] : [];
    return [...before, ...this.#meet(this.#trouble, piece.subarray(left))];
  }

  #meet({ kind, ms }: Trouble, rest: Buffer): readonly Step[] {
    this.#state = kind === 'delay' || kind === 'dribble' ? 'after' : 'shut';
    switch (kind) {
      case 'delay':
        return [pass(rest, ms)];
      case 'dribble': {
        const drops = Array.from(rest.subarray(0, dribbled), (_, at) => pass(rest.subarray(at, at + 1), ms));
        return rest.length > dribbled ? [...drops, pass(rest.subarray(dribbled))] : drops;
      }
      case 'reset':
        return [{ do: 'reset' }];
      case 'half-close':
        return [{ do: 'end' }];
      case 'truncate':
        return [{ do: 'cut' }];
    }
  }
}

const pass = (bytes: Buffer, lateMs = 0): Step => ({ do: 'pass', bytes, lateMs });
