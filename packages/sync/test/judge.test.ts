import { describe, expect, test } from 'vitest';
import { rows } from '../src/compare.ts';
import { foldRenames } from '../src/folders.ts';
import type { Facts } from '../src/index.ts';
import { filesToHash, judge, moveRows, widen, wordsOf } from '../src/judge.ts';
import type { Rules } from '../src/judge.ts';
import { everything, factsOf, lineOf, viewOf } from './sides.ts';
import type { Sides } from './sides.ts';

type All = Readonly<Record<string, Sides>>;
interface Circumstances extends Partial<Rules> {
  /** Names that could not be looked at. */
  readonly unknown?: readonly string[];
}
const scopeOf = (facts: readonly Facts[]) => facts.map(({ key }) => key);
function judged(all: All, { unknown = [], ...rules }: Circumstances = {}): string[] {
  const facts = factsOf(all);
  return judge(scopeOf(facts), viewOf(facts, unknown), { ...everything, ...rules }).map(lineOf);
}
function hashed(all: All, rules: Partial<Rules> = {}): string[] {
  const facts = factsOf(all);
  return filesToHash(scopeOf(facts), viewOf(facts), { ...everything, ...rules }).map(({ key }) => key.name);
}

describe('what is looked at', () => {
  const known: All = {
    a: { base: 'x' },
    'a.info': { base: 'x' },
    b: { here: 'x' },
    'b.info': { here: 'x' },
    c: { cloud: 'x' },
    'c.info': { cloud: 'x' },
  };
  const wide = (names: readonly string[], circumstances: Circumstances = {}): string[] => {
    const { unknown = [], ...rules } = circumstances;
    const scope = names.map((name) => ({ type: 'GPX', name }));
    return widen(scope, viewOf(factsOf(known), unknown), { ...everything, ...rules }).map(({ name }) => name);
  };
  test('S11 a file with its companion, a companion with its file, wherever it is known; each once', () => {
    expect(wide(['a', 'b', 'c'])).toEqual(['a', 'a.info', 'b', 'b.info', 'c', 'c.info']);
    expect(wide(['a.info', 'b.info', 'a'])).toEqual(['a.info', 'a', 'b.info', 'b']);
    expect(wide(['d', 'e.info'])).toEqual(['d', 'e.info']);
  });
  test('S7 not what is off or could not be looked at', () => {
    expect(wide(['a', 'b'], { isOff: ({ name }) => name === 'a' })).toEqual(['a.info', 'b', 'b.info']);
    expect(wide(['a', 'b'], { unknown: ['b', 'a.info'] })).toEqual(['a', 'b.info']);
  });
});

describe('S2 what is hashed before it can be judged', () => {
  test.each<[what: string, all: All, names: string[], rules?: Partial<Rules>]>([
    ['what may be as it was', { a: { base: 'x', here: '?' } }, ['a']],
    ['not what has another size', { a: { base: 'x', here: '?', size: 2 } }, []],
    ['not what is hashed', { a: { base: 'x', here: 'x' } }, []],
    ['nor a new one that is', { a: { base: 'x' }, b: { here: 'x' } }, []],
    ['nor one that is remembered', { a: { here: 'x' } }, [], { isRemembered: () => true }],
    ['not a changed one that has the size of what vanished', { a: { base: 'x', baseSize: 2 }, b: { base: 'y', here: '?', size: 2 } }, []],
    [
      'not one beside news that has the size of what vanished',
      { a: { base: 'x', baseSize: 2 }, b: { here: '?', cloud: 'y', size: 2 } },
      [],
    ],
    ['a new name where a file of this size vanished', { a: { base: 'x' }, b: { here: '?' } }, ['b']],
    ['also where there was nothing before', { a: { base: 'x' }, b: { base: '-', here: '?' } }, ['b']],
    ['and where a deletion is news', { a: { base: 'x' }, b: { here: '?', cloud: 'deleted' } }, ['b']],
    ['not where one of another size vanished', { a: { base: 'x' }, b: { here: '?', size: 2 } }, []],
    ['not where one of another type vanished', { a: { base: 'x', type: 'FILE' }, b: { here: '?' } }, []],
    ['not where nothing was agreed on', { a: { base: '-' }, b: { here: '?' } }, []],
    ['not where what vanished was kept here only', { a: { base: 'kept x' }, b: { here: '?' } }, []],
    ['not where nothing vanished', { a: { base: 'x', here: 'x' }, b: { here: '?' } }, []],
    ['not what was there before and has another size', { a: { base: 'x' }, b: { base: 'y', here: '?', size: 2 }, c: { base: 'z' } }, []],
    ['what has the size of the news', { a: { here: '?', cloud: 'x' } }, ['a']],
    ['not what differs from the news in size', { a: { base: 'x' }, b: { here: '?', cloud: 'x 2', size: 2 } }, []],
    ['not a new name that has other news, whatever vanished', { a: { base: 'x' }, b: { here: '?', cloud: 'y', size: 2 } }, []],
    ['what earlier runs remember', { a: { here: '?' } }, ['a'], { isRemembered: (id) => id === 'GPX\0a' }],
    [
      'what was moved, where it has the size of its new version',
      { a: { base: 'x', here: '?', cloud: 'moved 3' }, b: { cloud: 'y 3' } },
      ['a'],
    ],
    ['not where it has neither size', { a: { base: 'x', here: '?', cloud: 'moved 3', size: 2 }, b: { cloud: 'y 3' } }, []],
    ['what has its new name on both sides, by its old base', { a: { base: 'x', cloud: 'moved 3' }, b: { here: '?', cloud: 'y 3' } }, ['b']],
  ])('%s', (_what, all, names, rules) => {
    expect(hashed(all, rules)).toEqual(names);
  });

  test('a moved file that only its new version has the size of is hashed too', () => {
    const [a, b] = factsOf({ a: { base: 'x', here: '?', cloud: 'moved 3', size: 2 }, b: { cloud: 'y 3' } });
    if (a === undefined || b?.cloud?.kind !== 'content') throw new Error('no facts');
    const facts = [a, { ...b, cloud: { ...b.cloud, size: 2 } }];
    expect(filesToHash(scopeOf(facts), viewOf(facts), everything).map(({ key }) => key.name)).toEqual(['a']);
  });
});

describe('renamed in the cloud', () => {
  const moved: All = { a: { base: 'x', here: 'x', cloud: 'moved 3' }, b: { cloud: 'x 3' } };
  const here = ['a: rename-here renamed-there to b, gone a 9'];
  const apart = ['a: delete-here deleted-there, number 9'];
  test.each<[what: string, all: All, lines: string[], circumstances?: Circumstances]>([
    ['it is renamed here, and the new name is not judged by itself', moved, here],
    ['in whatever order the names are', { b: { cloud: 'x 3' }, a: { base: 'x', here: 'x', cloud: 'moved 3' } }, here],
    ['also where something was at the new name before', { ...moved, b: { base: '-', cloud: 'x 3' } }, here],
    ['an edit here goes along', { ...moved, a: { base: 'x', here: 'y', cloud: 'moved 3' } }, here],
    ['not where the new name is taken here', { ...moved, b: { here: 'y', cloud: 'x 3' } }, [...apart, 'b: conflict both-new']],
    [
      'not where another file was agreed on there',
      { ...moved, b: { base: 'y', cloud: 'x 3' } },
      [...apart, 'b: download deleted-here-edited-there'],
    ],
    [
      'nor one that was kept here only',
      { ...moved, b: { base: 'kept y', cloud: 'x 3' } },
      [...apart, 'b: download deleted-here-edited-there'],
    ],
    ['not where the new name could not be looked at', moved, [...apart, 'b: download new-there'], { unknown: ['b'] }],
    ['not where the new name is off', moved, [...apart, 'b: download new-there'], { isOff: ({ name }) => name === 'b' }],
    ['not where another file came to the new name', { ...moved, b: { cloud: 'x 4' } }, [...apart, 'b: download new-there']],
    [
      'not to a file of another type with this number',
      { ...moved, b: { type: 'FILE', cloud: 'x 3' } },
      [...apart, 'b: download new-there'],
    ],
    ['not where it was moved and then deleted', { ...moved, b: { cloud: 'deleted' } }, [...apart, 'b: adopt gone-there']],
    [
      'not where it was kept here only',
      { ...moved, a: { base: 'kept x', here: 'x', cloud: 'moved 3' } },
      [...apart, 'b: download new-there'],
    ],
    [
      'not where nothing was agreed on',
      { ...moved, a: { here: 'x', cloud: 'moved 3' } },
      ['a: upload new-here, base 9', 'b: download new-there'],
    ],
    [
      'two names of one chain: the first takes the new one',
      { a: { base: 'x', here: 'x', cloud: 'moved 3' }, b: { base: 'x', here: 'x', cloud: 'moved 3' }, c: { cloud: 'x 3' } },
      ['a: rename-here renamed-there to c, gone a 9', 'b: delete-here deleted-there, number 9'],
    ],
    [
      'two files, each to its own name',
      {
        a: { base: 'x', here: 'x', cloud: 'moved 3' },
        b: { base: 'y', here: 'y', cloud: 'moved 4' },
        c: { cloud: 'x 3' },
        d: { cloud: 'y 4' },
      },
      ['a: rename-here renamed-there to c, gone a 9', 'b: rename-here renamed-there to d, gone b 9'],
    ],
  ])('%s', (_what, all, lines, circumstances) => {
    expect(judged(all, circumstances)).toEqual(lines);
  });
});

describe('renamed alike on both sides', () => {
  test.each<[what: string, all: All, lines: string[]]>([
    [
      'not what was deleted and restored under another name',
      { a: { base: 'x', cloud: 'deleted' }, b: { here: 'y', cloud: 'z 1' } },
      ['a: adopt deleted-both', 'b: conflict both-new'],
    ],
    ['only recorded', { a: { base: 'x', cloud: 'moved 3' }, b: { here: 'x', cloud: 'x 3' } }, ['a: adopt deleted-both', 'b: adopt equal']],
    [
      'an edit since is one against the old base',
      { a: { base: 'x', cloud: 'moved 3' }, b: { here: 'y', cloud: 'x 3' } },
      ['a: adopt deleted-both', 'b: upload changed-here, base 9'],
    ],
    [
      'also where the new name was known as empty',
      { a: { base: 'x', cloud: 'moved 3' }, b: { base: '-', here: 'y', cloud: 'x 3' } },
      ['a: adopt deleted-both', 'b: upload changed-here, base 9'],
    ],
    [
      'not where something else was agreed on there',
      { a: { base: 'x', cloud: 'moved 3' }, b: { base: 'z', here: 'y', cloud: 'x 3' } },
      ['a: adopt deleted-both', 'b: conflict changed-both'],
    ],
    [
      'not from what was kept here only',
      { a: { base: 'kept x', cloud: 'moved 3' }, b: { here: 'y', cloud: 'x 3' } },
      ['a: adopt deleted-both', 'b: conflict both-new'],
    ],
    [
      'not from another file',
      { a: { base: 'x', cloud: 'moved 3' }, b: { here: 'y', cloud: 'x 4' } },
      ['a: adopt deleted-both', 'b: conflict both-new'],
    ],
    [
      'not where the old name is here still',
      { a: { base: 'x', here: 'x', cloud: 'moved 3' }, b: { here: 'y', cloud: 'x 3' } },
      ['a: delete-here deleted-there, number 9', 'b: conflict both-new'],
    ],
    [
      'not where the file is not here',
      { a: { base: 'x', cloud: 'moved 3' }, b: { cloud: 'x 3' } },
      ['a: adopt deleted-both', 'b: download new-there'],
    ],
  ])('%s', (_what, all, lines) => {
    expect(judged(all)).toEqual(lines);
  });
});

describe('renamed here', () => {
  const apart = ['a: delete-there deleted-here, base 5', 'b: upload new-here, base 0'];
  test.each<[what: string, all: All, lines: string[], circumstances?: Circumstances]>([
    [
      'not a copy of what the cloud changes',
      { a: { base: 'x', here: 'x', cloud: 'y 3' }, b: { here: 'x' } },
      ['a: download changed-there', 'b: upload new-here, base 0'],
    ],
    [
      'beside one of this hash that was kept here only',
      { a: { base: 'kept x', cloud: 'y 3' }, b: { base: 'x' }, c: { here: 'x' } },
      ['a: download deleted-here-edited-there', 'c: rename-there renamed-here from b, base 5'],
    ],
    [
      'not of what was kept here only and came back there',
      { a: { base: 'kept x', cloud: 'y 3' }, b: { here: 'x' } },
      ['a: download deleted-here-edited-there', 'b: upload new-here, base 0'],
    ],
    [
      'one vanished and one new file of its hash: a rename',
      { a: { base: 'x' }, b: { here: 'x' } },
      ['b: rename-there renamed-here from a, base 5'],
    ],
    ['not one of another hash', { a: { base: 'x' }, b: { here: 'y' } }, apart],
    ['not one of another type', { a: { base: 'x', type: 'FILE' }, b: { here: 'x' } }, apart],
    ['not two new ones', { a: { base: 'x' }, b: { here: 'x' }, c: { here: 'x' } }, [...apart, 'c: upload new-here, base 0']],
    ['not two vanished ones', { a: { base: 'x' }, b: { here: 'x' }, c: { base: 'x' } }, [...apart, 'c: delete-there deleted-here, base 5']],
    [
      'not one that is here still',
      { a: { base: 'x', here: 'x' }, b: { here: 'x' } },
      ['a: nothing unchanged', 'b: upload new-here, base 0'],
    ],
    [
      'not a companion',
      { 'a.info': { base: 'x' }, 'b.info': { here: 'x' } },
      ['a.info: delete-there deleted-here, base 5', 'b.info: upload new-here, base 0'],
    ],
    [
      'not one that was kept here only',
      { a: { base: 'kept x' }, b: { here: 'x' } },
      ['a: adopt not-in-cloud-deleted', 'b: upload new-here, base 0'],
    ],
    [
      'not one that is deleted there',
      { a: { base: 'x', cloud: 'deleted' }, b: { here: 'x' } },
      ['a: adopt deleted-both', 'b: upload new-here, base 0'],
    ],
    [
      'not onto a changed file',
      { a: { base: 'x' }, b: { base: 'y', here: 'x' } },
      ['a: delete-there deleted-here, base 5', 'b: upload changed-here, base 5'],
    ],
    [
      'with an edit there, which is fetched under the new name',
      { a: { base: 'x', cloud: 'y 3' }, b: { here: 'x' } },
      ['b: rename-there renamed-here from a, base 9, head y'],
    ],
    [
      'with the same content there again',
      { a: { base: 'x', cloud: 'x 3' }, b: { here: 'x' } },
      ['b: rename-there renamed-here from a, base 9, head x'],
    ],
    [
      'and in the cloud to another name: that one is kept',
      { a: { base: 'x', cloud: 'moved 3' }, b: { here: 'x' }, c: { cloud: 'x 3' } },
      ['b: rename-here renamed-differently to c, gone a 9'],
    ],
    [
      'not to that one where it is taken here',
      { a: { base: 'x', cloud: 'moved 3' }, b: { here: 'x' }, c: { here: 'y', cloud: 'z 4' }, d: { cloud: 'x 5' } },
      ['a: adopt deleted-both', 'b: upload new-here, base 0', 'c: conflict both-new', 'd: download new-there'],
    ],
    [
      'not where it cannot be placed',
      { a: { base: 'x', cloud: 'moved 3' }, b: { here: 'x' }, c: { cloud: 'x 3' } },
      ['a: adopt deleted-both', 'b: upload new-here, base 0', 'c: download new-there'],
      { unknown: ['c'] },
    ],
    [
      'two names of one chain, one here and one renamed: one file takes the new name',
      { a: { base: 'x', here: 'x', cloud: 'moved 3' }, b: { base: 'y', cloud: 'moved 3' }, c: { here: 'y' }, d: { cloud: 'x 3' } },
      ['a: rename-here renamed-there to d, gone a 9', 'b: adopt deleted-both', 'c: upload new-here, base 0'],
    ],
    [
      'two names of one chain, both renamed here: one file takes the new name',
      { a: { base: 'x', cloud: 'moved 3' }, b: { base: 'y', cloud: 'moved 3' }, c: { here: 'x' }, d: { here: 'y' }, e: { cloud: 'x 3' } },
      ['b: adopt deleted-both', 'c: rename-here renamed-differently to e, gone a 9', 'd: upload new-here, base 0'],
    ],
  ])('%s', (_what, all, lines, circumstances) => {
    expect(judged(all, circumstances)).toEqual(lines);
  });
});

describe('a folder renamed here', () => {
  const one = (from: string, to: string): string => `${to}: rename-there renamed-here from ${from}, base 5`;
  const both: All = { 'f/1': { base: 'x' }, 'f/2': { base: 'y' }, 'g/1': { here: 'x' }, 'g/2': { here: 'y' } };
  test.each<[what: string, all: All, lines: string[]]>([
    [
      'one file was copied too: renames of files',
      { ...both, 'f/3': { base: 'z', here: 'z' }, 'g/3': { here: 'z' } },
      [one('f/1', 'g/1'), one('f/2', 'g/2'), 'f/3: nothing unchanged', 'g/3: upload new-here, base 0'],
    ],
    ['all of it: one rename', both, ['f: rename-folder-there renamed-here to g (f/1 > g/1, f/2 > g/2)']],
    [
      'its companions do not count',
      { ...both, 'f/1.info': { base: 'i' } },
      ['f/1.info: hold deleted-here', 'f: rename-folder-there renamed-here to g (f/1 > g/1, f/2 > g/2)'],
    ],
    ['one file alone: a rename of the file', { 'f/1': { base: 'x' }, 'g/1': { here: 'x' } }, [one('f/1', 'g/1')]],
    [
      'one file stayed: renames of files',
      { ...both, 'f/3': { base: 'z', here: 'z' } },
      [one('f/1', 'g/1'), one('f/2', 'g/2'), 'f/3: nothing unchanged'],
    ],
    [
      'one file was deleted: renames of files',
      { ...both, 'f/3': { base: 'z' } },
      [one('f/1', 'g/1'), one('f/2', 'g/2'), 'f/3: delete-there deleted-here, base 5'],
    ],
    [
      'one file was edited too: renames of files',
      { ...both, 'f/3': { base: 'z' }, 'g/3': { here: 'w' } },
      [one('f/1', 'g/1'), one('f/2', 'g/2'), 'f/3: delete-there deleted-here, base 5', 'g/3: upload new-here, base 0'],
    ],
    [
      'one file was moved there: renames of files',
      { ...both, 'f/3': { base: 'z', cloud: 'moved 3' }, 'g/3': { here: 'z' }, h: { cloud: 'z 3' } },
      [one('f/1', 'g/1'), one('f/2', 'g/2'), 'g/3: rename-here renamed-differently to h, gone f/3 9'],
    ],
    [
      'what is no longer in the cloud stays out of it',
      { ...both, 'f/3': { base: '-' } },
      ['f/3: nothing nowhere', 'f: rename-folder-there renamed-here to g (f/1 > g/1, f/2 > g/2)'],
    ],
    [
      'equal contents in it are told apart by their paths',
      { ...both, 'f/3': { base: 'z' }, 'f/4': { base: 'z' }, 'g/3': { here: 'z' }, 'g/4': { here: 'z' } },
      ['f: rename-folder-there renamed-here to g (f/1 > g/1, f/2 > g/2, f/3 > g/3, f/4 > g/4)'],
    ],
    [
      'folders in it go along, and the outermost explains them',
      { 'f/s/1': { base: 'x' }, 'f/s/2': { base: 'y' }, 'g/s/1': { here: 'x' }, 'g/s/2': { here: 'y' } },
      ['f: rename-folder-there renamed-here to g (f/s/1 > g/s/1, f/s/2 > g/s/2)'],
    ],
    [
      'a folder in it alone, where the outer one stayed',
      { 'f/s/1': { base: 'x' }, 'f/s/2': { base: 'y' }, 'f/3': { base: 'z', here: 'z' }, 'f/t/1': { here: 'x' }, 'f/t/2': { here: 'y' } },
      ['f/3: nothing unchanged', 'f/s: rename-folder-there renamed-here to f/t (f/s/1 > f/t/1, f/s/2 > f/t/2)'],
    ],
    [
      'not into itself',
      { 'f/1': { base: 'x' }, 'f/2': { base: 'y' }, 'f/f/1': { here: 'x' }, 'f/f/2': { here: 'y' } },
      [one('f/1', 'f/f/1'), one('f/2', 'f/f/2')],
    ],
    [
      'not out of itself',
      { 'f/f/1': { base: 'x' }, 'f/f/2': { base: 'y' }, 'f/1': { here: 'x' }, 'f/2': { here: 'y' } },
      [one('f/f/1', 'f/1'), one('f/f/2', 'f/2')],
    ],
    [
      'not files of no folder',
      { 1: { base: 'x' }, 2: { base: 'y' }, 'g/1': { here: 'x' }, 'g/2': { here: 'y' } },
      [one('1', 'g/1'), one('2', 'g/2')],
    ],
    [
      'a folder whose name begins alike is another',
      { ...both, 'ff/3': { base: 'z', here: 'z' } },
      ['ff/3: nothing unchanged', 'f: rename-folder-there renamed-here to g (f/1 > g/1, f/2 > g/2)'],
    ],
    [
      'a folder of another type is another',
      { ...both, 'f/3': { base: 'z', here: 'z', type: 'FILE' } },
      ['f/3: nothing unchanged', 'f: rename-folder-there renamed-here to g (f/1 > g/1, f/2 > g/2)'],
    ],
    [
      'with an edit of a file there',
      { ...both, 'f/2': { base: 'y', cloud: 'z 3' } },
      ['f: rename-folder-there renamed-here to g (f/1 > g/1, f/2 > g/2)'],
    ],
  ])('%s', (_what, all, lines) => {
    expect([...judged(all)].sort()).toEqual([...lines].sort());
  });

  test('a member has what its own rename would have', () => {
    const facts = factsOf({
      ...both,
      'f/2': { base: 'y', cloud: 'z 3' },
      'f/3': { base: 'w' },
      'f/4': { base: 'w', cloud: 'v 4' },
      'g/3': { here: 'w' },
      'g/4': { here: 'w' },
    });
    const [folder] = judge(scopeOf(facts), viewOf(facts), everything);
    if (folder?.verdict.do !== 'rename-folder-there') throw new Error('no folder');
    expect(folder).toMatchObject({ key: { type: 'GPX', name: 'f' }, facts: { key: { type: 'GPX', name: 'f' } } });
    expect(
      folder.verdict.members.map(({ verdict: { base, head, agreed, row } }) => [base, head === null ? null : head.hash, agreed.hash, row]),
    ).toEqual([
      [5, null, 'x', 'renamed-here'],
      [9, 'z', 'y', 'renamed-here'],
      [5, null, 'w', 'renamed-here'],
      [9, 'v', 'w', 'renamed-here'],
    ]);
  });
});

describe('S11 companions', () => {
  const mergeable: Circumstances = { isMergeable: () => true };
  test.each<[what: string, all: All, line: string, circumstances?: Circumstances]>([
    [
      'new, of a file that was deleted there: uploaded',
      { a: { base: 'x', here: 'x', cloud: 'deleted' }, 'a.info': { here: 'j' } },
      'upload new-here, base 0',
    ],
    [
      'edited, of a file that was deleted there, where its own content is there again: uploaded',
      { a: { base: 'x', here: 'x', cloud: 'deleted' }, 'a.info': { base: 'i', here: 'j', cloud: 'i 4' } },
      'upload changed-here, base 9',
    ],
    [
      'renamed there, beside a conflict: renamed here',
      { a: { base: 'x', here: 'y', cloud: 'z' }, 'a.info': { base: 'i', here: 'i', cloud: 'moved 3' }, 'b.info': { cloud: 'i 3' } },
      'rename-here renamed-there to b.info, gone a.info 9',
    ],
    [
      'a folder that is called like one, beside a conflict: renamed',
      {
        a: { base: 'x', here: 'y', cloud: 'z' },
        'a.info/1': { base: 'v' },
        'a.info/2': { base: 'w' },
        'b/1': { here: 'v' },
        'b/2': { here: 'w' },
      },
      'rename-folder-there renamed-here to b (a.info/1 > b/1, a.info/2 > b/2)',
    ],
    [
      'unchanged beside a conflict: nothing',
      { a: { base: 'x', here: 'y', cloud: 'z' }, 'a.info': { base: 'i', here: 'i' } },
      'nothing unchanged',
    ],
    ['changed here: uploaded', { a: { base: 'x', here: 'x' }, 'a.info': { base: 'i', here: 'j' } }, 'upload changed-here, base 5'],
    [
      'changed beside a conflict: waits',
      { a: { base: 'x', here: 'y', cloud: 'z' }, 'a.info': { base: 'i', here: 'j' } },
      'hold changed-here',
    ],
    [
      'changed beside a merge: does not wait',
      { a: { base: 'x', here: 'y', cloud: 'z' }, 'a.info': { base: 'i', here: 'j' } },
      'upload changed-here, base 5',
      { isMergeable: ({ key }) => key.name === 'a' },
    ],
    [
      'changed on both sides: merged against what was agreed on',
      { a: { base: 'x', here: 'x' }, 'a.info': { base: 'i', here: 'j', cloud: 'k' } },
      'merge changed-both, ancestor i',
    ],
    [
      'changed on both sides without an agreement: merged',
      { a: { base: 'x', here: 'x' }, 'a.info': { here: 'j', cloud: 'k' } },
      'merge both-new, ancestor none',
    ],
    [
      'kept here only and changed on both sides: merged without an ancestor',
      { a: { base: 'x', here: 'x' }, 'a.info': { base: 'kept i', here: 'j', cloud: 'k' } },
      'merge changed-both, ancestor none',
    ],
    ['of a file that was deleted here: told by the file', { a: { base: 'x' }, 'a.info': { base: 'i' } }, 'hold deleted-here'],
    ['of a file that was deleted here, changed: waits', { a: { base: 'x' }, 'a.info': { base: 'i', here: 'j' } }, 'hold changed-here'],
    [
      'new, of a file that was deleted here: the cloud has none to delete',
      { a: { base: 'x' }, 'a.info': { here: 'j' } },
      'upload new-here, base 0',
    ],
    [
      'edited, of a file that was deleted there: goes with it',
      { a: { base: 'x', here: 'x', cloud: 'deleted' }, 'a.info': { base: 'i', here: 'j', cloud: 'deleted' } },
      'delete-here deleted-there, number 9',
    ],
    [
      'edited, of a file that is gone on both sides: goes with it',
      { a: { base: 'x', cloud: 'deleted' }, 'a.info': { base: 'i', here: 'j', cloud: 'deleted' } },
      'delete-here deleted-there, number 9',
    ],
    [
      'edited, of a file whose deletion is only known: goes with it',
      { a: { cloud: 'deleted' }, 'a.info': { base: 'i', here: 'j', cloud: 'deleted' } },
      'delete-here deleted-there, number 9',
    ],
    [
      'edited, of a file that was edited too: goes to the cloud again',
      { a: { base: 'x', here: 'y', cloud: 'deleted' }, 'a.info': { base: 'i', here: 'j', cloud: 'deleted' } },
      'upload edited-here-deleted-there, base 9',
    ],
    [
      'edited here and there, of a file that was deleted there: merged',
      { a: { base: 'x', here: 'x', cloud: 'deleted' }, 'a.info': { base: 'i', here: 'j', cloud: 'k' } },
      'merge changed-both, ancestor i',
    ],
    [
      'kept here only, of a file that goes to the cloud: goes with it',
      { a: { base: 'kept x', here: 'y' }, 'a.info': { base: 'kept i', here: 'i' } },
      'upload not-in-cloud-edited, base 5',
    ],
    [
      'kept here only, of a file that stays here: stays',
      { a: { base: 'kept x', here: 'x' }, 'a.info': { base: 'kept i', here: 'i' } },
      'nothing not-in-cloud',
    ],
    [
      'unchanged, of a file that is uploaded: nothing',
      { a: { base: 'x', here: 'y' }, 'a.info': { base: 'i', here: 'i' } },
      'nothing unchanged',
    ],
    [
      'equal, of a file in conflict: recorded',
      { a: { base: 'x', here: 'y', cloud: 'z' }, 'a.info': { here: 'i', cloud: 'i' } },
      'adopt equal',
    ],
    [
      'with a merge of its own kind',
      { a: { base: 'x', here: 'x' }, 'a.info': { base: 'i', here: 'j', cloud: 'k' } },
      'merge changed-both, ancestor i',
      mergeable,
    ],
  ])('%s', (_what, all, line, circumstances) => {
    expect(judged(all, circumstances).find((one) => one.startsWith('a.info: '))).toBe(`a.info: ${line}`);
  });

  test('of a renamed file: told by the file, under both names', () => {
    const renamed: All = { a: { base: 'x' }, b: { here: 'x' }, 'a.info': { base: 'i' }, 'b.info': { here: 'i' } };
    expect(judged(renamed)).toEqual(['b: rename-there renamed-here from a, base 5', 'a.info: hold deleted-here', 'b.info: hold new-here']);
    expect(judged({ ...renamed, 'a.info': {} })).toContain('b.info: upload new-here, base 0');
  });
  test('of files of a renamed folder: told by the folder, under both names', () => {
    const files: All = { 'f/1': { base: 'x' }, 'f/2': { base: 'y' }, 'g/1': { here: 'x' }, 'g/2': { here: 'y' } };
    const lines = judged({ ...files, 'f/1.info': { base: 'i' }, 'g/1.info': { here: 'i' } });
    expect(lines.slice(0, 2)).toEqual(['f/1.info: hold deleted-here', 'g/1.info: hold new-here']);
  });
  test('alone, of a file that is known to be gone: goes; of one that is here, or was never known: goes to the cloud again', () => {
    const companion = { base: 'i', here: 'j', cloud: 'deleted' };
    const alone = (main: Sides): string[] => {
      const facts = factsOf({ 'a.info': companion, a: main });
      return judge([{ type: 'GPX', name: 'a.info' }], viewOf(facts), everything).map(lineOf);
    };
    expect(alone({ base: '-' })).toEqual(['a.info: delete-here deleted-there, number 9']);
    expect(alone({ base: '-', here: 'x' })).toEqual(['a.info: upload edited-here-deleted-there, base 9']);
    expect(alone({ base: 'x' })).toEqual(['a.info: upload edited-here-deleted-there, base 9']);
    expect(alone({})).toEqual(['a.info: upload edited-here-deleted-there, base 9']);
  });
});

describe('merges', () => {
  test('S6 whether there is one is asked only where both sides have a content', () => {
    const asked: string[] = [];
    const isMergeable = ({ key }: Facts): boolean => {
      asked.push(key.name);
      return true;
    };
    const lines = judged(
      { a: { here: 'x', cloud: 'y' }, b: { here: 'x' }, c: { cloud: 'x' }, d: { base: 'x', here: 'y', cloud: 'deleted' } },
      { isMergeable },
    );
    expect(asked).toEqual(['a']);
    expect(lines[0]).toBe('a: merge both-new, ancestor none');
  });
});

test('every row has its words', () => {
  expect(wordsOf({ do: 'nothing', row: 'unchanged' })).toBe(rows.unchanged);
  expect(wordsOf({ do: 'hold', row: 'renamed-here' })).toBe(moveRows['renamed-here']);
});

describe('renames in the lists of a person', () => {
  interface Line {
    readonly key: { type: string; name: string };
    readonly from?: { type: string; name: string };
    readonly isFolder?: boolean;
    readonly files?: number;
  }
  const key = (name: string, type = 'GPX') => ({ type, name });
  const moved = (from: string, to: string): Line => ({ key: key(to), from: key(from) });
  const folded = (lines: readonly Line[], here: readonly string[] = []): string[] =>
    foldRenames(
      lines,
      here.map((name) => key(name)),
      (folder, members) => ({ ...folder, files: members.length }),
    ).map(
      (line) =>
        `${line.from?.name ?? ''} > ${line.key.name}${line.isFolder === true ? '/' : ''}${line.files === undefined ? '' : ` (${line.files})`}`,
    );
  const two = [moved('f/1', 'g/1'), moved('f/2', 'g/2')];

  test.each<[what: string, lines: Line[], here: string[], folded: string[]]>([
    ['two files of a folder: one line', two, ['g/1', 'g/2'], ['f > g/ (2)']],
    ['two files that were renamed too: lines of their own', [moved('f/1', 'g/9'), moved('f/2', 'g/8')], [], ['f/1 > g/9', 'f/2 > g/8']],
    ['two files of no folder: lines of their own', [moved('1', 'g/1'), moved('2', 'g/2')], [], ['1 > g/1', '2 > g/2']],
    ['two files into no folder: lines of their own', [moved('f/1', '1'), moved('f/2', '2')], [], ['f/1 > 1', 'f/2 > 2']],
    [
      'a file that went the way of a folder that is told already: its own line',
      [{ key: key('q/f'), from: key('p/f'), isFolder: true }, moved('p/1', 'q/1')],
      [],
      ['p/f > q/f/', 'p/1 > q/1'],
    ],
    ['one file: its own line', [moved('f/1', 'g/1')], [], ['f/1 > g/1']],
    ['two files that went different ways: lines of their own', [moved('f/1', 'g/1'), moved('f/2', 'h/2')], [], ['f/1 > g/1', 'f/2 > h/2']],
    ['one stayed behind: lines of their own', two, ['f/3'], ['f/1 > g/1', 'f/2 > g/2']],
    ['one in a folder of it stayed behind: lines of their own', two, ['f/s/3'], ['f/1 > g/1', 'f/2 > g/2']],
    ['the old names of what is renamed are not behind', two, ['f/1', 'f/2'], ['f > g/ (2)']],
    ['a mark of a folder is not behind', two, ['f/__folder__.info', 'f/1.info'], ['f > g/ (2)']],
    ['another folder that begins alike is not behind', two, ['ff/3', 'f'], ['f > g/ (2)']],
    ['the outermost folder explains all', [moved('f/s/1', 'g/s/1'), moved('f/s/2', 'g/s/2')], [], ['f > g/ (2)']],
    ['other lines stay', [{ key: key('a') }, ...two, moved('x', 'y')], [], [' > a', 'x > y', 'f > g/ (2)']],
    [
      'a folder that is told already stays one',
      [{ key: key('g'), from: key('f'), isFolder: true }, moved('p/1', 'q/1')],
      [],
      ['f > g/', 'p/1 > q/1'],
    ],
    ['two folders, a line each', [...two, moved('p/1', 'q/1'), moved('p/2', 'q/2')], [], ['f > g/ (2)', 'p > q/ (2)']],
    [
      'of two ways that share a file each file is in one line',
      [moved('f/s/1', 'g/s/1'), moved('f/s/2', 'g/s/2'), moved('f/3', 'g/3')],
      ['f/4'],
      ['f/3 > g/3', 'f/s > g/s/ (2)'],
    ],
  ])('%s', (_what, lines, here, expected) => {
    expect(folded(lines, here)).toEqual(expected);
  });
});
