import type { FileKey } from '@cairn/protocol';
import { isStateDirectory, markAt, meaningOfFile, offersMark, placementOf, stateFolder } from '@cairn/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyKey, segment } from './names.ts';

/** The table "The folder of a device", row by row, both ways. */
const table: [type: string, name: string, path: string][] = [
  ['GPX', 'hikes/Sunday loop.gpx', 'tracks/hikes/Sunday loop.gpx'],
  ['GPX', 'notes.txt', 'tracks/notes.txt'],
  ['GPX', 'tracks/a.gpx', 'tracks/tracks/a.gpx'],
  ['GPX', '.cairn/a.gpx', 'tracks/.cairn/a.gpx'],
  ['FAVOURITES', 'favorites.gpx', 'favorites/favorites.gpx'],
  ['FAVOURITES', 'favorites-Trips_%_Alps.gpx', 'favorites/favorites-Trips_%_Alps.gpx'],
  ['FILE', 'rendering/mine.render.xml', 'rendering/mine.render.xml'],
  ['FILE', 'avnotes/x.jpg', 'avnotes/x.jpg'],
  ['FILE', 'Andorra.obf', 'Andorra.obf'],
  ['FILE', 'tiles/Topo.sqlitedb', 'tiles/Topo.sqlitedb'],
  ['PROFILE', 'profile_car.json', 'profiles/profile_car.json'],
  ['QUICK_ACTIONS', 'abc.json', 'quick_actions/abc.json'],
  ['GLOBAL', 'general_settings.json', 'general_settings.json'],
  ['POI_UI_FILTERS', 'poi_ui_filters.json', 'poi_ui_filters.json'],
  ['AVOID_ROADS', 'avoid_roads.json', 'avoid_roads.json'],
  ['MAP_SOURCES', 'map_sources.json', 'map_sources.json'],
  ['OSM_NOTES', 'osm_notes.json', 'osm_notes.json'],
  ['OSM_EDITS', 'osm_edits.json', 'osm_edits.json'],
  ['ACTIVE_MARKERS', 'markers.gpx', 'markers.gpx'],
  ['HISTORY_MARKERS', 'history_markers.gpx', 'history_markers.gpx'],
  ['SEARCH_HISTORY', 'search_history.json', 'search_history.json'],
  ['NAVIGATION_HISTORY', 'navigation_history.json', 'navigation_history.json'],
  ['ITINERARY_GROUPS', 'itinerary.gpx', 'itinerary.gpx'],
  ['ONLINE_ROUTING_ENGINES', 'online_routing_engines.json', 'online_routing_engines.json'],
  ['GPX', 'hikes/a.gpx.info', '.cairn/info/GPX/hikes/a.gpx.info'],
  ['PROFILE', 'profile_car.json.info', '.cairn/info/PROFILE/profile_car.json.info'],
  ['GLOBAL', 'general_settings.json.info', '.cairn/info/GLOBAL/general_settings.json.info'],
  ['FILE', 'tracks/a.gpx.info', '.cairn/info/FILE/tracks/a.gpx.info'],
  ['TELEPORTS', 'x/y.bin', '.cairn/other/TELEPORTS/x/y.bin'],
  ['TELEPORTS', 'x.bin.info', '.cairn/info/TELEPORTS/x.bin.info'],
  ['GPX_DIR', 'hikes.json', '.cairn/other/GPX_DIR/hikes.json'],
  ['GLOBAL', 'unusual.json', '.cairn/other/GLOBAL/unusual.json'],
  ['gpx', 'a', '.cairn/other/%67%70%78/a'],
  ['A/B', 'a', '.cairn/other/A%2FB/a'],
  ['..', 'a', '.cairn/other/%2E%2E/a'],
];

describe('the folder of a device', () => {
  test.each(table)('%s %j lies at %j', (type, name, path) => {
    expect(placementOf({ type, name })).toEqual({ kind: 'file', segments: path.split('/') });
    expect(meaningOfFile(path.split('/'))).toEqual({ kind: 'file', key: { type, name } });
  });

  test.each([
    ['GPX', 'hikes/2026/__folder__.info', 'tracks/hikes/2026'],
    ['FAVOURITES', 'x/__folder__.info', 'favorites/x'],
    ['FILE', 'rendering/old/__folder__.info', 'rendering/old'],
    ['TELEPORTS', 'x/__folder__.info', '.cairn/other/TELEPORTS/x'],
  ])('%s %j is the empty directory %j', (type, name, path) => {
    expect(placementOf({ type, name })).toEqual({ kind: 'directory', segments: path.split('/') });
    expect(markAt(path.split('/'))).toEqual({ type, name });
  });

  test('only folders of tracks offer marks of their own', () => {
    expect(offersMark(['tracks', 'hikes'])).toBe(true);
    for (const path of ['tracks', 'rendering', 'rendering/old', '.cairn', 'favorites/x'])
      expect(offersMark(path.split('/')), path).toBe(false);
  });

  test.each([
    'tracks/a.gpx',
    'favorites/a',
    'profiles/a',
    'quick_actions/a',
    '.cairn/x',
    '.cairn/info/GPX/a.info2',
    'general_settings.json',
  ])('a FILE named %j fails on this device only', (name) => {
    const placement = placementOf({ type: 'FILE', name });
    expect(placement.kind).toBe('impossible');
    expect(placement).toHaveProperty('reason', expect.stringContaining('kept for other data'));
  });

  test.each([
    'Tracks/a',
    'TRACKS/a',
    '.Cairn/x',
    '.ca\u200cirn/x',
    '.cairn./x',
    '.cairn /x',
    'tracks:b/a',
    'track\u017f/a',
    'MARKERS.gpx',
    'markers.gpx/x',
  ])('a FILE named %j, which a careless disk takes for a reserved one, fails too', (name) =>
    expect(placementOf({ type: 'FILE', name }).kind).toBe('impossible'),
  );

  test.each([
    '../a',
    'a/../b',
    '.',
    '/a',
    'a//b',
    'a/',
    'a\0b',
    '\ud800',
    '',
    'x/../__folder__.info',
    '/__folder__.info',
    '../a.info',
    '//a.info',
  ])('a name %j that is no path fails whatever its type', (name) => {
    for (const type of ['GPX', 'FILE', 'FAVOURITES', 'TELEPORTS', 'GLOBAL'])
      expect(placementOf({ type, name }).kind, type).toBe('impossible');
  });

  test.each([
    '.cairn/state.db',
    '.cairn/undo/tracks/a.gpx',
    '.cairn',
    '.cairn/info',
    '.cairn/info/GPX',
    '.cairn/info/GPX/a.gpx',
    '.cairn/other/x/a',
  ])('%j is state of the device', (path) => expect(meaningOfFile(path.split('/'))).toEqual({ kind: 'state' }));
  test('state need not be entered, companions and other types must', () => {
    const skipped = ['.cairn/undo', '.cairn/tmp', '.cairn/undo/info'].map((path) => isStateDirectory(path.split('/')));
    expect(skipped).toEqual([true, true, true]);
    for (const path of ['.cairn', '.cairn/info', '.cairn/other', '.cairn/info/GPX', 'tracks/.cairn/x'])
      expect(isStateDirectory(path.split('/')), path).toBe(false);
  });

  test.each([
    '.cairn/other/GPX/a.gpx',
    '.cairn/other/FILE/a',
    '.cairn/other/GLOBAL/general_settings.json',
    '.cairn/other/%47PX/a',
    '.cairn/other/T/a.info',
  ])('%j is not the place of anything', (path) => expect(meaningOfFile(path.split('/'))).toEqual({ kind: 'state' }));

  test.each([
    'tracks',
    'favorites',
    'tracks/a.gpx.info',
    'tracks/x/__folder__.info',
    'Tracks/a.gpx',
    'a.obf.info',
    'Markers.gpx',
    '.CAIRN/x',
  ])('%j is not OsmAnd data', (path) => expect(meaningOfFile(path.split('/'))).toEqual({ kind: 'foreign' }));

  test.each(['notes/plan.pdf', 'diary.txt', 'notes/plan.txt', 'README', 'tiles/Topo/10/511/340.png.tile', '.DS_Store'])(
    '%j counts only when it came from the cloud',
    (path) => expect(meaningOfFile(path.split('/'))).toEqual({ kind: 'known-only', key: { type: 'FILE', name: path } }),
  );
});

describe('properties of the layout', () => {
  const runs = { numRuns: 30_000 };

  test('what is placed is found again under the same key', () => {
    let placed = 0;
    fc.assert(
      fc.property(anyKey, (key) => {
        const placement = placementOf(key);
        if (placement.kind === 'impossible') return;
        placed++;
        if (placement.kind === 'directory') expect(markAt(placement.segments)).toEqual(key);
        else expect(meaningOfFile(placement.segments)).toHaveProperty('key', key);
      }),
      runs,
    );
    expect(placed).toBeGreaterThan(5_000);
  });

  test('what is found would be placed where it is', () => {
    const prefix = fc.constantFrom(
      [],
      ['tracks'],
      ['.cairn', 'info', 'GPX'],
      ['.cairn', 'other', 'NEW'],
      ['.cairn', 'other', '%41'],
      ['.cairn'],
    );
    const path = fc.tuple(prefix, fc.array(segment, { minLength: 1, maxLength: 4 })).map(([head, tail]) => [...head, ...tail]);
    fc.assert(
      fc.property(path, (segments) => {
        const meaning = meaningOfFile(segments);
        if ('key' in meaning) expect(placementOf(meaning.key)).toEqual({ kind: 'file', segments });
        const mark = markAt(segments);
        if (mark !== null) expect(placementOf(mark)).toEqual({ kind: 'directory', segments });
      }),
      runs,
    );
  });

  test('R44 no name leaves the folder, and none lands in the state of the device', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const placement = placementOf(key);
        if (placement.kind === 'impossible') return;
        const { segments } = placement;
        expect(segments.length).toBeGreaterThan(0);
        for (const part of segments) expect(part === '' || part === '.' || part === '..' || /[/\0]/.test(part)).toBe(false);
        if (segments[0] === stateFolder) expect(['info', 'other']).toContain(segments[1]);
        else expect(segments[0]?.toLowerCase().replace(/\p{DI}|[. ]+$/gu, '')).not.toBe(stateFolder);
      }),
      runs,
    );
  });

  test('no two keys share a path', () => {
    const seen = new Map<string, FileKey>();
    fc.assert(
      fc.property(anyKey, (key) => {
        const placement = placementOf(key);
        if (placement.kind === 'impossible') return;
        const path = `${placement.kind} ${placement.segments.join('/')}`;
        expect(seen.get(path) ?? key).toEqual(key);
        seen.set(path, key);
      }),
      runs,
    );
    expect(seen.size).toBeGreaterThan(1_000);
  });
});
