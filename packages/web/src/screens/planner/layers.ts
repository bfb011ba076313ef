import { wayOrLine } from '@cairn/geo';
import type { Plan, Way } from '@cairn/geo';
import type { MapPoint, MapTrack } from '../../map/stage.ts';
import { opaque } from '../../library/places.ts';
import { colorOfGoing, lineColors } from './goings.ts';
import { finder } from './way-finder.ts';
import type { NoWay } from './way-finder.ts';
import type { RoutingFacts } from './profiles.ts';

/** Names of the planner's layers on the map; what lies above comes first. */
export const planPoints = 'plan points';
export const planPlaces = 'plan places';
export const planLine = 'plan line';
export const planAreas = 'plan areas';

const drawn = new WeakMap<Way, Float64Array>();
/** Longitude and latitude of a way, without its heights. */
export function flatLine(way: Way): Float64Array {
  const known = drawn.get(way);
  if (known !== undefined) return known;
  const count = way.line.length / 3;
  const line = new Float64Array(count * 2);
  for (let at = 0; at < count; at++) {
    line[at * 2] = way.line[at * 3] ?? 0;
    line[at * 2 + 1] = way.line[at * 3 + 1] ?? 0;
  }
  drawn.set(way, line);
  return line;
}

/** Why a leg of a plan is a straight line; null where it is none, or is meant to be. */
export function reasonOfLeg(plan: Plan, index: number, reasons: ReadonlyMap<string, NoWay>): NoWay | null {
  const [leg, from, to] = [plan.legs[index], plan.points[index], plan.points[index + 1]];
  if (leg?.kind !== 'road' || leg.way !== null || from === undefined || to === undefined) return null;
  const asked = finder.asked(leg, from, to);
  return asked === null ? null : (reasons.get(asked.key) ?? null);
}

/** A track for each leg, named after its first point; `hidden` holds numbers of legs that are drawn otherwise. */
export function tracksOfPlan(
  plan: Plan,
  facts: RoutingFacts | undefined,
  reasons: ReadonlyMap<string, NoWay>,
  hidden: ReadonlySet<number>,
): MapTrack[] {
  return plan.legs.flatMap((leg, at): MapTrack[] => {
    const way = hidden.has(at) ? null : wayOrLine(plan, at);
    if (way === null || leg.kind === 'gap') return [];
    const color = reasonOfLeg(plan, at, reasons) === null ? colorOfGoing(leg, facts) : lineColors.troubled;
    return [{ id: String(plan.points[at]?.id ?? at), name: '', color, width: 5, arrows: true, lines: [flatLine(way)] }];
  });
}

export function pointsOfPlan({ points, legs }: Plan, facts: RoutingFacts | undefined): MapPoint[] {
  return points.map(({ id, lat, lon, name }, at): MapPoint => {
    const isEnd = at === 0 || at === points.length - 1;
    const leg = legs[at] ?? legs[at - 1] ?? { kind: 'straight' };
    const color = at === 0 ? '#1b7f3b' : isEnd ? '#a3271d' : colorOfGoing(leg, facts);
    return { id: String(id), lat, lon, name, icon: 'special_flag', color, shape: isEnd ? 'circle' : 'dot' };
  });
}

const shapes: Readonly<Record<string, MapPoint['shape']>> = { square: 'square', octagon: 'octagon' };
export function placesOfPlan({ places }: Plan): MapPoint[] {
  return places.map(({ id, lat, lon, name, icon, color, background }): MapPoint => ({
    ...{ id: String(id), lat, lon, name, icon, color: opaque(color), shape: shapes[background] ?? 'circle' },
  }));
}

/** Areas to avoid, as lines around them. */
export function areasOfPlan({ avoid }: Plan): MapTrack[] {
  return avoid.map((ring, at): MapTrack => {
    const line = Float64Array.from([...ring, ...ring.slice(0, 1)].flat());
    return { id: String(at), name: '', color: lineColors.troubled, width: 3, arrows: false, lines: [line] };
  });
}

/** Metres of a pixel of the map at a latitude. */
export function metresOfPixel(lat: number, zoom: number): number {
  return (40_075_017 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom);
}
