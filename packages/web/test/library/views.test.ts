import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry, TrackRecord } from '../../src/device/index/records.ts';
import { columnsOf, placeAt } from '../../src/device/index/place-columns.ts';
import { placeIn, placesIn } from '../../src/library/places.ts';
import { lookOf, tracksIn } from '../../src/library/tracks.ts';
import { keyTarget, typedTarget, windowOf } from '../../src/parts/big-list-moves.ts';
import { areaOf, lineOf, rangeOf } from '../../src/screens/tracks/chart-paths.ts';
import { ordered, wordsIn } from '../../src/screens/favourites/order.ts';
import { measureIn } from '../../src/words/use-measure.ts';

const entry = (type: string, name: string, record: Entry['record'] = null): Entry => ({
  key: { type, name },
  hash: name,
  size: 10,
  modified: 5,
  record,
});
const entries = (...list: Entry[]): ReadonlyMap<string, Entry> => new Map(list.map((one) => [`${one.key.type}/${one.key.name}`, one]));
const track: TrackRecord = {
  ...{ kind: 'track', title: 't', description: '', activity: '', bounds: null, points: 2, segments: 1, waypoints: 0, lines: [] },
  statistics: { distance: 1, time: null, movingSeconds: null, elevation: null },
  look: { color: '#ff0000', width: 'bold' },
};
const place = (name: string, time: number | null, lat = 0) => ({
  ...{ name, place: { lat, lon: 0 }, elevation: null, time, description: null, comment: null, address: null, links: [] },
  ...{
    color: null,
    icon: 'special_star',
    background: 'circle',
    hidden: false,
    visited: null,
    created: null,
    pickup: null,
    calendarEvent: false,
  },
});
const group = (name: string, pinned: boolean, ...points: ReturnType<typeof place>[]) => ({
  ...{ name, pinned, hidden: false, points: columnsOf(points), look: { color: null, icon: null, background: null } },
});

describe('W2 S11 tracks as lists show them', () => {
  const view = tracksIn(
    entries(
      entry('GPX', 'a.gpx', track),
      entry('GPX', 'a.gpx.info', { kind: 'companion', values: { color: '#ff00ff00', show_arrows: true, n: { deep: 1 } } }),
      entry('GPX', 'alps/east/b.gpx', { kind: 'unreadable', reason: { code: 'other' } }),
      entry('GPX', 'empty/inner/__folder__.info'),
      entry('FAVOURITES', 'favorites.gpx'),
    ),
  );
  it('data-formats 8.10, 8.11: folders by their tracks and their marks; companions and marks are no tracks', () => {
    expect(view.all.map(({ name }) => name)).toEqual(['a.gpx', 'alps/east/b.gpx']);
    expect([...view.byPath.keys()].sort()).toEqual(['', 'alps', 'alps/east', 'empty', 'empty/inner']);
    expect(view.root).toMatchObject({ count: 2, size: 20, newest: 5 });
  });
  it('data-formats 8.8: the look of the companion comes before that of the file', () => {
    expect(view.byName.get('a.gpx')?.look).toEqual({ color: '#00ff00', width: 6, arrows: true });
    expect(view.byName.get('alps/east/b.gpx')).toMatchObject({ fault: { code: 'other' }, record: null });
    expect(lookOf({ width: '12', color: 'no colour' })).toEqual({ color: '#d0342c', width: 7.5, arrows: false });
  });
  it('what did not change is the same object, so that nothing is drawn again', () => {
    const one = entry('GPX', 'a.gpx', track);
    expect(tracksIn(entries(one)).all[0]).toBe(tracksIn(entries(one)).all[0]);
  });
});

describe('W2 favourites as lists show them', () => {
  const file = entry('FAVOURITES', 'favorites-x.gpx', {
    kind: 'places',
    groups: [group('b', false, place('B2', 5, 2), place('B10', null, 1)), group('a', true, place('Ä <hut>', 9))],
  });
  const view = placesIn(entries(file, entry('FAVOURITES', 'favorites-y.gpx', { kind: 'unreadable', reason: { code: 'other' } })));
  const items = view.groups[1]?.items ?? [];
  it('pinned groups first; files that cannot be read are told', () => {
    expect(view.groups.map(({ group: { name } }) => name)).toEqual(['a', 'b']);
    expect(view).toMatchObject({ count: 3, unreadable: [{ reason: { code: 'other' } }] });
    expect(items.map(({ file: of, group: name, index }) => [of, name, index])).toEqual([
      ['favorites-x.gpx', 'b', 0],
      ['favorites-x.gpx', 'b', 1],
    ]);
  });
  it('orders by name with numbers, by date, by distance', () => {
    const names = (order: Parameters<typeof ordered>[2]): string[] =>
      ordered(view.groups[1]!, [], order, { lat: 0, lon: 0 }).map((item) => item.name);
    expect(names('name')).toEqual(['B2', 'B10']);
    expect(names('newest')).toEqual(['B2', 'B10']);
    expect(names('nearest')).toEqual(['B10', 'B2']);
  });
  it('finds each word in name, address and description', () => {
    const found = (query: string): string[] => ordered(view.groups[0]!, wordsIn(query), 'name', null).map(({ name }) => name);
    expect([found(' HUT  ä '), found('hut b')]).toEqual([['Ä <hut>'], []]);
  });
  it('search says the same as looking at each', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'ß', 'İ', ' '), maxLength: 3 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), word, (names, query) => {
        const [made] = placesIn(
          entries(entry('FAVOURITES', 'f.gpx', { kind: 'places', groups: [group('g', false, ...names.map((name) => place(name, 1)))] })),
        ).groups;
        const words = wordsIn(query);
        const wanted = names.flatMap((name, index) => (words.every((one) => name.toLocaleLowerCase().includes(one)) ? [index] : []));
        expect(ordered(made!, words, 'newest', null).map(({ index }) => index)).toEqual(wanted);
      }),
    );
  });
  it('a place keeps its key when others come and go; equal ones are told apart', () => {
    const keys = (...points: ReturnType<typeof place>[]) => {
      const [made] = placesIn(entries(entry('FAVOURITES', 'f.gpx', { kind: 'places', groups: [group('g', false, ...points)] }))).groups;
      return { made: made!, keys: made!.items.map(({ key }) => key) };
    };
    const before = keys(place('a', 1), place('b', 1, 46.5), place('b', 2, 46.5), place('', 1));
    const after = keys(place('b', 1, 46.5), place('', 1));
    expect(new Set(before.keys).size).toBe(4);
    expect(after.keys).toEqual([before.keys[1], before.keys[3]]);
    for (const [index, key] of before.keys.entries()) expect(placeIn(before.made, key)?.index).toBe(index);
    expect(placeIn(after.made, before.keys[0]!)).toBeNull();
  });
  it('what goes into columns comes out of them', () => {
    const text = fc.option(fc.string(), { nil: null });
    const number = fc.option(fc.double({ noNaN: true }), { nil: null });
    const any = fc.record({
      ...{ name: fc.string(), description: text, comment: text, address: text, color: text, icon: fc.string(), background: fc.string() },
      ...{ elevation: number, time: number, visited: number, created: number, pickup: number },
      place: fc.option(fc.record({ lat: fc.double({ noNaN: true, min: -90, max: 90 }), lon: fc.double({ noNaN: true }) }), { nil: null }),
      ...{ links: fc.array(fc.string(), { maxLength: 2 }), hidden: fc.boolean(), calendarEvent: fc.boolean() },
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (places) => {
        const columns = structuredClone(columnsOf(places));
        expect(places.map((_, index) => placeAt(columns, index))).toEqual(places);
        expect([...columns.byName].sort((a, b) => a - b)).toEqual(places.map((_, index) => index));
      }),
    );
  });
});

describe('W9 long lists', () => {
  it('only what is seen is drawn', () => {
    expect(windowOf(6000, 600, 60, 20_000)).toEqual({ from: 92, to: 119, page: 10 });
    expect(windowOf(0, 600, 60, 3)).toEqual({ from: 0, to: 3, page: 10 });
  });
  it('keys move within the list', () => {
    expect(['ArrowDown', 'ArrowUp', 'PageDown', 'Home', 'End', 'x'].map((key) => keyTarget(key, 4, 8, 10))).toEqual([5, 3, 7, 0, 7, null]);
  });
  it('typing goes to the next row that begins so', () => {
    const rows = ['Anna', 'Berta', 'Bodo', 'a b'].map((text) => ({ text }));
    const typed = { text: '', at: 0 };
    const type = (key: string, timeStamp: number, current: number) =>
      typedTarget({ key, ctrlKey: false, metaKey: false, altKey: false, timeStamp }, rows, current, typed);
    expect([
      type('b', 1000, 0),
      type('o', 1100, 1),
      type('b', 3000, 2),
      type('a', 5000, 0),
      type(' ', 5100, 3),
      type('Enter', 5200, 0),
    ]).toEqual([1, 2, 1, 3, 3, null]);
    expect(type(' ', 9000, 0)).toBeNull();
  });
});

describe('W2 charts', () => {
  it('gaps stay gaps, and a flat profile is not blown up', () => {
    const values = Float64Array.of(1, 2, NaN, 3);
    expect(rangeOf(values, values)).toEqual({ least: 1, most: 3 });
    expect(rangeOf(Float64Array.of(NaN), Float64Array.of(NaN))).toBeNull();
    expect(lineOf(values, { least: 0, most: 100 }, 100, 100).match(/M/g)).toHaveLength(2);
    expect(areaOf(Float64Array.of(5, 5), { least: 5, most: 5 }, 100, 100)).toBe('M25.0 100L25.0 96.0L75.0 96.0L75.0 100Z');
  });
});

describe('W1 W8 units', () => {
  it('distances, heights, speeds and times', () => {
    const [metric, imperial, nautical] = (['metric', 'imperial', 'nautical'] as const).map((units) => measureIn('en', units));
    expect([metric!.distance(999), metric!.distance(42_100), imperial!.distance(1609.344), nautical!.distance(18_520)]).toEqual([
      '999 m',
      '42.1 km',
      '1 mi',
      '10.0 nmi',
    ]);
    expect([metric!.speed(10), nautical!.speed(10), imperial!.height(1000)]).toEqual(['36 km/h', '19.4 kn', '3,281 ft']);
    expect([metric!.duration(59), metric!.duration(3661)]).toEqual(['0:59', '1:01:01']);
  });
});
