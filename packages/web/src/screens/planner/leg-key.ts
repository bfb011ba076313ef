import type { Coordinates, Plan, Ring } from '@cairn/geo';

/** A leg that an engine can be asked for. */
export interface AskedLeg {
  /** What it is found again by: ends, profile, areas to avoid. */
  readonly key: string;
  /** Profile of the server. */
  readonly profile: string;
  readonly from: Coordinates;
  readonly to: Coordinates;
  readonly avoid: readonly Ring[];
}

export function askedLeg(profile: string, from: Coordinates, to: Coordinates, avoid: readonly Ring[] = []): AskedLeg {
  const text = ({ lat, lon }: Coordinates): string => `${lat.toFixed(6)},${lon.toFixed(6)}`;
  const areas = avoid.length === 0 ? '' : `|${JSON.stringify(avoid)}`;
  return { key: `${profile}|${text(from)}|${text(to)}${areas}`, profile, from, to, avoid };
}

/** Key of a leg of a plan under the profile that routes it. */
export function keyOfLeg(plan: Plan, index: number, profile: string): string | null {
  const [from, to] = [plan.points[index], plan.points[index + 1]];
  return from === undefined || to === undefined ? null : askedLeg(profile, from, to).key;
}
