import Flatbush from 'flatbush';
import type { GraphArrays } from './file.ts';
import { destinationAt, kindStride, speedAt, weightAt } from './kinds.ts';

type Numbers = Omit<GraphArrays, 'index'>;

/**
 * Roads as a graph of arcs. Edge e is arc 2e in the direction of its way and 2e + 1 against it; edges from `firstCopy` on stand beside
 * others (see `turns.ts`). Places are units of 1e-7 degrees.
 */
export class Graph {
  readonly nodeLon: Int32Array;
  readonly nodeLat: Int32Array;
  readonly nodeBlocked: Uint8Array;
  readonly firstOut: Uint32Array;
  readonly outArcs: Uint32Array;
  readonly edgeFrom: Uint32Array;
  readonly edgeTo: Uint32Array;
  readonly edgeLength: Float32Array;
  readonly edgeKind: Uint32Array;
  readonly edgeName: Uint32Array;
  readonly edgeShape: Uint32Array;
  readonly edgeFlags: Uint8Array;
  readonly shapeLon: Int32Array;
  readonly shapeLat: Int32Array;
  readonly kinds: Float32Array;
  readonly firstCopy: number;
  readonly copyOf: Uint32Array;
  readonly #turnFrom: Uint32Array;
  readonly #turnTo: Uint32Array;
  readonly #turnMask: Uint8Array;
  readonly #nameStart: Uint32Array;
  readonly #nameBytes: Uint8Array;
  readonly #copies: ReadonlyMap<number, readonly number[]>;
  /** Arcs of which a turn is said: a bit each. */
  readonly #spoken: Uint8Array;

  constructor(arrays: Numbers) {
    ({ nodeLon: this.nodeLon, nodeLat: this.nodeLat, nodeBlocked: this.nodeBlocked } = arrays);
    ({ firstOut: this.firstOut, outArcs: this.outArcs, edgeFrom: this.edgeFrom, edgeTo: this.edgeTo } = arrays);
    ({ edgeLength: this.edgeLength, edgeKind: this.edgeKind, edgeName: this.edgeName, edgeShape: this.edgeShape } = arrays);
    ({ edgeFlags: this.edgeFlags, shapeLon: this.shapeLon, shapeLat: this.shapeLat, kinds: this.kinds, copyOf: this.copyOf } = arrays);
    ({ turnFrom: this.#turnFrom, turnTo: this.#turnTo, turnMask: this.#turnMask } = arrays);
    ({ nameStart: this.#nameStart, nameBytes: this.#nameBytes } = arrays);
    this.firstCopy = this.edgeFrom.length - this.copyOf.length;
    this.#copies = Map.groupBy(
      [...this.copyOf.keys()].map((number) => this.firstCopy + number),
      (copy) => this.realEdge(copy),
    );
    this.#spoken = new Uint8Array((this.arcs >> 3) + 1);
    for (const arc of this.#turnFrom) this.#spoken[arc >> 3] = (this.#spoken[arc >> 3] ?? 0) | (1 << (arc & 7));
  }

  get arcs(): number {
    return this.edgeFrom.length * 2;
  }
  head(arc: number): number {
    return ((arc & 1) === 0 ? this.edgeTo : this.edgeFrom)[arc >> 1] ?? 0;
  }
  tail(arc: number): number {
    return ((arc & 1) === 0 ? this.edgeFrom : this.edgeTo)[arc >> 1] ?? 0;
  }
  /** The edge itself, where this one is a copy. */
  realEdge(edge: number): number {
    return edge < this.firstCopy ? edge : (this.copyOf[edge - this.firstCopy] ?? 0);
  }
  /** Arcs of copies that stand beside this arc; see `turns.ts`. */
  besides(arc: number): readonly number[] {
    return this.#copies.get(arc >> 1)?.map((edge) => edge * 2 + (arc & 1)) ?? [];
  }
  /** Metres a second; 0 = closed to the profile in this direction. */
  speed(arc: number, profile: number): number {
    return this.kinds[(this.edgeKind[arc >> 1] ?? 0) * kindStride + speedAt(profile, arc & 1)] ?? 0;
  }
  /** What the arc weighs in the search, seconds and dislike; 0 = closed. */
  weight(arc: number, profile: number): number {
    const edge = arc >> 1;
    return (this.kinds[(this.edgeKind[edge] ?? 0) * kindStride + weightAt(profile, arc & 1)] ?? 0) * (this.edgeLength[edge] ?? 0);
  }
  /** Open only to those who have business there. */
  forDestination(edge: number, profile: number): boolean {
    return ((this.kinds[(this.edgeKind[edge] ?? 0) * kindStride + destinationAt] ?? 0) & (1 << profile)) !== 0;
  }
  /** Whether one may go from an arc to one that begins where it ends: barriers, turning back, restrictions. */
  mayTurn(from: number, to: number, profile: number): boolean {
    const edge = to >> 1;
    const node = this.tail(to);
    if (((this.nodeBlocked[node] ?? 0) & (1 << profile)) !== 0) return false;
    // Turning back on the road only where it ends.
    const back = ((from ^ to) & 1) === 1 && this.realEdge(from >> 1) === this.realEdge(edge);
    if (back && this.#goesOn(node, to, profile)) return false;
    const copy = edge >= this.firstCopy;
    if (((this.#spoken[from >> 3] ?? 0) & (1 << (from & 7))) === 0) return !copy;
    return this.#isSaid(from, to, profile) === copy;
  }
  nameOf(edge: number): string {
    const name = this.edgeName[edge] ?? 0;
    // Text decoders take no shared memory.
    return decoder.decode(this.#nameBytes.slice(this.#nameStart[name], this.#nameStart[name + 1]));
  }

  /** Whether another arc than this one leaves the node. */
  #goesOn(node: number, arc: number, profile: number): boolean {
    for (let at = this.firstOut[node] ?? 0; at < (this.firstOut[node + 1] ?? 0); at++) {
      const other = this.outArcs[at] ?? 0;
      if (other !== arc && other >> 1 < this.firstCopy && this.weight(other, profile) > 0) return true;
    }
    return false;
  }
  #isSaid(from: number, to: number, profile: number): boolean {
    let [low, high] = [0, this.#turnFrom.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#turnFrom[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    for (let at = low; this.#turnFrom[at] === from; at++) {
      if (this.#turnTo[at] === to && ((this.#turnMask[at] ?? 0) & (1 << profile)) !== 0) return true;
    }
    return false;
  }
}
const decoder = new TextDecoder();

/** Where edges lie: boxes in units of 1e-7 degrees. */
export function indexIn(bytes: Uint8Array): Flatbush {
  return Flatbush.from(bytes.buffer, bytes.byteOffset);
}
