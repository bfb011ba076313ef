import type { Graph } from '../graph/graph.ts';
import type { Position } from './places.ts';
import type { Search, SearchRules, Way } from './search.ts';

/** Another way is worth showing when it is no more than this much dearer, and shares no more than this of its length with others. */
const mostDearer = 1.6;
const mostShared = 0.75;

/** Other ways than the best, each found with the roads of those before made dearer. */
export function otherWays(graph: Graph, search: Search, best: Way, count: number, rules: SearchRules): Way[] {
  const found: Way[] = [];
  const made: number[] = [];
  const shown = [best];
  const makeDear = (way: Way): void => {
    for (const arc of way.arcs) {
      const edge = graph.realEdge(arc >> 1);
      if (rules.dear[edge] === 0) made.push(edge);
      rules.dear[edge] = 1;
    }
  };
  makeDear(best);
  const ends: [Position[], Position[]] = [[best.from], [best.to]];
  try {
    for (let tries = 0; tries < count + 2 && found.length < count; tries++) {
      const way = search.find(...ends, rules);
      if (way === null || way === 'too-far') break;
      makeDear(way);
      if (costOf(graph, way, rules.profile) > mostDearer * costOf(graph, best, rules.profile)) continue;
      if (shown.some((other) => shared(graph, way, other) > mostShared)) continue;
      found.push(way);
      shown.push(way);
    }
  } finally {
    for (const edge of made) rules.dear[edge] = 0;
  }
  return found.sort((a, b) => costOf(graph, a, rules.profile) - costOf(graph, b, rules.profile));
}

/** What a way weighs when nothing is made dearer; its ends are the same for all, so that whole arcs will do. */
function costOf(graph: Graph, way: Way, profile: number): number {
  return way.arcs.reduce((sum, arc) => sum + graph.weight(arc, profile), 0);
}
function shared(graph: Graph, way: Way, other: Way): number {
  const edges = new Set(other.arcs.map((arc) => graph.realEdge(arc >> 1)));
  const metres = (arcs: readonly number[]): number => arcs.reduce((sum, arc) => sum + (graph.edgeLength[arc >> 1] ?? 0), 0);
  const all = metres(way.arcs);
  return all === 0 ? 1 : metres(way.arcs.filter((arc) => edges.has(graph.realEdge(arc >> 1)))) / all;
}
