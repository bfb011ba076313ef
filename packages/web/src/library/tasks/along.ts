import { distanceBetween } from '@cairn/geo';
import type { Coordinates } from '@cairn/geo';

/** How near to a track something must be to belong to it, metres. */
const near = 100;
/** Metres of one degree of latitude, a little less than it is. */
const metresInDegree = 110_000;

/** Which of these places lie on the way of a track. `lines`: longitude and latitude in turn. */
export function alongTrack(lines: readonly Float64Array[], places: readonly Coordinates[]): boolean[] {
  return places.map((place) => lines.some((line) => isNear(line, place)));
}

function isNear(line: Float64Array, { lat, lon }: Coordinates): boolean {
  const shrink = Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  for (let at = 0; at + 1 < line.length; at += 2) {
    const [x, y] = [line[at] ?? NaN, line[at + 1] ?? NaN];
    if (Math.abs(y - lat) * metresInDegree > near) {
      if (at >= 2 && crosses(line, at, lat, lon, shrink)) return true;
      continue;
    }
    if (distanceBetween({ lat: y, lon: x }, { lat, lon }) <= near || (at >= 2 && crosses(line, at, lat, lon, shrink))) return true;
  }
  return false;
}

/** Whether the straight piece up to a point of the line passes near a place: points of a route may lie far apart. */
function crosses(line: Float64Array, at: number, lat: number, lon: number, shrink: number): boolean {
  const scale = metresInDegree * shrink;
  const wrapped = (value: number): number => value - Math.round(value / 360) * 360;
  const [ax, ay] = [wrapped((line[at - 2] ?? NaN) - lon) * scale, ((line[at - 1] ?? NaN) - lat) * metresInDegree];
  const [bx, by] = [wrapped((line[at] ?? NaN) - lon) * scale, ((line[at + 1] ?? NaN) - lat) * metresInDegree];
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const part = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
  return Math.hypot(ax + part * dx, ay + part * dy) <= near;
}
