import { textElement } from '../edit/element-edits.ts';
import { formatDegrees, formatElevation } from '../gpx/values.ts';
import { escapeAttribute } from '../xml-write.ts';
import type { Leg, PlanPoint, Way } from './model.ts';
import { osmandProfile } from './profiles.ts';
import { noRoad, typesOf } from './road-types.ts';
import type { RoadType } from './road-types.ts';
import type { PlanPart } from './same.ts';
import { lengthOf, pointsIn } from './way.ts';

/** The ways of a stretch one after the other. Each keeps both its ends: the point between two legs is there twice, as OsmAnd has it. */
function waysOf({ points, legs }: PlanPart): Way[] {
  return legs.map((leg, at) => {
    const [from, to] = [points[at], points[at + 1]];
    const way = leg.kind === 'gap' ? null : leg.way;
    return way ?? { line: Float64Array.of(from?.lon ?? 0, from?.lat ?? 0, NaN, to?.lon ?? 0, to?.lat ?? 0, NaN), seconds: null, spans: [] };
  });
}

/** A `trkseg` with the ground of a stretch and, as its extension, the parts of roads that make OsmAnd open it as a route. */
export function segmentText(part: PlanPart, indent: string, prefix: string): string {
  const deeper = indent === '' ? '' : `${indent}  `;
  const ways = waysOf(part);
  const [only] = part.points;
  const lines = ways.flatMap((way) => Array.from({ length: pointsIn(way) }, (_, at) => trackPoint(way, at, prefix)));
  if (ways.length === 0 && only !== undefined) lines.push(`<${prefix}trkpt${placeOf(only.lat, only.lon)} />`);
  const extensions = ways.length === 0 ? '' : deeper + extensionText(part, ways, deeper, prefix);
  return `<${prefix}trkseg>${lines.map((line) => deeper + line).join('')}${extensions}${indent}</${prefix}trkseg>`;
}

function trackPoint({ line }: Way, at: number, prefix: string): string {
  const [lon = 0, lat = 0, ele = NaN] = line.subarray(at * 3, at * 3 + 3);
  const place = `<${prefix}trkpt${placeOf(lat, lon)}`;
  return Number.isNaN(ele) ? `${place} />` : `${place}>${textElement(`${prefix}ele`, formatElevation(ele))}</${prefix}trkpt>`;
}
function placeOf(lat: number, lon: number): string {
  return ` lat="${formatDegrees(lat)}" lon="${formatDegrees(lon)}"`;
}

/** Properties of roads by number, each once. */
class RoadTypes {
  readonly #numbers = new Map<string, number>();
  readonly all: RoadType[] = [];
  numberOf(type: RoadType): number {
    const key = type.join('=');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.all.length);
    return this.all.push(type) - 1;
  }
}

function extensionText({ legs }: PlanPart, ways: readonly Way[], indent: string, prefix: string): string {
  const deeper = indent === '' ? '' : `${indent}  `;
  const deepest = indent === '' ? '' : `${deeper}  `;
  const types = new RoadTypes();
  let start = 0;
  const parts = ways.flatMap((way, at) => {
    const own = roadParts(way, legs[at], start, types);
    start += pointsIn(way);
    return own;
  });
  const route = `<${prefix}route>${parts.map((attributes) => `${deepest}<${prefix}segment${attributes} />`).join('')}${deeper}</${prefix}route>`;
  const list = types.all.map(([tag, value]) => `${deepest}<${prefix}type t="${escapeAttribute(tag)}" v="${escapeAttribute(value)}" />`);
  return `<${prefix}extensions>${deeper}${route}${deeper}<${prefix}types>${list.join('')}${deeper}</${prefix}types>${indent}</${prefix}extensions>`;
}

/** Attributes of the parts of a way. Neighbours share a point. What no road is known for is a part that follows none (`id` -1). */
function roadParts(way: Way, leg: Leg | undefined, start: number, types: RoadTypes): string[] {
  const last = pointsIn(way) - 1;
  const pieces: { from: number; to: number; types: RoadType[]; name: string }[] = [];
  let at = 0;
  const bare = (to: number): unknown => (to > at ? pieces.push({ from: at, to, types: [noRoad], name: '' }) : 0);
  for (const span of leg?.kind === 'gap' ? [] : way.spans) {
    if (span.from < at || span.to <= span.from || span.to > last) continue;
    bare(span.from);
    pieces.push({ from: span.from, to: span.to, types: typesOf(span.road, span.surface), name: span.name });
    at = span.to;
  }
  bare(last);
  const seconds = shares(way, pieces);
  return pieces.map(({ from, to, types: own, name }, index) => {
    const metres = lengthOfPart(way, from, to);
    const time = seconds?.[index];
    const pace = time === undefined ? '' : ` segmentTime="${time.toFixed(2)}" speed="${(time > 0 ? metres / time : 0).toFixed(2)}"`;
    const called = name === '' ? '' : ` names="${types.numberOf(['name', name])}"`;
    const numbers = own.map((type) => types.numberOf(type)).join(',');
    return ` id="-1" length="${to - from + 1}" startTrkptIdx="${start + from}"${pace} types="${numbers}"${called}`;
  });
}

/** The time of a way over its parts by their lengths, in hundredths of a second whose sum is the whole; null where it is not known. */
function shares(way: Way, pieces: readonly { readonly from: number; readonly to: number }[]): number[] | null {
  if (way.seconds === null) return null;
  const all = lengthOf(way);
  let [passed, told] = [0, 0];
  return pieces.map(({ from, to }, index) => {
    passed += lengthOfPart(way, from, to);
    const until = index === pieces.length - 1 || all === 0 ? (way.seconds ?? 0) : ((way.seconds ?? 0) * passed) / all;
    const share = Math.round((until - told) * 100) / 100;
    told += share;
    return Math.max(0, share);
  });
}
function lengthOfPart(way: Way, from: number, to: number): number {
  return lengthOf({ line: way.line.subarray(from * 3, (to + 1) * 3), seconds: null, spans: [] });
}

/** What names stand in a file, each with its colon, and what kind a profile is that only one engine has. */
export interface Names {
  readonly gpx: string;
  readonly osmand: string;
  readonly kindOf: ((profile: string) => string | null) | undefined;
}

/** A `rte` with the points of a stretch: how it goes on from each, and where in the segment that begins. */
export function routeText(part: PlanPart, indent: string, names: Names): string {
  const deeper = indent === '' ? '' : `${indent}  `;
  const ways = waysOf(part);
  let start = 0;
  const lines = part.points.map((point, at) => {
    const isLast = at === part.points.length - 1;
    const index = isLast ? Math.max(0, start - 1) : start;
    const way = ways[at];
    start += way === undefined ? 0 : pointsIn(way);
    return deeper + routePoint(point, part.legs[isLast ? at - 1 : at], index, deeper, names);
  });
  return `<${names.gpx}rte>${lines.join('')}${indent}</${names.gpx}rte>`;
}

function routePoint(
  { lat, lon, name }: PlanPoint,
  leg: Leg | undefined,
  index: number,
  indent: string,
  { gpx: prefix, osmand, kindOf }: Names,
): string {
  const deeper = indent === '' ? '' : `${indent}  `;
  const deepest = indent === '' ? '' : `${deeper}  `;
  const profile = leg?.kind === 'road' ? leg.profile : null;
  const key = profile === null ? '' : osmandProfile(profile, kindOf);
  const values = [
    ...(key === '' ? [] : [textElement(`${osmand}profile`, key)]),
    // A name of our own: OsmAnd would take another `profile` for its own.
    ...(profile?.includes('/') === true
      ? [`<cairn:engine_profile xmlns:cairn="urn:cairn:plan">${textOnly(profile)}</cairn:engine_profile>`]
      : []),
    textElement(`${osmand}trkpt_idx`, String(index)),
  ];
  const called = name === '' ? '' : deeper + textElement(`${prefix}name`, name);
  const extensions = `${deeper}<${prefix}extensions>${values.map((value) => deepest + value).join('')}${deeper}</${prefix}extensions>`;
  return `<${prefix}rtept${placeOf(lat, lon)}>${called}${extensions}${indent}</${prefix}rtept>`;
}
function textOnly(value: string): string {
  return textElement('x', value).slice(3, -4);
}
