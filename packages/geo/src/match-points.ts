import type { PointRecord } from './point-record.ts';

/** Which point of one version is which of another. Indices; a point is in one pair at most. */
export interface Matching {
  /** For each point of `from`, its partner in `to`, or null. */
  readonly partner: readonly (number | null)[];
  /** Points of `to` without a partner, in order. */
  readonly added: readonly number[];
}

/**
 * Finds the points of one version in another, in work that grows with their number and not its square. First by name within the
 * group (equal content first, so that one of two equal twins is never taken for an edit of the other), then what is left by place: a
 * point at the same place under another name was renamed or put into another group. Where a place is not unique, nothing is guessed.
 */
export function matchPoints(from: readonly PointRecord[], to: readonly PointRecord[]): Matching {
  const pairing = new Pairing(from.length, to.length);
  const by =
    (value: (point: PointRecord) => string | null): Key =>
    (side, index) =>
      value(record(side === 'from' ? from : to, index));
  const unnamed = pairing.by({ from: [...from.keys()], to: [...to.keys()] }, by(nameKey), (bucket) => {
    const changed = pairing.equal(pairing.equal(bucket, by(content)), by(contentBesidesLook));
    const left = pairing.unique(changed, by(placeOf));
    return left.from.length === left.to.length ? pairing.inOrder(left) : left;
  });
  pairing.unique(pairing.equal(unnamed, by(placedContentBesidesName)), by(placeOf));
  return pairing.matching();
}

const content = (point: PointRecord): string => point.content;
const contentBesidesLook = (point: PointRecord): string => point.contentBesidesLook;
const placedContentBesidesName = (point: PointRecord): string | null => (point.place === null ? null : point.contentBesidesName);

/** What tells a point from others: its name in its group, or its place where it has no name. */
export function nameKey(point: PointRecord): string {
  return point.name === '' ? `${point.group}\u0000\u0000${placeOf(point) ?? ''}` : `${point.group}\u0000${point.name}`;
}

/** Place to 6 decimals (0.1 m); null where there is none. */
export function placeOf(point: PointRecord): string | null {
  return point.place === null ? null : `${Math.round(point.place.lat * 1e6)} ${Math.round(point.place.lon * 1e6)}`;
}

function record(points: readonly PointRecord[], index: number): PointRecord {
  const point = points[index];
  if (point === undefined) throw new RangeError(`no point ${index}`);
  return point;
}

interface Free {
  readonly from: readonly number[];
  readonly to: readonly number[];
}
type Key = (side: 'from' | 'to', index: number) => string | null;

class Pairing {
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

  /** Pairs points of equal keys, first with first. */
  equal(free: Free, key: Key): Free {
    return this.by(free, key, (bucket) => this.inOrder(bucket));
  }

  /** Pairs points whose key is unique on both sides. */
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
