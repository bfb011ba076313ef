import { describe, expect, it } from 'vitest';
import type { FileKey } from '@cairn/protocol';
import { each, PartlyDone, remove, together } from '../../src/library/acts.ts';
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
    expect([failure.half.done, failure.half.total, String(failure.cause)]).toEqual([3, 5, 'Error: full']);
    await failure.half.back();
    expect(log).toEqual(['do a', 'do bb', 'undo bb', 'undo a']);
    await expect(each(['c', 'a'], act)).rejects.toThrow('full');
  });

  it('what was left is done by a further try, also within one of the things, and nothing twice', async () => {
    const log: string[] = [];
    const full = new Set(['c']);
    const act = async (thing: string) => {
      if (full.has(thing)) throw new Error('full');
      log.push(thing);
      return async () => undefined;
    };
    const groups = (all: readonly string[][]) =>
      each(
        all,
        (group) => each(group, act),
        ({ length }) => length,
      );
    const failure = await groups([['a'], ['b', 'c', 'd'], ['e']]).catch((error: unknown) => error);
    if (!(failure instanceof PartlyDone)) throw new Error('it did not say so');
    expect([failure.half.done, failure.half.total, String(failure.cause)]).toEqual([2, 5, 'Error: full']);
    await expect(failure.half.rest()).rejects.toThrow('full');
    full.clear();
    await failure.half.rest();
    expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('taking back goes on where it failed', async () => {
    const log: string[] = [];
    let broken = true;
    const back = together([
      async () => void log.push('a'),
      async () => {
        if (broken) throw new Error('offline');
        log.push('b');
      },
      async () => void log.push('c'),
    ]);
    await expect(back()).rejects.toThrow('offline');
    broken = false;
    await back();
    expect(log).toEqual(['c', 'b', 'a']);
  });

  it('of files that are removed together some stay: they are counted, and tried again alone', async () => {
    const asked: string[][] = [];
    let refused: readonly string[] = ['b.gpx'];
    const device = {
      remove: async (keys: readonly FileKey[]) => {
        asked.push(keys.map(({ name }) => name));
        const left = keys.filter(({ name }) => refused.includes(name));
        const error = { name: 'LibraryError', code: 'changed-meanwhile', message: 'It was changed.' };
        return { undo: [], left: left.length === 0 ? null : { keys: left, error } };
      },
      undo: async () => [],
    };
    const keys = ['a.gpx', 'b.gpx', 'c.gpx'].map((name) => ({ type: 'GPX', name }));
    const failure = await remove(device, keys).catch((error: unknown) => error);
    if (!(failure instanceof PartlyDone)) throw new Error('it did not say so');
    expect([failure.half.done, failure.half.total, failure.cause]).toEqual([2, 3, expect.objectContaining({ code: 'changed-meanwhile' })]);
    refused = [];
    await failure.half.rest();
    expect(asked).toEqual([['a.gpx', 'b.gpx', 'c.gpx'], ['b.gpx']]);
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
