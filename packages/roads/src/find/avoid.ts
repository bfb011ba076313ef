import type { LonLat } from '@cairn/protocol';
import type Flatbush from 'flatbush';
import type { Graph } from '../graph/graph.ts';
import { shapeOf } from './places.ts';

/** The edges that touch any of the rings. */
export function edgesIn(graph: Graph, index: Flatbush, rings: readonly (readonly LonLat[])[]): number[] {
  return rings.flatMap((ring) => {
    const corners = ring.map(([lon, lat]) => [lon * 1e7, lat * 1e7] as const);
    const lons = corners.map(([lon]) => lon);
    const lats = corners.map(([, lat]) => lat);
    const near = index.search(Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats));
    return near.filter((edge) => touches(shapeOf(graph, edge), corners));
  });
}

type Corner = readonly [number, number];

function touches(shape: readonly number[], ring: readonly Corner[]): boolean {
  for (let at = 0; at < shape.length; at += 2) {
    const point: Corner = [shape[at] ?? 0, shape[at + 1] ?? 0];
    if (isInside(point, ring)) return true;
    if (at === 0) continue;
    const before: Corner = [shape[at - 2] ?? 0, shape[at - 1] ?? 0];
    if (ring.some((corner, index) => cross(before, point, corner, ring[(index + 1) % ring.length] ?? corner))) return true;
  }
  return false;
}

function isInside([x, y]: Corner, ring: readonly Corner[]): boolean {
  let inside = false;
  for (const [index, [x1, y1]] of ring.entries()) {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

function cross(a: Corner, b: Corner, c: Corner, d: Corner): boolean {
  const side = (p: Corner, q: Corner, r: Corner): number => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}
