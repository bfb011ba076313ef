import Flatbush from 'flatbush';
import { cut } from './cut.ts';
import type { Cut } from './cut.ts';
import type { Bounds, GraphArrays } from './file.ts';
import { writeGraphFile } from './file.ts';
import { gather } from './gather.ts';
import { ExtractError } from '../osm/extract-error.ts';
import { Graph } from './graph.ts';
import { markMainland } from './mainland.ts';
import { turnsOf } from './turns.ts';
import type { Turns } from './turns.ts';

/**
 * Makes the graph of an `.osm.pbf` extract and keeps it in a file. Takes all of one processor: for a worker thread.
 * @throws ExtractError when the extract cannot be used
 */
export function buildGraph(extract: string, into: string): void {
  const { arrays, bounds } = graphOf(extract);
  writeGraphFile(into, arrays, bounds);
}

function graphOf(extract: string): { arrays: GraphArrays; bounds: Bounds } {
  const roads = gather(extract);
  const { restrictions, names } = roads;
  const bare = cut(roads);
  if (bare.edgeFrom.length === 0) throw new ExtractError('holds no roads');
  const turns = turnsOf(bare, restrictions);
  const whole = withCopies(bare, turns);
  const numbers = { ...numbersOf(whole), ...outgoing(whole), ...tablesOf(turns), ...bytesOfNames(names) };
  const edgeFlags = new Uint8Array(bare.edgeFrom.length);
  markMainland(new Graph({ ...numbers, edgeFlags }), edgeFlags);
  const { index, bounds } = indexOf(bare);
  return { arrays: { ...numbers, edgeFlags, index }, bounds };
}

function numbersOf(graph: Cut): Omit<Cut, 'edgesOfWay' | 'nodeOfId'> {
  const { nodeLon, nodeLat, nodeBlocked, edgeFrom, edgeTo, edgeLength, edgeKind, edgeName, edgeShape, shapeLon, shapeLat, kinds } = graph;
  return { nodeLon, nodeLat, nodeBlocked, edgeFrom, edgeTo, edgeLength, edgeKind, edgeName, edgeShape, shapeLon, shapeLat, kinds };
}
function tablesOf({ from, to, mask, copyOf }: Turns): Pick<GraphArrays, 'turnFrom' | 'turnTo' | 'turnMask' | 'copyOf'> {
  return { turnFrom: from, turnTo: to, turnMask: mask, copyOf };
}

/** The copies behind the edges that they stand for. */
function withCopies(graph: Cut, { copyOf }: Turns): Cut {
  if (copyOf.length === 0) return graph;
  const [shapeLon, shapeLat] = [[] as number[], [] as number[]];
  const edgeShape = [...copyOf].map((edge) => {
    const [begin, end] = [graph.edgeShape[edge] ?? 0, graph.edgeShape[edge + 1] ?? 0];
    shapeLon.push(...graph.shapeLon.subarray(begin, end));
    shapeLat.push(...graph.shapeLat.subarray(begin, end));
    return graph.shapeLon.length + shapeLon.length;
  });
  const also = (of: Uint32Array): Uint32Array => Uint32Array.from([...of, ...[...copyOf].map((edge) => of[edge] ?? 0)]);
  return {
    ...graph,
    ...{ edgeFrom: also(graph.edgeFrom), edgeTo: also(graph.edgeTo), edgeKind: also(graph.edgeKind), edgeName: also(graph.edgeName) },
    edgeLength: Float32Array.from([...graph.edgeLength, ...[...copyOf].map((edge) => graph.edgeLength[edge] ?? 0)]),
    edgeShape: Uint32Array.from([...graph.edgeShape, ...edgeShape]),
    shapeLon: Int32Array.from([...graph.shapeLon, ...shapeLon]),
    shapeLat: Int32Array.from([...graph.shapeLat, ...shapeLat]),
  };
}

/** Arcs by the node that they leave. */
function outgoing({ edgeFrom, edgeTo, nodeLon }: Cut): Pick<GraphArrays, 'firstOut' | 'outArcs'> {
  const firstOut = new Uint32Array(nodeLon.length + 1);
  const count = (node: number): void => void (firstOut[node + 1] = (firstOut[node + 1] ?? 0) + 1);
  for (let edge = 0; edge < edgeFrom.length; edge++) {
    count(edgeFrom[edge] ?? 0);
    count(edgeTo[edge] ?? 0);
  }
  for (let node = 0; node < nodeLon.length; node++) firstOut[node + 1] = (firstOut[node + 1] ?? 0) + (firstOut[node] ?? 0);
  const next = firstOut.slice();
  const outArcs = new Uint32Array(edgeFrom.length * 2);
  const place = (node: number, arc: number): void => {
    const at = next[node] ?? 0;
    outArcs[at] = arc;
    next[node] = at + 1;
  };
  for (let edge = 0; edge < edgeFrom.length; edge++) {
    place(edgeFrom[edge] ?? 0, edge * 2);
    place(edgeTo[edge] ?? 0, edge * 2 + 1);
  }
  return { firstOut, outArcs };
}

function bytesOfNames(names: readonly string[]): Pick<GraphArrays, 'nameStart' | 'nameBytes'> {
  const encoded = names.map((name) => Buffer.from(name));
  const nameStart = new Uint32Array(names.length + 1);
  for (const [index, bytes] of encoded.entries()) nameStart[index + 1] = (nameStart[index] ?? 0) + bytes.length;
  return { nameStart, nameBytes: Uint8Array.from(Buffer.concat(encoded)) };
}

function indexOf(graph: Cut): { index: Uint8Array; bounds: Bounds } {
  const { edgeFrom, edgeTo, edgeShape, nodeLon, nodeLat, shapeLon, shapeLat } = graph;
  const boxes = new Flatbush(edgeFrom.length, 16, Int32Array);
  for (let edge = 0; edge < edgeFrom.length; edge++) {
    const [a, b] = [edgeFrom[edge] ?? 0, edgeTo[edge] ?? 0];
    let [west, east] = ordered(nodeLon[a] ?? 0, nodeLon[b] ?? 0);
    let [south, north] = ordered(nodeLat[a] ?? 0, nodeLat[b] ?? 0);
    for (let at = edgeShape[edge] ?? 0; at < (edgeShape[edge + 1] ?? 0); at++) {
      west = Math.min(west, shapeLon[at] ?? 0);
      east = Math.max(east, shapeLon[at] ?? 0);
      south = Math.min(south, shapeLat[at] ?? 0);
      north = Math.max(north, shapeLat[at] ?? 0);
    }
    boxes.add(west, south, east, north);
  }
  boxes.finish();
  return { index: new Uint8Array(boxes.data), bounds: [boxes.minX / 1e7, boxes.minY / 1e7, boxes.maxX / 1e7, boxes.maxY / 1e7] };
}
const ordered = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
