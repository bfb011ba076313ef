import { adopt, canonicalName, canonicalNode } from './canonical.ts';
import { FieldsBuilder, fieldOf } from './fields.ts';
import type { Field, Fields } from './fields.ts';
import { element, isElement, textOf } from './xml-tree.ts';
import type { XmlElement, XmlNode } from './xml-tree.ts';
import { isGpxElement, isGpxUri, isOsmandUri } from './gpx/model.ts';
import type { Gpx } from './gpx/model.ts';
import { noLook, parseColor } from './look.ts';
import type { Look } from './look.ts';
import { pointRecord } from './point-record.ts';
import type { PointRecord } from './point-record.ts';

/** A file of points taken apart: its points, how its groups look, and all the rest. */
export interface PointsDocument {
  readonly gpx: Gpx;
  readonly points: readonly PointRecord[];
  /** Entries of `points_groups`, by name; a second entry of one name has a number behind a NUL. */
  readonly groups: ReadonlyMap<string, GroupRecord>;
  /** Everything else: attributes of the root, metadata, tracks, unknown extensions. */
  readonly rest: Fields;
}
export interface GroupRecord {
  readonly name: string;
  readonly element: XmlElement;
  readonly fields: Fields;
}

/** Kinds of fields of the rest, as prefixes of their keys. */
export const restKeys = { attribute: '@', metadata: 'metadata ', extension: 'extensions ', groups: 'groups ', child: 'child ' } as const;

export function pointsDocument(gpx: Gpx): PointsDocument {
  const { root } = gpx;
  const rest = new FieldsBuilder();
  const groups = new Map<string, GroupRecord>();
  const waypoints: XmlElement[] = [];
  for (const child of root.children) {
    if (isGpxElement(child, 'wpt')) waypoints.push(child);
    else if (isGpxElement(child, 'metadata')) for (const node of child.children) rest.add(restKeys.metadata + nodeKey(node), node);
    else if (isGpxElement(child, 'extensions')) takeExtensions(child, rest, groups);
    else rest.add(restKeys.child + nodeKey(child), child);
  }
  const attributes = Object.entries(root.attributes).map(([name, value]): [string, Field] => [
    restKeys.attribute + name,
    { value, nodes: [value] },
  ]);
  const look = (group: string): Look => lookOf(groups.get(group)?.fields ?? null);
  const points = waypoints.map((point) => pointRecord(point, look));
  return { gpx, points, groups, rest: new Map([...attributes, ...rest.fields(restValue)]) };
}

function takeExtensions(extensions: XmlElement, rest: FieldsBuilder, groups: Map<string, GroupRecord>): void {
  for (const node of extensions.children) {
    if (!isPointsGroups(node)) {
      rest.add(restKeys.extension + nodeKey(node), node);
      continue;
    }
    for (const child of node.children) {
      if (isElement(child) && child.local === 'group') takeGroup(child, groups);
      else rest.add(restKeys.groups + nodeKey(child), child);
    }
  }
}

function isPointsGroups(node: XmlNode): node is XmlElement {
  if (!isElement(node) || node.local !== 'points_groups') return false;
  return isGpxUri(node.uri) || isOsmandUri(node.uri) || node.uri === null;
}

function takeGroup(group: XmlElement, groups: Map<string, GroupRecord>): void {
  const name = group.attributes['name'] ?? '';
  let key = name;
  for (let twin = 2; groups.has(key); twin++) key = `${name}\u0000${twin}`;
  const attributes = Object.entries(group.attributes).filter(([attribute]) => attribute !== 'name');
  const fields = new Map<string, Field>(
    attributes.map(([attribute, text]) => [attribute, { value: groupValue(attribute, text), nodes: [text] }]),
  );
  if (group.children.length > 0) fields.set('#children', { value: group.children.map(canonicalNode).join(''), nodes: group.children });
  groups.set(key, { name, element: group, fields });
}

function groupValue(attribute: string, text: string): string {
  if (attribute === 'color') return parseColor(text) ?? '';
  if (attribute === 'hidden' || attribute === 'pinned') return text.trim().toLowerCase() === 'true' ? 'true' : '';
  return text.trim();
}

/** How the points of a group look that say nothing themselves. */
export function lookOf(fields: Fields | null): Look {
  if (fields === null) return noLook;
  const valueOf = (key: string): string | null => fieldOf(fields, key).value || null;
  return { color: valueOf('color'), icon: valueOf('icon'), background: valueOf('background') };
}

function restValue(key: string, node: XmlNode): string | null {
  if (!isElement(node)) return null;
  const plain = Object.keys(node.attributes).length === 0 && !node.children.some(isElement);
  return plain && key.startsWith(restKeys.metadata) && textOf(node).trim() === '' ? '' : null;
}

function nodeKey(node: XmlNode): string {
  return isElement(node) ? canonicalName(node) : '#note';
}

/** What a file of points is put together from. */
export interface PointsParts {
  readonly points: readonly XmlElement[];
  readonly groups: readonly { readonly name: string; readonly fields: Fields; readonly like: XmlElement }[];
  readonly rest: Fields;
  /** Comments before and after the root come from here, and its name. */
  readonly like: Gpx;
}

/** Puts a file together: metadata, points, what else there was, extensions with the groups last. */
export function pointsGpx({ points, groups, rest, like }: PointsParts): Gpx {
  const attributes: Record<string, string> = {};
  const metadata: XmlNode[] = [];
  const extensions: XmlNode[] = [];
  const others: XmlNode[] = [];
  const besideGroups: XmlNode[] = [];
  for (const [key, { nodes }] of rest) {
    if (key.startsWith(restKeys.attribute)) attributes[key.slice(1)] = textOf(nodes[0] ?? '');
    else if (key.startsWith(restKeys.metadata)) metadata.push(...nodes);
    else if (key.startsWith(restKeys.extension)) extensions.push(...nodes);
    else if (key.startsWith(restKeys.groups)) besideGroups.push(...nodes);
    else others.push(...nodes);
  }
  const uri = attributes['xmlns']?.trim() ?? '';
  const root = { ...like.root, uri: like.root.name.includes(':') ? like.root.uri : uri, attributes, children: [] };
  const gpxName = (local: string): string => root.name.replace(/[^:]*$/, local);
  const wrap = (local: string, nodes: readonly XmlNode[]): XmlElement[] =>
    nodes.length === 0 ? [] : [element(gpxName(local), root.uri, {}, nodes)];
  const entries = [...groups.map(({ name, fields, like: old }) => groupElement(name, fields, old)), ...besideGroups];
  const list = entries.length === 0 ? [] : [element(groupsName(attributes), osmandUri(attributes) ?? root.uri, {}, entries)];
  const [header, body] = [others.filter(isHeader), others.filter((node) => !isHeader(node))];
  const children = [...wrap('metadata', metadata), ...header, ...points, ...body, ...wrap('extensions', [...extensions, ...list])];
  return { before: like.before, root: { ...root, children: children.map((node) => adopt(node, root)) }, after: like.after };
}

function groupElement(name: string, fields: Fields, like: XmlElement): XmlElement {
  const attributes: Record<string, string> = { name };
  for (const [key, { nodes }] of fields) if (key !== '#children') attributes[key] = textOf(nodes[0] ?? '');
  return { ...like, attributes, children: fieldOf(fields, '#children').nodes };
}

function osmandUri(attributes: Readonly<Record<string, string>>): string | null {
  return attributes['xmlns:osmand'] ?? null;
}
function groupsName(attributes: Readonly<Record<string, string>>): string {
  return osmandUri(attributes) === null ? 'points_groups' : 'osmand:points_groups';
}

/** What GPX 1.0 has before the points. */
function isHeader(node: XmlNode): boolean {
  return isElement(node) && ['name', 'desc', 'author', 'email', 'url', 'urlname', 'time', 'keywords', 'bounds'].includes(node.local);
}
