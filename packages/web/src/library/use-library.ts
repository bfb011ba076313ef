import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useAccount } from '../cloud/account.ts';
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

/** Groups of favourites, made anew only when a file changed. */
export function usePlaces(): PlacesView {
  const { entries } = useLibrary();
  return useMemo(() => placesIn(entries), [entries]);
}
/** Folders and tracks. */
export function useTracks(): TracksView {
  const { entries } = useLibrary();
  return useMemo(() => tracksIn(entries), [entries]);
}
