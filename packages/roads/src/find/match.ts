import { distanceBetween } from '@cairn/geo';
import type { LonLat, NoRoad } from '@cairn/protocol';
import type { ProfileName } from '../graph/access.ts';
import type { Graph } from '../graph/graph.ts';
import { pathAlong } from './path.ts';
import type { Piece, RoadPath } from './path.ts';
import type { Position } from './places.ts';
import { reachOf } from './reach.ts';
import type { Reach } from './reach.ts';
import { coordinates } from './roads.ts';
import type { Roads } from './roads.ts';
import { placesNear } from './snap.ts';

/** A run of the points of a track, both ends included: on roads, or left as it is. */
export interface RoadPart {
  readonly from: number;
  readonly to: number;
  readonly found: RoadPath | { readonly reason: NoRoad };
}

/** How far a track wavers about the road, metres (one standard deviation), and how far from it at most. */
const waver = 8;
const farthestOff = 45;
/** A detour of so many metres makes a way less likely by the factor e. */
const detour = 15;
/** Points nearer to each other than this say nothing new, metres. */
const tooNear = 10;
const mostPlaces = 12;
/** Turning back on the road is as unlikely as so many metres of detour. */
const turningBack = 200;

/** A place on a road in a direction of travel. */
interface State {
  readonly arc: number;
  readonly place: Position;
  /** Metres from the beginning of the arc. */
  readonly along: number;
  score: number;
  before: State | null;
  /** How it is reached from the one before. */
  step: Step | null;
}
type Step =
  | { readonly kind: 'along' }
  | { readonly kind: 'stay' }
  | { readonly kind: 'back' }
  | { readonly kind: 'roads'; readonly arcs: readonly number[] };

/**
 * Attaches a track to roads: the likeliest sequence of places on them (a hidden Markov model after Newson and Krumm, "Hidden Markov Map
 * Matching Through Noise and Sparseness", 2009, solved by Viterbi's algorithm; here a state has a direction, so that noise does not turn
 * it round). Where no road is near, or roads do not lead on, the track stays as it is.
 */
export function matchTrack(roads: Roads, points: readonly LonLat[], profile: ProfileName): RoadPart[] {
  const matcher = new Matcher(roads, profile);
  const chains: Chain[] = [];
  for (const index of telling(points)) matcher.add(index, points[index] ?? [0, 0], chains);
  matcher.end(chains);
  return partsOf(roads.graph, chains, points.length, matcher.profile);
}

/** Points that say something: the first, the last, and those far enough from the one before. */
function telling(points: readonly LonLat[]): number[] {
  let last = points[0] ?? [0, 0];
  return points.flatMap((point, index) => {
    const far = distanceBetween(coordinates(last), coordinates(point)) >= tooNear;
    if (index > 0 && index < points.length - 1 && !far) return [];
    last = point;
    return [index];
  });
}

/** Points that hang together on roads. */
interface Chain {
  readonly from: number;
  readonly to: number;
  readonly pieces: readonly Piece[];
}

class Matcher {
  readonly profile: number;
  readonly #roads: Roads;
  readonly #graph: Graph;
  readonly #rules: ReturnType<Roads['rules']>;
  #states: State[] = [];
  #point: LonLat = [0, 0];
  #begin = 0;
  #end = 0;

  constructor(roads: Roads, profile: ProfileName) {
    this.#roads = roads;
    this.#graph = roads.graph;
    this.#rules = roads.rules(profile);
    this.profile = this.#rules.profile;
  }

  add(index: number, point: LonLat, chains: Chain[]): void {
    const next = this.#placesOf(point);
    const reached = this.#states.length === 0 ? [] : this.#follow(next, distanceBetween(coordinates(this.#point), coordinates(point)));
    if (reached.length === 0) {
      this.end(chains);
      this.#states = next;
      this.#begin = index;
    } else this.#states = reached;
    this.#point = point;
    this.#end = index;
  }
  /** Ends what hangs together so far. */
  end(chains: Chain[]): void {
    const best = this.#states.reduce<State | null>((a, b) => (a === null || b.score > a.score ? b : a), null);
    this.#states = [];
    if (best === null || best.before === null) return;
    chains.push({ from: this.#begin, to: this.#end, pieces: withoutStubs(this.#graph, piecesOf(best), this.profile) });
  }

  #placesOf(point: LonLat): State[] {
    const graph = this.#graph;
    const places = placesNear(graph, this.#roads.index, coordinates(point), farthestOff, this.#rules, 'all').slice(0, mostPlaces);
    return places.flatMap((place) =>
      [place.edge * 2, place.edge * 2 + 1]
        .filter((arc) => graph.speed(arc, this.profile) > 0)
        .map((arc): State => {
          const length = graph.edgeLength[place.edge] ?? 0;
          const along = length * ((arc & 1) === 0 ? place.fraction : 1 - place.fraction);
          return { arc, place, along, score: -0.5 * (place.off / waver) ** 2, before: null, step: null };
        }),
    );
  }

  /** The states of the next point that can be reached, each from where it is likeliest. */
  #follow(next: readonly State[], straight: number): State[] {
    const farthest = straight * 3 + 200;
    const sought = new Set(next.flatMap(({ arc }) => [arc, ...this.#graph.besides(arc)]));
    const reaches = new Map<number, Reach>();
    const reached: State[] = [];
    for (const to of next) {
      let best: { score: number; before: State; step: Step } | null = null;
      for (const from of this.#states) {
        const way = this.#near(from, to) ?? this.#far(from, to, farthest, sought, reaches);
        if (way === null || way.metres > farthest) continue;
        const score =
          from.score + to.score - Math.abs(way.metres - straight) / detour - (way.step.kind === 'back' ? turningBack / detour : 0);
        if (best === null || score > best.score) best = { score, before: from, step: way.step };
      }
      if (best !== null) reached.push({ ...to, ...best });
    }
    return reached;
  }
  /** From place to place on one road. */
  #near(from: State, to: State): { metres: number; step: Step } | null {
    if (from.place.edge !== to.place.edge) return null;
    const length = this.#graph.edgeLength[from.place.edge] ?? 0;
    if (from.arc === to.arc) {
      if (to.along >= from.along) return { metres: to.along - from.along, step: { kind: 'along' } };
      // Noise goes backwards, most of all in a hairpin: then it is taken for standing still, at the price of a detour.
      return from.along - to.along <= 5 * waver ? { metres: to.along - from.along, step: { kind: 'stay' } } : null;
    }
    const back = from.along - (length - to.along);
    return back >= 0 ? { metres: back, step: { kind: 'back' } } : null;
  }
  #far(
    from: State,
    to: State,
    farthest: number,
    sought: ReadonlySet<number>,
    reaches: Map<number, Reach>,
  ): { metres: number; step: Step } | null {
    const reach = reaches.get(from.arc) ?? reachOf(this.#graph, from.arc, farthest, this.profile, sought);
    reaches.set(from.arc, reach);
    // A road that is bound by a restriction is reached on a copy of it.
    const reached = [to.arc, ...this.#graph.besides(to.arc)].find((arc) => reach.metres.has(arc));
    const between = reached === undefined ? undefined : reach.metres.get(reached);
    if (reached === undefined || between === undefined) return null;
    const rest = (this.#graph.edgeLength[from.place.edge] ?? 0) - from.along;
    const arcs: number[] = [];
    for (let arc = reach.before.get(reached); arc !== undefined && arc !== from.arc; arc = reach.before.get(arc)) arcs.push(arc);
    return { metres: rest + between + to.along, step: { kind: 'roads', arcs: arcs.reverse() } };
  }
}

/** The way that leads to the last state, as pieces of arcs. */
function piecesOf(last: State): Piece[] {
  const states: State[] = [];
  for (let state: State | null = last; state !== null; state = state.before) states.push(state);
  states.reverse();
  const [first] = states;
  const pieces: { arc: number; begin: Position | null; end: Position | null }[] = [];
  if (first === undefined) return pieces;
  let current = { arc: first.arc, begin: first.place as Position | null, end: first.place as Position | null };
  pieces.push(current);
  const take = (arc: number, begin: Position | null, end: Position | null): void => {
    current = { arc, begin, end };
    pieces.push(current);
  };
  for (const { arc, place, step } of states.slice(1)) {
    if (step === null || step.kind === 'stay') continue;
    if (step.kind === 'roads') {
      current.end = null;
      for (const between of step.arcs) take(between, null, null);
      take(arc, null, place);
    } else if (step.kind === 'back') take(arc, current.end, place);
    // What was left out while it stood still may lie behind it.
    else if (isAhead(arc, current.end, place)) current.end = place;
  }
  return pieces;
}
/** Noise leads a little way into a side road and back; so far, metres, it is taken out. */
const stub = 45;
function withoutStubs(graph: Graph, pieces: readonly Piece[], profile: number): Piece[] {
  const kept: Piece[] = [];
  let removed: Piece[] = [];
  for (const piece of pieces) {
    const last = kept.at(-1);
    // What follows a stub must be allowed to follow what came before it.
    const follows = last === undefined || last.arc === piece.arc || graph.mayTurn(last.arc, piece.arc, profile);
    if (removed.length > 0 && !follows) kept.push(...removed);
    removed = [];
    kept.push(piece);
    if (isStub(graph, kept.at(-2), piece) && kept.length > 2) removed = kept.splice(-2);
  }
  return [...kept, ...removed];
}
function isStub(graph: Graph, into: Piece | undefined, out: Piece): boolean {
  if (into === undefined || into.arc !== (out.arc ^ 1) || into.begin !== null || into.end === null || out.end !== null) return false;
  const part = (into.arc & 1) === 0 ? into.end.fraction : 1 - into.end.fraction;
  return (graph.edgeLength[into.arc >> 1] ?? 0) * part <= stub;
}
function isAhead(arc: number, at: Position | null, place: Position): boolean {
  if (at === null) return true;
  return (arc & 1) === 0 ? place.fraction >= at.fraction : place.fraction <= at.fraction;
}

function partsOf(graph: Graph, chains: readonly Chain[], length: number, profile: number): RoadPart[] {
  const parts: RoadPart[] = [];
  let at = 0;
  const leave = (to: number): void => {
    if (to > at) parts.push({ from: at, to, found: { reason: 'no-road-near' } });
    at = Math.max(at, to);
  };
  for (const { from, to, pieces } of chains) {
    leave(from);
    parts.push({ from, to, found: pathAlong(graph, pieces, profile) });
    at = to;
  }
  leave(length - 1);
  return parts;
}
