import { describe, expect, it } from 'vitest';
import { each, PartlyDone } from '../../src/library/acts.ts';
import { filtersOf, rulesOf } from '../../src/screens/tracks/collection-rules.ts';

describe('W3 many at once', () => {
  it('what was done before something fails stays, is counted, and can be taken back, the newest first', async () => {
    const log: string[] = [];
    const act = async (thing: string) => {
      if (thing === 'c') throw new Error('full');
      log.push(`do ${thing}`);
      return async () => void log.push(`undo ${thing}`);
    };
    const failure = await each(['a', 'bb', 'c', 'd'], act, (thing) => thing.length).catch((error: unknown) => error);
    if (!(failure instanceof PartlyDone)) throw new Error('it did not say so');
    expect([failure.done, failure.total, String(failure.cause)]).toEqual([3, 5, 'Error: full']);
    await failure.back();
    expect(log).toEqual(['do a', 'do bb', 'undo bb', 'undo a']);
    await expect(each(['c', 'a'], act)).rejects.toThrow('full');
  });
});

describe('S11 rules of collections, as a person writes them', () => {
  it('go into filters and come back; filters that the form does not show stay', () => {
    const rules = {
      ...{
        words: 'loop',
        folders: ['alps'],
        lengthFrom: '10',
        lengthTo: '20.5',
        madeFrom: '2026-05-01',
        madeTo: '2026-05-31',
        waypoints: true,
      },
    };
    const width = { kind: 'look', of: 'width', values: ['bold'] } as const;
    const filters = filtersOf(rules, [width, { kind: 'name', text: 'old' }], 1000);
    if (typeof filters === 'string') throw new Error(filters);
    expect(filters[0]).toEqual(width);
    expect(filters).toContainEqual({ kind: 'range', of: 'LENGTH', from: 10_000, to: 20_500 });
    expect(rulesOf(filters, 1000)).toEqual(rules);
    expect(filtersOf({ ...rules, lengthFrom: 'x' }, [], 1000)).toBe('lengthFrom');
    expect(filtersOf({ ...rules, lengthTo: '9,5' }, [], 1000)).toBe('lengthTo');
    expect(filtersOf({ ...rules, madeTo: '2026-04-30' }, [], 1000)).toBe('madeTo');
  });
});
