import { emptyPlan, gap } from './model.ts';
import type { Leg, Plan, PlanPoint } from './model.ts';

/** Longest text of a plan in an address: what a QR code that a phone reads from a screen holds. */
export const longestPlanLink = 1800;

/**
 * The points of a plan as a short text for an address: how one goes on, then latitude and longitude in ten-thousandths of a degree
 * (about ten metres) from the point before, in base 36. Names, places and ground are not in it: the engine finds the ground again.
 * Null where it would be too long.
 */
export function writePlanLink({ points, legs }: Plan): string | null {
  let [lat, lon, going] = [0, 0, ''];
  const parts = points.map((point, at) => {
    const [y, x] = [Math.round(point.lat * 1e4), Math.round(point.lon * 1e4)];
    const leg = legs[at];
    const next = leg === undefined ? going : leg.kind === 'road' ? leg.profile : leg.kind === 'gap' ? '-' : '';
    const change = next === going ? '' : `*${encodeURIComponent(next).replaceAll('.', '%2E').replaceAll('*', '%2A')}`;
    const text = `${(y - lat).toString(36)}.${(x - lon).toString(36)}${change}`;
    [lat, lon, going] = [y, x, next];
    return text;
  });
  const text = parts.join('!');
  return text.length > longestPlanLink ? null : text;
}

/** The plan of such a text; null where it is none. */
export function readPlanLink(text: string): Plan | null {
  if (text === '' || text.length > longestPlanLink) return null;
  const points: PlanPoint[] = [];
  const legs: Leg[] = [];
  let [lat, lon, going] = [0, 0, ''];
  for (const [at, part] of text.split('!').entries()) {
    const match = /^(-?[0-9a-z]{1,6})\.(-?[0-9a-z]{1,6})(?:\*([^*.!]*))?$/.exec(part);
    if (match === null) return null;
    lat += Number.parseInt(match[1] ?? '', 36);
    lon += Number.parseInt(match[2] ?? '', 36);
    if (Math.abs(lat) > 90e4 || Math.abs(lon) > 180e4) return null;
    if (at > 0) legs.push(legFor(going));
    points.push({ id: at + 1, lat: lat / 1e4, lon: lon / 1e4, name: '' });
    going = match[3] === undefined ? going : decoded(match[3]);
  }
  return { ...emptyPlan, points, legs, next: points.length + 1 };
}
function legFor(going: string): Leg {
  if (going === '-') return gap;
  return going === '' ? { kind: 'straight', way: null } : { kind: 'road', profile: going, way: null };
}
function decoded(text: string): string {
  try {
    return decodeURIComponent(text).slice(0, 100);
  } catch {
    return '';
  }
}
