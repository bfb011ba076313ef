import type { RoadKind, Surface } from '@cairn/protocol';
import type { Coordinates } from '../geodesy.ts';

/** What holds from point `from` to point `to` of a way. */
export interface WaySpan {
  readonly from: number;
  readonly to: number;
  readonly surface: Surface;
  readonly road: RoadKind;
  /** Name or number of the road; '' where it has none. */
  readonly name: string;
}

/** The ground that a leg covers, as somebody found it: an engine, a recording, a terrain. */
export interface Way {
  /** Longitude and latitude in degrees and height in metres (NaN: not known), three numbers for each point; at least two points. */
  readonly line: Float64Array;
  /** Null where nobody told. */
  readonly seconds: number | null;
  readonly spans: readonly WaySpan[];
}

/** How one goes from a point to the next. A profile is what the server's engines name (`car`, `bicycle`, `foot`), or a key of OsmAnd's. */
export type Going = { readonly kind: 'gap' } | { readonly kind: 'straight' } | { readonly kind: 'road'; readonly profile: string };

/**
 * One step of a plan. A gap has no way at all. Without a way, the others are a line between their points: a road until the engine
 * answers, and where it knows none.
 */
export type Leg =
  | { readonly kind: 'gap' }
  | { readonly kind: 'straight'; readonly way: Way | null }
  | { readonly kind: 'road'; readonly profile: string; readonly way: Way | null };

/** A point that the plan goes through. */
export interface PlanPoint extends Coordinates {
  /** Its own within a plan, and kept by every change: for lists and the map. */
  readonly id: number;
  /** '' where it has none. */
  readonly name: string;
}

/** A place that is marked beside the way (`wpt`). */
export interface PlanPlace extends Coordinates {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  /** OsmAnd's name of the icon. */
  readonly icon: string;
  /** `#aarrggbb`; null is the app's own. */
  readonly color: string | null;
  readonly background: string;
  /** Its number among the places of the file that the plan was read from (from 0); null for a new one. */
  readonly origin: number | null;
}

/** Corners of an area, longitude and latitude in degrees; the last joins the first. */
export type Ring = readonly (readonly [number, number])[];

/** A trip as it is planned. A value: every change makes another. */
export interface Plan {
  readonly points: readonly PlanPoint[];
  /** From each point to the next: one fewer than points. */
  readonly legs: readonly Leg[];
  readonly places: readonly PlanPlace[];
  /** Areas that roads are to stay out of; files do not keep them. */
  readonly avoid: readonly Ring[];
  /** The next id of a point or place. */
  readonly next: number;
}

export const emptyPlan: Plan = { points: [], legs: [], places: [], avoid: [], next: 1 };

export const gap: Leg & { readonly kind: 'gap' } = { kind: 'gap' };

/** A leg that nobody has looked for yet. */
export function newLeg(going: Going): Leg {
  if (going.kind === 'gap') return gap;
  return going.kind === 'straight' ? { kind: 'straight', way: null } : { kind: 'road', profile: going.profile, way: null };
}

export function sameGoing(a: Going, b: Going): boolean {
  return a.kind === b.kind && (a.kind !== 'road' || b.kind !== 'road' || a.profile === b.profile);
}

/** Points without a gap between them: `from` to `to` (inclusive) of the plan. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export function stretchesOf({ points, legs }: Plan): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (let at = 0; at < points.length; at++) {
    if (at < points.length - 1 && legs[at]?.kind !== 'gap') continue;
    stretches.push({ from, to: at });
    from = at + 1;
  }
  return stretches;
}

/** The way of a leg, or the line between its points where it has none; null for a gap. */
export function wayOrLine(plan: Plan, index: number): Way | null {
  const [leg, from, to] = [plan.legs[index], plan.points[index], plan.points[index + 1]];
  if (leg === undefined || from === undefined || to === undefined || leg.kind === 'gap') return null;
  return leg.way ?? { line: Float64Array.of(from.lon, from.lat, NaN, to.lon, to.lat, NaN), seconds: null, spans: [] };
}
