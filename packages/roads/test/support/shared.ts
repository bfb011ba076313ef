import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const osm = resolve(import.meta.dirname, '../../../../../shared/data/osm');
export const there = existsSync(osm);
if (!there && process.env['CI'] !== 'true') console.warn('../shared is not there: what reads real extracts is skipped');
export const dataPath = (name: string): string => join(osm, name);

/** The same numbers from 0 to 1 each time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
