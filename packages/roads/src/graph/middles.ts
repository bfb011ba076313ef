import type { Cut } from './cut.ts';

export const headOf = ({ edgeFrom, edgeTo }: Cut, arc: number): number => ((arc & 1) === 0 ? edgeTo : edgeFrom)[arc >> 1] ?? 0;
export const tailOf = (graph: Cut, arc: number): number => headOf(graph, arc ^ 1);

export function arcsOfWay(graph: Cut, way: number): number[] {
  return (graph.edgesOfWay.get(way) ?? []).flatMap((edge) => [edge * 2, edge * 2 + 1]);
}

/** Edges in the middle of a restriction, at most: longer ones are errors of mapping. */
const longest = 24;

/**
 * The arcs from the end of `into` to the beginning of `out` along the ways in the middle of a restriction, whatever order they are named
 * in and however junctions cut them; each of the ways has a part in it. Null where they do not hang together.
 */
export function pathOver(graph: Cut, into: number, ways: readonly number[], out: number): number[] | null {
  const wayOf = new Map(ways.flatMap((way) => (graph.edgesOfWay.get(way) ?? []).map((edge): [number, number] => [edge, way])));
  const [middle, goal] = [[...wayOf.keys()].flatMap((edge) => [edge * 2, edge * 2 + 1]), tailOf(graph, out)];
  const isPart = (arcs: readonly number[]): boolean => new Set(arcs.map((arc) => wayOf.get(arc >> 1))).size === new Set(ways).size;
  // Along a road there is one way on, so this is a walk with a try at each junction.
  const follow = (node: number, taken: readonly number[]): number[] | null => {
    if (node === goal && taken.length > 0 && isPart(taken)) return [...taken];
    if (taken.length === longest) return null;
    for (const arc of middle) {
      const isNew = arc >> 1 !== into >> 1 && arc >> 1 !== out >> 1 && taken.every((one) => one >> 1 !== arc >> 1);
      const found = isNew && tailOf(graph, arc) === node ? follow(headOf(graph, arc), [...taken, arc]) : null;
      if (found !== null) return found;
    }
    return null;
  };
  return follow(headOf(graph, into), []);
}
