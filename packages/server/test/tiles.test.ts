import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { MapAnswer } from '@cairn/protocol/schemas';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { openTiles } from '../src/adapters/tiles/open.ts';
import { readDirectory, tileIdOf } from '../src/adapters/tiles/pmtiles-directory.ts';
import type { Tiles } from '../src/ports/tiles.ts';
import { startApp } from './support/app.ts';

const shared = resolve(import.meta.dirname, '../../../../shared/data');
const there = existsSync(shared);
if (!there && process.env['CI'] !== 'true') console.warn('../shared is not there: what reads real tiles is skipped');

const opened: Tiles[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const tiles of opened.splice(0)) await tiles.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
async function tilesOf(setting: string): Promise<Tiles> {
  const tiles = await openTiles(setting, shared);
  opened.push(tiles);
  return tiles;
}
async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-tiles-'));
  folders.push(folder);
  return folder;
}
const plain = (bytes: Uint8Array): Buffer => (bytes[0] === 0x1f ? gunzipSync(bytes) : Buffer.from(bytes));

describe.skipIf(!there)('W1 archives of tiles on this machine', () => {
  test.each(['andorra', 'monaco'])('%s: every tile of the database is in the PMTiles archive made from it, byte for byte', async (name) => {
    const tiles = await tilesOf(`tiles/${name}.mbtiles tiles/${name}.pmtiles`);
    const [first, second] = tiles.sources;
    expect(first).toMatchObject({ kind: 'vector', minzoom: 0, maxzoom: 14 });
    expect(second).toMatchObject({ kind: 'vector', minzoom: 0, maxzoom: 14 });
    expect(first?.attribution).toContain('OpenStreetMap');
    const db = new Database(join(shared, `tiles/${name}.mbtiles`), { readonly: true });
    const rows = db.prepare<[], { z: number; x: number; row: number; bytes: Buffer }>(
      'SELECT zoom_level z, tile_column x, tile_row row, tile_data bytes FROM tiles',
    );
    let seen = 0;
    for (const { z, x, row, bytes } of rows.all()) {
      const y = 2 ** z - 1 - row;
      const [fromDatabase, fromArchive] = await Promise.all([tiles.tile(first?.id ?? '', z, x, y), tiles.tile(second?.id ?? '', z, x, y)]);
      expect(Buffer.from(fromDatabase?.bytes ?? [])).toEqual(bytes);
      expect(plain(fromArchive?.bytes ?? new Uint8Array())).toEqual(plain(bytes));
      seen += 1;
    }
    db.close();
    expect(seen).toBeGreaterThan(10);
    expect(await tiles.tile(first?.id ?? '', 14, 0, 0)).toBeNull();
    expect(await tiles.tile(second?.id ?? '', 14, 0, 0)).toBeNull();
    expect(await tiles.tile('andorra', 0, 0, 0)).toBeUndefined();
  });

  test.each([
    ['tiles/geography-class-png.mbtiles', 'raster', 'image/png'],
    ['tiles/geography-class-png-no-bounds.mbtiles', 'raster', 'image/png'],
    ['tiles/world_cities.mbtiles', 'vector', 'application/x-protobuf'],
    ['tiles/planetiler-bostonbuildings.mbtiles', 'vector', 'application/x-protobuf'],
    ['tiles/stamen_toner(raster)CC-BY+ODbL_z3.pmtiles', 'raster', 'image/png'],
    ['tiles/test_fixture_1.pmtiles', 'vector', 'application/x-protobuf'],
    ['tiles/near-badschandau-z10-11.pmtiles', 'raster', 'image/webp'],
  ])('%s is %s', async (path, kind, type) => {
    const tiles = await tilesOf(path);
    const [source] = tiles.sources;
    expect(source?.kind).toBe(kind);
    expect(source?.name).not.toBe('');
    if (source === undefined || source.minzoom > 0) return;
    expect((await tiles.tile(source.id, 0, 0, 0))?.type).toBe(type);
  });

  test.each([
    ['broken/empty.pmtiles', 'broken/empty.pmtiles is empty'],
    ['broken/invalid.pmtiles', 'is no PMTiles archive'],
    ['broken/invalid_v4.pmtiles', 'version 4'],
    ['broken/invalid.mbtiles', 'is a database, but none of tiles'],
    ['broken/bad.kml.mbtiles', 'there is no file'],
    ['broken/invalid-tile-format.mbtiles', 'of a kind that the map cannot draw'],
    ['tiles/test_fixture_mlt.pmtiles', 'of a kind that the map cannot draw'],
    ['tiles/nowhere.mbtiles', 'there is no file tiles/nowhere.mbtiles'],
    ['README.md', 'ends neither in .pmtiles nor in .mbtiles'],
  ])('R41 %s is refused at the start, in words', async (path, words) => {
    const error: unknown = await openTiles(`tiles/andorra.mbtiles ${path}`, shared).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    const { message } = error instanceof Error ? error : { message: '' };
    expect(message).toMatch(/^CAIRN_TILES: /);
    expect(message).toContain(words);
  });

  test('R41 an archive cut short or with bytes turned fails in words or answers; it never hangs and never takes the process down', async () => {
    const folder = await scratch();
    const whole = await import('node:fs/promises').then(({ readFile }) => readFile(join(shared, 'tiles/monaco.pmtiles')));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(400), fc.nat(255), async (length, at, value) => {
        const damaged = Buffer.from(whole.subarray(0, Math.max(length, 200)));
        damaged[at] = value;
        const path = join(folder, 'damaged.pmtiles');
        await writeFile(path, damaged);
        const tiles = await openTiles(path, folder).catch((error: unknown) => String(error));
        if (typeof tiles === 'string') {
          expect(tiles).toMatch(/CAIRN_TILES: /);
          return;
        }
        await tiles.tile(tiles.sources[0]?.id ?? '', 14, 8529, 5975).catch((error: unknown) => expect(String(error)).toMatch(/is damaged/));
        await tiles.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('W1 what the map is told', () => {
  test.skipIf(!there)('the page learns the sources, and tiles come as they are stored, or unpacked, or not at all', async () => {
    const app = await startApp({}, undefined, { tiles: await tilesOf('tiles/andorra.mbtiles#name=Home&attribution=%3Cb%3EMe%3C/b%3E') });
    const told = await app.call('GET', '/api/v1/map');
    const { sources } = MapAnswer.parse(told.json);
    expect(sources).toMatchObject([{ kind: 'vector', name: 'Home', attribution: 'Me', bounds: [1.422104, 42.43509, 1.780386, 42.65717] }]);
    const url = (sources[0]?.url ?? '').replace('{z}', '7').replace('{x}', '64').replace('{y}', '47');
    const get = (headers: Record<string, string>, path = url) => app.app.frame.inject({ method: 'GET', url: path, headers });
    const packed = await get({ 'accept-encoding': 'gzip, br' });
    expect(packed.statusCode).toBe(200);
    expect(packed.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'application/x-protobuf',
      'x-content-type-options': 'nosniff',
    });
    const bare = await get({});
    expect(bare.headers['content-encoding']).toBeUndefined();
    expect(bare.rawPayload).toEqual(gunzipSync(packed.rawPayload));
    expect((await get({}, url.replace('/7/', '/13/'))).statusCode).toBe(204);
    expect((await get({}, '/api/v1/tiles/other/0/0/0')).statusCode).toBe(404);
    expect((await get({}, '/api/v1/tiles/other/99/0/0')).statusCode).toBe(400);
    await app.app.close();
  });

  test('R49 addresses of others are told, never asked; the policy of pages names exactly their hosts', async () => {
    let asked = 0;
    const canary = createServer((_request, response) => {
      asked += 1;
      response.end('{}');
    });
    await new Promise<void>((listening) => canary.listen(0, '127.0.0.1', listening));
    const address = canary.address();
    const own = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const setting = [
      `${own}/style.json#hosts=https://glyphs.example.org`,
      'https://tiles.example.org/{z}/{x}/{y}.png#name=Pictures&maxzoom=17',
      'https://maps.example.com/world.pmtiles',
      'https://vector.example.net:8443/v3/{z}/{x}/{y}?key=abc',
    ].join('\n');
    const tiles = await openTiles(setting, '/');
    expect(tiles.sources.map(({ kind }) => kind)).toEqual(['document', 'raster', 'pmtiles', 'vector']);
    expect(tiles.sources[1]).toMatchObject({ name: 'Pictures', maxzoom: 17 });
    expect(tiles.origins).toEqual([
      own,
      'https://glyphs.example.org',
      'https://tiles.example.org',
      'https://maps.example.com',
      'https://vector.example.net:8443',
    ]);
    const website = {
      file: async () => ({ bytes: Buffer.from('x'), type: 'text/html', encoding: null, varies: false, tag: '"x"', immutable: false }),
    };
    const app = await startApp({}, undefined, { tiles, website });
    await app.call('GET', '/api/v1/map');
    const page = await app.app.frame.inject({ method: 'GET', url: '/', headers: { accept: 'text/html' } });
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain(`connect-src 'self' ${tiles.origins.join(' ')}`);
    expect(policy).toContain(`img-src 'self' data: blob: ${tiles.origins.join(' ')}`);
    expect(policy).toContain("script-src 'self';");
    await app.app.close();
    canary.close();
    expect(asked).toBe(0);
  });

  test.each([
    ['ftp://example.org/x', 'neither a path nor an http address'],
    ['https://user:word@example.org/{z}/{x}/{y}', 'no address of a tile server'],
    ['https://example.org/{z}/{x}', 'has {z}, but not {x} and {y}'],
    ['https://example.org/{z}/{x}/{y}#maxzoom=99', 'no zoom from 0 to 24'],
    ['https://example.org/s.json#hosts=javascript:1', 'no address of a host'],
  ])('%s is refused', async (setting, words) => {
    await expect(openTiles(setting, '/')).rejects.toThrow(words);
  });

  test('tiles are numbered along the curve of the specification', () => {
    // Its own examples, and the corners of a zoom.
    expect([tileIdOf(0, 0, 0), tileIdOf(1, 0, 0), tileIdOf(1, 0, 1), tileIdOf(1, 1, 1), tileIdOf(1, 1, 0), tileIdOf(2, 0, 0)]).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    expect(tileIdOf(12, 3423, 1763)).toBe(19_078_479);
    const seen = new Set(Array.from({ length: 256 }, (_, index) => tileIdOf(4, index % 16, Math.floor(index / 16))));
    expect(seen.size).toBe(256);
    expect(Math.min(...seen)).toBe(85);
    expect(Math.max(...seen)).toBe(340);
  });
  test('R41 no bytes make reading a directory fail otherwise than in words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readDirectory(bytes);
        } catch (error) {
          expect(String(error)).toMatch(/is damaged/);
        }
      }),
    );
  });
});
