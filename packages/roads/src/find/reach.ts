import type { Graph } from '../graph/graph.ts';
import { Heap } from './heap.ts';

/** What is within reach of an arc: metres from its end to the beginning of others, and which arc comes before each. */
export interface Reach {
  readonly metres: ReadonlyMap<number, number>;
  readonly before: ReadonlyMap<number, number>;
}
const mostArcs = 4000;

/** The arcs that follow an arc within so many metres, by length alone. Stops early once it has met all that are looked for. */
export function reachOf(graph: Graph, arc: number, farthest: number, profile: number, sought: ReadonlySet<number>): Reach {
  const metres = new Map<number, number>();
  const before = new Map<number, number>();
  const done = new Set<number>();
  const heap = new Heap();
  let missing = sought.size;
  const follow = (from: number, at: number): void => {
    const node = graph.head(from);
    for (let out = graph.firstOut[node] ?? 0; out < (graph.firstOut[node + 1] ?? 0); out++) {
      const next = graph.outArcs[out] ?? 0;
      if (graph.speed(next, profile) === 0 || !graph.mayTurn(from, next, profile)) continue;
      if (at >= (metres.get(next) ?? Infinity)) continue;
      metres.set(next, at);
      before.set(next, from);
      heap.push(at, next);
    }
  };
  follow(arc, 0);
  while (heap.size > 0 && heap.least() <= farthest && missing > 0 && done.size < mostArcs) {
    const next = heap.pop();
    if (done.has(next)) continue;
    done.add(next);
    if (sought.has(next)) missing--;
    follow(next, (metres.get(next) ?? 0) + (graph.edgeLength[next >> 1] ?? 0));
  }
  return { metres, before };
}
