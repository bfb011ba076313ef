import { mkdtempSync, rmSync, truncateSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildGraph, ExtractError, readGraphFile } from '../src/index.ts';
import { passesBarrier, wayAccess, wayDirections } from '../src/graph/access.ts';
import { speedLimit } from '../src/graph/speeds.ts';
import { block, Town, wayOf } from './support/town.ts';
import { blob, writeExtract } from './support/write-extract.ts';

const folder = mkdtempSync(join(tmpdir(), 'cairn-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('W4 one-way streets', () => {
  test('are followed in their direction alone; feet do not mind', () => {
    const roads = new Town().street('A1 B1').street('B1 C1', { oneway: '-1' }).street('B1 B2 C2 C1').open();
    expect(wayOf(roads, 'A1', 'B1-C1')).toBe('A1 B1 B2 C2 C1 *');
    expect(wayOf(roads, 'A1', 'B1-C1', 'bicycle')).toBe('A1 B1 B2 C2 C1 *');
    expect(wayOf(roads, 'A1', 'B1-C1', 'foot')).toBe('A1 B1 *');
  });
  test('roundabouts go round one way', () => {
    const roads = new Town().street('A1 B1').street('B1 C1 C2 B2 B1', { junction: 'roundabout' }).street('B2 A2').open();
    expect(wayOf(roads, 'A1', 'A2')).toBe('A1 B1 C1 C2 B2 A2');
    expect(wayOf(roads, 'A2', 'A1')).toBe('A2 B2 B1 A1');
  });
  test.each([
    [{ oneway: 'yes' }, 'car', { forward: true, backward: false }],
    [{ oneway: 'yes', 'oneway:bicycle': 'no' }, 'bicycle', { forward: true, backward: true }],
    [{ oneway: 'yes', cycleway: 'opposite_lane' }, 'bicycle', { forward: true, backward: true }],
    [{ oneway: 'yes', 'cycleway:left': 'opposite' }, 'car', { forward: true, backward: false }],
    [{ highway: 'motorway' }, 'car', { forward: true, backward: false }],
    [{ highway: 'motorway', oneway: 'no' }, 'car', { forward: true, backward: true }],
    [{ oneway: 'reversible' }, 'car', { forward: false, backward: false }],
    [{ highway: 'path', 'oneway:foot': 'yes' }, 'foot', { forward: true, backward: false }],
  ] as const)('%j for %s', (tags, profile, expected) => {
    expect(wayDirections(new Map(Object.entries(tags)), profile)).toEqual(expected);
  });
});

describe('W4 access', () => {
  test.each([
    [{ highway: 'residential' }, 'yes yes yes'],
    [{ highway: 'residential', access: 'private' }, 'no no no'],
    [{ highway: 'residential', access: 'no', foot: 'yes' }, 'no no yes'],
    [{ highway: 'residential', vehicle: 'no', bicycle: 'yes' }, 'no yes yes'],
    [{ highway: 'residential', motor_vehicle: 'destination' }, 'destination yes yes'],
    [{ highway: 'motorway' }, 'yes no no'],
    [{ highway: 'trunk', motorroad: 'yes' }, 'yes no no'],
    [{ highway: 'primary', foot: 'no' }, 'yes yes no'],
    [{ highway: 'primary', bicycle: 'use_sidepath' }, 'yes no yes'],
    [{ highway: 'track' }, 'no yes yes'],
    [{ highway: 'track', tracktype: 'grade1' }, 'yes yes yes'],
    [{ highway: 'track', motor_vehicle: 'agricultural' }, 'no yes yes'],
    [{ highway: 'track', motor_vehicle: 'yes' }, 'yes yes yes'],
    [{ highway: 'path' }, 'no yes yes'],
    [{ highway: 'path', sac_scale: 'mountain_hiking' }, 'no no yes'],
    [{ highway: 'path', sac_scale: 'difficult_alpine_hiking' }, 'no no no'],
    [{ highway: 'footway' }, 'no no yes'],
    [{ highway: 'footway', bicycle: 'yes' }, 'no yes yes'],
    [{ highway: 'footway', bicycle: 'dismount' }, 'no push yes'],
    [{ highway: 'cycleway' }, 'no yes yes'],
    [{ highway: 'steps' }, 'no no yes'],
    [{ highway: 'construction' }, 'no no no'],
    [{ highway: 'proposed', access: 'yes' }, 'no no no'],
    [{ route: 'ferry' }, 'no yes yes'],
    [{ route: 'ferry', motor_vehicle: 'yes' }, 'yes yes yes'],
    [{ highway: 'residential', smoothness: 'impassable' }, 'no no no'],
  ])('%j', (tags, expected) => {
    const said = new Map(Object.entries(tags));
    expect((['car', 'bicycle', 'foot'] as const).map((profile) => wayAccess(said, profile)).join(' ')).toBe(expected);
  });

  test('a bollard stops cars, a wall everybody, a gate nobody who may pass', () => {
    const passed = (tags: Record<string, string>): string =>
      (['car', 'bicycle', 'foot'] as const).map((profile) => passesBarrier(new Map(Object.entries(tags)), profile)).join(' ');
    expect(passed({ barrier: 'bollard' })).toBe('false true true');
    expect(passed({ barrier: 'bollard', motor_vehicle: 'yes' })).toBe('true true true');
    expect(passed({ barrier: 'gate' })).toBe('true true true');
    expect(passed({ barrier: 'gate', access: 'private' })).toBe('false false false');
    expect(passed({ barrier: 'wall' })).toBe('false false false');
    expect(passed({ barrier: 'stile' })).toBe('false false true');
    const roads = new Town().street('A1 B1 C1').street('A1 A2 C2 C1').on('B1', { barrier: 'bollard' }).open();
    expect(wayOf(roads, 'A1-B1', 'B1-C1')).toBe('* A1 A2 C2 C1 *');
    expect(wayOf(roads, 'A1-B1', 'B1-C1', 'bicycle')).toBe('* B1 *');
  });

  test('a road for destinations is no short cut, but leads to what lies there', () => {
    const roads = new Town().street('A1 B1').street('B1 C1', { motor_vehicle: 'destination' }).street('C1 D1').street('B1 B3 C3 C1').open();
    expect(wayOf(roads, 'A1', 'D1')).toBe('A1 B1 B3 C3 C1 D1');
    expect(wayOf(roads, 'A1', 'B1-C1')).toBe('A1 B1 *');
    expect(wayOf(roads, 'B1-C1', 'D1')).toBe('* C1 D1');
    expect(wayOf(roads, 'A1', 'D1', 'foot')).toBe('A1 B1 C1 D1');
    const alone = new Town().street('A1 B1').street('B1 C1', { access: 'destination' }).street('C1 D1').open();
    expect(wayOf(alone, 'A1', 'D1')).toBe('A1 B1 C1 D1');
  });

  test('a point far from any road, and a network that it is not joined to', () => {
    const roads = new Town().street('A1 B1').street('D1 E1').open();
    const answer = roads.route({ from: [0.01, 0.03], to: [0.02, 0.01], profile: 'car', alternatives: 0, avoid: [] });
    expect(answer).toEqual({ reason: 'no-road-near', end: 'from' });
    expect(wayOf(roads, 'A1', 'E1')).toBe('no-way');
  });

  test.each([
    ['50', 50],
    ['30 mph', 48.28032],
    ['FR:urban', 50],
    ['DE:zone30', null],
    ['none', 130],
    ['walk', 6],
    ['signals', null],
    [undefined, null],
    ['0', null],
  ])('a limit of %s', (value, expected) => {
    const limit = speedLimit(value);
    if (expected === null) expect(limit).toBeNull();
    else expect(limit).toBeCloseTo(expected);
  });
});

describe('W4 reading extracts', () => {
  test('nodes one by one are read as those that are packed', () => {
    const ways = [true, false].map((dense) => wayOf(block().on('B2', { barrier: 'bollard' }).open({ dense }), 'A1', 'C2'));
    expect(ways).toEqual(['A1 B1 C1 C2', 'A1 B1 C1 C2']);
  });
  test('where the extract lacks a node, the road ends', () => {
    const roads = new Town().street('A1 B1 C1 D1').street('A1 A2 D2 D1').open({ without: 'C1' });
    expect(wayOf(roads, 'A1', 'D1')).toBe('A1 A2 D2 D1');
    expect(wayOf(roads, 'B1', 'A1')).toBe('B1 A1');
  });
  test.each([
    ['nothing of the kind', Buffer.from('this is no extract, but long enough to look like one'), 'is no .osm.pbf file'],
    ['cut off', readSomething().subarray(0, 60), 'ends in the middle'],
    ['without roads', Buffer.from(blob('OSMData', new Uint8Array())), 'holds no roads'],
    ['packed wrongly', mangled(readSomething()), 'is damaged'],
  ])('a file that is %s is told as that', (name, bytes, message) => {
    const path = join(folder, `${name}.osm.pbf`);
    writeFileSync(path, bytes);
    expect(() => buildGraph(path, join(folder, 'never.graph'))).toThrow(new ExtractError(message));
  });
  test('features that are not known are not guessed at', () => {
    const path = join(folder, 'history.osm.pbf');
    writeExtract(path, { nodes: [], ways: [] }, { features: ['OsmSchema-V0.6', 'HistoricalInformation'] });
    expect(() => buildGraph(path, join(folder, 'never.graph'))).toThrow('needs what is not known here: HistoricalInformation');
  });
  test('a graph that is not whole is built anew', () => {
    const path = join(folder, 'whole.graph');
    const source = join(folder, 'source.osm.pbf');
    writeFileSync(source, readSomething());
    buildGraph(source, path);
    expect(readGraphFile(path)).not.toBeNull();
    truncateSync(path, 700);
    expect(readGraphFile(path)).toBeNull();
    expect(readGraphFile(join(folder, 'none.graph'))).toBeNull();
    writeFileSync(path, 'x');
    expect(readGraphFile(path)).toBeNull();
  });
});

function readSomething(): Buffer {
  const path = join(folder, 'something.osm.pbf');
  writeExtract(path, {
    nodes: [
      { id: 1, lon: 0.01, lat: 0.01 },
      { id: 2, lon: 0.02, lat: 0.01 },
    ],
    ways: [{ id: 1, refs: [1, 2], tags: { highway: 'residential' } }],
  });
  return readFileSync(path);
}
function mangled(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(0xff, copy.length - 30, copy.length - 10);
  return copy;
}
