import { z } from 'zod';
import type { GeocodedPlace } from '@cairn/protocol';
import type { Geocoder, PlacesQuestion } from '../../ports/router.ts';
import type { Outward } from '../outward.ts';

// https://nominatim.org/release-docs/latest/api/Output/
const Degrees = z.coerce.number().min(-180).max(180);
const Place = z.object({
  lat: z.coerce.number().min(-90).max(90),
  lon: Degrees,
  name: z.string().nullish(),
  display_name: z.string(),
  category: z.string().default(''),
  type: z.string().default(''),
  /** South, north, west, east, as text. */
  boundingbox: z.tuple([Degrees, Degrees, Degrees, Degrees]).optional(),
});
const Many = z.array(z.unknown());
const Nothing = z.object({ error: z.unknown() });
/** Degrees around a place that results are wanted near to. */
const around = 0.5;

/** Nominatim's search and reverse search. */
export function nominatim(host: Outward): Geocoder {
  return {
    name: 'Nominatim',
    attribution: '© OpenStreetMap contributors',
    async places({ q, lon, lat, limit, lang, signal }: PlacesQuestion) {
      const words = { format: 'jsonv2', ...(lang === undefined ? {} : { 'accept-language': lang }) };
      if (q === undefined) {
        const answer = await host.ask({ path: '/reverse', query: { ...words, lon: String(lon ?? 0), lat: String(lat ?? 0) }, signal });
        if (typeof answer === 'string') return answer;
        if (Nothing.safeParse(answer.json).success) return [];
        const place = Place.safeParse(answer.json);
        return place.success ? [placeOf(place.data)] : 'down';
      }
      const near =
        lon === undefined || lat === undefined ? {} : { viewbox: [lon - around, lat + around, lon + around, lat - around].join(',') };
      const answer = await host.ask({ path: '/search', query: { ...words, ...near, q, limit: String(limit) }, signal });
      if (typeof answer === 'string') return answer;
      const many = Many.safeParse(answer.json);
      if (!many.success) return 'down';
      return many.data.map((one) => Place.safeParse(one).data).flatMap((place) => (place === undefined ? [] : [placeOf(place)]));
    },
  };
}

function placeOf({ lat, lon, name, display_name, category, type, boundingbox }: z.infer<typeof Place>): GeocodedPlace {
  const [first = '', ...rest] = display_name.split(', ');
  const title = name !== undefined && name !== null && name !== '' ? name : first;
  const [south, north, west, east] = boundingbox ?? [];
  return {
    ...{ name: title, lon, lat, kind: category === '' ? '' : `${category}=${type}` },
    where: title === first ? rest.join(', ') : display_name,
    bounds: west === undefined || north === undefined || east === undefined || south === undefined ? null : [west, south, east, north],
  };
}
