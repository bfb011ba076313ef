import type { FileKey } from '@cairn/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesAccess,
  layOutFolder,
  layOutOsf,
  openZip,
  OsfError,
  plainMember,
  readFolderArchive,
  readOsf,
  writeZip,
} from '../src/index.ts';
import type { OsfContents, OsfEntry, OsfRow, ZipArchive } from '../src/index.ts';
import { archiveOf, collected, text } from './help/archives.ts';
import { readShared, sharedData } from './help/shared.ts';

const contentOf = ({ type, name }: FileKey): Uint8Array => text(`${type} ${name}`);
const idOf = ({ type, name }: FileKey): string => `${type} ${name}`;

/** An archive of a layout; every file's content tells its key. */
async function archived(entries: readonly OsfEntry[]): Promise<ZipArchive> {
  const members = entries.map((entry) =>
    plainMember(entry.name, null, entry.kind === 'file' ? contentOf(entry.key) : entry.kind === 'bytes' ? entry.bytes : new Uint8Array(0)),
  );
  return openZip(bytesAccess(await collected(writeZip(members))));
}
async function filesOf(archive: ZipArchive, { files }: OsfContents): Promise<Record<string, string>> {
  const read = await Promise.all(
    files.map(async ({ key, content }) => [
      idOf(key),
      new TextDecoder().decode(content instanceof Uint8Array ? content : await archive.bytes(content, 1e6)),
    ]),
  );
  return Object.fromEntries(read) as Record<string, string>;
}
const read = async (files: Readonly<Record<string, string>>): Promise<{ files: Record<string, string>; left: string[] }> => {
  const archive = await openZip(bytesAccess(await archiveOf(files)));
  const contents = await readOsf(archive);
  return { files: await filesOf(archive, contents), left: contents.left.map(({ name }) => name) };
};
const rows: OsfRow[] = [
  { type: 'GLOBAL', name: 'general_settings.json', info: null },
  {
    type: 'PROFILE',
    name: 'profile_car.json',
    info: text('{"type":"PROFILE","file":"profile_car.json","appMode":{"stringKey":"car","order":2}}'),
  },
  {
    type: 'GPX',
    name: 'hikes/Sunday loop.gpx',
    info: text('{ "type" : "GPX", "file":"\\/tracks\\/hikes\\/Sunday loop.gpx","subtype":"gpx","color":"#ff1010a0"}'),
  },
  { type: 'FAVOURITES', name: 'favorites-Food.gpx', info: null },
  { type: 'FILE', name: 'rendering/mystyle.render.xml', info: null },
  { type: 'FILE', name: 'color-palette/user.txt', info: null },
  { type: 'FILE', name: 'notes/plan.pdf', info: text('no JSON') },
  { type: 'GPX', name: 'empty folder/__folder__.info', info: null },
  { type: 'NEW_TYPE', name: 'anything', info: null },
  { type: 'QUICK_ACTIONS', name: 'gone.json.info', info: null },
];
/** What the rows are as files: companions are files of their own. */
const filesOfRows = (given: readonly OsfRow[]): Record<string, string> =>
  Object.fromEntries(
    given.flatMap(({ info, ...key }) => {
      const content = key.name.endsWith('/__folder__.info') && key.type === 'GPX' ? '' : new TextDecoder().decode(contentOf(key));
      return [[idOf(key), content], ...(info === null ? [] : [[`${idOf(key)}.info`, new TextDecoder().decode(info)]])];
    }),
  ) as Record<string, string>;

describe('W5 .osf written (data-formats 8.12)', () => {
  it('the list stands first and says what OsmAnd reads: version, tracks/, sub-types, the keys of companions', async () => {
    const entries = layOutOsf(rows);
    const archive = await archived(entries);
    expect(archive.entries[0]?.name).toBe('items.json');
    const list: unknown = JSON.parse(new TextDecoder().decode(await archive.bytes(archive.entries[0]!, 1e6)));
    expect(list).toEqual({
      version: 3,
      items: [
        { type: 'GLOBAL', file: 'general_settings.json' },
        { type: 'PROFILE', file: 'profile_car.json', appMode: { stringKey: 'car', order: 2 } },
        { type: 'GPX', file: 'tracks/hikes/Sunday loop.gpx', subtype: 'gpx', color: '#ff1010a0' },
        { type: 'FAVOURITES', file: 'favorites-Food.gpx' },
        { type: 'FILE', file: 'rendering/mystyle.render.xml', subtype: 'rendering_style' },
        { type: 'FILE', file: 'color-palette/user.txt', subtype: 'colors_palette' },
        { type: 'FILE', file: 'notes/plan.pdf', subtype: 'other' },
        { type: 'NEW_TYPE', file: 'anything' },
      ],
    });
    expect(archive.entry('tracks/hikes/Sunday loop.gpx')).not.toBeNull();
    expect(archive.entry('tracks/empty folder/')?.directory).toBe(true);
  });

  it('S11 what was written comes back byte for byte, companions and empty folders with it', async () => {
    const archive = await archived(layOutOsf(rows));
    const contents = await readOsf(archive);
    expect(contents.left).toEqual([]);
    expect(await filesOf(archive, contents)).toEqual(filesOfRows(rows));
  });

  it('R43 names that no archive should hold are cleaned in it and exact when it is read', async () => {
    const odd: OsfRow[] = ['a\\b.gpx', 'a_b.gpx', 'line\r\nend.gpx', 'a//b.gpx', 'C:x.gpx', 'ж'.repeat(300)].flatMap((name) => [
      { type: 'GPX', name, info: text('{"color":"red"}') },
      { type: 'FILE', name, info: null },
    ]);
    const withReserved = [...odd, { type: 'FILE', name: 'tracks/a_b.gpx', info: null }, { type: 'FILE', name: 'items.json', info: null }];
    const archive = await archived(layOutOsf(withReserved));
    expect(archive.entries.every(({ name }) => !/[\\\r\n]/.test(name))).toBe(true);
    const contents = await readOsf(archive);
    expect(contents.left).toEqual([]);
    expect(await filesOf(archive, contents)).toEqual(filesOfRows(withReserved));
  });

  it('any set of cloud files', async () => {
    const key = fc.record({
      type: fc.constantFrom('GPX', 'FILE', 'FAVOURITES', 'PROFILE', 'GLOBAL', 'X Y'),
      name: fc.stringMatching(/^[a-zB:\\_ \n.]{1,5}(\/[a-z]{1,3}){0,2}$/).filter((name) => !name.split('/').some((it) => /^\.+$/.test(it))),
      info: fc.option(fc.constantFrom('{}', '{"a":1}', 'x').map(text)),
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { selector: (it) => `${it.type} ${it.name}` }), async (given) => {
        const archive = await archived(layOutOsf(given));
        const contents = await readOsf(archive);
        expect(contents.left).toEqual([]);
        expect(await filesOf(archive, contents)).toEqual(filesOfRows(given));
      }),
    );
  });
});

describe('W5 .osf read (data-formats 8.13, 8.14)', () => {
  it('a version that is newer is refused, a missing one is not', async () => {
    await expect(read({ 'items.json': '{"version":4,"items":[]}' })).rejects.toThrow(/version 4.*Nothing was imported/);
    expect((await read({ 'items.json': '{"items":[]}' })).files).toEqual({});
  });
  it('a file that is no container is told as such', async () => {
    await expect(read({ 'a.gpx': '<gpx/>' })).rejects.toThrow(OsfError);
    await expect(read({ 'items.json': '{' })).rejects.toThrow(OsfError);
    await expect(read({ 'items.json': '{"items":3}' })).rejects.toThrow(OsfError);
  });
  it('names without tracks/, keys beyond type and file as companion, unknown types kept', async () => {
    const item = '{"type":"GPX","file":"\\/tracks\\/hikes/a.gpx","subtype":"gpx","width":"thin"}';
    const found = await read({
      'tracks/hikes/a.gpx': 'track',
      'x.dat': 'new',
      'items.json': `{"items":[${item},{"type":"NEWEST","file":"x.dat"}],"version":1}`,
    });
    expect(found).toEqual({ files: { 'GPX hikes/a.gpx': 'track', 'GPX hikes/a.gpx.info': item, 'NEWEST x.dat': 'new' }, left: [] });
  });
  it('older lists: names without a file, content in the list, folders as items, FILE without its folder', async () => {
    const found = await read({
      'items.json': `{"version":2,"items":[
        {"type":"AVOID_ROADS","name":"avoid_roads","items":[{"latitude":1}]},
        {"type":"PROFILE","file":"profile_x.json","appMode":{"stringKey":"x"},"prefs":{"a":"b"}},
        {"type":"FILE","file":"/voice/de-tts","subtype":"tts_voice"},
        {"type":"FILE","file":"/mystyle.render.xml","subtype":"rendering_style"},
        {"type":"QUICK_ACTIONS","file":"missing.json"}, {"file":"no type"}, 7]}`,
      'voice/de-tts/de_tts.js': 'voice',
      'mystyle.render.xml': 'style',
    });
    expect(found.files).toEqual({
      'AVOID_ROADS avoid_roads.json': '{"items":[{"latitude":1}]}',
      'PROFILE profile_x.json': '{"a":"b"}',
      'PROFILE profile_x.json.info': '{"type":"PROFILE","file":"profile_x.json","appMode":{"stringKey":"x"}}',
      'FILE voice/de-tts/de_tts.js': 'voice',
      'FILE rendering/mystyle.render.xml': 'style',
    });
    expect(found.left).toEqual(['missing.json', 'no type']);
  });
  it('entries that the list does not name are kept where their place tells what they are', async () => {
    const found = await read({
      'items.json': '{"items":[]}',
      'tracks/lost.gpx': 'track',
      'notes/plan.pdf': 'plan',
      '.cairn/base.db': 'state',
    });
    expect(found).toEqual({ files: { 'GPX lost.gpx': 'track', 'FILE notes/plan.pdf': 'plan' }, left: ['.cairn/base.db'] });
  });
  it('S9 maps are told apart', async () => {
    const archive = await openZip(
      bytesAccess(
        await archiveOf({ 'items.json': '{"items":[{"type":"FILE","file":"Andorra.obf","subtype":"obf_map"}]}', 'Andorra.obf': 'map' }),
      ),
    );
    expect((await readOsf(archive)).files).toMatchObject([{ key: { type: 'FILE', name: 'Andorra.obf' }, isMap: true }]);
  });
  it.skipIf(sharedData === null)('a container in the layout of the app', async () => {
    const archive = await openZip(bytesAccess(readShared('derived/assembled-favorites-tracks.osf')));
    const contents = await readOsf(archive);
    expect(contents.files.map(({ key }) => idOf(key)).sort()).toEqual([
      'FAVOURITES favorites-food.gpx',
      'FAVOURITES favorites-shops.gpx',
      'GPX sub folder/with_time.gpx',
      'GPX test-wpt-groups.gpx',
    ]);
  });
});

describe('W5 .zip: the folder of a device', () => {
  it('every file lies where a device has it, and comes back', async () => {
    const keys = rows.flatMap(({ info, ...key }) => (info === null ? [key] : [key, { type: key.type, name: `${key.name}.info` }]));
    keys.push({ type: 'GPX', name: 'a\\b.gpx' });
    const archive = await archived(layOutFolder(keys));
    expect(archive.entry('favorites/favorites-Food.gpx')).not.toBeNull();
    expect((await readFolderArchive(archive)).map(({ key }) => idOf(key)).sort()).toEqual(keys.map(idOf).sort());
  });
});
