import { distanceBetween } from '@cairn/geo';
import { absent } from './gather.ts';
import type { Gathered } from './gather.ts';
import { growingCounts, growingFloats, growingIntegers } from './growing.ts';
import { kindStride, speedAt, weightAt } from './kinds.ts';

/** Edges between junctions. Edge e is arc 2e in the direction of its way and arc 2e + 1 against it. */
export interface Cut {
  readonly nodeLon: Int32Array;
  readonly nodeLat: Int32Array;
  readonly nodeBlocked: Uint8Array;
  readonly edgeFrom: Uint32Array;
  readonly edgeTo: Uint32Array;
  /** Metres. */
  readonly edgeLength: Float32Array;
  readonly edgeKind: Uint32Array;
  readonly edgeName: Uint32Array;
  /** Where the points between the ends begin; one more than there are edges. */
  readonly edgeShape: Uint32Array;
  readonly shapeLon: Int32Array;
  readonly shapeLat: Int32Array;
  readonly kinds: Float32Array;
  /** Edges of the ways that restrictions speak of. */
  readonly edgesOfWay: ReadonlyMap<number, readonly number[]>;
  /** Nodes that restrictions speak of. */
  readonly nodeOfId: ReadonlyMap<number, number>;
}

/** Cuts ways where they meet, end, or something stands; what the extract lacks is left out. */
export function cut(roads: Gathered): Cut {
  const junctionOf = junctions(roads);
  const [edgeFrom, edgeTo, edgeKind, edgeName, edgeShape] = [
    growingCounts(),
    growingCounts(),
    growingCounts(),
    growingCounts(),
    growingCounts(),
  ];
  const edgeLength = growingFloats();
  const [shapeLon, shapeLat] = [growingIntegers(), growingIntegers()];
  const nodes: number[] = [];
  const spoken = new Set(roads.restrictions.flatMap(({ from, to, via }) => [from, to, ...('ways' in via ? via.ways : [])]));
  const edgesOfWay = new Map<number, number[]>();
  const extraKinds: number[][] = [];
  const nodeAt = (vertex: number): number => {
    const known = junctionOf[vertex] ?? 0;
    if (known >= 2) return known - 2;
    nodes.push(vertex);
    junctionOf[vertex] = nodes.length + 1;
    return nodes.length - 1;
  };
  const { vertices, lons, lats } = roads;
  for (let way = 0; way < roads.wayIds.length; way++) {
    const end = roads.wayStart[way + 1] ?? 0;
    const firstEdge = edgeFrom.length;
    let start = -1;
    let [length, lastVertex] = [0, -1];
    for (let at = roads.wayStart[way] ?? 0; at < end; at++) {
      const vertex = vertices[at] ?? 0;
      if (lons[vertex] === absent) {
        // What was begun cannot be finished: the extract ends here.
        if (start >= 0) rewind(shapeLon, shapeLat, edgeShape);
        start = -1;
        continue;
      }
      if (start < 0) {
        start = vertex;
        edgeShape.push(shapeLon.length);
        length = 0;
      } else if (vertex !== lastVertex) {
        length += metres(roads, lastVertex, vertex);
        if ((junctionOf[vertex] ?? 0) > 0) {
          edgeFrom.push(nodeAt(start));
          edgeTo.push(nodeAt(vertex));
          edgeLength.push(length);
          edgeKind.push(roads.wayKind[way] ?? 0);
          edgeName.push(roads.wayName[way] ?? 0);
          start = at + 1 < end ? vertex : -1;
          if (start >= 0) edgeShape.push(shapeLon.length);
          length = 0;
        } else {
          shapeLon.push(lons[vertex] ?? 0);
          shapeLat.push(lats[vertex] ?? 0);
        }
      }
      lastVertex = vertex;
    }
    if (start >= 0 && edgeShape.length > edgeFrom.length) rewind(shapeLon, shapeLat, edgeShape);
    const made = Array.from({ length: edgeFrom.length - firstEdge }, (_, index) => firstEdge + index);
    if (spoken.has(roads.wayIds[way] ?? 0)) edgesOfWay.set(roads.wayIds[way] ?? 0, made);
    const crossing = roads.crossings.get(way);
    if (crossing !== undefined && made.length > 0) timeFerry(made, crossing);
  }
  edgeShape.push(shapeLon.length);

  /** A boat that says how long it takes has a kind of its own. */
  function timeFerry(edges: readonly number[], seconds: number): void {
    const total = edges.reduce((sum, edge) => sum + edgeLength.at(edge), 0);
    const from = edgeKind.at(edges[0] ?? 0) * kindStride;
    const row = [...roads.kinds.slice(from, from + kindStride)];
    const speed = Math.max(0.5, total / seconds);
    for (let slot = speedAt(0, 0); slot < weightAt(0, 0); slot++) {
      if ((row[slot] ?? 0) === 0) continue;
      row[slot] = speed;
      row[slot + weightAt(0, 0)] = 1 / speed;
    }
    for (const edge of edges) edgeKind.put(edge, roads.kinds.length / kindStride + extraKinds.length);
    extraKinds.push(row);
  }

  const wanted = new Set(roads.restrictions.flatMap(({ via }) => ('node' in via ? [via.node] : [])));
  const nodeOfId = new Map<number, number>();
  for (const [node, vertex] of nodes.entries()) if (wanted.has(roads.ids[vertex] ?? 0)) nodeOfId.set(roads.ids[vertex] ?? 0, node);
  return {
    nodeLon: Int32Array.from(nodes, (vertex) => lons[vertex] ?? 0),
    nodeLat: Int32Array.from(nodes, (vertex) => lats[vertex] ?? 0),
    nodeBlocked: Uint8Array.from(nodes, (vertex) => roads.blocked[vertex] ?? 0),
    ...{ edgeFrom: edgeFrom.take(), edgeTo: edgeTo.take(), edgeLength: Float32Array.from(edgeLength.take()) },
    ...{ edgeKind: edgeKind.take(), edgeName: edgeName.take(), edgeShape: edgeShape.take() },
    ...{ shapeLon: shapeLon.take(), shapeLat: shapeLat.take(), edgesOfWay, nodeOfId },
    kinds: Float32Array.from([...roads.kinds, ...extraKinds.flat()]),
  };
}

/** 1 for a vertex where an edge ends, else 0; `cut` writes node numbers over it. */
function junctions({ vertices, wayStart, wayIds, lons, special, ids }: Gathered): Uint32Array {
  const uses = new Uint32Array(ids.length);
  for (let way = 0; way < wayIds.length; way++) {
    const [first, end] = [wayStart[way] ?? 0, wayStart[way + 1] ?? 0];
    for (let at = first; at < end; at++) {
      const vertex = vertices[at] ?? 0;
      // The last vertex before a hole in the extract ends an edge, too.
      const atHole = lons[vertices[at - 1] ?? 0] === absent || lons[vertices[at + 1] ?? 0] === absent;
      const ends = at === first || at === end - 1 || atHole || special[vertex] === 1;
      uses[vertex] = (uses[vertex] ?? 0) + (ends ? 2 : 1);
    }
  }
  for (let vertex = 0; vertex < uses.length; vertex++) uses[vertex] = (uses[vertex] ?? 0) > 1 ? 1 : 0;
  return uses;
}

function rewind(
  shapeLon: { length: number },
  shapeLat: { length: number },
  edgeShape: { length: number; at(index: number): number },
): void {
  shapeLon.length = edgeShape.at(edgeShape.length - 1);
  shapeLat.length = shapeLon.length;
  edgeShape.length -= 1;
}

function metres({ lons, lats }: Gathered, a: number, b: number): number {
  const at = (vertex: number): { lon: number; lat: number } => ({ lon: (lons[vertex] ?? 0) / 1e7, lat: (lats[vertex] ?? 0) / 1e7 });
  return distanceBetween(at(a), at(b));
}
