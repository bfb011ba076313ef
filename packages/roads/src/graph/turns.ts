import type { Cut } from './cut.ts';
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
 * Turn restrictions as bans between arcs. One that runs over a way in the middle gets a copy of that way, entered only by those who come
 * from the restricted side: on the copy the last turn is banned, so that the search need not remember where it came from. An entry whose
 * `to` is an arc of a copy allows what is banned to everybody else.
 */
export function turnsOf(graph: Cut, restrictions: readonly Restriction[]): Turns {
  const arcs = arcsOfNodes(graph, restrictions);
  const said: Said[] = [];
  for (const restriction of restrictions)
    if ('node' in restriction.via) said.push(...overNode(graph, arcs, restriction, restriction.via.node));
  const copies = new Map<string, number>();
  const copyOf: number[] = [];
  const firstCopy = graph.edgeFrom.length;
  for (const restriction of restrictions) {
    if (!('way' in restriction.via)) continue;
    for (const [from, via, to] of pathsOver(graph, restriction, restriction.via.way)) {
      const key = `${from} ${via} ${restriction.mask}`;
      let copy = copies.get(key);
      if (copy === undefined) {
        copy = (firstCopy + copyOf.length) * 2 + (via & 1);
        copies.set(key, copy);
        copyOf.push(via >> 1);
        const entered = copy;
        said.push({ from, to: via, mask: restriction.mask }, { from, to: entered, mask: restriction.mask });
        said.push(...said.filter((one) => one.from === via).map(({ to: banned, mask }) => ({ from: entered, to: banned, mask })));
      }
      const out = arcs.get(headOf(graph, via)) ?? [];
      const banned = restriction.kind === 'no' ? [to] : out.filter((arc) => arc !== to && arc !== (via ^ 1));
      for (const arc of banned) said.push({ from: copy, to: arc, mask: restriction.mask });
    }
  }
  said.sort((a, b) => a.from - b.from || a.to - b.to);
  return {
    from: Uint32Array.from(said, ({ from }) => from),
    to: Uint32Array.from(said, ({ to }) => to),
    mask: Uint8Array.from(said, ({ mask }) => mask),
    copyOf: Uint32Array.from(copyOf),
  };
}

export const headOf = ({ edgeFrom, edgeTo }: Cut, arc: number): number => ((arc & 1) === 0 ? edgeTo : edgeFrom)[arc >> 1] ?? 0;
export const tailOf = (graph: Cut, arc: number): number => headOf(graph, arc ^ 1);

/** The arcs that leave the nodes which restrictions speak of, ends of ways in the middle included. */
function arcsOfNodes(graph: Cut, restrictions: readonly Restriction[]): Map<number, number[]> {
  const arcs = new Map<number, number[]>([...graph.nodeOfId.values()].map((node) => [node, []]));
  for (const { via } of restrictions) {
    const edges = 'way' in via ? (graph.edgesOfWay.get(via.way) ?? []) : [];
    for (const edge of edges) for (const end of [graph.edgeFrom[edge] ?? 0, graph.edgeTo[edge] ?? 0]) arcs.set(end, []);
  }
  for (let arc = 0; arc < graph.edgeFrom.length * 2; arc++) arcs.get(tailOf(graph, arc))?.push(arc);
  return arcs;
}

function arcsOfWay(graph: Cut, way: number): number[] {
  return (graph.edgesOfWay.get(way) ?? []).flatMap((edge) => [edge * 2, edge * 2 + 1]);
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

/** Arcs into, along and out of a way in the middle that is one edge. */
function pathsOver(graph: Cut, { from, to }: Restriction, viaWay: number): [number, number, number][] {
  const via = graph.edgesOfWay.get(viaWay) ?? [];
  if (via.length !== 1) return [];
  return via
    .flatMap((edge) => [edge * 2, edge * 2 + 1])
    .flatMap((middle) =>
      arcsOfWay(graph, from)
        .filter((into) => headOf(graph, into) === tailOf(graph, middle) && into >> 1 !== middle >> 1)
        .flatMap((into) =>
          arcsOfWay(graph, to)
            .filter((out) => tailOf(graph, out) === headOf(graph, middle) && out >> 1 !== middle >> 1)
            .map((out): [number, number, number] => [into, middle, out]),
        ),
    );
}
