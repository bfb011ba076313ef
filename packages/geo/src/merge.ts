import { spelling } from './canonical.ts';
import { mergeFields, sameFields } from './fields.ts';
import type { Field, FieldRules, Fields } from './fields.ts';
import { coordinatesOf } from './gpx/model.ts';
import { readGpx } from './gpx/read.ts';
import { formatDegrees, parseTime } from './gpx/values.ts';
import { writeGpx } from './gpx/write.ts';
import { groupRules, mergeGroups } from './merge-groups.ts';
import type { MergedGroup } from './merge-groups.ts';
import { mergeOrder } from './merge-order.ts';
import { conflict, eitherBytes, merged, plainOutcome } from './merge-outcome.ts';
import type { MergeOutcome } from './merge-outcome.ts';
import { mergeEachPoint, saysTheSame } from './merge-points.ts';
import type { MergedPoint, PointsKind } from './merge-points.ts';
import { changedOnBoth } from './merge-reasons.ts';
import { pointElement } from './point-record.ts';
import { lookOf, pointsDocument, pointsGpx, restKeys } from './points-document.ts';
import type { PointsDocument } from './points-document.ts';
import type { Look } from './look.ts';
import { isElement, textOf } from './xml-tree.ts';
import type { XmlElement } from './xml-tree.ts';
import { XmlError } from './xml-limits.ts';

export const favourites: PointsKind = { uniqueNames: true, orderMatters: false };
export const markers: PointsKind = { uniqueNames: false, orderMatters: true };

/**
 * Three-way merge of a file of points: a favourites group or markers. Point by point against the common ancestor, field by field
 * within a point and within a group; whatever is in the file and not known is a field like any other. Edits that contradict each
 * other are a conflict, and nothing is ever dropped: each point that is new or edited on a side is in the result, or there is none.
 * The answer does not depend on which side is called ours; where the result says what one side says, it is that side's bytes.
 * docs/developers/merge.md has the cases in words.
 */
export function mergePoints(base: Uint8Array | null, ours: Uint8Array, theirs: Uint8Array, kind: PointsKind = favourites): MergeOutcome {
  const plain = plainOutcome(base, ours, theirs);
  if (plain !== null) return plain;
  const [b, o, t] = [base === null ? null : read(base), read(ours), read(theirs)];
  if (o instanceof XmlError) return conflict([`The version here cannot be read as GPX. ${o.message}`]);
  if (t instanceof XmlError) return conflict([`The version in the cloud cannot be read as GPX. ${t.message}`]);
  if (b instanceof XmlError) return conflict([`The version both sides come from cannot be read as GPX. ${b.message}`]);
  return mergeDocuments(b, { document: o, bytes: ours }, { document: t, bytes: theirs }, kind);
}

function read(bytes: Uint8Array): PointsDocument | XmlError {
  try {
    return pointsDocument(readGpx(bytes));
  } catch (fault) {
    if (fault instanceof XmlError) return fault;
    throw fault;
  }
}

interface Side {
  readonly document: PointsDocument;
  readonly bytes: Uint8Array;
}

function mergeDocuments(base: PointsDocument | null, ours: Side, theirs: Side, kind: PointsKind): MergeOutcome {
  const [o, t] = [ours.document, theirs.document];
  const each = mergeEachPoint({ base: base?.points ?? null, ours: o.points, theirs: t.points }, kind);
  const groups = mergeGroups(base?.groups ?? null, o.groups, t.groups, new Set(each.points.map((point) => point.group)));
  const rest = mergeFields(restRules, base?.rest ?? null, o.rest, t.rest);
  const order = mergeOrder(each.points, !kind.orderMatters);
  const reasons = [...each.reasons, ...groups.reasons, ...rest.conflicts.map((fault) => changedOnBoth('The file', fault))];
  if (order === null) reasons.push('The order was changed on both sides.');
  if (order === null || reasons.length > 0) return conflict(reasons);
  const result = { points: order, groups: groups.groups, rest: rest.fields };
  const [likeOurs, likeTheirs] = [saysWhat(result, o, 'ours'), saysWhat(result, t, 'theirs')];
  if (likeOurs && likeTheirs) return merged(eitherBytes(ours.bytes, theirs.bytes));
  if (likeOurs || likeTheirs) return merged(likeOurs ? ours.bytes : theirs.bytes);
  return merged(build(result, o, t));
}

interface Result {
  readonly points: readonly MergedPoint[];
  readonly groups: ReadonlyMap<string, MergedGroup>;
  readonly rest: Fields;
}

/** What programs write by themselves: not worth a conflict, nor a new version. */
function isByTheWay(key: string): boolean {
  return key.startsWith(restKeys.attribute) || /^(?:metadata|child) (?:time|bounds)$/.test(key) || key === `${restKeys.metadata}name`;
}

const restRules: FieldRules = {
  settle: (key, ours, theirs) => (isByTheWay(key) ? later(ours, theirs) : null),
  silenceYields: () => true,
};

/** The later of two times, else the greater of two texts. */
function later(ours: Field, theirs: Field): Field {
  const time = ({ nodes }: Field): number => parseTime(nodes.map(textOf).join('')) ?? -Infinity;
  if (time(ours) !== time(theirs)) return time(ours) > time(theirs) ? ours : theirs;
  return spelling(ours.nodes) > spelling(theirs.nodes) ? ours : theirs;
}

function saysWhat({ points, groups, rest }: Result, version: PointsDocument, side: 'ours' | 'theirs'): boolean {
  if (points.length !== version.points.length || groups.size !== version.groups.size) return false;
  const byTheWay = new Set([...rest.keys(), ...version.rest.keys()].filter(isByTheWay));
  return (
    sameFields(restRules, rest, version.rest, byTheWay) &&
    [...groups].every(([key, group]) =>
      sameFields(groupRules, group.fields, version.groups.get(key)?.fields ?? new Map<string, Field>()),
    ) &&
    points.every((point, index) => point[side] === index && sameAsVersion(point, version, index))
  );
}

function sameAsVersion(point: MergedPoint, version: PointsDocument, index: number): boolean {
  const record = version.points[index];
  return record !== undefined && saysTheSame(point, record);
}

function build({ points, groups, rest }: Result, ours: PointsDocument, theirs: PointsDocument): Uint8Array {
  const look = (group: string): Look => lookOf(groups.get(group)?.fields ?? null);
  const elements = points.map((point) => pointOf(point, look(point.group)));
  const like = spelling([ours.gpx.root.name, ...ours.gpx.before]) <= spelling([theirs.gpx.root.name, ...theirs.gpx.before]) ? ours : theirs;
  return writeGpx(pointsGpx({ points: elements, groups: [...groups.values()], rest: withBounds(rest, elements), like: like.gpx }));
}

/** Which side gives the element's own name is the same both ways round. */
function pointOf({ record, other, fields }: MergedPoint, look: Look): XmlElement {
  const like = other === null || record.element.name <= other.element.name ? record : other;
  return pointElement(like.element, fields, look);
}

/** The box that some programs write into a file, around the points that are in it now. */
function withBounds(rest: Fields, points: readonly XmlElement[]): Fields {
  const places = points.map(coordinatesOf).filter((place) => place !== null);
  const [lats, lons] = [places.map(({ lat }) => lat), places.map(({ lon }) => lon)];
  const box = {
    minlat: least(lats),
    minlon: least(lons),
    maxlat: -least(lats.map((lat) => -lat)),
    maxlon: -least(lons.map((lon) => -lon)),
  };
  const attributes = Object.fromEntries(Object.entries(box).map(([name, value]) => [name, formatDegrees(value)]));
  return new Map(
    [...rest].map(([key, field]) => {
      const [node] = field.nodes;
      const isBox = /^(?:metadata|child) bounds$/.test(key) && places.length > 0 && node !== undefined && isElement(node);
      return [key, isBox ? { ...field, nodes: [{ ...node, attributes }] } : field];
    }),
  );
}

function least(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}
