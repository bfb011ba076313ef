import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const dist = join(import.meta.dirname, '..', 'dist');
const bundle = join(dist, '.vite', 'manifest.json');

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

/** Compressed bytes of a file of the build, as a browser loads it. */
function loaded(file: string): number {
  const packed = join(dist, `${file}.br`);
  return readFileSync(existsSync(packed) ? packed : join(dist, file)).length;
}

describe.skipIf(!existsSync(bundle))('the size of the website', () => {
  const chunks = existsSync(bundle) ? (JSON.parse(readFileSync(bundle, 'utf8')) as Record<string, Chunk>) : {};
  /** A chunk and all that it imports at once. */
  const closure = (start: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(start)) return seen;
    seen.add(start);
    for (const next of chunks[start]?.imports ?? []) closure(next, seen);
    return seen;
  };

  test('the first load is under 350 kB of script before the map, in any language and on any page', () => {
    const language = ['en', 'nl', 'de', 'fr', 'es', 'it', 'uk'].map((one) => `src/words/${one}/index.ts`);
    const screens = Object.keys(chunks).filter((name) => /-screen\.tsx$/.test(name));
    expect(screens.length).toBeGreaterThan(20);
    for (const screen of screens) {
      for (const words of language) {
        const all = new Set([...closure('index.html'), ...closure(screen), ...closure(words)]);
        const bytes = [...all].reduce((sum, name) => sum + loaded(chunks[name]?.file ?? ''), 0);
        expect([screen, words, bytes < 350_000]).toEqual([screen, words, true]);
      }
    }
  });

  test('the map library is no part of the first load', () => {
    const first = [...closure('index.html')].map((name) => chunks[name]?.file ?? '');
    for (const file of first) expect([file, readFileSync(join(dist, file), 'utf8').includes('maplibregl-')]).toEqual([file, false]);
  });
});
