import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { instrument } from '../src/instrument.ts';
import { mutated, wordsOf } from '../src/mutate.ts';
import { FuzzRandom } from '../src/random.ts';

/** Runs a script with its counters; what it leaves in `result`, and which counters moved. */
function carriedOut(source: string): { result: unknown; counts: number[] } {
  const { code, counters } = instrument(source, 'a.js', 0);
  const branches = new Uint32Array(counters);
  const result: unknown = runInNewContext(`(() => { const globalThis = { __branches: given }; ${code}; return result; })()`, {
    given: branches,
  });
  return { result, counts: [...branches] };
}

describe('branches that count', () => {
  test.each([
    ['const f = (x) => x > 1 ? "big" : "small"; const result = [f(1), f(2), f(3)];', ['small', 'big', 'big'], 3],
    ['let result = 0; for (let i = 0; i < 4; i++) if (i % 2) result += i; else result -= i;', 2, 3],
    ['const f = (a, b) => a && (b ?? 7) || -1; const result = [f(0, 1), f(1, 2), f(1)];', [-1, 2, 7], 4],
    ['let result = ""; switch ("b") { case "a": result += 1; case "b": result += 2; default: result += 3; }', '23', 3],
    ['let result = 0; try { throw 1 } catch (e) { result = e } finally { result += 1 }', 2, 3],
    ['let result = 0; do result++; while (result < 3); while (false) result = 9;', 3, 2],
    ['const o = () => ({ a: 1 }), n = async () => { await 0; }; const result = o().a;', 1, 2],
  ])('%s', (source, result, counters) => {
    const done = carriedOut(source);
    expect(done.result).toEqual(result);
    expect(done.counts).toHaveLength(counters);
    expect(done.counts.some((count) => count > 0)).toBe(true);
  });

  test('what counts only as the first words of a file stays the first', () => {
    expect(instrument("'use strict';\nlet a;", 'a.cjs', 0).code).toMatch(/^'use strict';const/);
  });

  test('lines stay what they are, types are left alone, and words are gathered', () => {
    const source = 'type A = "x" extends string ? 1 : 2;\ninterface B { c: "y" }\nconst word = "PMTiles", number = 0x504b;\n';
    const { code, counters, texts, numbers } = instrument(source, 'a.ts', 0);
    expect([counters, texts, numbers]).toEqual([0, ['PMTiles'], [0x504b]]);
    expect(code.split('\n')).toHaveLength(4);
  });
});

test('the same seed makes the same inputs, never longer than they may be', () => {
  const words = wordsOf(['<gpx>'], [0x04034b50]);
  const make = (): string[] => {
    const random = new FuzzRandom(7);
    let bytes: Uint8Array = new Uint8Array([1, 2, 3]);
    return Array.from({ length: 200 }, () => {
      bytes = mutated(bytes, new Uint8Array([9, 9]), words, 64, random);
      expect(bytes.length).toBeLessThanOrEqual(64);
      return Buffer.from(bytes).toString('hex');
    });
  };
  const made = make();
  expect(make()).toEqual(made);
  expect(new Set(made).size).toBeGreaterThan(100);
});
