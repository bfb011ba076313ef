import type { Bounds, Coordinates, FoundPlace } from '@cairn/geo';
import { readPlace } from '@cairn/geo';
import type { IconName } from '../../parts/icon.tsx';
import type { Language } from '../../words/words.ts';
import { localityNamed, worldPlaces } from '../world/world.ts';
import type { WorldPlace } from '../world/world.ts';
import { FoldedIndex } from './folded-index.ts';

/** One thing of one's own that was found. */
export interface OwnFound {
  /** Unique within its provider. */
  readonly id: string;
  readonly name: string;
  /** Where it is kept: its group or folder. */
  readonly detail: string;
  readonly icon: IconName;
  /** What to show of it on the map. */
  readonly where: Coordinates | Bounds | null;
  /** Opens it; the map has moved there already. */
  readonly open: () => void;
}
/** Finds things of one's own. Answers at once, from an index made before (`FoldedIndex`). */
export type SearchProvider = (text: string, limit: number) => readonly OwnFound[];

const providers = new Map<string, SearchProvider>();
/** Lets the search box find things: favourites, tracks, and later what a geocoder knows. @returns a function that ends it */
export function provideSearch(name: string, provider: SearchProvider): () => void {
  providers.set(name, provider);
  return () => {
    if (providers.get(name) === provider) providers.delete(name);
  };
}

export type Found =
  | { readonly kind: 'position'; readonly key: string; readonly place: FoundPlace }
  | { readonly kind: 'own'; readonly key: string; readonly found: OwnFound }
  | { readonly kind: 'world'; readonly key: string; readonly place: WorldPlace };

let world: { readonly language: Language; readonly index: FoldedIndex<WorldPlace> } | null = null;
function worldIndex(language: Language): FoldedIndex<WorldPlace> {
  if (world?.language !== language) world = { language, index: new FoldedIndex(worldPlaces(language), ({ name }) => name) };
  return world.index;
}

/** What a text means: a position first, then things of one's own, then places of the built-in world. */
export function search(text: string, near: Coordinates, language: Language): Found[] {
  const wanted = text.trim();
  if (wanted === '') return [];
  const position = readPlace(wanted, near, localityNamed);
  const own = [...providers].flatMap(([name, provider]) =>
    provider(wanted, 12).map((found): Found => ({ kind: 'own', key: `${name}:${found.id}`, found })),
  );
  const places = worldIndex(language)
    .find(wanted, 8)
    .map((place, index): Found => ({ kind: 'world', key: `world:${index}`, place }));
  return [...(position === null ? [] : [{ kind: 'position', key: 'position', place: position } as const]), ...own.slice(0, 20), ...places];
}
