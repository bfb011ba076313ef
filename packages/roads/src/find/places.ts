import { earthRadius } from '@cairn/geo';
import type { Graph } from '../graph/graph.ts';

/** Metres in a unit of 1e-7 degrees of latitude. */
export const unit = (earthRadius * Math.PI) / 180 / 1e7;

/** A place on an edge: beside which segment, how far along, and how far off the point that was asked for. */
export interface Position {
  readonly edge: number;
  /** Number of the segment of the edge, from 0. */
  readonly segment: number;
  /** 0 at the beginning of the edge, 1 at its end, by length. */
  readonly fraction: number;
  /** Units of 1e-7 degrees. */
  readonly lon: number;
  readonly lat: number;
  /** Metres from the point that was asked for. */
  readonly off: number;
}

/** The points of an edge in the direction of its way, ends included, as longitude and latitude in turn. */
export function shapeOf(graph: Graph, edge: number): number[] {
  const [from, to] = [graph.edgeFrom[edge] ?? 0, graph.edgeTo[edge] ?? 0];
  const points = [graph.nodeLon[from] ?? 0, graph.nodeLat[from] ?? 0];
  for (let at = graph.edgeShape[edge] ?? 0; at < (graph.edgeShape[edge + 1] ?? 0); at++) {
    points.push(graph.shapeLon[at] ?? 0, graph.shapeLat[at] ?? 0);
  }
  points.push(graph.nodeLon[to] ?? 0, graph.nodeLat[to] ?? 0);
  return points;
}

/** The place of an edge that is nearest to a point. */
export function nearestOn(graph: Graph, edge: number, lon: number, lat: number): Position {
  const [first, ...others] = placesBySegment(graph, edge, lon, lat);
  return others.reduce((best, place) => (place.off < best.off ? place : best), first);
}

/**
 * The places of an edge that are nearer to a point than the road before and behind them: one for each leg of a hairpin. At most so many
 * metres off.
 */
export function placesOn(graph: Graph, edge: number, lon: number, lat: number, metres: number): Position[] {
  const places = placesBySegment(graph, edge, lon, lat);
  return places.filter(({ off }, at) => {
    const [before, behind] = [places[at - 1]?.off ?? Infinity, places[at + 1]?.off ?? Infinity];
    return off <= metres && off < before && off <= behind;
  });
}

/** The nearest place of each segment; flat geometry, which holds over the length of a road. */
function placesBySegment(graph: Graph, edge: number, lon: number, lat: number): [Position, ...Position[]] {
  const shape = shapeOf(graph, edge);
  const squeeze = Math.cos((lat / 1e7) * (Math.PI / 180));
  const x = (at: number): number => ((shape[at * 2] ?? 0) - lon) * squeeze * unit;
  const y = (at: number): number => ((shape[at * 2 + 1] ?? 0) - lat) * unit;
  const found: { off: number; part: number; before: number }[] = [];
  let length = 0;
  for (let segment = 0; segment + 1 < shape.length / 2; segment++) {
    const [dx, dy] = [x(segment + 1) - x(segment), y(segment + 1) - y(segment)];
    const square = dx * dx + dy * dy;
    const part = square === 0 ? 0 : Math.min(1, Math.max(0, -(x(segment) * dx + y(segment) * dy) / square));
    const off = Math.hypot(x(segment) + part * dx, y(segment) + part * dy);
    found.push({ off, part, before: length + part * Math.sqrt(square) });
    length += Math.sqrt(square);
  }
  const [first, ...others] = found.map(({ off, part, before }, segment): Position => {
    const between = (axis: 0 | 1): number => {
      const [a, b] = [shape[segment * 2 + axis] ?? 0, shape[segment * 2 + 2 + axis] ?? 0];
      return Math.round(a + (b - a) * part);
    };
    return { edge, segment, fraction: length === 0 ? 0 : Math.min(1, before / length), lon: between(0), lat: between(1), off };
  });
  return [first ?? { edge, segment: 0, fraction: 0, lon: shape[0] ?? 0, lat: shape[1] ?? 0, off: Infinity }, ...others];
}
