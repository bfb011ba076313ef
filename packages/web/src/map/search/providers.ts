import type { Bounds, Coordinates } from '@cairn/geo';
import type { IconName } from '../../parts/icon.tsx';

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
/** All that are there, with their names. */
export function searchProviders(): ReadonlyMap<string, SearchProvider> {
  return providers;
}
