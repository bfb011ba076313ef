import type { Surface } from '@cairn/protocol';
import { BoundsBuilder, distanceBetween } from '../geodesy.ts';
import type { Bounds } from '../geodesy.ts';
import { ElevationBuilder } from '../track-statistics.ts';
import { atOnce } from './little-by-little.ts';
import type { LittleByLittle } from './little-by-little.ts';
import { stretchesOf, wayOrLine } from './model.ts';
import type { Plan, Way } from './model.ts';
import { lengthOf, pointsIn } from './way.ts';

/** How fast one goes where nobody told, metres per second. */
const speeds: Readonly<Record<string, number>> = { car: 14, bicycle: 4.5, foot: 1.2 };
/** On foot, seconds for each metre up and down (300 and 500 m in an hour; DIN 33466). */
const climbSeconds = { up: 12, down: 7.2 };

/** What a plan comes to. Metres and seconds. */
export interface PlanNumbers {
  readonly distance: number;
  /** Null where no height is known. */
  readonly elevation: { readonly min: number; readonly max: number; readonly ascent: number; readonly descent: number } | null;
  readonly seconds: number;
  /** By profile ('' is straight), the longest first. */
  readonly profiles: readonly { readonly profile: string; readonly distance: number; readonly seconds: number }[];
  /** The longest first; empty where no engine told. */
  readonly surfaces: readonly { readonly surface: Surface; readonly distance: number }[];
  readonly bounds: Bounds | null;
}

/** Adds up a plan. `kindOf` says what kind of travel a profile is. */
export function planNumbers(plan: Plan, kindOf: (profile: string) => string | null = () => null): PlanNumbers {
  return atOnce(addingUp(plan, kindOf));
}
/** The same, leg by leg. */
export function* addingUp(plan: Plan, kindOf: (profile: string) => string | null): LittleByLittle<PlanNumbers> {
  const profiles = new Map<string, { distance: number; seconds: number }>();
  const surfaces = new Map<Surface, number>();
  const bounds = new BoundsBuilder();
  for (const point of plan.points) bounds.add(point);
  for (const [at, leg] of plan.legs.entries()) {
    const way = wayOrLine(plan, at);
    if (way === null || leg.kind === 'gap') continue;
    const profile = leg.kind === 'road' ? leg.profile : '';
    const sum = profiles.get(profile) ?? { distance: 0, seconds: 0 };
    profiles.set(profile, { distance: sum.distance + lengthOf(way), seconds: sum.seconds + secondsOf(way, profile, kindOf) });
    for (const { surface, distance } of surfacesOf(way)) surfaces.set(surface, (surfaces.get(surface) ?? 0) + distance);
    for (let point = 0; point < pointsIn(way); point++) bounds.add({ lon: way.line[point * 3] ?? 0, lat: way.line[point * 3 + 1] ?? 0 });
    yield;
  }
  const elevation = yield* elevationOf(plan);
  const rows = [...profiles].map(([profile, sum]) => ({ profile, ...sum })).sort((a, b) => b.distance - a.distance);
  const total = (key: 'distance' | 'seconds'): number => rows.reduce((sum, row) => sum + row[key], 0);
  return {
    ...{ distance: total('distance'), seconds: total('seconds'), profiles: rows, elevation, bounds: bounds.bounds() },
    surfaces: [...surfaces].map(([surface, distance]) => ({ surface, distance })).sort((a, b) => b.distance - a.distance),
  };
}

/** What the engine told, else by the speed of the kind; on foot and straight, climbing counts. */
function secondsOf(way: Way, profile: string, kindOf: (profile: string) => string | null): number {
  if (way.seconds !== null) return way.seconds;
  const speed = speeds[profile] ?? speeds[kindOf(profile) ?? ''];
  const onFoot = speed === undefined || speed === speeds['foot'];
  const flat = lengthOf(way) / (speed ?? speeds['foot'] ?? 1);
  if (!onFoot) return flat;
  const { up, down } = climbOf(way);
  const steep = up * climbSeconds.up + down * climbSeconds.down;
  return Math.max(flat, steep) + Math.min(flat, steep) / 2;
}
const climbs = new WeakMap<Way, { up: number; down: number }>();
function climbOf(way: Way): { up: number; down: number } {
  const known = climbs.get(way);
  if (known !== undefined) return known;
  const builder = new ElevationBuilder();
  addWay(builder, way);
  const elevation = builder.elevation();
  const climb = { up: elevation?.ascent ?? 0, down: elevation?.descent ?? 0 };
  climbs.set(way, climb);
  return climb;
}
function addWay(builder: ElevationBuilder, { line }: Way): void {
  for (let at = 2; at < line.length; at += 3) builder.add(line[at] ?? NaN);
}

function* elevationOf(plan: Plan): LittleByLittle<PlanNumbers['elevation']> {
  const builder = new ElevationBuilder();
  for (const { from, to } of stretchesOf(plan)) {
    builder.interrupt();
    for (let leg = from; leg < to; leg++) {
      const way = wayOrLine(plan, leg);
      if (way !== null) addWay(builder, way);
      yield;
    }
  }
  return builder.elevation();
}

const surfaceSums = new WeakMap<Way, readonly { readonly surface: Surface; readonly distance: number }[]>();
function surfacesOf(way: Way): readonly { readonly surface: Surface; readonly distance: number }[] {
  const known = surfaceSums.get(way);
  if (known !== undefined) return known;
  const sums = way.spans.map(({ from, to, surface }) => {
    let distance = 0;
    for (let at = from + 1; at <= to; at++) {
      const place = (index: number) => ({ lon: way.line[index * 3] ?? 0, lat: way.line[index * 3 + 1] ?? 0 });
      distance += distanceBetween(place(at - 1), place(at));
    }
    return { surface, distance };
  });
  surfaceSums.set(way, sums);
  return sums;
}
