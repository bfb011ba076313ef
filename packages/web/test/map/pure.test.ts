import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { glyphFor, glyphPath } from '../../src/map/glyphs.ts';
import { FoldedIndex, folded } from '../../src/map/search/folded-index.ts';
import { Stage } from '../../src/map/stage.ts';
import { tokensOf } from '../../src/map/style/tokens.ts';
import { linesToFeatures, packedTracks, unpackedTracks } from '../../src/map/track-features.ts';
import { metresPerPixel, roundLength, writeLength } from '../../src/map/units.ts';
import { readViewLink, writeViewLink } from '../../src/map/view-link.ts';

describe('W1 links to a view', () => {
  test('what is written is read back, to within a pixel', () => {
    const view = fc.record({
      zoom: fc.double({ min: 0, max: 20, noNaN: true }),
      lat: fc.double({ min: -85, max: 85, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(view, (at) => {
        const back = readViewLink(`#${writeViewLink(at)}`);
        if (back === null) throw new Error('it is not read');
        const pixel = 360 / (512 * 2 ** at.zoom);
        expect(Math.abs(back.lat - at.lat)).toBeLessThanOrEqual(pixel);
        expect(Math.abs(back.lon - at.lon)).toBeLessThanOrEqual(pixel);
        expect(back.zoom).toBeCloseTo(at.zoom, 1);
      }),
    );
  });
  test.each(['', '#content', '#map=99/1/1', '#map=5/91/0', '#map=5/0/181', '#map=5/1', '#map=a/b/c'])('no view: %s', (fragment) => {
    expect(readViewLink(fragment)).toBeNull();
  });
});

describe('W1 finding by name', () => {
  const names = ['Đà Nẵng', 'Straße am See', 'Œuvre', 'Łódź', 'Київ', 'Am Bach', 'Bambus', 'bam'];
  const index = new FoldedIndex(names, (name) => name);
  test.each([
    ['da nang', ['Đà Nẵng']],
    ['STRASSE', ['Straße am See']],
    ['oeuvre', ['Œuvre']],
    ['lodz', ['Łódź']],
    ['київ', ['Київ']],
    ['bam', ['Bambus', 'bam']],
    ['am', ['Am Bach', 'Straße am See', 'Bambus', 'bam']],
    ['', []],
    ['xyz', []],
  ])('%s', (text, found) => {
    expect(index.find(text, 10)).toEqual(found);
  });
  test('it finds what a plain search of folded names finds, whatever the names are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 40 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
        (items, text) => {
          const wanted = folded(text);
          const plain = wanted === '' ? [] : items.filter((name) => folded(name).includes(wanted));
          expect(new FoldedIndex(items, (name) => name).find(text, 1000).toSorted()).toEqual(plain.toSorted());
        },
      ),
    );
  });
});

describe('W1 lengths', () => {
  test('the scale is 1, 2 or 5 with zeros, and fits, at any place and zoom', () => {
    const units = fc.constantFrom('metric', 'imperial', 'nautical');
    fc.assert(
      fc.property(
        fc.double({ min: -84, max: 84, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        units,
        (lat, zoom, system) => {
          const perPixel = metresPerPixel(lat, zoom);
          const metres = roundLength(96, perPixel, system);
          expect(metres / perPixel).toBeLessThanOrEqual(96.001);
          expect(metres / perPixel).toBeGreaterThan(15);
          expect(writeLength(metres, system, 'en').replace(/[^1-9]/g, '')).toMatch(/^[125]$/);
        },
      ),
    );
  });
  test.each([
    [500, 'metric', 'en', '500 m'],
    [1500, 'metric', 'de', '1,5 km'],
    [1609.344, 'imperial', 'en', '1 mi'],
    [30.48, 'imperial', 'en', '100 ft'],
    [1852, 'nautical', 'fr', '1 NM'],
  ] as const)('%d m in %s (%s) is %s', (metres, system, language, text) => {
    expect(writeLength(metres, system, language).replace(/\s/g, ' ')).toBe(text);
  });
});

describe('W2 what is shown', () => {
  test('icons of OsmAnd have pictures of ours, unknown ones a star', () => {
    const cases = {
      special_star: 'star',
      amenity_cafe: 'cup',
      tourism_hotel: 'bed',
      natural_peak: 'peak',
      special_heart: 'heart',
      'no such thing': 'star',
      '': 'star',
    };
    for (const [icon, glyph] of Object.entries(cases)) expect(glyphFor(icon)).toBe(glyph);
    expect(glyphPath('star')).toMatch(/^M/);
  });
  test('lines go the short way over the antimeridian, and points off the earth are left out', () => {
    const lines = [Float64Array.from([179, 10, -179, 11, 179.5, 12]), Float64Array.from([NaN, 1, 5, 99, 6, 7])];
    const [feature] = linesToFeatures([{ index: 3, color: '#123456', width: 4, arrows: true, lines }]).features;
    expect(feature?.id).toBe(3);
    expect(feature?.geometry.coordinates).toEqual([
      [
        [179, 10],
        [181, 11],
        [179.5, 12],
      ],
      [[6, 7]],
    ]);
  });
  test('tracks come out of their columns as they went in, and look at one memory', () => {
    const look = { color: '#123456', width: 4, arrows: true };
    const tracks = [
      { ...look, lines: [Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6)] },
      { ...look, width: 5, lines: [] },
      { ...look, lines: [Float64Array.of(), Float64Array.of(7, 8)] },
    ];
    const packed = packedTracks(tracks);
    expect(packed.looks).toHaveLength(2);
    const unpacked = unpackedTracks(packed);
    expect(unpacked).toEqual(tracks.map((track, index) => ({ index, ...track })));
    expect(new Set(unpacked.flatMap(({ lines }) => lines.map(({ buffer }) => buffer)))).toEqual(new Set([packed.places.buffer]));
    expect(unpackedTracks(packedTracks([]))).toEqual([]);
  });
  test('the stage keeps what is shown, tells of changes, and keeps an aim until the map is there', () => {
    const stage = new Stage();
    const changes: string[] = [];
    const end = stage.on('change', (what) => changes.push(what.kind));
    stage.showPoints('a', []);
    stage.highlight({ layer: 'a', id: '1' });
    stage.highlight({ layer: 'a', id: '1' });
    stage.goTo({ lat: 1, lon: 2 });
    stage.goTo({ lat: 3, lon: 4, zoom: 9 }, { animate: false });
    const stop = stage.place({ lat: 0, lon: 0, label: 'x', onMove: () => undefined });
    stop();
    stop();
    stage.hide('a');
    stage.hide('a');
    end();
    stage.hide('b');
    expect(changes).toEqual(['layer', 'highlight', 'aim', 'aim', 'placing', 'placing', 'layer']);
    expect(stage.takeAim()).toEqual({ kind: 'place', lat: 3, lon: 4, zoom: 9, animate: false });
    expect(stage.takeAim()).toBeNull();
  });
});

describe('W9 contrast of the map', () => {
  const kinds = ['standard', 'topographic', 'nautical'] as const;
  const looks = ['light', 'dark'] as const;
  test.each(kinds.flatMap((kind) => looks.map((look) => [kind, look] as const)))(
    '%s, %s: names on land and water reach 4.5 to 1 against their edge',
    (kind, look) => {
      const tokens = tokensOf(kind, look);
      for (const ink of ['label', 'labelSoft', 'labelCountry', 'labelWater', 'labelGreen', 'peak'] as const) {
        expect(contrast(tokens[ink], tokens.halo), ink).toBeGreaterThanOrEqual(4.5);
      }
      expect(contrast(tokens.label, tokens.land)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(tokens.labelCountry, tokens.land)).toBeGreaterThanOrEqual(4.5);
    },
  );
});

/** WCAG 2.2, relative luminance. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
