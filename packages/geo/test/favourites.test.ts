import { describe, expect, it } from 'vitest';
import { fileOfGroup, groupOfFile, parseColor, readFavourites, readGpx, samePoint, waypointsOf, writeFavourites } from '../src/index.ts';
import type { Favourite, FavouriteGroup } from '../src/index.ts';
import { file } from './help/points.ts';
import { filesBelow, readShared, sharedData } from './help/shared.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const fresh = (more: Partial<Favourite>): Favourite => ({
  ...{ name: 'New', group: '', place: { lat: 1, lon: 2 }, elevation: null, time: null, description: null, comment: null, address: null },
  ...{ links: [], color: null, icon: 'special_star', background: 'circle', hidden: false, visited: null, created: null, pickup: null },
  ...{ calendarEvent: false, element: null },
  ...more,
});

describe('favourites', () => {
  it.each([
    ['', 'favorites.gpx'],
    ['Food', 'favorites-Food.gpx'],
    ['Trips/Alps', 'favorites-Trips_%_Alps.gpx'],
    ['A: b', 'favorites-A_-_ b.gpx'],
    ['personal', 'favorites-personal.gpx'],
    ['Castle Bromwich зміна назви ще раз    :::', 'favorites-Castle Bromwich зміна назви ще раз    _-__-__-_.gpx'],
  ])('the group “%s” is in %s', (group, name) => {
    expect(fileOfGroup(group)).toBe(name);
    expect(groupOfFile(name)).toBe(group);
  });
  it('files of another kind have no group', () => {
    expect(groupOfFile('favourites.gpx')).toBeNull();
    expect(groupOfFile('markers.gpx')).toBeNull();
  });

  it('a point without a look of its own takes that of its group, then the default; bare names and the prefix are read', () => {
    const { groups } = readFavourites(
      file(
        [
          { name: 'plain', type: 'Food' },
          { name: 'own', type: 'Food', ext: { icon: 'bare', 'osmand:color': 'red', 'osmand:hidden': 'true' } },
          { name: 'elsewhere', ext: { 'osmand:color': '-16776961' } },
        ],
        [{ name: 'Food', color: '#eecc22', icon: 'shop_bakery', background: 'square', pinned: 'true', hidden: 'true' }],
      ),
    );
    const [food, other] = groups;
    expect(food).toMatchObject({ name: 'Food', pinned: true, hidden: true });
    expect(food?.points[0]).toMatchObject({ color: '#ffeecc22', icon: 'shop_bakery', background: 'square', hidden: false });
    expect(food?.points[1]).toMatchObject({ color: '#ffff0000', icon: 'bare', background: 'square', hidden: true });
    expect(other).toMatchObject({ name: '', pinned: false });
    expect(other?.points[0]).toMatchObject({ color: '#ff0000ff', icon: 'special_star', background: 'circle' });
  });

  it('the old single file holds several groups', () => {
    const { groups } = readFavourites(
      file([{ name: 'a', type: 'X' }, { name: 'b' }, { name: 'c', type: 'X' }, { name: 'home', type: 'personal' }]),
    );
    expect(groups.map(({ name, points }) => [name, points.map((point) => point.name)])).toEqual([
      ['X', ['a', 'c']],
      ['', ['b']],
      ['personal', ['home']],
    ]);
  });

  it('a look equal to the group is left out, another is written with the prefix', () => {
    const look = { color: '#ffeecc22', icon: 'shop_bakery', background: 'circle' };
    const same = fresh({ name: 'same', color: look.color, icon: look.icon });
    const own = fresh({ name: 'own', color: '#ff112233', icon: 'x', hidden: true, address: 'Main & Co', time: Date.UTC(2026, 4, 2, 10) });
    const group: FavouriteGroup = { name: 'Trips/Alps', look, hidden: true, pinned: false, points: [same, own] };
    const bytes = writeFavourites([group]);
    expect(text(bytes)).toContain('lat="1.0000000" lon="2.0000000"');
    expect(text(bytes)).toContain('<osmand:icon>x</osmand:icon>');
    expect(text(bytes)).not.toContain('<osmand:icon>shop_bakery');
    expect(text(bytes)).toContain('<osmand:address>Main &amp; Co</osmand:address>');
    const [read] = readFavourites(bytes).groups;
    expect(read).toMatchObject({ name: 'Trips/Alps', look, hidden: true });
    expect(read?.points.map((point) => ({ ...point, element: null }))).toEqual(
      [same, own].map((point) => ({ ...point, group: 'Trips/Alps' })),
    );
  });

  it('an edit changes what it says and keeps all else', () => {
    const before = file(
      [
        { name: 'a', lat: '47.12345678901', type: 'X', ext: { 'x:own': 'kept', icon: 'bare', 'osmand:hidden': 'false' } },
        { name: 'b', type: 'X' },
      ],
      [{ name: 'X' }],
      {
        extensions: '<x:list>1</x:list>',
        body: '<trk><trkseg/></trk>',
      },
    );
    const { gpx, groups } = readFavourites(before);
    const edited = groups.map((group) => ({
      ...group,
      points: group.points.map((point) => (point.name === 'a' ? { ...point, description: 'new' } : point)),
    }));
    const after = text(writeFavourites(edited, gpx));
    for (const part of [
      'lat="47.12345678901"',
      '<x:own>kept</x:own>',
      '<icon>bare</icon>',
      '<x:list>1</x:list>',
      '<trkseg />',
      '<desc>new</desc>',
    ]) {
      expect(after).toContain(part);
    }
    expect(after).not.toContain('xmlns=""');
    expect(after.match(/xmlns:osmand/g)).toHaveLength(1);
  });

  it.skipIf(sharedData === null)('real files written again unchanged say the same, point by point', () => {
    for (const name of filesBelow('osmand').filter((path) => path.includes('favorites-'))) {
      const bytes = readShared(name);
      const { gpx, groups } = readFavourites(bytes);
      expect(groups.flatMap(({ points }) => points).length).toBeGreaterThan(1);
      const [before, after] = [waypointsOf(gpx), waypointsOf(readGpx(writeFavourites(groups, gpx)))];
      expect(after).toEqual(before);
    }
  });

  it('colours: names, short, long and decimal forms; 0 and nonsense are none', () => {
    expect(['red', '#f00', '#ff0000', '#FFFF0000', '-65536'].map(parseColor)).toEqual(Array(5).fill('#ffff0000'));
    expect(['0', '', '#12', 'nonsense'].map(parseColor)).toEqual([null, null, null, null]);
  });

  it('points are equal within 0.1 m and a second, with null as empty (device-api 3.6)', () => {
    const point = (more: Parameters<typeof file>[0][number]) => waypointsOf(readGpx(file([{ name: 'a', lat: 47, lon: 8, ...more }])))[0]!;
    const same = (a: Parameters<typeof point>[0], b: Parameters<typeof point>[0]): boolean => samePoint(point(a), point(b));
    expect(same({}, { lat: 47.0000008 })).toBe(true);
    expect(same({}, { lat: 47.000002 })).toBe(false);
    expect(same({ desc: '' }, {})).toBe(true);
    expect(same({ desc: 'x' }, {})).toBe(false);
    expect(
      same({ ext: { 'osmand:visited_date': '2026-01-01T00:00:00Z' } }, { ext: { 'osmand:visited_date': '2026-01-01T00:00:00.900Z' } }),
    ).toBe(true);
    expect(
      same({ ext: { 'osmand:visited_date': '2026-01-01T00:00:00Z' } }, { ext: { 'osmand:visited_date': '2026-01-01T00:00:01Z' } }),
    ).toBe(false);
    expect(same({ ext: { 'osmand:icon': 'special_star', 'osmand:hidden': 'false' } }, {})).toBe(true);
    expect(same({ ext: { icon: 'x' } }, { ext: { 'osmand:icon': 'x' } })).toBe(true);
    expect(same({ name: 'b' }, {})).toBe(false);
  });
});
