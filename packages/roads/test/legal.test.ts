import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distanceBetween } from '@cairn/geo';
import type { LonLat, LonLatEle } from '@cairn/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildGraph, profileNames, readGraphFile, Roads } from '../src/index.ts';
import { Law } from './support/law.ts';
import { dataPath, seeded, there } from './support/shared.ts';

const folder = mkdtempSync(join(tmpdir(), 'cairn-legal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** 60 pairs of points by default; CHECK_ROUTES for more. */
const pairs = Number(process.env['CHECK_ROUTES'] ?? 60);

const lengthOf = (points: readonly LonLatEle[]): number =>
  points.slice(1).reduce((sum, [lon, lat], index) => {
    const before = points[index] ?? [0, 0, null];
    return sum + distanceBetween({ lon: before[0], lat: before[1] }, { lon, lat });
  }, 0);

describe.skipIf(!there)('W4 every step follows real roads legally', () => {
  describe.each(['andorra', 'monaco'])('%s, against another reading of the extract', (name) => {
    let [roads, law] = [] as unknown as [Roads, Law];
    beforeAll(async () => {
      buildGraph(dataPath(`${name}.osm.pbf`), join(folder, name));
      const loaded = readGraphFile(join(folder, name));
      if (loaded === null) throw new Error('the graph was not written');
      roads = new Roads(loaded);
      law = await Law.of(dataPath(`${name}.osm.pbf`));
    });

    test.each(profileNames)('%s', (profile) => {
      const random = seeded(name.length * 1000 + profile.length);
      const { nodeLon, nodeLat } = roads.graph;
      const somewhere = (): LonLat => {
        const node = Math.floor(random() * nodeLon.length);
        return [(nodeLon[node] ?? 0) / 1e7 + (random() - 0.5) / 500, (nodeLat[node] ?? 0) / 1e7 + (random() - 0.5) / 500];
      };
      let found = 0;
      for (let pair = 0; pair < pairs; pair++) {
        const [from, to] = [somewhere(), somewhere()];
        const answer = roads.route({ from, to, profile, alternatives: pair % 3, avoid: [] });
        if ('reason' in answer) continue;
        for (const path of [answer.path, ...answer.alternatives]) {
          expect(law.faults(path.points, profile), `${from.join()} to ${to.join()}`).toEqual([]);
          expect(Math.abs(path.distance - lengthOf(path.points))).toBeLessThan(1 + path.distance * 0.002);
          expect(path.duration).toBeGreaterThanOrEqual(Math.floor(path.distance / 37));
          found += 1;
        }
      }
      expect(found).toBeGreaterThan(pairs / 2);
    });
  });
});
