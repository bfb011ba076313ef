import {
  categoryOf,
  companionOf,
  fileTypeOf,
  fileTypes,
  fixedNameOf,
  folderOfMark,
  freeTypes,
  isCompanion,
  isFolderMark,
  isFree,
  isMap,
  mainOf,
  markOfFolder,
  subTypeOf,
  titleOf,
} from '@cairn/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyName } from './names.ts';

describe('types', () => {
  test('P1 exactly five types are free', () => {
    expect([...freeTypes].sort()).toEqual(['FAVOURITES', 'GLOBAL', 'OSM_EDITS', 'OSM_NOTES', 'PROFILE']);
    for (const line of fileTypes) expect(isFree(line.type), line.type).toBe(freeTypes.includes(line.type));
    expect(isFree('GPX')).toBe(false);
    expect(isFree('SOMETHING_NEW')).toBe(false);
  });

  test('each line of "what to back up", each type and each fixed name stands once', () => {
    const lines = fileTypes.map((line) => line.exportType);
    const types = fileTypes.filter((line) => line.type !== 'FILE').map((line) => line.type);
    const fixed = fileTypes.flatMap((line) => line.fixedName ?? []);
    for (const list of [lines, types, fixed]) expect(new Set(list).size).toBe(list.length);
  });

  test.each([
    ['PROFILE', 'profile_car.json', 'settings', 'PROFILE', null],
    ['GLOBAL', 'general_settings.json', 'settings', 'GLOBAL', 'general_settings.json'],
    ['QUICK_ACTIONS', 'abc.json', 'settings', 'QUICK_ACTIONS', null],
    ['POI_UI_FILTERS', 'poi_ui_filters.json', 'settings', 'POI_TYPES', 'poi_ui_filters.json'],
    ['AVOID_ROADS', 'avoid_roads.json', 'settings', 'AVOID_ROADS', 'avoid_roads.json'],
    ['FILE', 'color-palette/user_palette_default.txt', 'settings', 'COLOR_PALETTE', null],
    ['FAVOURITES', 'favorites-Food.gpx', 'my-places', 'FAVORITES', null],
    ['GPX', 'hikes/Sunday loop.gpx', 'my-places', 'TRACKS', null],
    ['GPX_DIR', 'hikes.json', 'my-places', 'TRACK_FOLDERS', null],
    ['OSM_NOTES', 'osm_notes.json', 'my-places', 'OSM_NOTES', 'osm_notes.json'],
    ['OSM_EDITS', 'osm_edits.json', 'my-places', 'OSM_EDITS', 'osm_edits.json'],
    ['FILE', 'avnotes/x.jpg', 'my-places', 'MULTIMEDIA_NOTES', null],
    ['ACTIVE_MARKERS', 'markers.gpx', 'my-places', 'ACTIVE_MARKERS', 'markers.gpx'],
    ['HISTORY_MARKERS', 'history_markers.gpx', 'my-places', 'HISTORY_MARKERS', 'history_markers.gpx'],
    ['SEARCH_HISTORY', 'search_history.json', 'my-places', 'SEARCH_HISTORY', 'search_history.json'],
    ['NAVIGATION_HISTORY', 'navigation_history.json', 'my-places', 'NAVIGATION_HISTORY', 'navigation_history.json'],
    ['ITINERARY_GROUPS', 'itinerary.gpx', 'my-places', 'ITINERARY_GROUPS', 'itinerary.gpx'],
    ['FILE', 'rendering/mine.render.xml', 'resources', 'CUSTOM_RENDER_STYLE', null],
    ['FILE', 'routing/mine.xml', 'resources', 'CUSTOM_ROUTING', null],
    ['ONLINE_ROUTING_ENGINES', 'online_routing_engines.json', 'resources', 'ONLINE_ROUTING_ENGINES', 'online_routing_engines.json'],
    ['MAP_SOURCES', 'map_sources.json', 'resources', 'MAP_SOURCES', 'map_sources.json'],
    ['FILE', 'Andorra_europe.obf', 'resources', 'STANDARD_MAPS', null],
    ['FILE', 'tiles/Topo.sqlitedb', 'resources', 'STANDARD_MAPS', null],
    ['FILE', 'wiki/Andorra.wiki.obf', 'resources', 'WIKI_AND_TRAVEL', null],
    ['FILE', 'Andorra.wiki.obf', 'resources', 'WIKI_AND_TRAVEL', null],
    ['FILE', 'Andorra.travel.obf', 'resources', 'WIKI_AND_TRAVEL', null],
    ['FILE', 'North_sea.depth.obf', 'resources', 'DEPTH_DATA', null],
    ['FILE', 'roads/Andorra.road.obf', 'resources', 'ROAD_MAPS', null],
    ['FILE', 'srtm/Andorra.srtm.obf', 'resources', 'TERRAIN_DATA', null],
    ['FILE', 'Andorra.srtmf.obf', 'resources', 'TERRAIN_DATA', null],
    ['FILE', 'geotiff/Slope.tif', 'resources', 'TERRAIN_DATA', null],
    ['FILE', 'voice/de-tts/de_tts.js', 'resources', 'TTS_VOICE', null],
    ['FILE', 'voice/de-tts', 'resources', 'TTS_VOICE', null],
    ['FILE', 'voice/de/left.ogg', 'resources', 'VOICE', null],
    ['FILE', 'backup/favourites_1.gpx', 'resources', 'FAVORITES_BACKUP', null],
    ['FILE', 'tracks/hikes/a.gpx', 'my-places', 'TRACKS', null],
    ['FILE', 'something/else.bin', 'resources', 'OTHER', null],
  ] as const)('S7 %s %s is in %s', (type, name, category, exportType, fixedName) => {
    const key = { type, name };
    expect(categoryOf(key)).toBe(category);
    expect(fileTypeOf(key)?.exportType).toBe(exportType);
    expect(fixedNameOf(type)).toBe(fixedName);
    expect(fileTypeOf({ type, name: companionOf(name) })?.exportType, 'the companion belongs where its file does').toBe(exportType);
  });

  test('an unknown type is a resource and is called by its own name', () => {
    const key = { type: 'TELEPORTS', name: 'x.json' };
    expect([categoryOf(key), fileTypeOf(key), titleOf(key)]).toEqual(['resources', null, 'TELEPORTS']);
    expect(titleOf({ type: 'FILE', name: 'avnotes/a.mp4' })).toBe('Photos, recordings and films');
  });

  test('a folder tells before an ending does', () => {
    expect(subTypeOf('avnotes/scan.tif')?.name).toBe('multimedia_notes');
    expect(subTypeOf('rendering/readme.txt')?.name).toBe('rendering_style');
    expect(subTypeOf('rendering')).toBeNull();
  });
});

describe('maps', () => {
  test.each([
    'A.obf',
    'wiki/A.wiki.obf',
    'A.srtmf.obf',
    'deep/folder/A.obf',
    'tiles/x.sqlitedb',
    'x.sqlitedb',
    'geotiff/a.tif',
    'a.tif',
    'A.OBF',
  ])('S9 %s is a map', (name) => expect(isMap({ type: 'FILE', name })).toBe(true));
  test.each(['tracks/a.obf', 'avnotes/scan.tif', 'rendering/a.obf', 'backup/a.obf', 'A.obf.info', 'a.obf.txt', 'tiles/x/1/2/3.png', 'obf'])(
    'S9 %s is no map',
    (name) => expect(isMap({ type: 'FILE', name })).toBe(false),
  );
  test('S9 only a FILE is a map', () => expect(isMap({ type: 'GPX', name: 'a.obf' })).toBe(false));
});

describe('companions and marks', () => {
  test.each([
    ['a.gpx.info', 'a.gpx'],
    ['x/a.gpx.info', 'x/a.gpx'],
    ['a.info.info', 'a.info'],
    ['__folder__.info', '__folder__'],
    ['x/__folder__.info', null],
    ['.info', null],
    ['x/.info', null],
    ['a.INFO', null],
    ['info', null],
    ['a\n.info', 'a\n'],
  ])('%j belongs to %j', (name, main) => {
    expect(mainOf(name)).toBe(main);
    expect(isCompanion(name)).toBe(main !== null);
  });

  test('a mark stands for its folder', () => {
    expect(isFolderMark('hikes/2026/__folder__.info')).toBe(true);
    expect(folderOfMark('hikes/2026/__folder__.info')).toBe('hikes/2026');
    expect(markOfFolder('hikes/2026')).toBe('hikes/2026/__folder__.info');
    expect(isFolderMark('__folder__.info')).toBe(false);
    expect(folderOfMark('hikes/a.gpx')).toBeNull();
  });

  test('companion and main undo each other; no name is both companion and mark', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const main = mainOf(name);
        if (main !== null) expect(companionOf(main)).toBe(name);
        if (isCompanion(companionOf(name))) expect(mainOf(companionOf(name))).toBe(name);
        expect(isCompanion(name) && isFolderMark(name)).toBe(false);
      }),
    );
  });
});
