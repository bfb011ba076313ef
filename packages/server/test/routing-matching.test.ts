import { describe, expect, test } from 'vitest';
import type { LonLat } from '@cairn/protocol';
import { MatchAnswer } from '@cairn/protocol/schemas';
import type { Engine, EnginePart, NoWay } from '../src/ports/router.ts';
import { Planner } from '../src/trips/planner.ts';
import { answers } from './support/engine-answers.ts';
import { clock, standIn, tripsOf } from './support/stand-in-host.ts';

/** Along a street of Berlin, a point every 136 m. */
const track: LonLat[] = [13.388, 13.39, 13.392, 13.394, 13.396, 13.398].map((lon) => [lon, 52.517]);
const question = (profile: string, points: readonly LonLat[] = track, most = Infinity) => {
  let left = most;
  return { points, profile, signal: new AbortController().signal, mayAsk: () => left-- > 0 };
};
/** What became of each run of points. */
function runs(parts: readonly EnginePart[] | NoWay): unknown {
  return 'reason' in parts
    ? parts.reason
    : parts.map(({ from, to, found }) => [from, to, 'reason' in found ? found.reason : found.distance]);
}

describe('W4 tracks are attached to roads by the engines that do so', () => {
  test('OSRM: parts of the track as it tells them, and what it left out stays', async () => {
    const host = await standIn([200, answers.osrm.match]);
    const { engines } = await tripsOf({ routing: `osrm:${host.base}/osm` });
    expect(engines[0]?.matches).toBe(true);
    const parts = await engines[0]!.match(question('driving'));
    expect(runs(parts)).toEqual([
      [0, 2, 300.5],
      [2, 4, 'no-road-near'],
      [4, 5, 140],
    ]);
    const { pathname, searchParams } = host.asked[0]!.url;
    expect(pathname).toBe(`/osm/match/v1/driving/${track.map((point) => point.join(',')).join(';')}`);
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ overview: 'full', geometries: 'geojson', gaps: 'ignore', radiuses: '20;20;20;20;20;20' },
    });
  });
  test('Valhalla: trace_route with the points, and the shape of its answer', async () => {
    const host = await standIn([200, answers.valhalla.traced]);
    const { engines } = await tripsOf({ routing: `valhalla:${host.base}#key=secret` });
    expect(runs(await engines[0]!.match(question('pedestrian')))).toEqual([[0, 5, 678]]);
    expect(host.asked[0]).toMatchObject({ method: 'POST', body: { costing: 'pedestrian', shape_match: 'map_snap' } });
    expect(host.asked[0]?.url.pathname).toBe('/trace_route');
    expect((host.asked[0]?.body as { shape: unknown[] }).shape).toEqual(track.map(([lon, lat]) => ({ lon, lat })));
  });
  test('GraphHopper: a GPX file, and the path of its answer', async () => {
    const host = await standIn([200, answers.graphhopper.match]);
    const { engines } = await tripsOf({ routing: `graphhopper:${host.base}` });
    expect(runs(await engines[0]!.match(question('bike')))).toEqual([[0, 5, 678.1]]);
    const { url, body } = host.asked[0]!;
    expect([url.pathname, url.searchParams.get('profile'), url.searchParams.get('type')]).toEqual(['/match', 'bike', 'json']);
    expect(body).toContain('<trkpt lat="52.517" lon="13.388"/><trkpt lat="52.517" lon="13.39"/>');
  });
  test('BRouter attaches nothing', async () => {
    const { engines } = await tripsOf({ routing: 'brouter:http://127.0.0.1:1' });
    expect(engines[0]?.matches).toBe(false);
    expect(await engines[0]!.match(question('trekking'))).toEqual({ reason: 'not-supported' });
  });

  test.each([
    ['osrm', 'driving', answers.osrm.noMatch],
    ['valhalla', 'auto', answers.valhalla.noTrace],
    ['graphhopper', 'car', answers.graphhopper.broken],
  ])('%s finds no road for a part of a track: the rest is attached, by halves', async (kind, profile, refusal) => {
    const long = Array.from({ length: 33 }, (_, at): LonLat => [13.388 + at * 0.002, 52.517]);
    const host = await standIn([400, refusal]);
    const { engines } = await tripsOf({ routing: `${kind}:${host.base}` });
    expect(runs(await engines[0]!.match(question(profile, long)))).toEqual([[0, 32, 'no-way']]);
    // The whole, two halves, four quarters, eight eighths of five points.
    expect(host.asked).toHaveLength(15);
  });
  test('points that say nothing new are not sent, and long tracks go in runs that meet', async () => {
    const dense = Array.from({ length: 3000 }, (_, at): LonLat => [13.388 + at * 0.00003, 52.517]);
    const host = await standIn([400, answers.osrm.noRoute]);
    const { engines } = await tripsOf({ routing: `osrm:${host.base}` });
    await engines[0]!.match(question('driving', dense));
    const sent = host.asked.map(({ url }) => (url.pathname.split('/').at(-1) ?? '').split(';'));
    expect(Math.max(...sent.map((points) => points.length))).toBe(100);
    const first = sent.filter((points) => points.length === 100);
    expect(first[1]?.[0]).toBe(first[0]?.at(-1));
    // An account does not use up the operator's key with one track.
    expect(await engines[0]!.match(question('driving', dense, 3))).toEqual({ reason: 'engine-busy' });
  });
  test('what is not of these points is not believed', async () => {
    const elsewhere = track.map(([lon, lat]): LonLat => [lon + 1, lat]);
    for (const [kind, profile, answer] of [
      ['osrm', 'driving', answers.osrm.match],
      ['valhalla', 'auto', answers.valhalla.traced],
      ['graphhopper', 'car', answers.graphhopper.match],
    ] as const) {
      const host = await standIn([200, answer]);
      const { engines } = await tripsOf({ routing: `${kind}:${host.base}` });
      expect(runs(await engines[0]!.match(question(profile, elsewhere)))).toEqual([[0, 5, 'no-way']]);
    }
  });
});

describe('W4 who attaches a track', () => {
  const own = (parts: readonly EnginePart[] | NoWay): Engine => ({
    ...{ id: 'roads', name: 'Cairn', attribution: '', alternatives: true, avoidAreas: true, matches: true, here: true },
    profiles: [{ kind: 'car', name: 'car' }],
    ...{
      state: () => 'ready',
      bounds: () => null,
      route: async () => ({ reason: 'no-way' }),
      match: async () => parts,
      close: async () => undefined,
    },
  });
  const path = { points: track.map(([lon, lat]): [number, number, null] => [lon, lat, null]), distance: 5, duration: 1, spans: [] };
  const asker = { account: 1, signal: new AbortController().signal };

  test('the engine of the profile; where it does not answer, another that knows the kind', async () => {
    const host = await standIn([200, answers.valhalla.traced], [503, 'out'], [200, { strange: true }]);
    const remote = await tripsOf({ routing: `valhalla:${host.base}` });
    const planner = new Planner({ ...remote, engines: [...remote.engines, own([{ from: 0, to: 5, found: path }])] }, clock);
    const distances = async (): Promise<unknown> => {
      const { engine, parts } = MatchAnswer.parse(await planner.match({ profile: 'car', points: track }, asker));
      return [engine, ...parts.map((part) => (part.kind === 'road' ? part.path.distance : part.reason))];
    };
    expect(await distances()).toEqual(['valhalla', 678]);
    expect(await distances()).toEqual(['roads', 5]);
    expect(await distances()).toEqual(['roads', 5]);
    const bicycle = MatchAnswer.parse(await planner.match({ profile: 'bicycle', points: track }, asker));
    expect(bicycle).toMatchObject({ engine: null, parts: [{ kind: 'straight', reason: 'refused' }] });
  });
});
