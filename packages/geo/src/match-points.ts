import { Pairing } from './pairing.ts';
import type { Key, Matching } from './pairing.ts';
import type { PointRecord } from './point-record.ts';

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
