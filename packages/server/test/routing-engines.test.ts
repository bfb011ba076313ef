import { describe, expect, test } from 'vitest';
import { GeocodeAnswer, RoutesAnswer, RoutingAnswer } from '@cairn/protocol/schemas';
import type { LegQuestion } from '../src/ports/router.ts';
import { outsideBurst } from '../src/trips/allowance.ts';
import { answers } from './support/engine-answers.ts';
import { bearer, startApp } from './support/app.ts';
import { clock, standIn, tripsOf } from './support/stand-in-host.ts';
import { LineLog } from './support/world.ts';

const question = (profile: string, more: Partial<LegQuestion> = {}): LegQuestion => ({
  ...{ from: [13.38886, 52.517037], to: [13.397634, 52.529407], profile, alternatives: 0, avoid: [] },
  signal: new AbortController().signal,
  ...more,
});
const ring: [number, number][] = [
  [13.39, 52.52],
  [13.391, 52.52],
  [13.391, 52.521],
];

describe('W4 OSRM', () => {
  test('is asked as its documents say, and its answer is read', async () => {
    const host = await standIn([200, answers.osrm.route]);
    const { engines } = await tripsOf({ routing: `osrm:${host.base}/osm#profiles=car:driving,foot:walking` });
    const answer = await engines[0]!.route(question('walking', { alternatives: 1 }));
    expect(host.asked[0]?.url.pathname).toBe('/osm/route/v1/walking/13.38886,52.517037;13.397634,52.529407');
    expect(Object.fromEntries(host.asked[0]!.url.searchParams)).toMatchObject({
      geometries: 'geojson',
      overview: 'full',
      alternatives: '1',
    });
    if ('reason' in answer) throw new Error(answer.reason);
    expect(answer.path).toMatchObject({ distance: 1886.3, duration: 251.5, spans: [] });
    expect(answer.path.points[0]).toEqual([13.388799, 52.517033, null]);
    expect(answer.alternatives).toHaveLength(1);
  });
  test.each([
    [answers.osrm.noSegment, { reason: 'no-road-near', end: 'to' }],
    [answers.osrm.noRoute, { reason: 'no-way' }],
    [{ code: 'TooBig', message: 'Too many coordinates' }, { reason: 'too-far' }],
    [{ code: 'InvalidValue', message: 'x' }, { reason: 'refused' }],
    [{ strange: true }, { reason: 'refused' }],
  ])('says why there is no way: %j', async (reply, expected) => {
    const host = await standIn([400, reply]);
    const { engines } = await tripsOf({ routing: `osrm:${host.base}` });
    expect(await engines[0]!.route(question('driving'))).toEqual(expected);
  });
});

describe('W4 Valhalla', () => {
  test('is asked as its documents say, and its answer is read', async () => {
    const host = await standIn([200, answers.valhalla.route]);
    const { engines } = await tripsOf({ routing: `valhalla:${host.base}#key=secret` });
    expect(engines[0]!.profiles).toEqual([
      { kind: 'car', name: 'auto' },
      { kind: 'bicycle', name: 'bicycle' },
      { kind: 'foot', name: 'pedestrian' },
    ]);
    const answer = await engines[0]!.route(question('pedestrian', { alternatives: 2, avoid: [ring] }));
    expect(host.asked[0]?.url.pathname).toBe('/route');
    expect(host.asked[0]?.url.searchParams.get('api_key')).toBe('secret');
    expect(host.asked[0]?.body).toMatchObject({
      locations: [
        { lon: 13.38886, lat: 52.517037 },
        { lon: 13.397634, lat: 52.529407 },
      ],
      ...{ costing: 'pedestrian', alternates: 2, exclude_polygons: [[...ring, ring[0]]] },
    });
    if ('reason' in answer) throw new Error(answer.reason);
    expect(answer.path.distance).toBeCloseTo(1873);
    expect(answer.path.duration).toBe(235.5);
    expect(answer.path.points).toEqual([
      [13.388799, 52.517033, null],
      [13.39, 52.52, null],
      [-0.000001, -1, null],
    ]);
    expect(answer.alternatives).toHaveLength(1);
  });
  test.each([
    [171, { reason: 'no-road-near' }],
    [442, { reason: 'no-way' }],
    [154, { reason: 'too-far' }],
    [125, { reason: 'refused' }],
  ])('says why there is no way: %i', async (code, expected) => {
    const host = await standIn([400, { ...answers.valhalla.failed, error_code: code }]);
    const { engines } = await tripsOf({ routing: `valhalla:${host.base}` });
    expect(await engines[0]!.route(question('auto'))).toEqual(expected);
  });
});

describe('W4 GraphHopper', () => {
  test('is asked as its documents say, and its answer is read with surfaces', async () => {
    const host = await standIn([200, answers.graphhopper.route]);
    const { engines } = await tripsOf({ routing: `graphhopper:${host.base}/api/1#key=secret&elevation=yes&details=yes` });
    const answer = await engines[0]!.route(question('bike', { alternatives: 1, avoid: [ring] }));
    expect(host.asked[0]?.url.pathname).toBe('/api/1/route');
    expect(host.asked[0]?.url.searchParams.get('key')).toBe('secret');
    expect(host.asked[0]?.body).toMatchObject({
      ...{ profile: 'bike', points_encoded: false, elevation: true, algorithm: 'alternative_route', 'alternative_route.max_paths': 2 },
      points: [
        [13.38886, 52.517037],
        [13.397634, 52.529407],
      ],
      custom_model: { priority: [{ if: 'in_avoid0', multiply_by: '0' }], areas: { features: [{ id: 'avoid0' }] } },
    });
    if ('reason' in answer) throw new Error(answer.reason);
    expect(answer.path).toMatchObject({ distance: 1791.019, duration: 367.887 });
    expect(answer.path.points[1]).toEqual([11.5397, 48.1185, 534.1]);
    expect(answer.path.spans).toEqual([
      { from: 0, to: 2, surface: 'asphalt', road: 'street', name: 'Gmunder Straße' },
      { from: 2, to: 3, surface: 'gravel', road: 'track', name: '' },
    ]);
  });
  test.each([
    [answers.graphhopper.noPoint, { reason: 'no-road-near', end: 'to' }],
    [answers.graphhopper.noConnection, { reason: 'no-way' }],
    [{ message: 'Wrong credentials.' }, { reason: 'refused' }],
  ])('says why there is no way: %j', async (reply, expected) => {
    const host = await standIn([400, reply]);
    const { engines } = await tripsOf({ routing: `graphhopper:${host.base}` });
    expect(await engines[0]!.route(question('car'))).toEqual(expected);
  });
});

describe('W4 BRouter', () => {
  test('is asked as its documents say, once for each other way, and its answer is read with heights and surfaces', async () => {
    const host = await standIn([200, answers.brouter.route]);
    const { engines } = await tripsOf({ routing: `brouter:${host.base}` });
    const answer = await engines[0]!.route(question('trekking', { alternatives: 1, avoid: [ring] }));
    expect(host.asked.map(({ url }) => url.searchParams.get('alternativeidx'))).toEqual(['0', '1']);
    expect(Object.fromEntries(host.asked[0]!.url.searchParams)).toMatchObject({
      ...{ lonlats: '13.38886,52.517037|13.397634,52.529407', profile: 'trekking', format: 'geojson' },
      polygons: '13.39,52.52,13.391,52.52,13.391,52.521',
    });
    if ('reason' in answer) throw new Error(answer.reason);
    expect(answer.path).toMatchObject({ distance: 547, duration: 82 });
    expect(answer.path.points[0]).toEqual([-82.992005, 42.303384, 180.25]);
    expect(answer.path.spans).toEqual([
      { from: 0, to: 1, surface: 'asphalt', road: 'street', name: '' },
      { from: 1, to: 3, surface: 'gravel', road: 'track', name: '' },
    ]);
  });
  test.each([
    ['from-position not mapped in existing datafile\n', { reason: 'no-road-near', end: 'from' }],
    ['target island detected for section 0\n', { reason: 'no-way' }],
    ['no track found at pass=0\n', { reason: 'no-way' }],
    ['operation killed by thread-priority-watchdog after 60 seconds\n', { reason: 'too-far' }],
    ['something else', { reason: 'refused' }],
  ])('says why there is no way: %s', async (reply, expected) => {
    const host = await standIn([400, reply]);
    const { engines } = await tripsOf({ routing: `brouter:${host.base}` });
    expect(await engines[0]!.route(question('trekking'))).toEqual(expected);
  });
});

describe('R49 a configured host, whatever it does', () => {
  test('is down when it hangs up, rests for a while, and is asked again', async () => {
    const log = new LineLog();
    const host = await standIn('silence', [200, answers.osrm.route]);
    const { engines } = await tripsOf({ routing: `osrm:${host.base}#key=secret` }, log);
    expect(await engines[0]!.route(question('driving'))).toEqual({ reason: 'engine-down' });
    expect(engines[0]!.state()).toBe('down');
    expect(await engines[0]!.route(question('driving'))).toEqual({ reason: 'engine-down' });
    expect(host.asked).toHaveLength(1);
    expect(JSON.stringify(log.lines)).not.toContain('secret');
    await clock.advance(11_000);
    expect(await engines[0]!.route(question('driving'))).toHaveProperty('path');
    expect(engines[0]!.state()).toBe('ready');
  });
  test.each([
    ['redirects: the other host is never asked', 302, 'engine-down'],
    ['refuses the key', 401, 'engine-down'],
    ['has too much to do', 429, 'engine-busy'],
    ['fails', 500, 'engine-down'],
  ])('%s', async (_what, status, reason) => {
    const other = await standIn([200, answers.osrm.route]);
    const host = await standIn([status, '', { location: `${other.base}/route` }]);
    const { engines } = await tripsOf({ routing: `osrm:${host.base}` });
    expect(await engines[0]!.route(question('driving'))).toEqual({ reason });
    expect(other.asked).toEqual([]);
  });
  test('that sends without end is read no further', async () => {
    const host = await standIn([200, `"${'x'.repeat(17 * 1024 * 1024)}"`]);
    const { engines } = await tripsOf({ routing: `osrm:${host.base}` });
    expect(await engines[0]!.route(question('driving'))).toEqual({ reason: 'engine-down' });
  });
  test('is named in the setting, or the server does not start', async () => {
    await expect(tripsOf({ routing: 'ors:https://x.example' })).rejects.toThrow(
      'CAIRN_ROUTING: entry 1 is not like osrm:https://host/path',
    );
    await expect(tripsOf({ routing: 'osrm:https://x.example/?key=secret' })).rejects.toThrow('CAIRN_ROUTING: entry 1 has no plain address');
    await expect(tripsOf({ routing: 'osrm:https://x.example#profiles=tank:x' })).rejects.toThrow('"tank:x" is no profile');
    await expect(tripsOf({ routing: 'osrm:https://x.example#colour=red' })).rejects.toThrow('an option that is not known: colour');
    await expect(tripsOf({ geocoder: 'photon:https://a.example nominatim:https://b.example' })).rejects.toThrow('CAIRN_GEOCODER: name one');
  });
});

describe('W4 behind our API', () => {
  const leg = { from: [13.38886, 52.517037], to: [13.397634, 52.529407], profile: 'car' };

  test('the same question is put to a host once, and one account cannot use up the operator', async () => {
    const host = await standIn([200, answers.osrm.route]);
    const trips = await tripsOf({ routing: `osrm:${host.base}` });
    const app = await startApp({ LIMITS: 'off' }, undefined, { trips });
    const { token } = await app.register('a@example.org');
    const routes = async (legs: object[]): Promise<RoutesAnswer> => {
      const answer = await app.call('POST', '/api/v1/routes', { legs }, bearer(token));
      expect(answer.status, answer.text).toBe(200);
      return RoutesAnswer.parse(answer.json);
    };
    await routes([leg]);
    await routes([leg, leg]);
    expect(host.asked).toHaveLength(1);
    const many = Array.from({ length: outsideBurst + 5 }, (_, index) => ({ ...leg, to: [13.4 + index / 1000, 52.5] }));
    const kinds = [...(await routes(many.slice(0, 100))).legs, ...(await routes(many.slice(100))).legs];
    expect(kinds.filter(({ kind }) => kind === 'road')).toHaveLength(outsideBurst - 1);
    expect(kinds.at(-1)).toEqual({ kind: 'straight', reason: 'engine-busy', end: null });
    const other = await app.register('b@example.org');
    const answer = await app.call('POST', '/api/v1/routes', { legs: [many.at(-1)] }, bearer(other.token));
    expect(RoutesAnswer.parse(answer.json).legs[0]?.kind).toBe('road');
  });

  test('areas that an engine cannot avoid are answered for; profiles beyond the first of a kind carry the name of their engine', async () => {
    const host = await standIn([200, answers.osrm.route]);
    const trips = await tripsOf({ routing: `osrm:${host.base} brouter:${host.base}\nosrm:${host.base}#profiles=foot:walk&name=Feet` });
    const app = await startApp({}, undefined, { trips });
    const { token } = await app.register('a@example.org');
    const about = RoutingAnswer.parse((await app.call('GET', '/api/v1/routing', undefined, bearer(token))).json);
    expect(about.profiles.map(({ id }) => id)).toEqual(['car', 'bicycle', 'foot', 'brouter/car-fast', 'brouter/fastbike', 'osrm-3/walk']);
    expect(about.engines.map(({ name }) => name)).toEqual(['OSRM', 'BRouter', 'Feet']);
    const answer = await app.call('POST', '/api/v1/routes', { legs: [leg], avoid: [ring] }, bearer(token));
    expect(RoutesAnswer.parse(answer.json).legs[0]).toMatchObject({ kind: 'road', avoided: false });
    const match = await app.call('POST', '/api/v1/match', { profile: 'car', points: [leg.from, leg.to] }, bearer(token));
    expect(match.json).toEqual({ engine: null, parts: [{ kind: 'straight', from: 0, to: 1, reason: 'refused' }] });
  });
});

describe('W1 a geocoder', () => {
  async function search(geocoder: string, query: string): Promise<GeocodeAnswer> {
    const app = await startApp({}, undefined, { trips: await tripsOf({ geocoder }) });
    const { token } = await app.register('a@example.org');
    return GeocodeAnswer.parse((await app.call('GET', `/api/v1/geocode?${query}`, undefined, bearer(token))).json);
  }

  test('Photon: search near a place, and what is at a place', async () => {
    const host = await standIn([200, answers.photon.search]);
    const found = await search(`photon:${host.base}`, 'q=berlin&lon=13.4&lat=52.5&limit=3&lang=de');
    expect(host.asked[0]?.url.pathname).toBe('/api');
    expect(Object.fromEntries(host.asked[0]!.url.searchParams)).toEqual({ q: 'berlin', lon: '13.4', lat: '52.5', limit: '3', lang: 'de' });
    expect(found).toEqual({
      state: 'ok',
      attribution: '© OpenStreetMap contributors',
      places: [
        {
          name: 'Berlin',
          where: 'Deutschland',
          kind: 'place=city',
          lon: 13.3888599,
          lat: 52.5170365,
          bounds: [13.08835, 52.33826, 13.76116, 52.67551],
        },
        { name: 'Berliner Straße 5', where: '10715 Berlin, Deutschland', kind: 'building=yes', lon: 13.33, lat: 52.48, bounds: null },
      ],
    });
    await search(`photon:${host.base}`, 'lon=13.4&lat=52.5&lang=it');
    expect(host.asked[1]?.url.pathname).toBe('/reverse');
    expect(Object.fromEntries(host.asked[1]!.url.searchParams)).toEqual({ lon: '13.4', lat: '52.5', limit: '10' });
  });

  test('Nominatim: search near a place, and what is at a place', async () => {
    const host = await standIn([200, answers.nominatim.search], [200, answers.nominatim.reverse], [200, { error: 'Unable to geocode' }]);
    const found = await search(`nominatim:${host.base}#email=operator@example.org`, 'q=london&lang=en');
    expect(host.asked[0]?.url.pathname).toBe('/search');
    expect(Object.fromEntries(host.asked[0]!.url.searchParams)).toEqual({
      ...{ q: 'london', format: 'jsonv2', limit: '10', 'accept-language': 'en', email: 'operator@example.org' },
    });
    expect(host.asked[0]?.agent).toContain('Cairn');
    expect(found.places).toEqual([
      {
        ...{ name: 'London', where: 'Greater London, England, SW1A 2DU, United Kingdom', kind: 'place=city' },
        ...{ lon: -0.1276474, lat: 51.5073219, bounds: [-0.2876474, 51.3473219, 0.0323526, 51.6673219] },
      },
    ]);
    expect((await search(`nominatim:${host.base}`, 'lon=-0.12&lat=51.5')).places[0]?.name).toBe('London');
    expect(await search(`nominatim:${host.base}`, 'lon=0&lat=0')).toMatchObject({ state: 'ok', places: [] });
  });

  test('that is down is a value: own data is still searched', async () => {
    const host = await standIn([502, 'bad gateway']);
    expect(await search(`photon:${host.base}`, 'q=x')).toMatchObject({ state: 'down', places: [] });
    expect(await search(`nominatim:${host.base}`, 'q=x')).toMatchObject({ state: 'down', places: [] });
    expect(await search('', 'q=x')).toMatchObject({ state: 'off', places: [] });
    expect(await search(`photon:${host.base}`, 'limit=3')).toMatchObject({ state: 'ok', places: [] });
  });
});
