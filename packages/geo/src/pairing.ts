/** Which thing of one list is which of another. Indices; each is in one pair at most. */
export interface Matching {
  /** For each thing of `from`, its partner in `to`, or null. */
  readonly partner: readonly (number | null)[];
  /** Things of `to` without a partner, in order. */
  readonly added: readonly number[];
}

/** Indices without a partner so far, in order. */
export interface Free {
  readonly from: readonly number[];
  readonly to: readonly number[];
}
/** What things of a pair have in common; null has nothing in common with anything. */
export type Key = (side: 'from' | 'to', index: number) => string | null;

/** Finds pairs of equal keys between two lists, each step among what the steps before left, in work that grows with the lists. */
export class Pairing {
  readonly #partner: (number | null)[];
  readonly #taken: boolean[];
  constructor(from: number, to: number) {
    this.#partner = new Array<number | null>(from).fill(null);
    this.#taken = new Array<boolean>(to).fill(false);
  }

  /** Splits what is free into buckets of one key, lets `pair` work on each that has both sides, and gives back what stays free. */
  by(free: Free, key: Key, pair: (bucket: Free) => Free): Free {
    const buckets = new Map<string, { from: number[]; to: number[] }>();
    const rest = { from: [] as number[], to: [] as number[] };
    for (const side of ['from', 'to'] as const) {
      for (const index of free[side]) {
        const name = key(side, index);
        if (name === null) rest[side].push(index);
        else bucketOf(buckets, name)[side].push(index);
      }
    }
    for (const bucket of buckets.values()) {
      const left = bucket.from.length > 0 && bucket.to.length > 0 ? pair(bucket) : bucket;
      for (const index of left.from) rest.from.push(index);
      for (const index of left.to) rest.to.push(index);
    }
    return { from: rest.from.sort((a, b) => a - b), to: rest.to.sort((a, b) => a - b) };
  }

  /** Pairs things of equal keys, first with first. */
  equal(free: Free, key: Key): Free {
    return this.by(free, key, (bucket) => this.inOrder(bucket));
  }

  /** Pairs things whose key is unique on both sides. */
  unique(free: Free, key: Key): Free {
    return this.by(free, key, (bucket) => (bucket.from.length === 1 && bucket.to.length === 1 ? this.inOrder(bucket) : bucket));
  }

  inOrder({ from, to }: Free): Free {
    const count = Math.min(from.length, to.length);
    for (let at = 0; at < count; at++) {
      const [a, b] = [from[at], to[at]];
      if (a === undefined || b === undefined) continue;
      this.#partner[a] = b;
      this.#taken[b] = true;
    }
    return { from: from.slice(count), to: to.slice(count) };
  }

  matching(): Matching {
    return { partner: this.#partner, added: [...this.#taken.keys()].filter((index) => this.#taken[index] === false) };
  }
}

function bucketOf(buckets: Map<string, { from: number[]; to: number[] }>, key: string): { from: number[]; to: number[] } {
  const bucket = buckets.get(key) ?? { from: [], to: [] };
  buckets.set(key, bucket);
  return bucket;
}
