import { describe, expect, test } from 'vitest';
import type { Row } from '../src/log/rows.ts';
import type { Verdict } from '../src/log/verdict.ts';
import { contentOf, MemoryLog } from './support/memory-log.ts';

/** A row in one line: number, name, what it is, and what is not as it mostly is. */
function lineOf(row: Row): string {
  const line = `${row.seq}${row.part === 1 ? '+' : ''} ${row.name}`;
  const end = `${row.head ? '' : ' old'} file ${row.file}`;
  if (row.kind === 'moved') return `${line} moved to ${row.to}${row.dismissed ? ' dismissed' : ''}${end}`;
  if (row.kind === 'deletion') return `${line} deleted ${row.scope}${row.below === null ? '' : ` above ${row.below}`}${end}`;
  const flags = `${row.carried ? ' carried' : ''}${row.revived ? ' revived' : ''}`;
  return `${line} = ${row.hash[0] ?? ''} ${row.shelf}${flags}${end}`;
}
const told = (log: MemoryLog): string[] => log.rows.map(lineOf);
const answer = (verdict: Verdict): string => {
  if (verdict.status === 'refused') return `${verdict.code}${verdict.head === null ? '' : ` head ${verdict.head.seq}`}`;
  return verdict.status === 'rewrite' ? 'rewrite' : `${verdict.status} ${verdict.row.seq}`;
};
/** A log of these contents, one letter each: `a: 'xy'` = two versions. */
function logOf(files: Readonly<Record<string, string>>): MemoryLog {
  const log = new MemoryLog();
  for (const [name, letters] of Object.entries(files)) for (const letter of letters) log.put(name, contentOf(letter));
  return log;
}
const at = (log: MemoryLog, name: string): number => log.head({ type: 'GPX', name })?.seq ?? 0;
const key = (name: string) => ({ type: 'GPX', name });
const rename = (log: MemoryLog, name: string, to: string, base: number | null = at(log, name)): string =>
  answer(log.operate({ op: 'rename', ...key(name), to, base }));
const renameFolder = (log: MemoryLog, name: string, to: string, base?: number): string =>
  answer(log.operate({ op: 'rename-folder', ...key(name), to, ...(base === undefined ? {} : { base }) }));
const deleteFolder = (log: MemoryLog, name: string, base?: number): string =>
  answer(log.operate({ op: 'delete-folder', ...key(name), ...(base === undefined ? {} : { base }) }));
const restore = (log: MemoryLog, seq: number, more: { to?: string; base?: number } = {}): string =>
  answer(log.operate({ op: 'restore', seq, ...more }));
const copy = (log: MemoryLog, seq: number, to: string, base?: number): string =>
  answer(log.operate({ op: 'copy', seq, to, ...(base === undefined ? {} : { base }) }));
/** Removes the row that an app knows by this name and the stamp of this number. */
const remove = (log: MemoryLog, name: string, seq: number, given: { device?: number; now?: number } = {}): string => {
  const stamp = log.rows.find((row) => row.seq === seq)?.stamp ?? 0;
  return answer(log.operate({ op: 'remove-version', ...key(name), stamp }, given));
};

describe('deletions', () => {
  test('T1 a file goes into the trash with its companion; a companion goes alone', () => {
    const log = logOf({ a: 'x', 'a.info': 'i' });
    expect(answer(log.delete('a.info'))).toBe('done 3');
    log.put('a.info', contentOf('j'));
    expect(answer(log.delete('a'))).toBe('done 5');
    expect(told(log)).toEqual([
      '1 a = x trash old file 1',
      '2 a.info = i history old file 2',
      '3 a.info deleted everywhere old file 2',
      '4 a.info = j trash old file 2',
      '5 a deleted everywhere above 1 file 1',
      '6 a.info deleted everywhere above 4 file 2',
    ]);
    expect(log.audit()).toEqual([]);
  });
  test('R15 a deletion of what is deleted is nothing to do; of what was never there it is refused', () => {
    const log = logOf({ a: 'x', b: 'y' });
    log.delete('a', { scope: 'cloud' });
    expect(answer(log.delete('a', { base: 77 }))).toBe('same 3');
    expect(answer(log.delete('c', { base: 0 }))).toBe('file-not-available');
    rename(log, 'b', 'd');
    expect(answer(log.delete('b'))).toBe('file-not-available');
    expect(told(log)[2]).toBe('3 a deleted cloud above 1 file 1');
  });
  test('R13 the base must be the newest', () => {
    const log = logOf({ a: 'xy' });
    expect(answer(log.delete('a', { base: 1 }))).toBe('base-outdated head 2');
    expect(answer(log.delete('a', { base: 2 }))).toBe('done 3');
  });
  test('a folder: all that is in it, whatever its depth, and nothing beside it', () => {
    const log = logOf({ 'f/a': 'x', 'f/g/b': 'y', fa: 'z', 'f/a.info': 'i' });
    expect(deleteFolder(log, 'f', 2)).toBe('base-outdated head 4');
    expect(deleteFolder(log, 'f', 3)).toBe('base-outdated head 4');
    expect(deleteFolder(log, 'f', 4)).toBe('done 7');
    expect(log.live).toEqual({ fa: 'z' });
    expect(deleteFolder(log, 'f')).toBe('same 7');
    expect(deleteFolder(log, 'g')).toBe('file-not-available');
    expect(told(log).filter((line) => line.includes('deleted everywhere'))).toHaveLength(3);
    log.put('f/c', contentOf('c'));
    expect(deleteFolder(log, 'f'), 'without a base').toBe('done 9');
    expect(log.audit()).toEqual([]);
  });
});

describe('renames', () => {
  test('T4 one entry of the log with two rows; the file keeps its number and its history, its content costs nothing more', () => {
    const log = logOf({ a: 'xy' });
    expect(rename(log, 'a', 'b')).toBe('done 3');
    expect(told(log)).toEqual([
      '1 a = x history old file 1',
      '2 a = y history carried old file 1',
      '3 b = y live file 1',
      '3+ a moved to b file 1',
    ]);
    expect(log.audit()).toEqual([]);
  });
  test('T4 another file under the old name takes the place of the mark', () => {
    const log = logOf({ a: 'x' });
    rename(log, 'a', 'b');
    log.put('a', contentOf('y'));
    expect(told(log)).toEqual(['1 a = x history carried old file 1', '2 b = x live file 1', '3 a = y live file 2']);
    expect(log.audit()).toEqual([]);
  });
  test('R15 repeated it is nothing to do, also after edits under the new name and after the file moved on', () => {
    const log = logOf({ a: 'x' });
    rename(log, 'a', 'b');
    expect(rename(log, 'a', 'b', 1)).toBe('same 2');
    log.put('b', contentOf('y'));
    expect(rename(log, 'a', 'b', 1)).toBe('same 3');
    expect(rename(log, 'a', 'c', 1)).toBe('base-outdated head 2');
    rename(log, 'b', 'c');
    expect(rename(log, 'a', 'b', 1), 'the mark: nothing is at that name').toBe('same 2');
    log.put('b', contentOf('z'));
    expect(rename(log, 'a', 'b', 1), 'the mark: another file is').toBe('same 2');
  });
  test('refused: an old base, nothing there, a name that is taken or not kept; to the same name it is nothing', () => {
    const log = logOf({ a: 'xy', b: 'z' });
    expect(rename(log, 'a', 'c', 1)).toBe('base-outdated head 2');
    expect(rename(log, 'd', 'c')).toBe('file-not-available');
    expect(log.operate({ op: 'rename', ...key('a'), to: 'b', base: 2 })).toMatchObject({ code: 'name-taken', details: { name: 'b' } });
    expect(rename(log, 'a', 'a')).toBe('same 2');
    log.put('Monaco.gpx', contentOf('m'), {}, { type: 'FILE' });
    expect(log.operate({ op: 'rename', type: 'FILE', name: 'Monaco.gpx', to: 'Monaco.obf', base: 4 })).toMatchObject({
      ...{ code: 'name-refused', details: { reason: 'map files are not kept in the cloud' } },
    });
    log.delete('b');
    expect(rename(log, 'b', 'c'), 'what is in the trash').toBe('file-not-available');
    expect(rename(log, 'a', 'b', null), 'onto a name of the trash').toBe('done 6');
    expect(log.audit()).toEqual([]);
  });
  test('S11 the companion goes along, rewritten; one without a file at the new name goes to the trash', () => {
    const log = logOf({ a: 'x', 'a.info': 'i', 'b.info': 'j' });
    expect(rename(log, 'a', 'b')).toBe('done 4');
    expect(told(log)).toEqual([
      '1 a = x history carried old file 1',
      '2 a.info = i history old file 2',
      '3 b.info = j trash old file 3',
      '4 b = x live file 1',
      '4+ a moved to b file 1',
      '5 b.info deleted everywhere above 3 old file 3',
      '6 b.info = r live file 2',
      '6+ a.info moved to b.info file 2',
    ]);
    expect(log.live).toEqual({ b: 'x', 'b.info': 'r' });
    expect(log.audit()).toEqual([]);
    expect(rename(log, 'b.info', 'c.info'), 'a companion alone').toBe('done 7');
    expect(log.live).toEqual({ b: 'x', 'c.info': 'r' });
  });
  test('a folder: all that is in it at once, companions rewritten', () => {
    const log = logOf({ 'f/a': 'x', 'f/a.info': 'i', 'f/g/b': 'y', fa: 'z' });
    expect(renameFolder(log, 'f', 'h', 2)).toBe('base-outdated head 3');
    expect(renameFolder(log, 'f', 'h', 3)).toBe('done 7');
    expect(log.live).toEqual({ fa: 'z', 'h/a': 'x', 'h/a.info': 'r', 'h/g/b': 'y' });
    expect(renameFolder(log, 'f', 'h'), 'repeated').toBe('same 7');
    expect(renameFolder(log, 'f', 'i'), 'gone elsewhere').toBe('file-not-available');
    expect(renameFolder(log, 'f', 'h/g'), 'gone into another folder of it').toBe('same 7');
    expect(renameFolder(log, 'nothing', 'i')).toBe('file-not-available');
    expect(log.audit()).toEqual([]);
  });
  test('a folder: not into itself, nor where one of its files finds its name taken', () => {
    const log = logOf({ 'f/a': 'x', 'f/b': 'y', 'h/b': 'z' });
    expect(log.operate({ op: 'rename-folder', ...key('f'), to: 'f' })).toMatchObject({
      ...{ code: 'bad-request', details: { reason: 'a folder cannot be moved into itself' } },
    });
    expect(renameFolder(log, 'f', 'f/g')).toBe('bad-request');
    expect(log.operate({ op: 'rename-folder', ...key('f'), to: 'h' })).toMatchObject({ code: 'name-taken', details: { name: 'h/b' } });
    expect(renameFolder(log, 'f', 'ff')).toBe('done 5');
    log.delete('ff/a');
    log.delete('ff/b');
    expect(renameFolder(log, 'ff', 'i'), 'deleted, not moved').toBe('file-not-available');
  });
});

describe('restores and copies', () => {
  test('T2 an old version becomes the newest of its file, under its present name', () => {
    const log = logOf({ a: 'xy' });
    rename(log, 'a', 'b');
    expect(restore(log, 1, { base: 2 })).toBe('base-outdated head 3');
    expect(restore(log, 1, { base: 3 })).toBe('done 4');
    expect(told(log).slice(2)).toEqual(['3 b = y history old file 1', '3+ a moved to b file 1', '4 b = x live file 1']);
    expect(restore(log, 1), 'R15 repeated').toBe('same 4');
    expect(restore(log, 9)).toBe('file-not-available');
    expect(log.audit()).toEqual([]);
  });
  test('T2 from the trash with its companion, whatever version was asked for', () => {
    const log = logOf({ a: 'xy', 'a.info': 'i' });
    log.delete('a');
    expect(restore(log, 1, { base: 4 })).toBe('done 6');
    expect(log.live).toEqual({ a: 'x', 'a.info': 'i' });
    expect(told(log).slice(3)).toEqual([
      '4 a deleted everywhere old file 1',
      '5 a.info deleted everywhere old file 2',
      '6 a = x live file 1',
      '7 a.info = i live file 2',
    ]);
    expect(log.audit()).toEqual([]);
  });
  test('T2 from the trash under another name, with its companion rewritten; a stray one there goes to the trash', () => {
    const log = logOf({ a: 'x', 'a.info': 'i', 'b.info': 'j' });
    log.delete('a');
    expect(restore(log, 1, { to: 'b', base: 0 })).toBe('done 6');
    expect(log.live).toEqual({ b: 'x', 'b.info': 'r' });
    expect(log.rows.find((row) => row.seq === 6)?.file).toBe(1);
    expect(log.audit()).toEqual([]);
  });
  test('T2 from the trash where another file has the name: refused, under another name it works', () => {
    const log = logOf({ a: 'x', b: 'z' });
    log.delete('a');
    rename(log, 'b', 'a');
    expect(log.operate({ op: 'restore', seq: 1 })).toMatchObject({ code: 'name-taken', details: { name: 'a' } });
    expect(restore(log, 1, { to: 'c' })).toBe('done 5');
    expect(log.live).toEqual({ a: 'z', c: 'x' });
    expect(log.audit()).toEqual([]);
  });
  test('T2 another file of the same content under the name is not the one from the trash', () => {
    const log = logOf({ a: 'x', b: 'x' });
    log.delete('a');
    rename(log, 'b', 'a');
    expect(restore(log, 1)).toBe('name-taken');
  });
  test('T2 a companion that was deleted by itself does not come back with an old version of its file', () => {
    const log = logOf({ a: 'xy', 'a.info': 'i' });
    log.delete('a.info');
    expect(restore(log, 1)).toBe('done 5');
    expect(log.live).toEqual({ a: 'x' });
  });
  test('T5 of a live file a copy is made under another name', () => {
    const log = logOf({ a: 'xy', 'a.info': 'i' });
    expect(restore(log, 1, { to: 'b' })).toBe('done 4');
    expect(told(log).at(-1)).toBe('4 b = x live file 3');
    expect(restore(log, 1, { to: 'b', base: 0 }), 'R15 repeated').toBe('same 4');
    expect(restore(log, 2, { to: 'b', base: 0 })).toBe('base-outdated head 4');
    expect(log.operate({ op: 'restore', seq: 2, to: 'b', base: 4 })).toMatchObject({ code: 'name-taken', details: { name: 'b' } });
    expect(log.audit()).toEqual([]);
  });
  test('T5 a copy of the newest version has a companion of its own, one of an older version has none', () => {
    const log = logOf({ a: 'xy', 'a.info': 'i', 'c.info': 'j' });
    expect(copy(log, 2, 'b', 0)).toBe('done 5');
    expect(log.live).toEqual({ a: 'y', 'a.info': 'i', 'c.info': 'j', b: 'y', 'b.info': 'r' });
    expect(copy(log, 1, 'd')).toBe('done 7');
    expect(copy(log, 3, 'e.info')).toBe('done 8');
    expect(Object.keys(log.live)).toHaveLength(7);
    expect(copy(log, 2, 'c'), 'the stray companion there gives way').toBe('done 9');
    expect(log.live).toMatchObject({ c: 'y', 'c.info': 'r' });
    expect(new Set(log.rows.filter((row) => row.head && row.kind === 'content').map((row) => row.file)).size).toBe(8);
    expect(copy(log, 99, 'z')).toBe('file-not-available');
    expect(log.audit()).toEqual([]);
  });
  test('S9 no map comes back under a name of a map', () => {
    const log = new MemoryLog();
    log.put('Monaco.gpx', contentOf('m'), {}, { type: 'FILE' });
    const details = { reason: 'map files are not kept in the cloud' };
    expect(log.operate({ op: 'copy', seq: 1, to: 'Monaco.obf' })).toMatchObject({ code: 'name-refused', details });
    log.operate({ op: 'delete', type: 'FILE', name: 'Monaco.gpx', base: 1, scope: 'everywhere' });
    expect(log.operate({ op: 'restore', seq: 1, to: 'Monaco.obf' })).toMatchObject({ code: 'name-refused', details });
    expect(restore(log, 1)).toBe('done 3');
  });
  test('a companion whose content is no longer in the trash does not come back with its file', () => {
    const log = logOf({ a: 'x', 'a.info': 'i' });
    log.delete('a.info');
    log.delete('a');
    remove(log, 'a.info', 2);
    expect(restore(log, 1)).toBe('done 5');
    expect(log.live).toEqual({ a: 'x' });
    expect(log.audit()).toEqual([]);
  });
});

describe('C61 C62 one row goes, as the apps remove it', () => {
  test('of a deletion: the content is live again under a fresh stamp, with its companion, and the deletion never was', () => {
    const log = logOf({ a: 'x', 'a.info': 'i' });
    log.delete('a');
    expect(remove(log, 'a', 3)).toBe('done 5');
    expect(told(log)).toEqual([
      '1 a = x history carried revived old file 1',
      '2 a.info = i history carried revived old file 2',
      '5 a = x live file 1',
      '6 a.info = i live file 2',
    ]);
    expect(log.audit()).toEqual([]);
    expect(remove(log, 'a', 3), 'the stamp is gone').toBe('file-not-available');
  });
  test('of a deletion in the cloud only no app has seen the stamp; with nothing below it is nothing to do', () => {
    const log = logOf({ a: 'x', b: 'y' });
    log.delete('a', { scope: 'cloud' });
    expect(remove(log, 'a', 3)).toBe('file-not-available');
    log.delete('b');
    remove(log, 'b', 2);
    expect(told(log).at(-1)).toBe('4 b deleted everywhere file 2');
    expect(remove(log, 'b', 4)).toBe('same 4');
  });
  test('of a deletion whose name another file has now: it stays while something is below, and then goes', () => {
    const log = logOf({ a: 'x', b: 'y' });
    log.delete('a');
    rename(log, 'b', 'a');
    expect(remove(log, 'a', 3)).toBe('same 3');
    expect(remove(log, 'a', 1)).toBe('done 1');
    expect(told(log)).toEqual(['2 b = y history carried old file 2', '4 a = y live file 2', '4+ b moved to a file 2']);
    expect(log.audit()).toEqual([]);
  });
  test('of the newest content: the older one lies below a deletion that the apps see as newest; of ours it is kept', () => {
    const log = logOf({ a: 'xy', 'a.info': 'i' });
    expect(remove(log, 'a', 2)).toBe('done 4');
    expect(told(log)).toEqual(['1 a = x trash old file 1', '3 a.info = i live file 2', '4 a deleted row above 1 file 1']);
    expect(answer(log.delete('a', { scope: 'cloud' })), 'of the cloud alone it is deleted already').toBe('same 4');
    expect(answer(log.delete('a', { base: 4 })), 'a deletion by a device of ours').toBe('done 5');
    expect(told(log)[2]).toBe('5 a deleted everywhere above 1 file 1');
    expect(log.audit()).toEqual([]);
  });
  test('of the last content: a deletion in the cloud only, and the companion goes too', () => {
    const log = logOf({ a: 'x', 'a.info': 'ij' });
    expect(remove(log, 'a', 1)).toBe('done 4');
    expect(told(log)).toEqual(['4 a deleted cloud file 1', '5 a.info deleted cloud file 2']);
    expect(remove(log, 'a', 1), 'an older stamp of what is gone is nothing to do').toBe('same 4');
    expect(log.audit()).toEqual([]);
  });
  test('of a content in the trash: it and all older ones, and the companion with its own; the tombstone stays', () => {
    const log = logOf({ a: 'xy', 'a.info': 'i' });
    log.delete('a');
    expect(remove(log, 'a', 2)).toBe('done 2');
    expect(told(log)).toEqual(['4 a deleted everywhere file 1', '5 a.info deleted everywhere file 2']);
    expect(log.audit()).toEqual([]);
  });
  test('of a content below what an app had removed above it: the next older one lies there, and at last the companion goes', () => {
    const log = logOf({ a: 'xyz', 'a.info': 'i' });
    remove(log, 'a', 3);
    expect(remove(log, 'a', 2)).toBe('done 2');
    expect(told(log)).toEqual(['1 a = x trash old file 1', '4 a.info = i live file 2', '5 a deleted row above 1 file 1']);
    expect(remove(log, 'a', 1)).toBe('done 1');
    expect(told(log)).toEqual(['5 a deleted row file 1', '6 a.info deleted cloud file 2']);
    expect(answer(log.delete('a')), 'nothing is left to be seen').toBe('same 5');
    expect(log.audit()).toEqual([]);
  });
  test('of an older content: it alone; what it was the next version of has its content alone now', () => {
    const log = logOf({ a: 'x' });
    rename(log, 'a', 'b');
    log.put('b', contentOf('y'));
    expect(told(log)[0]).toBe('1 a = x history carried old file 1');
    expect(remove(log, 'b', 2)).toBe('done 2');
    expect(told(log)).toEqual(['1 a = x history old file 1', '2+ a moved to b file 1', '3 b = y live file 1']);
    expect(log.audit()).toEqual([]);
  });
  test('of an older content that is carried on: what is older is carried on by the next', () => {
    const log = logOf({ a: 'x' });
    rename(log, 'a', 'b');
    rename(log, 'b', 'c');
    log.put('c', contentOf('y'));
    expect(remove(log, 'c', 2)).toBe('done 2');
    expect(told(log)[0]).toBe('1 a = x history carried old file 1');
    expect(remove(log, 'c', 1), 'the oldest').toBe('done 1');
    expect(remove(log, 'c', 3)).toBe('done 3');
    expect(told(log)).toEqual(['2+ a moved to b file 1', '3+ b moved to c file 1', '4 c = y live file 1']);
    expect(log.audit()).toEqual([]);
  });
  test('of a content that went on from a deletion: the content before that is uncovered', () => {
    const log = logOf({ a: 'x' });
    log.delete('a');
    log.put('a', contentOf('y'));
    expect(remove(log, 'a', 3)).toBe('done 4');
    expect(told(log)).toEqual(['1 a = x trash old file 1', '2 a deleted everywhere old file 1', '4 a deleted row above 1 file 1']);
    expect(log.audit()).toEqual([]);
  });
  test('of a deletion that a later upload went on from: it goes', () => {
    const log = logOf({ a: 'x' });
    log.delete('a');
    log.put('a', contentOf('y'));
    expect(remove(log, 'a', 2)).toBe('done 2');
    expect(told(log)).toEqual(['1 a = x history old file 1', '3 a = y live file 1']);
    expect(log.audit()).toEqual([]);
  });
  test('of a content that was brought back twice: to the apps it is one row, and the older one is uncovered', () => {
    const log = logOf({ a: 'wx' });
    for (const deletion of [3, 5]) {
      log.delete('a');
      remove(log, 'a', deletion);
    }
    expect(told(log)).toEqual([
      '1 a = w history old file 1',
      '2 a = x history carried revived old file 1',
      '4 a = x history carried revived old file 1',
      '6 a = x live file 1',
    ]);
    expect(remove(log, 'a', 4, { device: 8 })).toBe('done 7');
    expect(told(log)).toEqual(['1 a = w trash old file 1', '7 a deleted row above 1 file 1']);
    expect(log.audit()).toEqual([]);
  });
  test('of a content below a deletion in the cloud only: it and all older ones', () => {
    const log = logOf({ a: 'xy' });
    log.delete('a', { scope: 'cloud' });
    expect(remove(log, 'a', 2)).toBe('done 2');
    expect(told(log)).toEqual(['3 a deleted cloud file 1']);
  });
  test('of a content in the trash: the marks of its renames stay', () => {
    const log = logOf({ a: 'x' });
    rename(log, 'a', 'b');
    log.delete('b');
    expect(remove(log, 'b', 2)).toBe('done 2');
    expect(told(log)).toEqual(['2+ a moved to b file 1', '3 b deleted everywhere file 1']);
    expect(log.audit()).toEqual([]);
  });
  test('a stamp that was never there is nobody’s, unless everything older is gone', () => {
    const log = logOf({ a: 'x' });
    log.delete('a');
    const at = (stamp: number): string => answer(log.operate({ op: 'remove-version', ...key('a'), stamp }));
    expect(at(5)).toBe('file-not-available');
    remove(log, 'a', 1);
    expect([at(5), at(1e9)]).toEqual(['same 2', 'file-not-available']);
  });
  test('of the mark of a rename: it is listed no longer', () => {
    const log = logOf({ a: 'x' });
    rename(log, 'a', 'b');
    expect(remove(log, 'a', 2)).toBe('done 2');
    expect(told(log)[2]).toBe('2+ a moved to b dismissed file 1');
  });
  test('a row goes by its own name or by the present name of its file, of the type that is named', () => {
    const log = logOf({ a: 'x' });
    rename(log, 'a', 'b');
    const stamp = log.rows[0]?.stamp ?? 0;
    expect(answer(log.operate({ op: 'remove-version', type: 'FILE', name: 'a', stamp }))).toBe('file-not-available');
    expect(answer(log.operate({ op: 'remove-version', type: 'GPX', name: 'c', stamp }))).toBe('file-not-available');
    expect(answer(log.operate({ op: 'remove-version', type: 'GPX', name: 'b', stamp }))).toBe('done 1');
  });
  test('deletion and content of one trash item, side by side by one device within a minute: all of it goes for good', () => {
    const trashed = (): MemoryLog => {
      const log = logOf({ a: 'xy', 'a.info': 'i' });
      log.delete('a');
      return log;
    };
    const one = trashed();
    remove(one, 'a', 4, { device: 7, now: 5000 });
    expect(remove(one, 'a', 2, { device: 7, now: 64_999 })).toBe('done 8');
    expect(told(one)).toEqual(['8 a deleted everywhere file 1', '9 a.info deleted everywhere file 2']);
    expect(one.audit()).toEqual([]);
    for (const given of [
      { device: 7, now: 65_000 },
      { device: 8, now: 5001 },
    ]) {
      const other = trashed();
      remove(other, 'a', 4, { device: 7, now: 5000 });
      expect(remove(other, 'a', 2, given)).toBe('done 8');
      expect(told(other)[0], 'the newest row alone').toBe('1 a = x trash old file 1');
      expect(other.audit()).toEqual([]);
    }
  });
});
