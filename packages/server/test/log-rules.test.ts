import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { megabytes } from '../src/log/limits.ts';
import type { LogOperation } from '../src/log/operations.ts';
import type { Amount, LogState } from '../src/log/rows.ts';
import { nothing, versionOf } from '../src/log/rows.ts';
import type { Verdict } from '../src/log/verdict.ts';
import type { Given } from './support/memory-log.ts';
import { contentOf, MemoryLog } from './support/memory-log.ts';

const said = (verdict: Verdict): string => (verdict.status === 'refused' ? verdict.code : verdict.status);
/** A log with these contents of 10 stored bytes, one letter each, uploaded one after the other: `a: 'xy'` = two versions of `a`. */
function logOf(files: Readonly<Record<string, string>>): MemoryLog {
  const log = new MemoryLog();
  for (const [name, letters] of Object.entries(files)) for (const letter of letters) log.put(name, contentOf(letter));
  return log;
}
const shelves = ({ live, trash, history }: LogState): Record<string, number> => {
  return { live: live.stored, trash: trash.stored, history: history.stored };
};

describe('R16 the quota', () => {
  test.each<[what: string, files: Record<string, string>, name: string, stored: number, quota: number, answer: string]>([
    ['exactly full is taken', { a: 'x' }, 'b', 10, 20, 'done'],
    ['one byte more is not', { a: 'x' }, 'b', 11, 20, 'space-exceeded'],
    ['what takes the place of another counts instead of it', { a: 'x' }, 'a', 20, 20, 'done'],
    ['above the quota what gets smaller is taken', { a: 'x', b: 'y' }, 'b', 9, 5, 'done'],
    ['above the quota what stays as large is taken', { a: 'x', b: 'y' }, 'b', 10, 5, 'done'],
    ['above the quota one byte more is not', { a: 'x', b: 'y' }, 'b', 11, 5, 'space-exceeded'],
    ['bytes of companions count', { a: 'x' }, 'a.info', 11, 20, 'space-exceeded'],
  ])('%s', (_what, files, name, stored, quota, answer) => {
    expect(said(logOf(files).put(name, contentOf('n', stored), { allowance: { quota } }))).toBe(answer);
  });

  test('a refusal says how much is allowed and how much is used, and changes nothing', () => {
    const log = logOf({ a: 'x' });
    const before = log.state;
    expect(log.put('b', contentOf('n', 3_000_000), { allowance: { quota: 2_621_440 } })).toEqual({
      ...{ status: 'refused', code: 'space-exceeded', head: null },
      details: { allowedMb: 2.5, quota: 2_621_440, used: 10 },
    });
    expect(log.state).toBe(before);
  });

  test('megabytes are binary, with two decimals', () => {
    expect([0, 1, 5_243, 1_048_576, 1_572_864, 1_061_159].map(megabytes)).toEqual([0, 0, 0.01, 1, 1.5, 1.01]);
  });

  test('a copy and a restore count like an upload; a deletion and a rename are never too much', () => {
    const log = logOf({ a: 'xyz', b: 'w' });
    const full: Given = { allowance: { quota: 15, filesLimit: 1 } };
    expect(said(log.operate({ op: 'copy', seq: 3, to: 'c' }, full))).toBe('space-exceeded');
    expect(said(log.operate({ op: 'rename', type: 'GPX', name: 'a', to: 'c', base: 3 }, full))).toBe('done');
    expect(said(log.operate({ op: 'restore', seq: 1 }, full))).toBe('done');
    expect(said(log.delete('b', {}, full))).toBe('done');
    expect(said(log.operate({ op: 'restore', seq: 4 }, full))).toBe('space-exceeded');
    expect(said(log.operate({ op: 'delete-folder', type: 'GPX', name: 'f' }, full))).toBe('file-not-available');
    expect(log.audit()).toEqual([]);
  });
});

test('R16 C62 what comes back because its deletion is removed is held against the quota; what goes is not', () => {
  const log = logOf({ a: 'xy', b: 'w' });
  log.delete('a');
  const remove = (name: string, seq: number): string => {
    const stamp = log.rows.find((row) => row.seq === seq)?.stamp ?? 0;
    return said(log.operate({ op: 'remove-version', type: 'GPX', name, stamp }, { allowance: { quota: 15, historyLimit: 0 } }));
  };
  expect(remove('a', 4)).toBe('space-exceeded');
  expect(log.live).toEqual({ b: 'w' });
  expect(remove('a', 1), 'a version of the history').toBe('done');
  expect(remove('b', 3), 'the last version of a file').toBe('done');
  expect(remove('a', 4), 'now there is space').toBe('done');
  expect(log.live).toEqual({ a: 'y' });
});

test('a row on the wire: what the devices are told of it, and nothing else', () => {
  const log = logOf({ a: 'x' });
  log.operate({ op: 'rename', type: 'GPX', name: 'a', to: 'b', base: 1 });
  log.delete('b', { scope: 'cloud' });
  const facts = { type: 'GPX', file: 1, device: 7 };
  const stampOf = (seq: number): number => log.rows.find((row) => row.seq === seq)?.stamp ?? 0;
  expect(log.rows.slice(1).map((row) => versionOf(row))).toEqual([
    { ...facts, seq: 2, name: 'b', stamp: stampOf(2), kind: 'content', hash: 'x'.repeat(64), size: 30, stored: 10, clientTime: 5 },
    { ...facts, seq: 2, name: 'a', stamp: stampOf(2), kind: 'moved', to: { type: 'GPX', name: 'b' } },
    { ...facts, seq: 3, name: 'b', stamp: stampOf(3), kind: 'deletion', scope: 'cloud' },
  ]);
  log.put('c', contentOf('y'));
  log.put('c', contentOf('z'));
  log.operate({ op: 'remove-version', type: 'GPX', name: 'c', stamp: stampOf(5) });
  const [last] = log.rows.slice(-1).map((row) => versionOf(row));
  expect(last, 'what an app removed was deleted in the cloud only').toMatchObject({ kind: 'deletion', scope: 'cloud' });
  log.delete('c');
  expect(log.rows.slice(-1).map((row) => versionOf(row))).toMatchObject([{ kind: 'deletion', scope: 'everywhere' }]);
});

describe('R16 the number of files', () => {
  const limit = { filesLimit: 2 };
  test('up to the limit, companions not counted, other versions of a file neither', () => {
    const log = logOf({ a: 'x' });
    expect(said(log.put('b', contentOf('n'), { allowance: limit }))).toBe('done');
    expect(said(log.put('b.info', contentOf('i'), { allowance: limit }))).toBe('done');
    expect(said(log.put('b', contentOf('m'), { allowance: limit }))).toBe('done');
    expect(log.put('c', contentOf('c'), { allowance: limit })).toMatchObject({ code: 'too-many-files', details: { limit: 2 } });
  });
  test('above the limit what there is can be changed, and nothing added', () => {
    const log = logOf({ a: 'x', b: 'y', c: 'z' });
    expect(said(log.put('a', contentOf('n'), { allowance: limit }))).toBe('done');
    expect(said(log.put('d', contentOf('n'), { allowance: limit }))).toBe('too-many-files');
    expect(said(log.put('d', contentOf('n'), { allowance: { filesLimit: null } }))).toBe('done');
  });
});

describe('R16 the ceiling of trash and history', () => {
  test('exactly full is taken; above it the oldest that may go goes, as much as is needed', () => {
    const log = logOf({ a: 'uvwx' });
    const ceiling: Given = { allowance: { historyLimit: 40 }, evictBefore: 1e9 };
    expect(shelves(log.state)).toEqual({ live: 10, trash: 0, history: 30 });
    log.put('a', contentOf('y'), ceiling);
    expect(shelves(log.state)).toEqual({ live: 10, trash: 0, history: 40 });
    log.put('a', contentOf('z'), ceiling);
    expect(shelves(log.state)).toEqual({ live: 10, trash: 0, history: 40 });
    expect(log.rows.map((row) => row.seq)).toEqual([2, 3, 4, 5, 6]);
    expect(log.audit()).toEqual([]);
  });
  test('what was superseded since the time of keeping stays: then the upload is refused, with the limit', () => {
    const log = logOf({ a: 'uvwx' });
    const superseded = log.rows.flatMap((row) => (row.kind === 'content' && row.superseded !== null ? [row.superseded] : []));
    const ceiling = (evictBefore: number, historyLimit = 30): Given => ({ allowance: { historyLimit }, evictBefore });
    expect(log.put('a', contentOf('y'), ceiling(superseded[0] ?? 0))).toEqual({
      ...{ status: 'refused', code: 'history-full', head: null },
      details: { allowedMb: 0, historyLimit: 30 },
    });
    // One may go and two would have to.
    expect(said(log.put('a', contentOf('y'), ceiling((superseded[0] ?? 0) + 1, 29)))).toBe('history-full');
    expect(log.rows.map((row) => row.seq)).toEqual([1, 2, 3, 4]);
    expect(said(log.put('a', contentOf('y'), ceiling((superseded[0] ?? 0) + 1)))).toBe('done');
    expect(log.rows.map((row) => row.seq)).toEqual([2, 3, 4, 5]);
  });
  test('the trash counts too; above the ceiling what adds nothing to it is taken', () => {
    const log = logOf({ a: 'xy', b: 'w' });
    log.delete('b');
    expect(shelves(log.state)).toEqual({ live: 10, trash: 10, history: 10 });
    expect(said(log.put('a', contentOf('z'), { allowance: { historyLimit: 29 } }))).toBe('history-full');
    expect(said(log.put('new', contentOf('z'), { allowance: { historyLimit: 5 } }))).toBe('done');
    expect(said(log.delete('a', {}, { allowance: { historyLimit: 5 } })), 'deletions always work').toBe('done');
    expect(log.audit()).toEqual([]);
  });
  test('a rename costs nothing in the history: its content is carried on', () => {
    const log = logOf({ a: 'x' });
    expect(said(log.operate({ op: 'rename', type: 'GPX', name: 'a', to: 'b', base: 1 }, { allowance: { historyLimit: 0 } }))).toBe('done');
    expect(shelves(log.state)).toEqual({ live: 10, trash: 0, history: 0 });
    log.put('b', contentOf('y'));
    expect(shelves(log.state)).toEqual({ live: 10, trash: 0, history: 10 });
    expect(log.audit()).toEqual([]);
  });
});

describe('what an upload is held against', () => {
  test('the plan, the kind of file and its size, each up to its bound', () => {
    const log = new MemoryLog();
    const put = (name: string, given: Given, type = 'GPX'): Verdict => log.put(name, contentOf('x'), given, { type });
    expect(put('a', { allowance: { types: ['FAVOURITES'] } })).toMatchObject({ code: 'plan-lacks-type', details: { type: 'GPX' } });
    expect(put('Monaco.obf', {}, 'FILE')).toMatchObject({
      code: 'name-refused',
      details: { reason: 'map files are not kept in the cloud' },
    });
    expect(put('a', { allowance: { fileLimit: 29 } })).toMatchObject({ code: 'file-too-large', details: { limitMb: 0 } });
    expect(said(put('a', { allowance: { types: ['GPX'], fileLimit: 30 } }))).toBe('done');
  });

  test('R13 the base must be the newest, of this epoch; none is asked of whoever writes without one', () => {
    const log = logOf({ a: 'x' });
    expect(log.put('a', contentOf('y'), {}, { base: 0 })).toMatchObject({ code: 'base-outdated', head: { seq: 1 } });
    expect(log.put('a', contentOf('y'), {}, { base: 2 })).toMatchObject({ code: 'base-outdated' });
    expect(log.put('a', contentOf('y'), {}, { base: 1, epoch: 3 })).toMatchObject({ code: 'base-outdated' });
    expect(log.put('b', contentOf('y'), {}, { base: 1 })).toMatchObject({ code: 'base-outdated', head: null });
    expect(said(log.put('a', contentOf('y'), {}, { base: 1, epoch: 0 }))).toBe('done');
    expect(said(log.put('a', contentOf('z'), {}, { base: null }))).toBe('done');
  });

  test('R15 the same content is nothing to do, whatever the base and the plan, unless a version of its own is wanted', () => {
    const log = logOf({ a: 'x' });
    expect(log.put('a', contentOf('x'), { allowance: { types: [], quota: 0 } }, { base: 9 })).toMatchObject({
      status: 'same',
      row: { seq: 1 },
    });
    const { stamp } = log.rows[0] ?? { stamp: 0 };
    expect(said(log.put('a', contentOf('x'), {}, { time: stamp }))).toBe('same');
    expect(said(log.put('a', contentOf('x'), {}, { time: stamp + 1 }))).toBe('done');
    expect(said(log.put('a', contentOf('x'), {}, { alwaysNew: true }))).toBe('done');
    expect(said(log.put('a', contentOf('x'), {}, { alwaysNew: true, base: 1 }))).toBe('base-outdated');
    expect(log.audit()).toEqual([]);
  });

  test('what is uploaded on top of a deletion goes on the same file while that is in the trash', () => {
    const log = logOf({ a: 'x' });
    log.delete('a');
    log.put('a', contentOf('y'));
    expect(log.head({ type: 'GPX', name: 'a' })).toMatchObject({ seq: 3, file: 1 });
    log.operate({ op: 'rename', type: 'GPX', name: 'a', to: 'b', base: 3 });
    log.put('a', contentOf('z'));
    expect(log.head({ type: 'GPX', name: 'a' }), 'another file, for the first moved on').toMatchObject({ seq: 5, file: 2 });
    expect(log.audit()).toEqual([]);
  });

  test('T3 on top of what was removed from the trash for good a new file begins', () => {
    const log = logOf({ a: 'x' });
    log.delete('a');
    log.operate({ op: 'remove-version', type: 'GPX', name: 'a', stamp: log.rows[0]?.stamp ?? 0 });
    log.put('a', contentOf('y'));
    expect(log.head({ type: 'GPX', name: 'a' })).toMatchObject({ seq: 3, file: 2 });
    expect(log.audit()).toEqual([]);
  });

  test('a content that is there already is kept once, as it came first', () => {
    const log = logOf({ a: 'x' });
    log.put('b', { ...contentOf('x'), stored: 12 });
    expect(log.rows.map((row) => row.kind === 'content' && row.stored)).toEqual([10, 10]);
    expect(log.state.live).toEqual({ files: 2, size: 60, stored: 20 });
  });

  test('R14 stamps rise, and no time that is asked for is later than now or before the last', () => {
    const log = new MemoryLog();
    const stamp = (): number => log.rows.at(-1)?.stamp ?? 0;
    log.put('a', contentOf('a'), { now: 5000 }, { time: 3000 });
    expect(stamp()).toBe(3000);
    log.put('b', contentOf('b'), { now: 5000 }, { time: 9000 });
    expect(stamp()).toBe(5000);
    log.put('c', contentOf('c'), { now: 4000 });
    expect(stamp()).toBe(5001);
  });
});

describe('histories', () => {
  const names = ['a', 'a.info', 'b', 'f/a', 'f/b', 'f/b.info'];
  const name = fc.constantFrom(...names);
  const letter = fc.constantFrom('u', 'v', 'w', 'x');
  type Step =
    | { readonly do: 'put'; readonly name: string; readonly letter: string; readonly stored: number }
    | { readonly do: 'operate'; readonly op: (log: MemoryLog) => LogOperation };
  const newest = (log: MemoryLog, of: string): number => log.head({ type: 'GPX', name: of })?.seq ?? 0;
  const operation: fc.Arbitrary<(log: MemoryLog) => LogOperation> = fc
    .tuple(fc.constantFrom('delete', 'rename', 'rename-folder', 'delete-folder', 'restore', 'copy', 'remove-version'), name, name, fc.nat())
    .map(([op, one, other, number]) => (log: MemoryLog): LogOperation => {
      const at = { type: 'GPX', name: one, base: newest(log, one) };
      const row = log.rows[number % Math.max(1, log.rows.length)];
      const seq = row?.seq ?? 1;
      if (op === 'delete') return { op, ...at, scope: number % 3 === 0 ? 'cloud' : 'everywhere' };
      if (op === 'rename') return { op, ...at, to: other };
      if (op === 'rename-folder') return { op, type: 'GPX', name: 'f', to: 'g', base: log.state.seq };
      if (op === 'delete-folder') return { op, type: 'GPX', name: 'f', base: log.state.seq };
      if (op === 'restore') return number % 2 === 0 ? { op, seq } : { op, seq, to: other, base: newest(log, other) };
      if (op === 'copy') return { op, seq, to: other, base: newest(log, other) };
      return { op: 'remove-version', type: 'GPX', name: row?.name ?? one, stamp: row?.stamp ?? 1 };
    });
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ do: fc.constant('put' as const), name, letter, stored: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ do: fc.constant('operate' as const), op: operation }),
  );
  const grown = (after: Amount, before: Amount): boolean => after.stored > before.stored;

  test('R16 R24 R25 whatever is done, the log adds up, and no bound is passed by what makes an account larger', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 900, max: 1040 }), (steps, evictBefore) => {
        const log = new MemoryLog();
        const allowance = { quota: 90, filesLimit: 3, historyLimit: 60 };
        for (const one of steps) {
          const { state: before, rows } = log;
          const verdict =
            one.do === 'put'
              ? log.put(one.name, contentOf(one.letter, one.stored), { allowance, evictBefore })
              : log.operate(one.op(log), { allowance, evictBefore });
          const { state: after } = log;
          expect(log.audit()).toEqual([]);
          if (verdict.status !== 'done') expect(log.rows).toBe(rows);
          if (grown(after.live, before.live)) expect(after.live.stored).toBeLessThanOrEqual(allowance.quota);
          if (after.live.files > before.live.files) expect(after.live.files).toBeLessThanOrEqual(allowance.filesLimit);
          const isDeletion = one.do === 'operate' && after.live.files <= before.live.files && !grown(after.live, before.live);
          const kept = { ...nothing, stored: after.trash.stored + after.history.stored };
          if (!isDeletion && grown(kept, { ...nothing, stored: before.trash.stored + before.history.stored }))
            expect(kept.stored).toBeLessThanOrEqual(allowance.historyLimit);
        }
      }),
      { numRuns: Number(process.env['CAIRN_LOG_RUNS'] ?? 300) },
    );
  });
});
