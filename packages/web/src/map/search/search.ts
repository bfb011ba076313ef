import type { Coordinates, FoundPlace } from '@cairn/geo';
import { readPlace } from '@cairn/geo';
import type { Language } from '../../words/words.ts';
import { localityNamed, worldPlaces } from '../world/world.ts';
import type { WorldPlace } from '../world/world.ts';
import { FoldedIndex } from './folded-index.ts';
import type { OwnFound, SearchProviders } from './providers.ts';
import type { GeocodedPlace } from './use-geocoded.ts';

export type Found =
  | { readonly kind: 'position'; readonly key: string; readonly place: FoundPlace }
  | { readonly kind: 'own'; readonly key: string; readonly found: OwnFound }
  | { readonly kind: 'world'; readonly key: string; readonly place: WorldPlace }
  | { readonly kind: 'geocoded'; readonly key: string; readonly place: GeocodedPlace };

let world: { readonly language: Language; readonly index: FoldedIndex<WorldPlace> } | null = null;
function worldIndex(language: Language): FoldedIndex<WorldPlace> {
  if (world?.language !== language) world = { language, index: new FoldedIndex(worldPlaces(language), ({ name }) => name) };
  return world.index;
}

/** What a text means: a position first, then things of one's own, then places of the built-in world. */
export function search(text: string, near: Coordinates, language: Language, providers: SearchProviders): Found[] {
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
