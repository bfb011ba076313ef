import type Flatbush from 'flatbush';
import type { Graph } from '../graph/graph.ts';
import { nearestOn, placesOn, unit } from './places.ts';
import type { Position } from './places.ts';

export interface SnapRules {
  readonly profile: number;
  /** Edges that must not be used; by number. */
  readonly closed: Uint8Array;
}

/** Places on roads of the profile within so many metres, nearest first: the nearest of each road, or those of all its legs. */
export function placesNear(
  graph: Graph,
  index: Flatbush,
  point: { lon: number; lat: number },
  metres: number,
  rules: SnapRules,
  legs: 'nearest' | 'all' = 'nearest',
): Position[] {
  const [lon, lat] = [Math.round(point.lon * 1e7), Math.round(point.lat * 1e7)];
  const tall = metres / unit;
  const wide = tall / Math.max(0.01, Math.cos((point.lat * Math.PI) / 180));
  const near = index.search(lon - wide, lat - tall, lon + wide, lat + tall, (edge) => isOpen(graph, edge, rules));
  return near
    .flatMap((edge) => (legs === 'all' ? placesOn(graph, edge, lon, lat, metres) : [nearestOn(graph, edge, lon, lat)]))
    .filter(({ off }) => off <= metres)
    .sort((a, b) => a.off - b.off || a.edge - b.edge);
}

function isOpen(graph: Graph, edge: number, { profile, closed }: SnapRules): boolean {
  return closed[edge] === 0 && (graph.speed(edge * 2, profile) > 0 || graph.speed(edge * 2 + 1, profile) > 0);
}

/** So far from any road a point is on none, metres. */
export const farthestSnap = 1000;
const steps = [40, 200, farthestSnap];

/**
 * Where a point gets on the roads: at the nearest place, and, where that lies in a yard of its own, at the nearest of the network.
 * Empty = no road near.
 */
export function waysOn(graph: Graph, index: Flatbush, point: { lon: number; lat: number }, rules: SnapRules): Position[] {
  const onNetwork = ({ edge }: Position): boolean => ((graph.edgeFlags[edge] ?? 0) & (1 << rules.profile)) !== 0;
  let places: Position[] = [];
  for (const metres of steps) {
    places = placesNear(graph, index, point, metres, rules);
    if (places.some(onNetwork)) break;
  }
  const [nearest] = places;
  const connected = places.find(onNetwork);
  if (nearest === undefined) return [];
  return connected === undefined || connected === nearest ? [nearest] : [nearest, connected];
}
