import { distanceBetween } from '@cairn/geo';
import type { LonLat, NoRoad } from '@cairn/protocol';
import type Flatbush from 'flatbush';
import { profileNames } from '../graph/access.ts';
import type { ProfileName } from '../graph/access.ts';
import { arraysIn } from '../graph/file.ts';
import type { Bounds, LoadedGraph } from '../graph/file.ts';
import { Graph, indexIn } from '../graph/graph.ts';
import { otherWays } from './alternatives.ts';
import { edgesIn } from './avoid.ts';
import { pathOf } from './path.ts';
import type { RoadPath } from './path.ts';
import type { Position } from './places.ts';
import { Search } from './search.ts';
import type { SearchRules, Way } from './search.ts';
import { waysOn } from './snap.ts';

export interface RoadQuestion {
  readonly from: LonLat;
  readonly to: LonLat;
  readonly profile: ProfileName;
  /** Other ways wanted. */
  readonly alternatives: number;
  /** Rings to stay out of. */
  readonly avoid: readonly (readonly LonLat[])[];
}
export interface NoRoadWay {
  readonly reason: NoRoad;
  readonly end?: 'from' | 'to';
}
export type RoadAnswer = NoRoadWay | { readonly path: RoadPath; readonly alternatives: readonly RoadPath[] };

/** Farther apart than this, metres, a question is not even tried. */
const farthest = 1_500_000;

/** Roads to find ways on. Holds the working memory of one search: one for each thread. */
export class Roads {
  readonly graph: Graph;
  readonly index: Flatbush;
  readonly bounds: Bounds;
  readonly #search: Search;
  readonly #closed: Uint8Array;
  readonly #dear: Uint8Array;

  constructor(loaded: LoadedGraph) {
    const arrays = arraysIn(loaded);
    this.graph = new Graph(arrays);
    this.index = indexIn(arrays.index);
    this.bounds = loaded.bounds;
    this.#search = new Search(this.graph);
    this.#closed = new Uint8Array(this.graph.firstCopy);
    this.#dear = new Uint8Array(this.graph.firstCopy);
  }

  /** The cheapest way between two points, and others that are worth a look. */
  route({ from, to, profile, alternatives, avoid }: RoadQuestion): RoadAnswer {
    const shut = edgesIn(this.graph, this.index, avoid);
    for (const edge of shut) this.#closed[edge] = 1;
    try {
      return this.#route([from, to], alternatives, this.rules(profile));
    } finally {
      for (const edge of shut) this.#closed[edge] = 0;
    }
  }

  rules(profile: ProfileName): SearchRules {
    return { profile: profileNames.indexOf(profile), closed: this.#closed, dear: this.#dear };
  }

  #route([from, to]: readonly [LonLat, LonLat], alternatives: number, rules: SearchRules): RoadAnswer {
    const [a, b] = [coordinates(from), coordinates(to)];
    const on = waysOn(this.graph, this.index, a, rules);
    if (on.length === 0) return { reason: 'no-road-near', end: 'from' };
    const off = waysOn(this.graph, this.index, b, rules);
    if (off.length === 0) return { reason: 'no-road-near', end: 'to' };
    const best = distanceBetween(a, b) > farthest ? 'too-far' : this.#between(on, off, rules);
    if (best === null) return { reason: 'no-way' };
    if (best === 'too-far') return { reason: 'too-far' };
    const others = alternatives > 0 ? otherWays(this.graph, this.#search, best, alternatives, rules) : [];
    const draw = (way: Way): RoadPath => pathOf(this.graph, way, rules.profile);
    return { path: draw(best), alternatives: others.map(draw) };
  }

  /** From the nearest places; where they do not hang together, from those on the network. */
  #between(on: readonly Position[], off: readonly Position[], rules: SearchRules): Way | 'too-far' | null {
    const way = this.#search.find(on.slice(0, 1), off.slice(0, 1), rules);
    return way === null && (on.length > 1 || off.length > 1) ? this.#search.find(on.slice(-1), off.slice(-1), rules) : way;
  }
}

export const coordinates = ([lon, lat]: LonLat): { lon: number; lat: number } => ({ lon, lat });
