import { useEffect } from 'react';
import { offerHere } from '../map/here-actions.ts';
import { FoldedIndex } from '../map/search/folded-index.ts';
import { provideSearch } from '../map/search/providers.ts';
import type { OwnFound } from '../map/search/providers.ts';
import { stage } from '../map/stage.ts';
import type { Thing } from '../map/stage.ts';
import { navigate } from '../router.tsx';
import { mediaPath } from '../screens/media/links.ts';
import { placePath } from '../screens/favourites/links.ts';
import { trackPath } from '../screens/tracks/links.ts';
import { useWords } from '../words/use-words.tsx';
import { mediaLayer, placesLayer, tracksLayer } from './on-map.tsx';
import { placeIn } from './places.ts';
import type { PlaceItem } from './places.ts';
import type { TrackItem } from './tracks.ts';
import { useLibrary, usePlaces, useTracks } from './use-library.ts';

/** Ways from the map to one's own things: a press opens them, the search box finds them, its menu makes new ones. */
export function MapWays(): null {
  useOpening();
  useFinding();
  useOffers();
  return null;
}

/** A press on a favourite or a track opens its page, unless a point is being placed. */
function useOpening(): void {
  const { groups } = usePlaces();
  useEffect(() => {
    const pathOf = ({ layer, id }: Thing): string | null => {
      if (layer === tracksLayer) return trackPath(id);
      if (layer === mediaLayer) return mediaPath({ key: { type: 'FILE', name: id } });
      if (layer !== placesLayer) return null;
      const group = groups.find((one) => id.startsWith(`${one.id}\n`));
      const item = group === undefined ? null : placeIn(group, id.slice(group.id.length + 1));
      return item === null ? null : placePath(item);
    };
    return stage.on('press', ({ things }) => {
      const path = !stage.pressesHeld ? things.map(pathOf).find((one) => one !== null) : undefined;
      if (path !== undefined) navigate(path);
    });
  }, [groups]);
}

function useFinding(): void {
  const { groups } = usePlaces();
  const { all } = useTracks();
  useEffect(() => {
    const items = groups.flatMap((group) => group.items);
    return whenIdle(() => {
      const index = new FoldedIndex(items, ({ name }) => name);
      return provideSearch('favourites', (text, limit) => index.find(text, limit).map(foundPlace));
    });
  }, [groups]);
  useEffect(
    () =>
      whenIdle(() => {
        const index = new FoldedIndex(all, ({ title }) => title);
        return provideSearch('tracks', (text, limit) => index.find(text, limit).map(foundTrack));
      }),
    [all],
  );
}

/** Indexes are made when the page has nothing else to do, well before somebody types. @returns what ends what was begun */
function whenIdle(begin: () => () => void): () => void {
  let end = (): void => undefined;
  const timer = setTimeout(() => {
    end = begin();
  }, 50);
  return () => {
    clearTimeout(timer);
    end();
  };
}

function foundPlace(item: PlaceItem): OwnFound {
  const { id, group, name, at } = item;
  return { id, name, detail: group, icon: 'star', where: at, open: () => navigate(placePath(item)) };
}
function foundTrack({ name, title, folder, record }: TrackItem): OwnFound {
  return { id: name, name: title, detail: folder, icon: 'track', where: record?.bounds ?? null, open: () => navigate(trackPath(name)) };
}

function useOffers(): void {
  const { say } = useWords();
  const { state } = useLibrary();
  useEffect(() => {
    const act = ({ lat, lon }: { lat: number; lon: number }): void => navigate(`/planner?from=${lat.toFixed(6)},${lon.toFixed(6)}`);
    return offerHere('planner', [{ label: say('planner.planFromHere'), icon: 'route', act }]);
  }, [say]);
  useEffect(() => {
    if (state !== 'open') return undefined;
    const act = ({ lat, lon }: { lat: number; lon: number }): void =>
      navigate(`/favourites/new?${new URLSearchParams({ lat: lat.toFixed(6), lon: lon.toFixed(6) }).toString()}`);
    return offerHere('favourites', [{ label: say('places.add'), icon: 'star', act }]);
  }, [say, state]);
}
