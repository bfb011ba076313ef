import type { Feature, FeatureCollection, Point } from 'geojson';
import type { Language } from '../../words/words.ts';
import data from './labels.json?raw';
import { seas } from './seas.ts';

type CountryRow = readonly [code: string, lon: number, lat: number, size: number];
type PlaceRow = readonly [name: string, lon: number, lat: number, from: number, capital: number, ...names: string[]];
interface Labels {
  readonly languages: readonly string[];
  readonly countries: readonly CountryRow[];
  readonly places: readonly PlaceRow[];
}
/** A name of the built-in world. */
export interface WorldPlace {
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  readonly country: boolean;
  /** Zoom from which the map shows it. */
  readonly from: number;
}

// Written by world/build.mjs in exactly this form.
const labels = JSON.parse(data) as Labels;

/** The label layer of the built-in world in a language. Countries are named by the browser, which knows all of them in all languages. */
export function worldLabelData(language: Language): FeatureCollection<Point> {
  const index = labels.languages.indexOf(language);
  const names = countryNames(language);
  const features: Feature<Point>[] = [];
  const add = (lon: number, lat: number, properties: Readonly<Record<string, string | number>>): void => {
    features.push({ type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] } });
  };
  for (const [order, [code, lon, lat, size]] of labels.countries.entries()) {
    const from = Math.max(0, Math.min(6, 4.2 - Math.log2(Math.max(size, 0.1))));
    const weight = Math.max(0, Math.min(2.2, (5 - from) * 0.45));
    add(lon, lat, { kind: 'country', name: names(code), from, until: Math.max(4.5, from + 3.4), weight, order });
  }
  for (const [order, row] of labels.places.entries()) {
    const [, lon, lat, from, capital] = row;
    add(lon, lat, { kind: 'place', name: nameOf(row, index), from, capital, order });
  }
  for (const [from, lon, lat, words] of seas) add(lon, lat, { kind: 'sea', name: words[index] ?? words[0] ?? '', from });
  return { type: 'FeatureCollection', features };
}

/** Every country and place of the built-in world, for searching. */
export function worldPlaces(language: Language): WorldPlace[] {
  const index = labels.languages.indexOf(language);
  const names = countryNames(language);
  return [
    ...labels.countries.map(([code, lon, lat, size]) => ({
      ...{ name: names(code), lon, lat, country: true },
      from: Math.max(2, Math.min(7, 5.4 - Math.log2(Math.max(size, 0.3)))),
    })),
    ...labels.places.map((row) => ({ name: nameOf(row, index), lon: row[1], lat: row[2], country: false, from: row[3] })),
  ];
}

/** The place of the built-in world with a name in any language; null when there is none. For plus codes with a locality. */
export function localityNamed(name: string): { readonly lat: number; readonly lon: number } | null {
  const wanted = name.toLocaleLowerCase();
  const found = labels.places.find((row) => [row[0], ...row.slice(5)].some((word) => String(word).toLocaleLowerCase() === wanted));
  return found === undefined ? null : { lat: found[2], lon: found[1] };
}

function nameOf(row: PlaceRow, index: number): string {
  const own = row[4 + index];
  return index > 0 && typeof own === 'string' && own !== '' ? own : row[0];
}
function countryNames(language: Language): (code: string) => string {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'code' });
  const short = new Intl.DisplayNames([language], { type: 'region', style: 'short', fallback: 'code' });
  // "Hong Kong", not the whole of its status.
  return (code) => (code === 'HK' || code === 'MO' ? short : names).of(code) ?? code;
}

/** Meridians and parallels, wide (10°) for looking at continents and narrow (1°) for coasts. */
export function gridData(): FeatureCollection {
  const lines: Feature[] = [];
  const add = (step: string, name: string, coordinates: number[][]): void => {
    lines.push({ type: 'Feature', properties: { step, name }, geometry: { type: 'LineString', coordinates } });
  };
  for (const [step, size] of [
    ['wide', 10],
    ['narrow', 2],
  ] as const) {
    for (let lon = -180; lon < 180; lon += size) {
      const letter = lon === 0 || lon === -180 ? '' : lon < 0 ? ' W' : ' E';
      add(
        step,
        `${Math.abs(lon)}°${letter}`,
        range(-84, 84, 4).map((lat) => [lon, lat]),
      );
    }
    for (let lat = -80; lat <= 80; lat += size) {
      const letter = lat === 0 ? '' : lat < 0 ? ' S' : ' N';
      add(
        step,
        `${Math.abs(lat)}°${letter}`,
        range(-180, 180, 10).map((lon) => [lon, lat]),
      );
    }
  }
  return { type: 'FeatureCollection', features: lines };
}
function range(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}
