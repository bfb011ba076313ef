import type { Graph } from '../graph/graph.ts';
import { Heap } from './heap.ts';
import type { Position } from './places.ts';

export interface SearchRules {
  readonly profile: number;
  /** Edges that must not be used; by number. */
  readonly closed: Uint8Array;
  /** Edges that cost half as much again, for other ways than the best. */
  readonly dear: Uint8Array;
}
/** Arcs from the place where one gets on to the place where one gets off; both lie on the outermost arcs. */
export interface Way {
  readonly arcs: readonly number[];
  readonly from: Position;
  readonly to: Position;
  /** As the search weighs it. */
  readonly cost: number;
}

/** Entering what is open for destinations only costs as much as a long detour: so it is passed through where there is no other way. */
const entering = 3600;
const dearer = 1.5;
/** So many arcs looked at, and the question was too large. */
const mostSettled = 6_000_000;
const none = 0xffffffff;

/** One direction of a search: what is known of each arc, forgotten in one step for the next search. */
class Side {
  readonly heap = new Heap();
  readonly cost: Float64Array;
  readonly before: Uint32Array;
  readonly #round: Uint32Array;
  readonly #settled: Uint32Array;
  #now = 0;
  constructor(arcs: number) {
    this.cost = new Float64Array(arcs);
    this.before = new Uint32Array(arcs);
    this.#round = new Uint32Array(arcs);
    this.#settled = new Uint32Array(arcs);
  }
  begin(): void {
    this.#now += 1;
    this.heap.clear();
  }
  knows(arc: number): boolean {
    return this.#round[arc] === this.#now;
  }
  /** Takes a cost where it is better than what was known. */
  offer(arc: number, cost: number, before: number): boolean {
    if (this.#round[arc] === this.#now && (this.cost[arc] ?? 0) <= cost) return false;
    this.#round[arc] = this.#now;
    this.cost[arc] = cost;
    this.before[arc] = before;
    this.heap.push(cost, arc);
    return true;
  }
  /** The next arc whose cost is final; `none` when there is none. */
  next(): number {
    while (this.heap.size > 0) {
      const arc = this.heap.pop();
      if (this.#settled[arc] === this.#now) continue;
      this.#settled[arc] = this.#now;
      return arc;
    }
    return none;
  }
}

/**
 * Cheapest ways between places on a graph: Dijkstra from both ends over arcs, so that turn restrictions and turning back are judged where
 * one arc follows another. Forwards the cost of an arc is that of reaching its end, backwards that of going on from its beginning.
 */
export class Search {
  readonly #graph: Graph;
  readonly #ahead: Side;
  readonly #behind: Side;
  constructor(graph: Graph) {
    this.#graph = graph;
    this.#ahead = new Side(graph.arcs);
    this.#behind = new Side(graph.arcs);
  }

  /** @returns null when no way leads there; `too-far` when looking for one takes too much */
  find(from: readonly Position[], to: readonly Position[], rules: SearchRules): Way | 'too-far' | null {
    const [graph, ahead, behind] = [this.#graph, this.#ahead, this.#behind];
    ahead.begin();
    behind.begin();
    for (const { edge, fraction } of from) this.#start(ahead, edge, [1 - fraction, fraction], rules);
    for (const { edge, fraction } of to) this.#start(behind, edge, [fraction, 1 - fraction], rules);
    const direct = this.#along(from, to, rules);
    const meeting = { cost: direct?.cost ?? Infinity, left: none, right: none };
    let settled = 0;
    const consider = (left: number, right: number, turn: number): void => {
      const cost = (ahead.cost[left] ?? 0) + turn + (behind.cost[right] ?? 0);
      if (cost < meeting.cost) Object.assign(meeting, { cost, left, right });
    };
    while (ahead.heap.least() + behind.heap.least() < meeting.cost) {
      if (++settled > mostSettled) return 'too-far';
      if (ahead.heap.least() <= behind.heap.least()) {
        const arc = ahead.next();
        if (arc === none) break;
        const cost = ahead.cost[arc] ?? 0;
        const node = graph.head(arc);
        for (let at = graph.firstOut[node] ?? 0; at < (graph.firstOut[node + 1] ?? 0); at++) {
          const next = graph.outArcs[at] ?? 0;
          const weight = this.#weight(next, rules);
          if (weight === 0 || !graph.mayTurn(arc, next, rules.profile)) continue;
          const turn = this.#turn(arc, next, rules.profile);
          if (behind.knows(next)) consider(arc, next, turn);
          ahead.offer(next, cost + turn + weight, arc);
        }
      } else {
        const arc = behind.next();
        if (arc === none) break;
        const cost = behind.cost[arc] ?? 0;
        const node = graph.tail(arc);
        for (let at = graph.firstOut[node] ?? 0; at < (graph.firstOut[node + 1] ?? 0); at++) {
          const next = (graph.outArcs[at] ?? 0) ^ 1;
          const weight = this.#weight(next, rules);
          if (weight === 0 || !graph.mayTurn(next, arc, rules.profile)) continue;
          const turn = this.#turn(next, arc, rules.profile);
          if (ahead.knows(next)) consider(next, arc, turn);
          behind.offer(next, cost + turn + weight, arc);
        }
      }
    }
    return meeting.left === none ? direct : this.#joined(meeting, from, to);
  }

  #weight(arc: number, { profile, closed, dear }: SearchRules): number {
    const edge = this.#graph.realEdge(arc >> 1);
    if (closed[edge] !== 0) return 0;
    return this.#graph.weight(arc, profile) * (dear[edge] === 0 ? 1 : dearer);
  }
  #turn(from: number, to: number, profile: number): number {
    const graph = this.#graph;
    return graph.forDestination(to >> 1, profile) && !graph.forDestination(from >> 1, profile) ? entering : 0;
  }
  #start(side: Side, edge: number, [forward, backward]: readonly [number, number], rules: SearchRules): void {
    for (const [arc, part] of [
      [edge * 2, forward],
      [edge * 2 + 1, backward],
    ] as const) {
      const weight = this.#weight(arc, rules);
      if (weight === 0) continue;
      // Who is bound by a restriction comes to the same road on a copy of it.
      for (const one of [arc, ...this.#graph.besides(arc)]) side.offer(one, weight * part, none);
    }
  }
  /** The way along one edge, where both places lie on it. */
  #along(from: readonly Position[], to: readonly Position[], rules: SearchRules): Way | null {
    let best: Way | null = null;
    for (const a of from) {
      for (const b of to) {
        if (a.edge !== b.edge) continue;
        const arc = a.edge * 2 + (a.fraction <= b.fraction ? 0 : 1);
        const cost = this.#weight(arc, rules) * Math.abs(b.fraction - a.fraction);
        if (this.#weight(arc, rules) > 0 && (best === null || cost < best.cost)) best = { arcs: [arc], from: a, to: b, cost };
      }
    }
    return best;
  }
  #joined(
    { cost, left, right }: { cost: number; left: number; right: number },
    from: readonly Position[],
    to: readonly Position[],
  ): Way | null {
    const arcs: number[] = [];
    for (let arc = left; arc !== none; arc = this.#ahead.before[arc] ?? none) arcs.push(arc);
    arcs.reverse();
    for (let arc = right; arc !== none; arc = this.#behind.before[arc] ?? none) arcs.push(arc);
    const [first, last] = [arcs[0] ?? 0, arcs.at(-1) ?? 0];
    const [begin, end] = [this.#graph.realEdge(first >> 1), this.#graph.realEdge(last >> 1)];
    const [on, off] = [from.find(({ edge }) => edge === begin), to.find(({ edge }) => edge === end)];
    return on === undefined || off === undefined ? null : { arcs, from: on, to: off, cost };
  }
}
