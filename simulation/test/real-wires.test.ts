import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeReally, liveReally } from '../src/real/live.ts';
import { realDecisionsOf } from '../src/real/live.ts';
import { realOptionsOf, troublesOf } from '../src/real/options.ts';
import { RealServer } from '../src/real/server.ts';

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
});
afterAll(async () => {
  await server.discard();
});

/** Seeds that meet every kind of trouble, phones and kills; `npm run wires -- --seeds 1000` lives through more. */
const seeds = [3, 5, 9, 12];

test('R28 real devices and a real server agree and lose nothing over wires that fail', { timeout: 300_000 }, async () => {
  const kinds = new Set<string>();
  for (const seed of seeds) {
    const told = await liveReally(realOptionsOf(seed), server);
    expect(told.violation === null ? '' : describeReally(told)).toBe('');
    for (const kind of told.troubles) kinds.add(kind);
  }
  expect(kinds.size).toBeGreaterThan(2);
  expect(await server.stopAndVerify()).toBeNull();
});

test('R28 R29 a seed decides the same world, acts and troubles each time', () => {
  const drawn = (seed: number): unknown => {
    const options = realOptionsOf(seed);
    return [options, [...realDecisionsOf(options)], Array.from({ length: 50 }, (_, number) => troublesOf(options)(number))];
  };
  for (const seed of seeds) expect(drawn(seed)).toEqual(drawn(seed));
  expect(drawn(3)).not.toEqual(drawn(4));
});
