import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ClientAnswer } from '@cairn/protocol';
import { cloud } from '../../cloud/client.ts';
import { queries } from '../../cloud/queries.ts';
import { useWords } from '../../words/use-words.tsx';
import { stage } from '../stage.ts';

export type GeocodedPlace = ClientAnswer<'geocode'>['places'][number];
/** Places, and whose they are: to be shown beside them. */
type Geocoded = Pick<ClientAnswer<'geocode'>, 'places' | 'attribution'>;
const none: Geocoded = { places: [], attribution: '' };
/** Letters from which a name is worth a question, and how long somebody must have stopped typing (ms). */
const [fewest, restMs] = [3, 350];

/**
 * What the geocoder of the server finds for a text, where one is configured and somebody is signed in. Own data does not wait for it;
 * nothing is asked while somebody types.
 */
export function useGeocoded(text: string): Geocoded {
  const { language } = useWords();
  const wanted = text.trim();
  const rested = useRested(wanted);
  const facts = useRoutingKnown();
  const isAsked = facts && rested === wanted && wanted.length >= fewest;
  const { data } = useQuery({
    queryKey: ['geocode', rested, language],
    queryFn: async ({ signal }) => {
      const view = stage.view;
      const near = view === null ? {} : { lat: Number(view.lat.toFixed(3)), lon: Number(view.lon.toFixed(3)) };
      return cloud.geocode({ query: { q: rested, ...near, limit: 8, lang: language }, signal });
    },
    enabled: isAsked,
    retry: false,
    staleTime: 300_000,
  });
  return isAsked ? (data ?? none) : none;
}

/** Whether the server has a geocoder: asked once, by those who are signed in. */
function useRoutingKnown(): boolean {
  const { data } = useQuery({
    queryKey: ['routing', 'geocoder'],
    queryFn: async ({ signal }) => (await cloud.routing({ signal })).geocoder !== null,
    enabled: queries.getQueryData(['account']) != null,
    retry: false,
    staleTime: 600_000,
  });
  return data === true;
}

function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
