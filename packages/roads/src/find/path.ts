import type { LonLatEle, RouteSpan } from '@cairn/protocol';
import type { Graph } from '../graph/graph.ts';
import { kindStride, roadAt, surfaceAt } from '../graph/kinds.ts';
import { roadKinds, surfaceKinds } from '../graph/words.ts';
import { shapeOf } from './places.ts';
import type { Position } from './places.ts';
import type { Way } from './search.ts';

/** A way along roads: metres, seconds, heights unknown. */
export interface RoadPath {
  readonly points: LonLatEle[];
  readonly distance: number;
  readonly duration: number;
  readonly spans: RouteSpan[];
}

/** The piece of an arc that a way uses, from where to where on it; null = from its beginning, to its end. */
export interface Piece {
  readonly arc: number;
  readonly begin: Position | null;
  readonly end: Position | null;
}

/** Draws a way: every point is a point of the extract, but the first and the last, which lie between two. */
export function pathOf(graph: Graph, { arcs, from, to }: Way, profile: number): RoadPath {
  const last = arcs.length - 1;
  const pieces = arcs.map((arc, index): Piece => ({ arc, begin: index === 0 ? from : null, end: index === last ? to : null }));
  return pathAlong(graph, pieces, profile);
}

/** Draws pieces that follow each other. */
export function pathAlong(graph: Graph, pieces: readonly Piece[], profile: number): RoadPath {
  const builder = new PathBuilder(graph, profile);
  for (const piece of pieces) builder.add(piece);
  return builder.path();
}

class PathBuilder {
  readonly #graph: Graph;
  readonly #profile: number;
  readonly #lons: number[] = [];
  readonly #lats: number[] = [];
  readonly #spans: { from: number; to: number; key: string; edge: number }[] = [];
  #distance = 0;
  #duration = 0;
  constructor(graph: Graph, profile: number) {
    this.#graph = graph;
    this.#profile = profile;
  }

  add(piece: Piece): void {
    const { arc } = piece;
    const backward = (arc & 1) === 1;
    const [start, stop] = [piece.begin?.fraction ?? (backward ? 1 : 0), piece.end?.fraction ?? (backward ? 0 : 1)];
    const metres = (this.#graph.edgeLength[arc >> 1] ?? 0) * Math.abs(stop - start);
    this.#distance += metres;
    this.#duration += metres / this.#graph.speed(arc, this.#profile);
    const first = Math.max(0, this.#lons.length - 1);
    this.#draw(piece, backward);
    this.#span(first, this.#lons.length - 1, arc >> 1);
  }

  path(): RoadPath {
    const points = this.#lons.map((lon, index): LonLatEle => [lon / 1e7, (this.#lats[index] ?? 0) / 1e7, null]);
    const [only] = points;
    // Both ends at the same place are still a way of two points.
    if (points.length === 1 && only !== undefined) points.push([...only]);
    const spans = this.#spans.map(({ from, to, edge }) => ({ from, to: Math.max(to, from), ...factsOf(this.#graph, edge) }));
    const last = spans.at(-1);
    if (last !== undefined && only !== undefined) last.to = points.length - 1;
    return { points, distance: round(this.#distance), duration: round(this.#duration), spans };
  }

  #draw({ arc, begin, end }: Piece, backward: boolean): void {
    const shape = shapeOf(this.#graph, arc >> 1);
    const last = shape.length / 2 - 1;
    // Whole points between the two ends of the piece, in the direction of travel.
    const inner: number[] = [];
    if (backward) for (let at = begin?.segment ?? last; at >= (end === null ? 0 : end.segment + 1); at--) inner.push(at);
    else for (let at = begin === null ? 0 : begin.segment + 1; at <= (end?.segment ?? last); at++) inner.push(at);
    if (begin !== null) this.#put(begin.lon, begin.lat);
    for (const at of inner) this.#put(shape[at * 2] ?? 0, shape[at * 2 + 1] ?? 0);
    if (end !== null) this.#put(end.lon, end.lat);
  }
  #put(lon: number, lat: number): void {
    if (this.#lons.at(-1) === lon && this.#lats.at(-1) === lat) return;
    this.#lons.push(lon);
    this.#lats.push(lat);
  }
  #span(from: number, to: number, edge: number): void {
    const graph = this.#graph;
    const kind = (graph.edgeKind[edge] ?? 0) * kindStride;
    const key = `${graph.kinds[kind + surfaceAt] ?? 0} ${graph.kinds[kind + roadAt] ?? 0} ${graph.edgeName[edge] ?? 0}`;
    const before = this.#spans.at(-1);
    if (before !== undefined && (before.key === key || before.to === to)) before.to = to;
    else this.#spans.push({ from, to, key, edge });
  }
}

function factsOf(graph: Graph, edge: number): Pick<RouteSpan, 'surface' | 'road' | 'name'> {
  const kind = (graph.edgeKind[edge] ?? 0) * kindStride;
  return {
    surface: surfaceKinds[graph.kinds[kind + surfaceAt] ?? 0] ?? 'unknown',
    road: roadKinds[graph.kinds[kind + roadAt] ?? 0] ?? 'unknown',
    name: graph.nameOf(edge),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
