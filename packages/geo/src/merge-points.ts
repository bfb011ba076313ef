import { mergeFields, sameFields } from './fields.ts';
import type { Field, Fields } from './fields.ts';
import { matchPoints, nameKey, placeOf } from './match-points.ts';
import type { Entry } from './merge-order.ts';
import { addedDifferently, called, changedOnBoth, deletedHere, deletedInCloud, takenTwice } from './merge-reasons.ts';
import { pointRules, sameContent } from './point-record.ts';
import type { PointRecord } from './point-record.ts';
import { isElement, textOf } from './xml-tree.ts';

/** Rules that differ between kinds of collections. */
export interface PointsKind {
  /** Whether a name tells a point from others in its group (favourites), or several may have one name (markers). */
  readonly uniqueNames: boolean;
  /** Whether the order means something to a person (markers). */
  readonly orderMatters: boolean;
}

/** A point of the merged file. */
export interface MergedPoint extends Entry {
  readonly record: PointRecord;
  readonly other: PointRecord | null;
  readonly fields: Fields;
  readonly group: string;
}

interface Sides {
  readonly base: readonly PointRecord[] | null;
  readonly ours: readonly PointRecord[];
  readonly theirs: readonly PointRecord[];
}

/** Merges the points of three versions, in no order yet. Reasons tell what contradicts. */
export function mergeEachPoint(sides: Sides, kind: PointsKind): { points: MergedPoint[]; reasons: string[] } {
  const base = sides.base ?? [];
  const [toOurs, toTheirs] = [matchPoints(base, sides.ours), matchPoints(base, sides.theirs)];
  const points: MergedPoint[] = [];
  const reasons: string[] = [];
  for (const [index, ancestor] of base.entries()) {
    const [o, t] = [toOurs.partner[index] ?? null, toTheirs.partner[index] ?? null];
    const [ours, theirs] = [at(sides.ours, o), at(sides.theirs, t)];
    if (ours !== null && theirs !== null) {
      const { fields, conflicts } = mergeFields(pointRules, ancestor.fields, ours.fields, theirs.fields);
      reasons.push(...conflicts.map((fault) => changedOnBoth(called(ancestor), fault)));
      points.push(mergedPoint(fields, { base: index, ours: o, theirs: t }, ours, theirs));
    } else if (ours !== null && !sameContent(ours, ancestor)) reasons.push(deletedInCloud(called(ancestor)));
    else if (theirs !== null && !sameContent(theirs, ancestor)) reasons.push(deletedHere(called(ancestor)));
  }
  const added = mergeAdditions(sides, toOurs.added, toTheirs.added, kind);
  points.push(...added.points);
  reasons.push(...added.reasons);
  if (kind.uniqueNames) reasons.push(...namesTakenTwice(sides, points));
  return { points, reasons };
}

/** What each side added. The same point added on both sides is one; different points of one name contradict. */
function mergeAdditions(
  sides: Sides,
  oursAdded: readonly number[],
  theirsAdded: readonly number[],
  kind: PointsKind,
): { points: MergedPoint[]; reasons: string[] } {
  // Without an ancestor two markers of one name may be one that was moved; with it they are two (sync.md, "the three sides").
  const key = (point: PointRecord): string =>
    kind.uniqueNames || sides.base === null ? nameKey(point) : `${nameKey(point)}\u0000${placeOf(point) ?? ''}`;
  const buckets = new Map<string, { ours: number[]; theirs: number[] }>();
  for (const side of ['ours', 'theirs'] as const) {
    for (const index of side === 'ours' ? oursAdded : theirsAdded) {
      const point = at(sides[side], index);
      if (point === null) continue;
      const bucket = buckets.get(key(point)) ?? { ours: [], theirs: [] };
      buckets.set(key(point), bucket);
      bucket[side].push(index);
    }
  }
  const points: MergedPoint[] = [];
  const reasons: string[] = [];
  for (const bucket of buckets.values()) {
    const { pairs, left } = pairEqual(sides, bucket);
    for (const [o, t] of pairs) points.push(...addedPoint(sides, o, t));
    const [first] = left.ours;
    if (first !== undefined && left.theirs.length > 0) reasons.push(addedDifferently(calledAt(sides.ours, first)));
    points.push(...left.ours.flatMap((o) => addedPoint(sides, o, null)), ...left.theirs.flatMap((t) => addedPoint(sides, null, t)));
  }
  return { points, reasons };
}

interface Bucket {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

function pairEqual(sides: Sides, bucket: Bucket): { pairs: [number, number][]; left: Bucket } {
  const pairs: [number, number][] = [];
  const waiting = new Map<string, number[]>();
  for (const t of bucket.theirs) {
    const content = at(sides.theirs, t)?.content ?? '';
    const twins = waiting.get(content);
    if (twins === undefined) waiting.set(content, [t]);
    else twins.push(t);
  }
  const ours: number[] = [];
  for (const o of bucket.ours) {
    const t = waiting.get(at(sides.ours, o)?.content ?? '')?.shift();
    if (t === undefined) ours.push(o);
    else pairs.push([o, t]);
  }
  const paired = new Set(pairs.map(([, t]) => t));
  const theirs = bucket.theirs.filter((t) => !paired.has(t));
  const [o, t] = [ours[0], theirs[0]];
  const [x, y] = [at(sides.ours, o ?? null), at(sides.theirs, t ?? null)];
  if (ours.length === 1 && theirs.length === 1 && o !== undefined && t !== undefined && x !== null && y !== null && sameContent(x, y)) {
    return { pairs: [...pairs, [o, t]], left: { ours: [], theirs: [] } };
  }
  return { pairs, left: { ours, theirs } };
}

function addedPoint(sides: Sides, o: number | null, t: number | null): MergedPoint[] {
  const [ours, theirs] = [at(sides.ours, o), at(sides.theirs, t)];
  const [record, other] = ours === null ? [theirs, null] : [ours, theirs];
  if (record === null) return [];
  const fields = other === null ? record.fields : mergeFields(pointRules, null, record.fields, other.fields).fields;
  return [mergedPoint(fields, { base: null, ours: o, theirs: t }, record, other)];
}

function mergedPoint(fields: Fields, where: Omit<Entry, 'key'>, record: PointRecord, other: PointRecord | null): MergedPoint {
  const keys = [record, ...(other === null ? [] : [other])].map((version) => `${nameKey(version)}\u0003${version.content}`);
  return { ...where, record, other, fields, group: text(fields.get('type')), key: keys.sort().join('\u0004') };
}

/** Names that neither side uses as often as the merged file would: two different points met under one name. */
function namesTakenTwice(sides: Sides, points: readonly MergedPoint[]): string[] {
  const count = (keys: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  };
  const named = (side: readonly PointRecord[]): Map<string, number> => count(side.map((point) => `${point.group}\u0000${point.name}`));
  const [ours, theirs] = [named(sides.ours), named(sides.theirs)];
  const result = count(points.map((point) => `${point.group}\u0000${text(point.fields.get('name'))}`));
  const twice = [...result].filter(([key, times]) => !key.endsWith('\u0000') && times > Math.max(ours.get(key) ?? 0, theirs.get(key) ?? 0));
  return twice.map(([key]) => takenTwice(`“${key.slice(key.indexOf('\u0000') + 1)}”`));
}

/** Whether the merged point says what a version says. */
export function saysTheSame(point: MergedPoint, version: PointRecord): boolean {
  return sameFields(pointRules, point.fields, version.fields);
}

function text(field: Field | undefined): string {
  const node = field?.nodes.find(isElement);
  return node === undefined ? '' : textOf(node).trim();
}

function at(points: readonly PointRecord[], index: number | null): PointRecord | null {
  return index === null ? null : (points[index] ?? null);
}

function calledAt(points: readonly PointRecord[], index: number): string {
  const point = at(points, index);
  return point === null ? 'A point' : called(point);
}
