import { describe, expect, it } from 'vitest';
import { mergePoints, readGpx, waypointsOf } from '../src/index.ts';
import { noLook } from '../src/look.ts';
import { matchPoints } from '../src/match-points.ts';
import { pointRecord } from '../src/point-record.ts';
import { file } from './help/points.ts';
import type { P } from './help/points.ts';

describe('merge of points: work', () => {
  const many = (count: number, change: (index: number) => Partial<P>): P[] =>
    Array.from({ length: count }, (_, index) => ({
      name: `Point ${index}`,
      lat: 40 + index / 1e4,
      lon: 8,
      type: 'Food',
      ...change(index),
    }));

  it('10,000 points merge', () => {
    const base = many(10_000, () => ({}));
    const ours = many(10_000, (index) => (index % 2 === 0 ? { desc: 'ours' } : {}));
    const theirs = many(10_000, (index) => (index % 3 === 0 ? { name: `Renamed ${index}` } : { cmt: 'theirs' }));
    const answer = mergePoints(file(base), file(ours), file([...theirs, { name: 'New', lat: 1 }]));
    expect(answer.outcome).toBe('merged');
    if (answer.outcome === 'merged') expect(waypointsOf(readGpx(answer.bytes))).toHaveLength(10_001);
  });

  it.each([
    ['all renamed', () => ({}), (index: number) => ({ name: `Other ${index}` })],
    ['all of one name', () => ({ name: 'Same' }), (index: number) => ({ name: 'Same', desc: `${index}` })],
    ['all at one place', () => ({ lat: 1 }), (index: number) => ({ lat: 1, name: `Other ${index}` })],
    ['all without a name', () => ({ name: '' }), (index: number) => ({ name: '', desc: `${index}` })],
  ])('the work of matching grows with the points, not their square: %s', (_, before, after) => {
    const work = (count: number): number => {
      let looks = 0;
      const records = (change: (index: number) => Partial<P>) =>
        waypointsOf(readGpx(file(many(count, change)))).map((wpt) => {
          const record = pointRecord(wpt, () => noLook);
          return new Proxy(record, {
            get: (target, key) => {
              looks++;
              return Reflect.get(target, key) as unknown;
            },
          });
        });
      matchPoints(records(before), records(after));
      return looks;
    };
    expect(work(2000)).toBeLessThan(work(1000) * 2.2);
  });
});
