import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../src/map/world');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
interface Shape {
  readonly properties: { readonly kind: string };
  readonly geometry: { readonly type: string; readonly coordinates: readonly (readonly (readonly number[])[])[] };
}
const { features } = read('shapes.json') as { features: Shape[] };
const { countries, places, languages } = read('labels.json') as {
  countries: [string, number, number, number][];
  places: [string, number, number, number, number, ...string[]][];
  languages: string[];
};

describe('W1 the built-in world', () => {
  test('it is small enough to travel at once', () => {
    const bytes = ['shapes.json', 'labels.json'].reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(2.5 * 1024 * 1024);
  });

  test('every country of ISO 3166 with land has a label, and the browser a name for it in every language', () => {
    const codes = new Set(countries.map(([code]) => code));
    const known =
      'AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS XK YE ZA ZM ZW';
    expect(known.split(' ').filter((code) => !codes.has(code))).toEqual([]);
    for (const language of languages) {
      const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
      expect(countries.filter(([code]) => names.of(code) === undefined)).toEqual([]);
    }
  });

  test('at least 1,000 places are labelled by zoom 6, every one on the earth, with names in seven languages where they differ', () => {
    expect(places.filter(([, , , from]) => from <= 6).length).toBeGreaterThanOrEqual(1000);
    for (const [name, lon, lat] of places) {
      expect(name).not.toBe('');
      expect(Math.abs(lon)).toBeLessThanOrEqual(180);
      expect(Math.abs(lat)).toBeLessThanOrEqual(90);
    }
    const rome = places.find(([name]) => name === 'Rome');
    expect(rome?.slice(5)).toEqual(expect.arrayContaining(['Rom', 'Roma', 'Рим']));
    expect(languages).toEqual(['en', 'nl', 'de', 'fr', 'es', 'it', 'uk']);
  });

  test('no edge of the land goes around the earth the long way, and the Baltic is sea', () => {
    const land = features.filter(({ properties }) => properties.kind === 'land');
    let longest = 0;
    for (const { geometry } of land) {
      for (const ring of geometry.coordinates) {
        for (const [index, point] of ring.entries()) {
          const before = ring[index - 1];
          // Along the edge below the south pole it may.
          if (before !== undefined && (point[1] ?? 0) > -85) longest = Math.max(longest, Math.abs((point[0] ?? 0) - (before[0] ?? 0)));
        }
      }
    }
    expect(longest).toBeLessThan(20);
    const within = (lon: number, lat: number): boolean =>
      land.some(({ geometry }) => geometry.coordinates.filter((ring) => around(ring, lon, lat)).length % 2 === 1);
    for (const [lon, lat] of [
      [19.5, 56.5],
      [-175, 60],
      [-40, 30],
      [160, 5],
      [34, 43],
      [51, 41],
    ] as const)
      expect(within(lon, lat)).toBe(false);
    for (const [lon, lat] of [
      [13.4, 52.5],
      [100, 65],
      [-100, 40],
      [25, 0],
      [0, -80],
      [179, 68],
      [-178, 67],
      [134, -25],
    ] as const)
      expect(within(lon, lat)).toBe(true);
  });
});

function around(ring: readonly (readonly number[])[], lon: number, lat: number): boolean {
  let inside = false;
  for (const [index, [x1 = 0, y1 = 0]] of ring.entries()) {
    const [x2 = 0, y2 = 0] = ring[(index + 1) % ring.length] ?? [];
    // The ring may have been carried on beyond ±180.
    for (const turn of [0, 360, -360]) {
      const x = lon + turn;
      if (y1 > lat !== y2 > lat && x < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
    }
  }
  return inside;
}
