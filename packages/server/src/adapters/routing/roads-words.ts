import type { LonLat } from '@cairn/protocol';
import type { LoadedGraph, ProfileName, RoadAnswer, RoadPart, RoadQuestion } from '@cairn/roads';

/** What the thread that makes the graph ready is given, and what it says. */
export interface PrepareOrder {
  readonly extract: string;
  readonly graph: string;
}
export type Prepared = { readonly kind: 'ready'; readonly graph: LoadedGraph } | { readonly kind: 'unusable'; readonly reason: string };

/** Questions to a thread that finds ways, and its answers. */
export type RoadsQuestion =
  | { readonly kind: 'route'; readonly question: RoadQuestion }
  | { readonly kind: 'match'; readonly points: readonly LonLat[]; readonly profile: ProfileName };
export interface RoadsOrder {
  readonly order: number;
  readonly ask: RoadsQuestion;
}
export type RoadsAnswer =
  | { readonly order: number; readonly kind: 'route'; readonly answer: RoadAnswer }
  | { readonly order: number; readonly kind: 'match'; readonly parts: readonly RoadPart[] }
  | { readonly order: number; readonly kind: 'failed'; readonly reason: string };
