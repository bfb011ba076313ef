import type { Bounds, Coordinates } from '@cairn/geo';
import { useSyncExternalStore } from 'react';
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

export type SearchProviders = ReadonlyMap<string, SearchProvider>;

/** Another map after each change. */
let providers: SearchProviders = new Map();
const listeners = new Set<() => void>();
function change(next: SearchProviders): void {
  providers = next;
  for (const listener of [...listeners]) listener();
}

/** Lets the search box find things: favourites and tracks. @returns a function that ends it */
export function provideSearch(name: string, provider: SearchProvider): () => void {
  change(new Map(providers).set(name, provider));
  return () => {
    if (providers.get(name) === provider) change(new Map([...providers].filter(([other]) => other !== name)));
  };
}
/** All that are there, with their names: what comes later is found for the text that stands there already. */
export function useSearchProviders(): SearchProviders {
  return useSyncExternalStore(listen, () => providers);
}
function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
