import { formatDegrees } from '../gpx/values.ts';
import type { Leg, Plan, Way } from './model.ts';

/** A stretch of a plan on its own. */
export type PlanPart = Pick<Plan, 'points' | 'legs'>;

/** Whether two stretches are the same as files write them: 7 decimals of a degree, 1 of a metre, 2 of a second. */
export function samePart(a: PlanPart, b: PlanPart): boolean {
  if (a.points.length !== b.points.length || a.legs.length !== b.legs.length) return false;
  const points = a.points.every((point, at) => {
    const other = b.points[at];
    return other !== undefined && point.name === other.name && sameDegrees(point.lat, other.lat) && sameDegrees(point.lon, other.lon);
  });
  return points && a.legs.every((leg, at) => sameLeg(leg, b.legs[at]));
}

function sameLeg(a: Leg, b: Leg | undefined): boolean {
  if (b === undefined || a.kind !== b.kind) return false;
  if (a.kind === 'gap' || b.kind === 'gap') return true;
  if (a.kind === 'road' && b.kind === 'road' && a.profile !== b.profile) return false;
  return sameGround(a.way, b.way);
}

function sameGround(a: Way | null, b: Way | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.line.length !== b.line.length) return false;
  if (rounded(a.seconds) !== rounded(b.seconds) || JSON.stringify(a.spans) !== JSON.stringify(b.spans)) return false;
  return a.line.every((value, at) => {
    const other = b.line[at] ?? NaN;
    if (at % 3 < 2) return sameDegrees(value, other);
    return Number.isNaN(value) ? Number.isNaN(other) : value.toFixed(1) === other.toFixed(1);
  });
}
function rounded(seconds: number | null): string {
  return seconds === null ? '' : seconds.toFixed(2);
}
function sameDegrees(a: number, b: number): boolean {
  return formatDegrees(a) === formatDegrees(b);
}
