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

/** A plan as a GPX file; over the file that it was opened from, where there is one. */
export function planToGpx(plan: Plan, name: string, kinds: Kinds, base: Uint8Array | null): Uint8Array {
  const facts = { name, kindOf: (profile: string): string | null => kinds[profile] ?? null };
  return base === null ? writePlan(plan, facts) : writePlanOver(base, plan, facts);
}

/** A plan as a file for other programs. `sport` is the kind of travel of most of it. */
export function planToFile(plan: Plan, name: string, kinds: Kinds, kind: PlanKind, sport: string | null): Uint8Array {
  if (kind === 'fit') return writeFitCourse(plan, name, Date.now(), sport);
  return kind === 'kml' ? writePlanKml(plan, name) : planToGpx(plan, name, kinds, null);
}
