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

/** The place of an edge that is nearest to a point; flat geometry, which holds over the length of a road. */
export function nearestOn(graph: Graph, edge: number, lon: number, lat: number): Position {
  const shape = shapeOf(graph, edge);
  const squeeze = Math.cos((lat / 1e7) * (Math.PI / 180));
  let best = { off: Infinity, segment: 0, part: 0, before: 0 };
  let [length, x0, y0] = [0, 0, 0];
  for (let at = 0; at < shape.length; at += 2) {
    const x = ((shape[at] ?? 0) - lon) * squeeze * unit;
    const y = ((shape[at + 1] ?? 0) - lat) * unit;
    if (at > 0) {
      const [dx, dy] = [x - x0, y - y0];
      const square = dx * dx + dy * dy;
      const part = square === 0 ? 0 : Math.min(1, Math.max(0, -(x0 * dx + y0 * dy) / square));
      const off = Math.hypot(x0 + part * dx, y0 + part * dy);
      if (off < best.off) best = { off, segment: at / 2 - 1, part, before: length + part * Math.sqrt(square) };
      length += Math.sqrt(square);
    }
    [x0, y0] = [x, y];
  }
  const at = best.segment * 2;
  const between = (a: number, b: number): number => Math.round(a + (b - a) * best.part);
  return {
    edge,
    segment: best.segment,
    fraction: length === 0 ? 0 : Math.min(1, best.before / length),
    lon: between(shape[at] ?? 0, shape[at + 2] ?? 0),
    lat: between(shape[at + 1] ?? 0, shape[at + 3] ?? 0),
    off: best.off,
  };
}
