import type { Coordinates } from '../geodesy.ts';
import { formatDegrees, formatElevation, formatTime } from '../gpx/values.ts';
import { defaultLook, parseColor } from '../look.ts';
import { osmandPrefix, setParts, withDeclaration } from './child-edits.ts';
import type { Texts } from './child-edits.ts';
import { insertChildren, removeElement, setAttribute, textElement } from './element-edits.ts';
import { groupEntries, rootOrder } from './edit-groups.ts';
import type { Patch } from './patch.ts';
import { attributeOf, sourceChildren, textIn } from './source-tree.ts';
import type { SourceDocument, SourceElement } from './source-tree.ts';

/** What a change says of a point; what is left out stays as it is, null removes. Metres, milliseconds since 1970, `#aarrggbb`. */
export interface PointChange {
  readonly place?: Coordinates;
  readonly elevation?: number | null;
  readonly time?: number | null;
  readonly name?: string;
  readonly description?: string | null;
  readonly comment?: string | null;
  /** '' is the group without a name. */
  readonly group?: string;
  readonly address?: string | null;
  readonly icon?: string | null;
  readonly color?: string | null;
  readonly background?: string | null;
  readonly hidden?: boolean;
}
export interface NewPoint extends PointChange {
  readonly place: Coordinates;
  readonly name: string;
}

/** Changes points by their number in the file (the order of its `wpt` elements, from 0). Throws RangeError for one that is not there. */
export function changePoints(document: SourceDocument, changes: ReadonlyMap<number, PointChange>): Patch[] {
  const points = sourceChildren(document.root, 'wpt');
  const patches = [...changes].flatMap(([index, change]) => changePoint(document, pointAt(points, index), change));
  return withDeclaration(document, patches);
}

function changePoint(document: SourceDocument, point: SourceElement, change: PointChange): Patch[] {
  const type = sourceChildren(point, 'type')[0];
  const group = change.group ?? (type === undefined ? '' : textIn(document, type));
  const { place } = change;
  return [
    ...(place === undefined ? [] : setAttribute(document, point, 'lat', formatDegrees(place.lat))),
    ...(place === undefined ? [] : setAttribute(document, point, 'lon', formatDegrees(place.lon))),
    ...setParts(document, point, textsOf(change), extensionsOf(document, group, change)),
  ];
}

export function removePoints(document: SourceDocument, indices: Iterable<number>): Patch[] {
  const points = sourceChildren(document.root, 'wpt');
  return [...new Set(indices)].map((index) => removeElement(document, pointAt(points, index)));
}

/** Puts new points behind those that are there. */
export function addPoints(document: SourceDocument, points: readonly NewPoint[]): Patch[] {
  const insertions = points.map((point) => ({ local: 'wpt', write: (indent: string) => newPoint(document, point, indent) }));
  return withDeclaration(document, insertChildren(document, document.root, insertions, rootOrder));
}

function newPoint(document: SourceDocument, point: NewPoint, indent: string): string {
  const prefix = document.root.name.slice(0, document.root.name.indexOf(':') + 1);
  const deeper = indent === '' ? '' : `${indent}  `;
  const texts = order.flatMap((key) => {
    const value = textsOf(point)[key];
    return value == null ? [] : [deeper + textElement(prefix + key, value)];
  });
  const values = Object.entries(extensionsOf(document, point.group ?? '', point)).flatMap(([key, value]) =>
    value === null ? [] : [`${deeper}${indent === '' ? '' : '  '}${textElement(osmandPrefix(document) + key, value)}`],
  );
  const extensions = values.length === 0 ? '' : `${deeper}<${prefix}extensions>${values.join('')}${deeper}</${prefix}extensions>`;
  const { lat, lon } = point.place;
  return `<${prefix}wpt lat="${formatDegrees(lat)}" lon="${formatDegrees(lon)}">${texts.join('')}${extensions}${indent}</${prefix}wpt>`;
}
const order = ['ele', 'time', 'name', 'cmt', 'desc', 'type'] as const;

/** Points of a file as they are written there, each able to stand in another file. */
export function copyPoints(document: SourceDocument, indices: Iterable<number>): string[] {
  const points = sourceChildren(document.root, 'wpt');
  return Array.from(indices, (index) => {
    const point = pointAt(points, index);
    const text = document.text.slice(point.from, point.to);
    const used = new Set(Array.from(text.matchAll(/[<\s]([\w.-]+):[\w.-]+[\s=/>]/g), ([, prefix]) => prefix));
    const declared = new Set(point.attributes.map(({ name }) => name));
    const needed = document.root.attributes.filter(
      ({ name }) => name.startsWith('xmlns:') && used.has(name.slice(6)) && !declared.has(name),
    );
    const declarations = needed.map(
      ({ name, value }) => ` ${name}="${document.text.slice(value.from, value.to).replaceAll('"', '&quot;')}"`,
    );
    const at = point.name.length + 1;
    return text.slice(0, at) + declarations.join('') + text.slice(at);
  });
}

/** Puts copied points behind those that are there. Declarations that this file has too are left out. */
export function pastePoints(document: SourceDocument, points: readonly string[]): Patch[] {
  const insertions = points.map((point) => ({ local: 'wpt', write: () => withoutDeclarations(document, point) }));
  return insertChildren(document, document.root, insertions, rootOrder);
}

function withoutDeclarations(document: SourceDocument, point: string): string {
  const end = point.indexOf('>');
  const tag = point
    .slice(0, end)
    .replace(/ (xmlns:[\w.-]+)="([^"]*)"/g, (whole, name: string, uri: string) =>
      attributeOf(document, document.root, name) === uri ? '' : whole,
    );
  return tag + point.slice(end);
}

function pointAt(points: readonly SourceElement[], index: number): SourceElement {
  const point = points[index];
  if (point === undefined) throw new RangeError(`There is no point ${index}.`);
  return point;
}

function textsOf(change: PointChange): Texts {
  return {
    ...(change.elevation === undefined ? {} : { ele: change.elevation === null ? null : formatElevation(change.elevation) }),
    ...(change.time === undefined ? {} : { time: change.time === null ? null : formatTime(change.time) }),
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.comment === undefined ? {} : { cmt: change.comment }),
    ...(change.description === undefined ? {} : { desc: change.description }),
    ...(change.group === undefined ? {} : { type: change.group === '' ? null : change.group }),
  };
}

/** A look that the group has is left out of the point, as OsmAnd writes it (data-formats 3.2). */
function extensionsOf(document: SourceDocument, group: string, change: PointChange): Texts {
  const entry = groupEntries(document).find((it) => attributeOf(document, it, 'name') === group);
  const ofGroup = (key: string): string | null => (entry === undefined ? null : attributeOf(document, entry, key));
  const unless = (value: string | null | undefined, same: string | null): string | null => (value == null || value === same ? null : value);
  return {
    ...(change.address === undefined ? {} : { address: change.address }),
    ...(change.icon === undefined ? {} : { icon: unless(change.icon, ofGroup('icon') ?? defaultLook.icon) }),
    ...(change.background === undefined ? {} : { background: unless(change.background, ofGroup('background') ?? defaultLook.background) }),
    ...(change.color === undefined ? {} : { color: unless(change.color, parseColor(ofGroup('color') ?? '')) }),
    ...(change.hidden === undefined ? {} : { hidden: change.hidden ? 'true' : null }),
  };
}
