import type { Coordinates, Plan } from '@cairn/geo';

/** A leg that an engine can be asked for. */
export interface AskedLeg {
  /** What it is found again by: ends and profile. */
  readonly key: string;
  /** Profile of the server. */
  readonly profile: string;
  readonly from: Coordinates;
  readonly to: Coordinates;
}

export function askedLeg(profile: string, from: Coordinates, to: Coordinates): AskedLeg {
  const text = ({ lat, lon }: Coordinates): string => `${lat.toFixed(6)},${lon.toFixed(6)}`;
  return { key: `${profile}|${text(from)}|${text(to)}`, profile, from, to };
}

/** Key of a leg of a plan under the profile that routes it. */
export function keyOfLeg(plan: Plan, index: number, profile: string): string | null {
  const [from, to] = [plan.points[index], plan.points[index + 1]];
  return from === undefined || to === undefined ? null : askedLeg(profile, from, to).key;
}
