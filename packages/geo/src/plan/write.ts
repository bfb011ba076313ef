import { addPoints, changePoints, removePoints } from '../edit/edit-points.ts';
import type { NewPoint, PointChange } from '../edit/edit-points.ts';
import { rootOrder } from '../edit/edit-groups.ts';
import { changeTrack } from '../edit/edit-track.ts';
import { editGpx } from '../edit/edit.ts';
import { osmandPrefix, withDeclaration } from '../edit/child-edits.ts';
import { insertChildren, removeElement, textElement } from '../edit/element-edits.ts';
import type { Patch } from '../edit/patch.ts';
import { sourceChildren } from '../edit/source-tree.ts';
import type { SourceDocument, SourceElement } from '../edit/source-tree.ts';
import { emptyGpx } from '../gpx/model.ts';
import { readGpx } from '../gpx/read.ts';
import { writeGpx } from '../gpx/write.ts';
import { stretchesOf } from './model.ts';
import type { Plan, PlanPlace } from './model.ts';
import { plannedSegments, readPlan, stretchesIn } from './read.ts';
import { samePart } from './same.ts';
import type { PlanPart } from './same.ts';
import { routeText, segmentText } from './write-stretch.ts';

/** What a plan is written with. */
export interface PlanFacts {
  readonly name: string;
  /** Kind (`car`, `bicycle`, `foot`) of a profile that only one engine has. */
  readonly kindOf?: (profile: string) => string | null;
  /** How a new file is drawn, by OsmAnd's names (data-formats 4.3). */
  readonly look?: Readonly<Record<string, string | null>>;
}

/** A plan as a new file, as OsmAnd writes planned routes (data-formats 4.1). */
export function writePlan(plan: Plan, facts: PlanFacts): Uint8Array {
  const bare = writeGpx(emptyGpx('Cairn', facts.name));
  const named = editGpx(bare, (document) => changeTrack(document, { name: facts.name, look: facts.look ?? {} }));
  return writePlanOver(named, { ...plan, places: plan.places.map((place) => ({ ...place, origin: null })) }, facts);
}

/**
 * A plan in place of the one that a file holds. Every byte that is no part of it stays; so do the stretches and places that were not
 * changed, with all that other programs wrote into them. Throws XmlError.
 */
export function writePlanOver(bytes: Uint8Array, plan: Plan, facts: PlanFacts): Uint8Array {
  const before = readPlan(bytes).plan;
  const placed = writePlaces(bytes, before.places, plan.places);
  const parts = partsOf(plan);
  const kept = keptParts(placed);
  const same = parts.map((part) => kept.findIndex((old) => old !== null && samePart(old, part)));
  return editGpx(placed, (document) => {
    const segments = replaceAll(document, oldSegments(document, placed), 'trkseg', parts, same, (part, indent) =>
      segmentText(part, indent, prefixOf(document)),
    );
    const routes = replaceAll(document, sourceChildren(document.root, 'rte'), 'rte', parts, same, (part, indent) =>
      routeText(part, indent, { gpx: prefixOf(document), osmand: osmandPrefix(document), kindOf: facts.kindOf }),
    );
    const insertions = [...segments.insertions, ...routes.insertions].map(({ local, write }) => ({
      local: local === 'trkseg' ? 'trk' : local,
      write: local === 'trkseg' ? (indent: string) => trackText(document, facts.name, write, indent) : write,
    }));
    const patches = [...segments.patches, ...routes.patches, ...insertChildren(document, document.root, insertions, rootOrder)];
    return withDeclaration(document, patches);
  });
}

function prefixOf({ root }: SourceDocument): string {
  return root.name.slice(0, root.name.indexOf(':') + 1);
}

/** The stretches of a plan, each on its own. */
export function partsOf(plan: Plan): PlanPart[] {
  return stretchesOf(plan).map(({ from, to }) => ({ points: plan.points.slice(from, to + 1), legs: plan.legs.slice(from, to) }));
}

/** What the stretches of the file are, where they were planned; null for others, which are written anew. */
function keptParts(bytes: Uint8Array): (PlanPart | null)[] {
  const gpx = readGpx(bytes);
  const routes = gpx.root.children.filter((child) => typeof child === 'object' && child.kind === 'element' && child.local === 'rte').length;
  return (stretchesIn(gpx, 1) ?? []).map((part, at) => (at < routes ? part : null));
}

/** The segments of the file that hold a point, in its order: those that are the stretches. */
function oldSegments(document: SourceDocument, bytes: Uint8Array): SourceElement[] {
  const gpx = readGpx(bytes);
  const usable = new Set(plannedSegments(gpx));
  const all = gpx.root.children.flatMap((child) =>
    typeof child === 'object' && child.kind === 'element' && child.local === 'trk'
      ? child.children.flatMap((inner) =>
          typeof inner === 'object' && inner.kind === 'element' && inner.local === 'trkseg' ? [inner] : [],
        )
      : [],
  );
  const found = sourceChildren(document.root, 'trk').flatMap((track) => sourceChildren(track, 'trkseg'));
  return found.filter((_, at) => {
    const inner = all[at];
    return inner !== undefined && usable.has(inner);
  });
}

interface Replaced {
  readonly patches: Patch[];
  /** What has no element to stand behind. */
  readonly insertions: { readonly local: string; readonly write: (indent: string) => string }[];
}

/** Puts parts in place of elements, one by one; more go behind the last, too many are removed. */
function replaceAll(
  document: SourceDocument,
  old: readonly SourceElement[],
  local: string,
  parts: readonly PlanPart[],
  same: readonly number[],
  write: (part: PlanPart, indent: string) => string,
): Replaced {
  const indentOf = (element: SourceElement): string => /\n?[ \t]*$/.exec(document.text.slice(0, element.from))?.[0] ?? '';
  const text = (at: number, indent: string): string => {
    const [part, kept] = [parts[at], old[same[at] ?? -1]];
    if (kept !== undefined) return document.text.slice(kept.from, kept.to);
    return part === undefined ? '' : write(part, indent);
  };
  const last = old[Math.min(old.length, parts.length) - 1];
  const patches = old.slice(0, parts.length).flatMap((element, at): Patch[] => {
    const indent = indentOf(element);
    const more = element === last ? parts.slice(old.length).map((_, extra) => indent + text(old.length + extra, indent)) : [];
    const now = text(at, indent) + more.join('');
    return same[at] === at && more.length === 0 ? [] : [{ from: element.from, to: element.to, text: now }];
  });
  const removed = old.slice(parts.length).map((element) => removeElement(document, element));
  const isNew = old.length === 0 && parts.length > 0;
  const all = (indent: string): string => parts.map((_, at) => (at === 0 ? '' : indent) + text(at, indent)).join('');
  return { patches: [...patches, ...removed], insertions: isNew ? [{ local, write: all }] : [] };
}

function trackText(document: SourceDocument, name: string, write: (indent: string) => string, indent: string): string {
  const prefix = prefixOf(document);
  const deeper = indent === '' ? '' : `${indent}  `;
  return `<${prefix}trk>${deeper}${textElement(`${prefix}name`, name)}${deeper}${write(deeper)}${indent}</${prefix}trk>`;
}

function writePlaces(bytes: Uint8Array, before: readonly PlanPlace[], now: readonly PlanPlace[]): Uint8Array {
  const kept = new Map(now.flatMap((place) => (place.origin === null ? [] : [[place.origin, place] as const])));
  const changes = new Map<number, PointChange>();
  const removed: number[] = [];
  for (const old of before) {
    if (old.origin === null) continue;
    const place = kept.get(old.origin);
    if (place === undefined) removed.push(old.origin);
    else if (!samePlace(old, place)) changes.set(old.origin, changeOf(old, place));
  }
  const added = now.filter(({ origin }) => origin === null).map(pointOf);
  let result = changes.size === 0 ? bytes : editGpx(bytes, (document) => changePoints(document, changes));
  if (removed.length > 0) result = editGpx(result, (document) => removePoints(document, removed));
  return added.length === 0 ? result : editGpx(result, (document) => addPoints(document, added));
}

function samePlace(a: PlanPlace, b: PlanPlace): boolean {
  const says = ({ lat, lon, name, description, icon, color, background }: PlanPlace): string =>
    JSON.stringify([lat, lon, name, description, icon, color, background]);
  return says(a) === says(b);
}
function changeOf(old: PlanPlace, place: PlanPlace): PointChange {
  const { lat, lon } = place;
  return {
    ...(lat === old.lat && lon === old.lon ? {} : { place: { lat, lon }, elevation: null }),
    ...(place.name === old.name ? {} : { name: place.name }),
    ...(place.description === old.description ? {} : { description: place.description || null }),
    ...(place.icon === old.icon ? {} : { icon: place.icon }),
    ...(place.color === old.color ? {} : { color: place.color }),
    ...(place.background === old.background ? {} : { background: place.background }),
  };
}
function pointOf({ lat, lon, name, description, icon, color, background }: PlanPlace): NewPoint {
  const text = description === '' ? {} : { description };
  return { place: { lat, lon }, name, ...text, icon, ...(color === null ? {} : { color }), background };
}
