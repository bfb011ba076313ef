import type { Graph } from './graph.ts';
import { profileNames } from './access.ts';

/** A part of the network that is smaller is a car park or a yard, unless all is small. */
const leastNodes = 100;

/**
 * Marks, profile by profile, the edges from which one gets to the rest of the network and back (Tarjan's strongly connected components,
 * without recursion). A point is attached to those first: the nearest road may be a yard behind a fence.
 */
export function markMainland(graph: Graph, flags: Uint8Array): void {
  for (const profile of profileNames.keys()) {
    const { component, sizes } = components(graph, profile);
    const enough = Math.min(
      leastNodes,
      sizes.reduce((most, size) => Math.max(most, size), 0),
    );
    for (let edge = 0; edge < graph.firstCopy; edge++) {
      const [a, b] = [component[graph.edgeFrom[edge] ?? 0] ?? 0, component[graph.edgeTo[edge] ?? 0] ?? 0];
      if (a !== b || (sizes[a] ?? 0) < enough) continue;
      if (graph.speed(edge * 2, profile) > 0 || graph.speed(edge * 2 + 1, profile) > 0) flags[edge] = (flags[edge] ?? 0) | (1 << profile);
    }
  }
}

function components(graph: Graph, profile: number): { component: Int32Array; sizes: number[] } {
  const nodes = graph.nodeLon.length;
  const component = new Int32Array(nodes).fill(-1);
  const order = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const cursor = new Uint32Array(nodes);
  const stack = new Int32Array(nodes);
  const path = new Int32Array(nodes);
  const sizes: number[] = [];
  let [next, depth, top] = [0, 0, 0];
  const enter = (node: number): void => {
    order[node] = low[node] = next++;
    cursor[node] = graph.firstOut[node] ?? 0;
    stack[top++] = node;
    path[depth++] = node;
  };
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== -1) continue;
    enter(root);
    while (depth > 0) {
      const node = path[depth - 1] ?? 0;
      const at = cursor[node] ?? 0;
      const closed = ((graph.nodeBlocked[node] ?? 0) & (1 << profile)) !== 0;
      if (!closed && at < (graph.firstOut[node + 1] ?? 0)) {
        cursor[node] = at + 1;
        const arc = graph.outArcs[at] ?? 0;
        if (arc >> 1 >= graph.firstCopy || graph.speed(arc, profile) === 0) continue;
        const head = graph.head(arc);
        if (order[head] === -1) enter(head);
        else if (component[head] === -1) low[node] = Math.min(low[node] ?? 0, order[head] ?? 0);
        continue;
      }
      depth--;
      const above = path[depth - 1];
      if (depth > 0 && above !== undefined) low[above] = Math.min(low[above] ?? 0, low[node] ?? 0);
      if (low[node] !== order[node]) continue;
      let size = 0;
      let popped: number;
      do {
        popped = stack[--top] ?? 0;
        component[popped] = sizes.length;
        size++;
      } while (popped !== node);
      sizes.push(size);
    }
  }
  return { component, sizes };
}
