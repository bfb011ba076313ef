import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { distanceBetween } from '@cairn/geo';
import type { LonLat, LonLatEle } from '@cairn/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildGraph, matchTrack, profileNames, readGraphFile, Roads } from '../src/index.ts';
import type { RoadPart } from '../src/index.ts';
import { Law } from './support/law.ts';
import { dataPath, seeded, there } from './support/shared.ts';

const folder = mkdtempSync(join(tmpdir(), 'cairn-match-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const between = ([a, b]: LonLat | LonLatEle, [c, d]: LonLat | LonLatEle): number => distanceBetween({ lon: a, lat: b }, { lon: c, lat: d });
/** Each part begins where the one before ends, from the first point to the last. */
function expectWhole(parts: readonly RoadPart[], points: number): void {
  expect(parts[0]?.from).toBe(0);
  expect(parts.at(-1)?.to).toBe(points - 1);
  for (const [index, part] of parts.entries()) {
    expect(part.to).toBeGreaterThan(part.from);
    if (index > 0) expect(part.from).toBe(parts[index - 1]?.to);
  }
}

describe.skipIf(!there)('W4 a track attached to roads', () => {
  let [roads, law] = [] as unknown as [Roads, Law];
  beforeAll(async () => {
    buildGraph(dataPath('andorra.osm.pbf'), join(folder, 'andorra'));
    const loaded = readGraphFile(join(folder, 'andorra'));
    if (loaded === null) throw new Error('the graph was not written');
    roads = new Roads(loaded);
    law = await Law.of(dataPath('andorra.osm.pbf'));
  });
  const somewhere = (random: () => number): LonLat => {
    const node = Math.floor(random() * roads.graph.nodeLon.length);
    return [(roads.graph.nodeLon[node] ?? 0) / 1e7, (roads.graph.nodeLat[node] ?? 0) / 1e7];
  };

  test('a real recording lies on one road, near every point of it', () => {
    const gpx = readFileSync(resolve(dataPath('.'), '../gpx/graphhopper/andorra_for_map_matching.gpx'), 'utf8');
    const points = [...gpx.matchAll(/lat="([^"]+)" lon="([^"]+)"/g)].map((found): LonLat => [Number(found[2]), Number(found[1])]);
    for (const profile of profileNames) {
      const [part, ...more] = matchTrack(roads, points, profile);
      expect(more).toEqual([]);
      if (part === undefined || 'reason' in part.found) throw new Error('it was not attached');
      expect([part.from, part.to]).toEqual([0, points.length - 1]);
      expect(Math.abs(part.found.distance - 675.4)).toBeLessThan(15);
      expect(law.faults(part.found.points, profile)).toEqual([]);
    }
  });

  test.each(profileNames)('%s: what was driven is found again under the noise of a receiver, and is legal', (profile) => {
    const random = seeded(11);
    let tracks = 0;
    for (let tries = 0; tries < 200 && tracks < 8; tries++) {
      const answer = roads.route({ from: somewhere(random), to: somewhere(random), profile, alternatives: 0, avoid: [] });
      if ('reason' in answer || answer.path.distance < 2000) continue;
      tracks += 1;
      const driven = dense(answer.path.points, 20);
      const noise = (): number => (random() + random() + random() - 1.5) * 1.2e-4;
      const track = driven.map(([lon, lat]): LonLat => [lon + noise(), lat + noise() * 0.8]);
      const parts = matchTrack(roads, track, profile);
      expectWhole(parts, track.length);
      let near = 0;
      for (const { found } of parts) {
        if ('reason' in found) continue;
        expect(law.faults(found.points, profile)).toEqual([]);
        near += found.distance;
      }
      expect(Math.abs(near - answer.path.distance) / answer.path.distance).toBeLessThan(0.06);
    }
    expect(tracks).toBe(8);
  });

  test('what was walked off the roads stays as it is, between what was on them', () => {
    const answer = roads.route({ from: [1.4946, 42.4686], to: [1.5218, 42.5075], profile: 'car', alternatives: 0, avoid: [] });
    if ('reason' in answer) throw new Error(answer.reason);
    const driven = dense(answer.path.points, 30).map(([lon, lat]): LonLat => [lon, lat]);
    const half = Math.floor(driven.length / 2);
    // Half a kilometre to the side of the road.
    const aside = driven.slice(half, half + 20).map(([lon, lat]): LonLat => [lon - 0.02, lat + 0.02]);
    const track = [...driven.slice(0, half), ...aside, ...driven.slice(half + 20)];
    const parts = matchTrack(roads, track, 'car');
    expectWhole(parts, track.length);
    expect(parts[0]?.found).toHaveProperty('points');
    expect(parts.at(-1)?.found).toHaveProperty('points');
    expect(parts.some(({ found }) => 'reason' in found)).toBe(true);
  });

  test('a track that turns round on the road goes there and back', () => {
    const answer = roads.route({ from: [1.5218, 42.5075], to: [1.536, 42.51], profile: 'foot', alternatives: 0, avoid: [] });
    if ('reason' in answer) throw new Error(answer.reason);
    const there = dense(answer.path.points, 15).map(([lon, lat]): LonLat => [lon, lat]);
    const track = [...there, ...there.toReversed()];
    const parts = matchTrack(roads, track, 'foot');
    const length = parts.reduce((sum, { found }) => sum + ('reason' in found ? 0 : found.distance), 0);
    expect(Math.abs(length - 2 * answer.path.distance)).toBeLessThan(80);
  });

  test('a track that stands still, and one far from everything', () => {
    const still = Array.from({ length: 50 }, (): LonLat => [1.5218, 42.5075]);
    expectWhole(matchTrack(roads, still, 'car'), 50);
    const sea: LonLat[] = [
      [0, 0],
      [0.001, 0],
      [0.002, 0],
    ];
    expect(matchTrack(roads, sea, 'car')).toEqual([{ from: 0, to: 2, found: { reason: 'no-road-near' } }]);
  });
});

/** Points along a line, no farther apart than this, metres. */
function dense(points: readonly LonLatEle[], metres: number): LonLatEle[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    if (before === undefined) return [point];
    const pieces = Math.max(1, Math.ceil(between(before, point) / metres));
    return Array.from({ length: pieces }, (_, piece): LonLatEle => {
      const part = (piece + 1) / pieces;
      return [before[0] + (point[0] - before[0]) * part, before[1] + (point[1] - before[1]) * part, null];
    });
  });
}
