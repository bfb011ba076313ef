import { z } from 'zod';
import type { GeocodedPlace } from '@cairn/protocol';
import type { Geocoder, PlacesQuestion } from '../../ports/router.ts';
import type { Outward } from '../outward.ts';

// https://github.com/komoot/photon/blob/master/docs/api-v1.md
const Feature = z.object({
  geometry: z.object({ coordinates: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]) }),
  properties: z.object({
    ...{ name: z.string().optional(), street: z.string().optional(), housenumber: z.string().optional(), postcode: z.string().optional() },
    ...{ district: z.string().optional(), city: z.string().optional(), county: z.string().optional(), state: z.string().optional() },
    ...{ country: z.string().optional(), osm_key: z.string().default(''), osm_value: z.string().default('') },
    /** West, north, east, south. */
    extent: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  }),
});
const Found = z.object({ features: z.array(z.unknown()) });
/** Languages of its usual index; it refuses others. */
const languages = ['en', 'de', 'fr'];

/** Photon's search and reverse search. */
export function photon(host: Outward): Geocoder {
  return {
    name: 'Photon',
    attribution: '© OpenStreetMap contributors',
    async places({ q, lon, lat, limit, lang, signal }: PlacesQuestion) {
      const near = lon === undefined || lat === undefined ? {} : { lon: String(lon), lat: String(lat) };
      const words = lang !== undefined && languages.includes(lang) ? { lang } : {};
      const query = { ...(q === undefined ? {} : { q }), ...near, ...words, limit: String(limit) };
      const answer = await host.ask({ path: q === undefined ? '/reverse' : '/api', query, signal });
      if (typeof answer === 'string') return answer;
      const found = Found.safeParse(answer.json);
      if (!found.success) return 'down';
      // One place that cannot be read does not cost the others.
      return found.data.features.flatMap((feature) => placeOf(Feature.safeParse(feature).data));
    },
  };
}

function placeOf(feature: z.infer<typeof Feature> | undefined): GeocodedPlace[] {
  if (feature === undefined) return [];
  const { name, street, housenumber, postcode, district, city, county, state, country, osm_key, osm_value, extent } = feature.properties;
  const address = joined(' ', street, housenumber);
  const title = name ?? (address === '' ? (city ?? country ?? '') : address);
  const town = joined(' ', postcode, city);
  const [lon, lat] = feature.geometry.coordinates;
  const [west, north, east, south] = extent ?? [];
  return [
    {
      ...{ name: title, lon, lat, kind: osm_key === '' ? '' : `${osm_key}=${osm_value}` },
      where: joined(', ', ...new Set([name === undefined ? '' : address, district, town === title ? '' : town, county, state, country])),
      bounds: west === undefined || north === undefined || east === undefined || south === undefined ? null : [west, south, east, north],
    },
  ];
}
const joined = (between: string, ...words: (string | undefined)[]): string =>
  words.filter((word) => word !== undefined && word !== '').join(between);
