import { useEffect, useSyncExternalStore } from 'react';
import { useAccount } from '../cloud/account.ts';
import type { Entry } from '../device/index.ts';
import { libraryNow, onLibrary, openLibrary } from './opened.ts';
import type { Library } from './opened.ts';
import { placesIn } from './places.ts';
import type { PlacesView } from './places.ts';
import { tracksIn } from './tracks.ts';
import type { TracksView } from './tracks.ts';

/** Opens this browser's files for whoever is signed in; once, at the top of the site. */
export function useOpenLibrary(): void {
  const account = useAccount();
  const { isPending, isError, data } = account;
  useEffect(() => {
    if (isPending) return;
    void openLibrary(isError || data == null ? null : { account: data.account, registered: data.registered, address: data.address });
  }, [isPending, isError, data]);
}

export function useLibrary(): Library {
  return useSyncExternalStore(onLibrary, libraryNow);
}

const none: ReadonlyMap<string, Entry> = new Map();
/** One view for all who look at the same files: it is made once, however many they are. */
function once<View>(make: (entries: ReadonlyMap<string, Entry>) => View): (entries: ReadonlyMap<string, Entry>) => View {
  const made = new WeakMap<ReadonlyMap<string, Entry>, { readonly view: View }>();
  return (entries) => {
    const known = made.get(entries) ?? { view: make(entries) };
    made.set(entries, known);
    return known.view;
  };
}
const placesOf = once(placesIn);
const tracksOf = once(tracksIn);

/** Groups of favourites, made anew only when such a file changed. */
export function usePlaces(): PlacesView {
  return placesOf(useLibrary().byType.get('FAVOURITES') ?? none);
}
/** Folders and tracks, made anew only when such a file changed. */
export function useTracks(): TracksView {
  return tracksOf(useLibrary().byType.get('GPX') ?? none);
}
