import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildGraph, readGraphFile, Roads } from '@cairn/roads';
import { afterAll, describe, expect, test } from 'vitest';
import { writeCopies } from '../src/roads/shift.ts';

const source = resolve(import.meta.dirname, '../../../shared/data/osm/andorra.osm.pbf');
const there = existsSync(source);
if (!there && process.env['CI'] !== 'true') console.warn('../shared is not there: copies of a real extract are not tried');
const folder = mkdtempSync(join(tmpdir(), 'cairn-copies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!there)('copies of an extract', () => {
  test('have the same ways as the original, each in its place, and hang together by their links', () => {
    const extract = join(folder, 'two.osm.pbf');
    const shifts = [
      { ids: 0, lon: 0, lat: 0 },
      { ids: 4_000_000_000, lon: 420_000_000, lat: 0 },
    ];
    writeCopies(source, extract, shifts, [{ id: 9_000_000_000, refs: [51_390_143, 4_053_376_953] }]);
    const roads = roadsOf(extract, 'two');
    const one = roadsOf(source, 'one');
    expect(roads.graph.firstCopy).toBeGreaterThanOrEqual(2 * one.graph.firstCopy + 1);
    const length = (of: Roads, from: [number, number], to: [number, number]): number => {
      const answer = of.route({ from, to, profile: 'car', alternatives: 0, avoid: [] });
      return 'reason' in answer ? Number.NaN : answer.path.distance;
    };
    const original = length(one, [1.5218, 42.5075], [1.6559, 42.5773]);
    expect(length(roads, [1.5218, 42.5075], [1.6559, 42.5773])).toBe(original);
    expect(Math.abs(length(roads, [1.9418, 42.5075], [2.0759, 42.5773]) - original)).toBeLessThan(1);
    // From the one to the other, over the link.
    expect(length(roads, [1.6559, 42.5773], [1.9418, 42.5075])).toBeGreaterThan(20_000);
    expect(length(one, [1.6559, 42.5773], [1.9418, 42.5075])).toBeNaN();
  });
});

function roadsOf(extract: string, name: string): Roads {
  const graph = join(folder, `${name}.graph`);
  buildGraph(extract, graph);
  const loaded = readGraphFile(graph);
  if (loaded === null) throw new Error('the graph was not written');
  return new Roads(loaded);
}
