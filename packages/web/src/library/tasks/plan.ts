import { readPlan, writeFitCourse, writePlan, writePlanKml, writePlanOver } from '@cairn/geo';
import type { Plan, PlanReading } from '@cairn/geo';

/** Kinds of travel of profiles that only one engine has. */
export type Kinds = Readonly<Record<string, string>>;
export const planKinds = ['gpx', 'fit', 'kml'] as const;
export type PlanKind = (typeof planKinds)[number];

/** Reads a file as a plan. @throws XmlError */
export function openPlan(bytes: Uint8Array): PlanReading {
  return readPlan(bytes);
}

/** Values of the look of a track, by OsmAnd's names. */
export type PlanLook = Readonly<Record<string, string | null>>;

/** A plan as a new GPX file. */
export function planToGpx(plan: Plan, name: string, kinds: Kinds, look: PlanLook): Uint8Array {
  return writePlan(plan, { name, kindOf: kindIn(kinds), look });
}
/** A plan over the file that it was opened from. */
export function planOverGpx(plan: Plan, name: string, kinds: Kinds, base: Uint8Array): Uint8Array {
  return writePlanOver(base, plan, { name, kindOf: kindIn(kinds) });
}
const kindIn =
  (kinds: Kinds) =>
  (profile: string): string | null =>
    kinds[profile] ?? null;

/** A plan as a file for other programs. `sport` is the kind of travel of most of it. */
export function planToFile(plan: Plan, name: string, kinds: Kinds, kind: PlanKind, sport: string | null): Uint8Array {
  if (kind === 'fit') return writeFitCourse(plan, name, Date.now(), sport);
  return kind === 'kml' ? writePlanKml(plan, name) : planToGpx(plan, name, kinds, {});
}
