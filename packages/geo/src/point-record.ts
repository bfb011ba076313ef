import { canonicalName, isDeclaration } from './canonical.ts';
import { FieldsBuilder, fieldOf } from './fields.ts';
import type { Field, FieldRules } from './fields.ts';
import { distanceBetween } from './geodesy.ts';
import type { Coordinates } from './geodesy.ts';
import { coordinatesOf, isGpxElement, isGpxUri } from './gpx/model.ts';
import { parseDecimal, parseTime } from './gpx/values.ts';
import { defaultLook, parseColor } from './look.ts';
import type { Look } from './look.ts';
import { element, isElement, textOf } from './xml-tree.ts';
import type { XmlElement, XmlNode } from './xml-tree.ts';

/** A point taken apart into what it says, so that two versions can be compared and merged field by field. */
export interface PointRecord {
  readonly element: XmlElement;
  /** Without white space around; '' where there is none. */
  readonly name: string;
  /** Group; '' is the default one. */
  readonly group: string;
  readonly place: Coordinates | null;
  readonly fields: ReadonlyMap<string, Field>;
  /** Equal where two points say the same. */
  readonly content: string;
  /** As content, but for what its group's look may change. */
  readonly contentBesidesLook: string;
  /** As content, but for the look, the name and the group: what stays when a point is renamed. */
  readonly contentBesidesName: string;
}

/** The point's place: both coordinates are one field, for half a move is none. */
export const placeKey = 'place';
const extensionKey = 'extensions ';
const attributeKey = '@';
/** Fields a point takes from its group where it says nothing (data-formats 3.2). */
export const lookKeys = {
  color: 'extensions osmand:color',
  icon: 'extensions osmand:icon',
  background: 'extensions osmand:background',
} as const;
const timeKeys = new Set(['time', ...['creation_date', 'visited_date', 'pickup_date'].map((name) => `extensions osmand:${name}`)]);
const flagKeys = new Set(['hidden', 'calendar_event'].map((name) => `extensions osmand:${name}`));
/** Fields where an empty element says the same as none (device-api 3.6). */
const emptyIsAbsent = new Set(['name', 'desc', 'cmt', 'type', 'ele', 'sym', 'time', 'extensions osmand:address', ...timeKeys]);

/** Metres within which two places are one, and milliseconds within which two times are (device-api 3.6). */
const placeTolerance = 0.1;
const timeTolerance = 1000;

/** How fields of points compare. */
export const pointRules: FieldRules = {
  same: (key, a, b) => {
    if (a === '' || b === '') return false;
    if (key === placeKey) return samePlace(parsePlace(a), parsePlace(b));
    if (timeKeys.has(key)) return Math.abs(Number(a) - Number(b)) < timeTolerance;
    return false;
  },
};

/** Takes a `wpt` apart. `look` is how its group looks; what equals it is what saying nothing means. */
export function pointRecord(point: XmlElement, look: (group: string) => Look): PointRecord {
  const builder = new FieldsBuilder();
  const attributes = new Map<string, Field>();
  for (const [name, value] of Object.entries(point.attributes)) {
    if (name !== 'lat' && name !== 'lon' && !isDeclaration(name)) attributes.set(attributeKey + name, { value, nodes: [value] });
  }
  for (const child of point.children) {
    if (!isGpxElement(child, 'extensions')) builder.add(keyOf(child), child);
    else for (const extension of child.children) builder.add(extensionKey + extensionName(extension), extension);
  }
  const group = plainText(point, 'type');
  const own = look(group);
  const fields = new Map([
    [placeKey, placeField(point)],
    ...attributes,
    ...following(
      builder.fields((key, node) => comparing(key, node, own)),
      own,
    ),
  ]);
  const content = once(() => contentOf(fields, () => true));
  const besidesLook = once(() => contentOf(fields, (key) => !isLookKey(key)));
  const besidesName = once(() => contentOf(fields, (key) => !isLookKey(key) && key !== 'name' && key !== 'type'));
  return {
    ...{ element: point, name: plainText(point, 'name'), group, place: coordinatesOf(point), fields },
    get content() {
      return content();
    },
    get contentBesidesLook() {
      return besidesLook();
    },
    get contentBesidesName() {
      return besidesName();
    },
  };
}

/** Works out a text when it is first asked for. */
function once(work: () => string): () => string {
  let text: string | null = null;
  return () => (text ??= work());
}

function contentOf(fields: ReadonlyMap<string, Field>, counts: (key: string) => boolean): string {
  const said: string[] = [];
  for (const [key, field] of fields) if (field.value !== '' && counts(key)) said.push(`${key}\u0000${field.value}`);
  return said.sort().join('\u0001');
}

/** Puts a point together from merged fields. `look` is how its group looks now. */
export function pointElement(like: XmlElement, fields: ReadonlyMap<string, Field>, look: Look): XmlElement {
  const attributes: Record<string, string> = {};
  const children: XmlNode[] = [];
  const extensions: XmlNode[] = [];
  for (const [key, field] of fields) {
    if (key === placeKey) for (const [index, name] of ['lat', 'lon'].entries()) setText(attributes, name, field.nodes[index]);
    else if (key.startsWith(attributeKey)) setText(attributes, key.slice(1), field.nodes[0]);
    else if (key.startsWith(extensionKey)) extensions.push(...(isOutdated(key, field, look) ? [] : field.nodes));
    else children.push(...field.nodes);
  }
  const ordered = inSchemaOrder(children);
  const name = like.name.replace(/[^:]*$/, 'extensions');
  return { ...like, attributes, children: extensions.length === 0 ? ordered : [...ordered, element(name, like.uri, {}, extensions)] };
}

/** Whether two points are the same point saying the same (device-api 3.6). */
export function sameContent(a: PointRecord, b: PointRecord): boolean {
  if (a.content === b.content) return true;
  const keys = new Set([...a.fields.keys(), ...b.fields.keys()]);
  return [...keys].every((key) => {
    const [x, y] = [fieldOf(a.fields, key).value, fieldOf(b.fields, key).value];
    return x === y || pointRules.same?.(key, x, y) === true;
  });
}

/** Whether a field spells out what its group said before, and the group says something else now. */
function isOutdated(key: string, { follows, nodes: [node] }: Field, look: Look): boolean {
  return follows === true && node !== undefined && isLookKey(key) && lookValue(key, node) !== groupValue(key, look);
}

/** Marks what spells out the look that the group's own entry gives. */
function following(fields: ReadonlyMap<string, Field>, look: Look): Map<string, Field> {
  const set: Readonly<Record<string, string | null>> = {
    [lookKeys.color]: look.color,
    [lookKeys.icon]: look.icon,
    [lookKeys.background]: look.background,
  };
  return new Map(
    [...fields].map(([key, field]) => [key, field.value === '' && (set[key] ?? null) !== null ? { ...field, follows: true } : field]),
  );
}

function comparing(key: string, node: XmlNode, look: Look): string | null {
  if (isLookKey(key)) {
    const value = lookValue(key, node);
    return value === groupValue(key, look) ? '' : value;
  }
  if (!isElement(node)) return null;
  if (flagKeys.has(key)) return textOf(node).trim().toLowerCase() === 'true' ? 'true' : '';
  const text = textOf(node).trim();
  if (text === '' && emptyIsAbsent.has(key) && !node.children.some(isElement)) return '';
  if (timeKeys.has(key)) return String(parseTime(text) ?? text);
  if (key === 'ele') return String(parseDecimal(text) ?? text);
  return null;
}

function isLookKey(key: string): boolean {
  return key === lookKeys.color || key === lookKeys.icon || key === lookKeys.background;
}

function lookValue(key: string, node: XmlNode): string {
  const text = textOf(node).trim();
  return key === lookKeys.color ? (parseColor(text) ?? (text === '0' ? '' : text)) : text;
}

function groupValue(key: string, look: Look): string {
  if (key === lookKeys.color) return look.color ?? '';
  return key === lookKeys.icon ? (look.icon ?? defaultLook.icon) : (look.background ?? defaultLook.background);
}

function placeField(point: XmlElement): Field {
  const { lat, lon } = point.attributes;
  const place = coordinatesOf(point);
  const nodes = [lat ?? '', lon ?? ''];
  return { value: place === null ? `? ${nodes.join(' ')}` : `${place.lat} ${place.lon}`, nodes };
}

function parsePlace(value: string): Coordinates | null {
  const [lat, lon] = value.split(' ').map(Number);
  return lat === undefined || lon === undefined || Number.isNaN(lat) ? null : { lat, lon };
}

function samePlace(a: Coordinates | null, b: Coordinates | null): boolean {
  return a !== null && b !== null && distanceBetween(a, b) <= placeTolerance;
}

function keyOf(node: XmlNode): string {
  if (isElement(node)) return canonicalName(node);
  return typeof node === 'string' ? '#text' : '#note';
}

/** Extensions with and without OsmAnd's prefix are one (data-formats 3.2). */
function extensionName(node: XmlNode): string {
  if (!isElement(node)) return keyOf(node);
  return isGpxUri(node.uri) || (node.uri === null && node.name.startsWith('osmand:')) ? `osmand:${node.local}` : canonicalName(node);
}

function plainText(point: XmlElement, local: string): string {
  const child = point.children.find((node) => isGpxElement(node, local));
  return child === undefined ? '' : textOf(child).trim();
}

function setText(attributes: Record<string, string>, name: string, node: XmlNode | undefined): void {
  if (typeof node === 'string' && node !== '') attributes[name] = node;
}

const order = ['ele', 'time', 'magvar', 'geoidheight', 'name', 'cmt', 'desc', 'src', 'link', 'sym', 'type'];
function inSchemaOrder(children: readonly XmlNode[]): XmlNode[] {
  const rank = (node: XmlNode): number => (isElement(node) && order.includes(node.local) ? order.indexOf(node.local) : order.length);
  return [...children].sort((a, b) => rank(a) - rank(b));
}
