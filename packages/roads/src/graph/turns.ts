import type { Cut } from './cut.ts';
import { profileNames } from './access.ts';
import { arcsOfWay, headOf, pathOver, tailOf } from './middles.ts';
import type { Restriction } from './restrictions.ts';

/** What is said of going from one arc to another: sorted by `from`. */
export interface Turns {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Bits of the profiles that it is said to. */
  readonly mask: Uint8Array;
  /** Edges that stand beside others for those who came a certain way: edge `firstCopy + n` is a copy of `copyOf[n]`. */
  readonly copyOf: Uint32Array;
}
interface Said {
  readonly from: number;
  readonly to: number;
  readonly mask: number;
}

/**
 * Turn restrictions as bans between arcs. One that runs over ways in the middle gets a chain of copies of their edges, entered only by
 * those who come from the restricted side: on the last copy the last turn is banned, so that the search need not remember where it came
 * from. An entry whose `to` is an arc of a copy allows what is banned to everybody else.
 */
export function turnsOf(graph: Cut, restrictions: readonly Restriction[]): Turns {
  const arcs = arcsOfNodes(graph, restrictions);
  const said: Said[] = [];
  for (const restriction of restrictions)
    if ('node' in restriction.via) said.push(...overNode(graph, arcs, restriction, restriction.via.node));
  const copies = new Copies(graph.edgeFrom.length);
  for (const restriction of restrictions) {
    // Each profile has copies of its own: with shared ones, who is bound by two could choose the copy that binds less.
    for (const mask of bitsOf(restriction.mask)) overWays(graph, arcs, copies, { ...restriction, mask });
  }
  said.push(...copies.said(said));
  said.sort((a, b) => a.from - b.from || a.to - b.to);
  return {
    from: Uint32Array.from(said, ({ from }) => from),
    to: Uint32Array.from(said, ({ to }) => to),
    mask: Uint8Array.from(said, ({ mask }) => mask),
    copyOf: Uint32Array.from(copies.of),
  };
}

const bitsOf = (mask: number): number[] => profileNames.map((_, profile) => 1 << profile).filter((bit) => (mask & bit) !== 0);

/** The chains of copies, shared by restrictions that begin alike. */
class Copies {
  /** The edges that stand there twice. */
  readonly of: number[] = [];
  readonly #first: number;
  readonly #known = new Map<string, number>();
  readonly #own: Said[] = [];
  /** The arc that each arc of a copy stands beside. */
  readonly #real = new Map<number, number>();
  constructor(first: number) {
    this.#first = first;
  }

  /** The copy of `arc` for those who come from `from`, itself a copy or not. */
  enter(from: number, arc: number, mask: number): number {
    const key = `${from} ${arc} ${mask}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const copy = (this.#first + this.of.length) * 2 + (arc & 1);
    this.of.push(arc >> 1);
    this.#known.set(key, copy);
    this.#real.set(copy, arc);
    this.#own.push({ from, to: arc, mask }, { from, to: copy, mask });
    return copy;
  }
  ban(from: number, to: number, mask: number): void {
    this.#own.push({ from, to, mask });
  }
  /** What is said by the copies, and on them what is said of the arcs that they stand beside. */
  said(others: readonly Said[]): Said[] {
    const all = Map.groupBy([...others, ...this.#own], ({ from }) => from);
    const inherited = [...this.#real].flatMap(([copy, real]) => {
      const own = new Set((all.get(copy) ?? []).map(({ to }) => this.#real.get(to) ?? to));
      const rest = (all.get(real) ?? []).filter(({ to }) => !own.has(this.#real.get(to) ?? to));
      return rest.map(({ to, mask }) => ({ from: copy, to, mask }));
    });
    return [...this.#own, ...inherited];
  }
}

/** The arcs that leave the nodes which restrictions speak of, ends of ways in the middle included. */
function arcsOfNodes(graph: Cut, restrictions: readonly Restriction[]): Map<number, number[]> {
  const arcs = new Map<number, number[]>([...graph.nodeOfId.values()].map((node) => [node, []]));
  for (const { via } of restrictions) {
    const edges = 'ways' in via ? via.ways.flatMap((way) => graph.edgesOfWay.get(way) ?? []) : [];
    for (const edge of edges) for (const end of [graph.edgeFrom[edge] ?? 0, graph.edgeTo[edge] ?? 0]) arcs.set(end, []);
  }
  for (let arc = 0; arc < graph.edgeFrom.length * 2; arc++) arcs.get(tailOf(graph, arc))?.push(arc);
  return arcs;
}

function overNode(graph: Cut, arcs: ReadonlyMap<number, readonly number[]>, { kind, from, to, mask }: Restriction, id: number): Said[] {
  const node = graph.nodeOfId.get(id);
  if (node === undefined) return [];
  const entering = arcsOfWay(graph, from).filter((arc) => headOf(graph, arc) === node);
  const leaving = new Set(arcsOfWay(graph, to).filter((arc) => tailOf(graph, arc) === node));
  // A restriction that points nowhere must not close the junction.
  if (leaving.size === 0) return [];
  return entering.flatMap((into) => {
    const out = (arcs.get(node) ?? []).filter((arc) => (kind === 'no' ? leaving.has(arc) : !leaving.has(arc)));
    // Straight on along the same way is a turn to it, but back again is one only where the ways are the same.
    const banned = kind === 'no' && from !== to ? out.filter((arc) => arc !== (into ^ 1)) : out;
    return banned.map((arc) => ({ from: into, to: arc, mask }));
  });
}

function overWays(
  graph: Cut,
  arcs: ReadonlyMap<number, readonly number[]>,
  copies: Copies,
  { kind, from, via, to, mask }: Restriction,
): void {
  if (!('ways' in via)) return;
  const leaving = new Set(arcsOfWay(graph, to));
  for (const into of arcsOfWay(graph, from)) {
    for (const out of leaving) {
      const middle = pathOver(graph, into, via.ways, out);
      if (middle === null) continue;
      const last = middle.reduce((before, arc) => copies.enter(before, arc, mask), into);
      const back = (middle.at(-1) ?? 0) ^ 1;
      // The way that is the only one may go on in two directions.
      const others = (arcs.get(tailOf(graph, out)) ?? []).filter((one) => !leaving.has(one) && one !== back);
      for (const arc of kind === 'no' ? [out] : others) copies.ban(last, arc, mask);
    }
  }
}
