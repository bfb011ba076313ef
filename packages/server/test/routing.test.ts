import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ElevationsAnswer, GeocodeAnswer, MatchAnswer, RoutesAnswer, RoutingAnswer } from '@cairn/protocol/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEmbedded } from '../src/adapters/routing/embedded.ts';
import { openTerrain } from '../src/adapters/routing/terrain.ts';
import { openTrips } from '../src/adapters/routing/open.ts';
import type { Engine, Terrain } from '../src/ports/router.ts';
import type { TestApp } from './support/app.ts';
import { bearer, startApp } from './support/app.ts';
import { LineLog, VirtualClock } from './support/world.ts';

const osm = resolve(import.meta.dirname, '../../../../shared/data/osm');
const there = existsSync(osm);
if (!there && process.env['CI'] !== 'true') console.warn('../shared is not there: what routes on real extracts is skipped');

const capital: [number, number] = [1.5218, 42.5075];
const soldeu: [number, number] = [1.6559, 42.5773];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-routing-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

describe.skipIf(!there)('W4 the built-in engine behind our API', () => {
  let [engine, terrain, app, token] = [] as unknown as [Engine & { ready: Promise<void> }, Terrain, TestApp, string];
  beforeAll(async () => {
    const log = new LineLog();
    engine = openEmbedded({ said: 'andorra.osm.pbf', extract: join(osm, 'andorra.osm.pbf'), folder, log, threads: 1 });
    const question = { from: capital, to: soldeu, profile: 'car', alternatives: 0, avoid: [], signal: new AbortController().signal };
    expect(await engine.route(question)).toEqual({ reason: 'engine-preparing' });
    await engine.ready;
    terrain = await openTerrain(osm, '/', log);
    app = await startApp({}, undefined, { trips: { engines: [engine], terrain, geocoder: null, close: async () => undefined } });
    ({ token } = await app.register('a@example.org'));
  });
  afterAll(async () => engine.close());
  const post = async (path: string, body: object): Promise<unknown> => {
    const answer = await app.call('POST', path, body, bearer(token));
    expect(answer.status, answer.text).toBe(200);
    return answer.json;
  };

  test('routes each leg by its own profile, with heights', async () => {
    const legs = [
      { from: capital, to: soldeu, profile: 'car' },
      { from: capital, to: soldeu, profile: 'bicycle' },
      { from: capital, to: [0, 0], profile: 'foot' },
      { from: capital, to: soldeu, profile: 'dragon' },
    ];
    const about = RoutingAnswer.parse((await app.call('GET', '/api/v1/routing', undefined, bearer(token))).json);
    expect(about.profiles.map(({ id }) => id)).toEqual(['car', 'bicycle', 'foot']);
    expect(about.engines).toMatchObject([{ id: 'roads', state: 'ready', attribution: '© OpenStreetMap contributors', matches: true }]);
    expect(about).toMatchObject({ elevation: { attribution: 'SRTM' }, geocoder: null });

    const { legs: answers } = RoutesAnswer.parse(await post('/api/v1/routes', { legs }));
    const [car, bicycle, foot, dragon] = answers;
    for (const leg of [car, bicycle]) {
      if (leg?.kind !== 'road') throw new Error('no road');
      const { path } = leg;
      expect(path.distance).toBeGreaterThan(16_000);
      expect(path.distance).toBeLessThan(18_500);
      const [first, last] = [path.points[0]?.[2] ?? 0, path.points.at(-1)?.[2] ?? 0];
      expect(last - first).toBeGreaterThan(600);
      expect(Math.abs((path.ascent ?? 0) - (path.descent ?? 0) - (last - first))).toBeLessThan(12);
      // A road up a valley: its ups and downs are not those of the corners of the tiles.
      expect(path.ascent ?? 0).toBeLessThan(1.6 * (last - first));
      expect(path.points.every(([, , ele]) => ele !== null && ele > 900 && ele < 2100)).toBe(true);
      expect(leg.ends).toEqual([1036, expect.any(Number)]);
      expect(path.spans[0]?.from).toBe(0);
      expect(path.spans.at(-1)?.to).toBe(path.points.length - 1);
      for (const [index, span] of path.spans.entries()) if (index > 0) expect(span.from).toBe(path.spans[index - 1]?.to);
    }
    expect(foot).toEqual({ kind: 'straight', reason: 'no-road-near', end: 'to' });
    expect(dragon).toEqual({ kind: 'straight', reason: 'no-profile', end: null });
  });

  test('stays out of areas, and has nothing to say where none is left', async () => {
    const leg = { from: capital, to: soldeu, profile: 'car' };
    const box = (west: number, south: number, east: number, north: number): number[][] => [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ];
    const around = box(1.575, 42.53, 1.59, 42.54);
    const { legs } = RoutesAnswer.parse(await post('/api/v1/routes', { legs: [leg], avoid: [around] }));
    if (legs[0]?.kind !== 'road') throw new Error('no road');
    expect(legs[0].avoided).toBe(true);
    expect(legs[0].path.points.filter(([lon, lat]) => lon > 1.575 && lon < 1.59 && lat > 42.53 && lat < 42.54)).toEqual([]);
    const wall = box(1.58, 42.3, 1.6, 42.8);
    const none = RoutesAnswer.parse(await post('/api/v1/routes', { legs: [leg], avoid: [wall] }));
    expect(none.legs).toEqual([{ kind: 'straight', reason: 'no-way', end: null }]);
  });

  test('attaches a track to roads, and tells heights', async () => {
    const points = Array.from({ length: 12 }, (_, index): [number, number] => [1.4946 + index * 0.0002, 42.4686]);
    const { parts } = MatchAnswer.parse(await post('/api/v1/match', { profile: 'car', points }));
    expect(parts[0]?.from).toBe(0);
    expect(parts.at(-1)?.to).toBe(11);
    const { elevations } = ElevationsAnswer.parse(await post('/api/v1/elevations', { points: [capital, [0, 0]] }));
    expect(elevations).toEqual([1036, null]);
    const query = '/api/v1/geocode?q=Soldeu';
    expect(GeocodeAnswer.parse((await app.call('GET', query, undefined, bearer(token))).json)).toMatchObject({ state: 'off', places: [] });
  });

  test('is not for strangers', async () => {
    expect((await app.call('POST', '/api/v1/routes', { legs: [{ from: capital, to: soldeu, profile: 'car' }] })).error).toBe(
      'not-signed-in',
    );
  });

  test('the graph is built once: the next start reads it, and graphs of other files are removed', async () => {
    await engine.ready;
    await writeFile(join(folder, '0123456789abcdef.graph'), 'of another file');
    const graphs = (await readdir(folder)).filter((name) => !name.startsWith('0123'));
    const again = openEmbedded({ said: 'x', extract: join(osm, 'andorra.osm.pbf'), folder, log: new LineLog(), threads: 1 });
    await again.ready;
    expect(again.state()).toBe('ready');
    expect(await readdir(folder)).toEqual(graphs);
    await again.close();
  });
});

describe('W4 settings that cannot be used', () => {
  const open = (settings: Partial<Record<'roads' | 'terrain' | 'routing' | 'geocoder', string>>): Promise<unknown> =>
    openTrips(
      { roads: '', terrain: '', routing: '', geocoder: '', ...settings },
      { cwd: folder, data: folder, log: new LineLog(), clock: new VirtualClock() },
    );

  test('a road file or a folder of heights that is not there is told at the start', async () => {
    await expect(open({ roads: 'nowhere.osm.pbf' })).rejects.toThrow('CAIRN_ROADS: there is no file nowhere.osm.pbf');
    await expect(open({ terrain: 'nowhere' })).rejects.toThrow('CAIRN_TERRAIN: nowhere is no folder');
  });

  test('a file that is no extract leaves the server running without built-in routing, and the log says why', async () => {
    const log = new LineLog();
    await writeFile(join(folder, 'junk.osm.pbf'), Buffer.alloc(1000, 7));
    const engine = openEmbedded({ said: 'junk.osm.pbf', extract: join(folder, 'junk.osm.pbf'), folder: join(folder, 'junk'), log });
    await engine.ready;
    expect(engine.state()).toBe('down');
    expect(log.lines.map(({ message }) => message).join()).toContain('junk.osm.pbf is no .osm.pbf file');
    const signal = new AbortController().signal;
    expect(await engine.route({ from: capital, to: soldeu, profile: 'car', alternatives: 0, avoid: [], signal })).toEqual({
      reason: 'engine-down',
    });
    await engine.close();
  });
});
