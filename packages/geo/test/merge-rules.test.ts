import { describe, expect, it } from 'vitest';
import { fieldOf, mergeFields, sameFields } from '../src/fields.ts';
import type { Field, FieldRules } from '../src/fields.ts';
import { markers, mergeCompanions, mergePoints, mergerFor, renameInCompanion } from '../src/index.ts';
import type { MergeOutcome } from '../src/index.ts';
import { mergeOrder } from '../src/merge-order.ts';
import type { Entry } from '../src/merge-order.ts';
import { conflict, eitherBytes, plainOutcome, quoted, sameBytes } from '../src/merge-outcome.ts';
import { changedOnBoth } from '../src/merge-reasons.ts';
import { Pairing } from '../src/pairing.ts';
import { textOf } from '../src/xml-tree.ts';
import { file } from './help/points.ts';
import type { Extra, G, P } from './help/points.ts';

const field = (value: string): Field => ({ value, nodes: value === '' ? [] : [value] });
const record = (value: string | null): Map<string, Field> => new Map(value === null || value === '' ? [] : [['k', field(value)]]);
/** The merged value, '' for none, null for a conflict; the same both ways round. */
function mergedField(rules: FieldRules, base: string | null, ours: string, theirs: string): string | null {
  const answer = (o: string, t: string): string | null => {
    const { fields, conflicts } = mergeFields(rules, base === null ? null : record(base), record(o), record(t));
    return conflicts.length > 0 ? null : fieldOf(fields, 'k').nodes.map(textOf).join('');
  };
  expect(answer(theirs, ours)).toBe(answer(ours, theirs));
  return answer(ours, theirs);
}

describe('S6 one field', () => {
  const alike: FieldRules = { same: (_key, a, b) => a.toLowerCase() === b.toLowerCase() };
  const yields: FieldRules = { silenceYields: () => true };
  const greater: FieldRules = { settle: (_key, a, b) => (a.value > b.value ? a : b) };
  const none: FieldRules = { settle: () => null };
  it.each<[what: string, rules: FieldRules, base: string | null, ours: string, theirs: string, result: string | null]>([
    ['changed on one side', {}, 'a', 'b', 'a', 'b'],
    ['changed alike', {}, 'a', 'b', 'b', 'b'],
    ['changed differently', {}, 'a', 'b', 'c', null],
    ['taken away on one side', {}, 'a', '', 'a', ''],
    ['taken away and changed', {}, 'a', '', 'b', null],
    ['taken away and changed: silence yields only where nothing was agreed on', yields, 'a', '', 'b', null],
    ['added on one side', {}, '', 'b', '', 'b'],
    ['added differently', {}, '', 'b', 'c', null],
    ['without an ancestor, equal', {}, null, 'b', 'b', 'b'],
    ['without an ancestor, different', {}, null, 'b', 'c', null],
    ['without an ancestor, on one side', {}, null, 'b', '', null],
    ['without an ancestor, on one side, where silence yields', yields, null, 'b', '', 'b'],
    ['without an ancestor, different, where silence yields', yields, null, 'b', 'c', null],
    ['settled by a rule', greater, 'a', 'b', 'c', 'c'],
    ['settled by a rule without an ancestor', greater, null, 'b', 'c', 'c'],
    ['left by the rule', none, 'a', 'b', 'c', null],
    ['another spelling is no change', alike, 'a', 'A', 'b', 'b'],
    ['another spelling is kept where it is new', alike, 'a', 'A', 'a', 'A'],
    ['of two new spellings the smaller is kept', alike, 'ab', 'AB', 'Ab', 'AB'],
    ['of two spellings without an ancestor too', alike, null, 'a', 'A', 'A'],
    ['a spelling of a changed value', alike, 'x', 'a', 'A', 'A'],
  ])('%s', (_what, rules, base, ours, theirs, result) => {
    expect(mergedField(rules, base, ours, theirs)).toBe(result);
  });

  it('what is told beside its value: a colour that follows its group is another spelling', () => {
    const [plain, follows] = [field('a'), { ...field('a'), follows: true } as const];
    const one = (base: Field, ours: Field, theirs: Field): boolean => {
      const of = (value: Field) => new Map([['k', value]]);
      return fieldOf(mergeFields({}, of(base), of(ours), of(theirs)).fields, 'k').follows === true;
    };
    expect([one(plain, follows, plain), one(plain, plain, follows), one(follows, plain, follows), one(follows, follows, plain)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('the keys of the ancestor come first, new ones by their names; what says nothing stays where it is written', () => {
    const of = (...keys: string[]) => new Map(keys.map((key) => [key, field(key)]));
    const { fields } = mergeFields({}, of('z', 'b'), of('b', 'z', 'y', 'a'), of('z', 'b', 'c'));
    expect([...fields.keys()]).toEqual(['z', 'b', 'a', 'c', 'y']);
    const silent = new Map([['k', { value: '', nodes: [' '] }]]);
    expect([...mergeFields({}, silent, silent, silent).fields.keys()]).toEqual(['k']);
    expect([...mergeFields({}, of('k'), new Map(), of('k')).fields.keys()]).toEqual([]);
    expect(fieldOf(null, 'k')).toEqual({ value: '', nodes: [] });
  });

  it('two records say the same when every field does, but for what is left out', () => {
    const [a, b] = [new Map([['k', field('a')]]), new Map([['k', field('b')]])];
    expect([sameFields({}, a, a), sameFields({}, a, b), sameFields({}, a, new Map()), sameFields({}, new Map(), a)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(sameFields({}, a, b, new Set(['k']))).toBe(true);
    expect(sameFields({ same: () => true }, a, b)).toBe(true);
  });
});

describe('S6 the order', () => {
  /** Versions as lists of letters; a letter of both sides that is not in `base` was added alike. */
  const ordered = (base: string, ours: string, theirs: string, settle: boolean): string | null => {
    const place = (side: string, key: string): number | null => (side.includes(key) ? side.indexOf(key) : null);
    const entries = Array.from(new Set(Array.from(ours + theirs)), (key): Entry => {
      return { key, base: place(base, key), ours: place(ours, key), theirs: place(theirs, key) };
    });
    const answer = (list: readonly Entry[]): string | null =>
      mergeOrder(list, settle)
        ?.map(({ key }) => key)
        .join('') ?? null;
    const turned = entries.map((entry) => ({ ...entry, ours: entry.theirs, theirs: entry.ours }));
    expect(answer(turned.reverse())).toBe(answer(entries));
    return answer(entries);
  };
  it.each<[what: string, base: string, ours: string, theirs: string, settle: boolean, result: string | null]>([
    ['nothing changed', 'abc', 'abc', 'abc', false, 'abc'],
    ['changed on one side', 'abc', 'cab', 'abc', false, 'cab'],
    ['changed alike', 'abc', 'cba', 'cba', false, 'cba'],
    ['changed differently, where it means something', 'abc', 'cab', 'bac', false, null],
    ['changed differently, where it does not: the one that comes first', 'abc', 'cab', 'bac', true, 'bac'],
    ['changed on one side, where it means nothing', 'abc', 'cab', 'abc', true, 'cab'],
    ['added in different orders', '', 'ba', 'ab', false, 'ab'],
    ['added at the ends', 'ab', 'abx', 'abc', false, 'abcx'],
    ['added at the ends: an end is an end', 'ab', 'abx', 'abyz', false, 'abxyz'],
    ['added in between: behind what it follows', 'abc', 'axbc', 'abyc', false, 'axbyc'],
    ['added before all', 'ab', 'xab', 'ab', false, 'xab'],
    ['added behind the same: by name', 'ab', 'ayb', 'axb', false, 'axyb'],
    ['added behind what moved: goes along', 'abc', 'cabx', 'aybc', false, 'caybx'],
    ['what is gone on a side leaves the order', 'abc', 'ca', 'abc', false, 'cab'],
    ['one run is a part of another', 'a', 'axy', 'ax', false, 'axy'],
  ])('%s: %s, %s, %s', (_what, base, ours, theirs, settle, result) => {
    expect(ordered(base, ours, theirs, settle)).toBe(result);
  });
});

describe('S6 answers', () => {
  const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
  it('up to 20 reasons are told, and one more is rather told than counted', () => {
    const reasons = (count: number): readonly string[] => {
      const answer = conflict(Array.from({ length: count }, (_, index) => `${index}`));
      return answer.outcome === 'conflict' ? answer.reasons : [];
    };
    expect([reasons(20).length, reasons(21).length, reasons(22).length]).toEqual([20, 21, 21]);
    expect([reasons(21).at(-1), reasons(22).at(-2), reasons(22).at(-1)]).toEqual(['20', '19', 'And 2 more.']);
  });
  it('bytes are the same when all of them are; of two the longer is taken, else the greater, whichever comes first', () => {
    expect([sameBytes(bytes(1, 2), bytes(1, 2)), sameBytes(bytes(1), bytes(1, 2)), sameBytes(bytes(1, 2), bytes(1, 3))]).toEqual([
      true,
      false,
      false,
    ]);
    for (const [a, b] of [
      [bytes(1, 2, 9), bytes(3, 4)],
      [bytes(1, 3, 1), bytes(1, 2, 9)],
      [bytes(0, 1), bytes(0, 0)],
    ] as const) {
      expect(eitherBytes(a, b)).toBe(a);
      expect(eitherBytes(b, a)).toBe(a);
    }
    const same = bytes(1, 2);
    expect(eitherBytes(same, bytes(1, 2))).toBe(same);
  });
  it('equal sides, or one that changed, need no look inside', () => {
    const [a, b, c] = [bytes(1), bytes(2), bytes(3)];
    const plain = (base: Uint8Array | null, ours: Uint8Array, theirs: Uint8Array): unknown => plainOutcome(base, ours, theirs);
    expect([plain(null, a, bytes(1)), plain(a, a, b), plain(a, b, a)]).toEqual([a, b, b].map((one) => ({ outcome: 'merged', bytes: one })));
    expect([plain(a, b, c), plain(null, a, b)]).toEqual([null, null]);
  });
  it('what is quoted is one line of at most 60 characters', () => {
    expect(quoted(' a \n\t b ')).toBe('“a b”');
    expect(quoted('x'.repeat(60))).toBe(`“${'x'.repeat(60)}”`);
    expect(quoted('x'.repeat(61))).toBe(`“${'x'.repeat(59)}…”`);
  });
  it.each([
    ['desc', 'the description'],
    ['cmt', 'the comment'],
    ['type', 'the group'],
    ['ele', 'the elevation'],
    ['time', 'the time'],
    ['link', 'the link'],
    ['extensions osmand:icon', 'the icon'],
    ['background', 'the shape'],
    ['address', 'the address'],
    ['pinned', 'the pin'],
    ['visited_date', 'the time of the visit'],
    ['creation_date', 'the time of creation'],
    ['pickup_date', 'the time of pick-up'],
    ['calendar_event', 'the calendar entry'],
    ['metadata author', 'the field “author”'],
    ['@version', 'the field “version”'],
    ['x:of metadata y', 'the field “x:of metadata y”'],
    ['x:a@b', 'the field “x:a@b”'],
    ['x:osmand:icon', 'the field “x:osmand:icon”'],
    ['toString', 'the field “toString”'],
  ])('a reason calls %s %s', (key, words) => {
    expect(changedOnBoth('T', { key, ours: { value: '1', nodes: [' a', 'b '] }, theirs: field('') })).toBe(
      `T: ${words} is “a b” here and empty in the cloud.`,
    );
  });
  it('of what is hidden the values say nothing to a person', () => {
    expect(changedOnBoth('T', { key: 'osmand:hidden', ours: field('1'), theirs: field('') })).toBe(
      'T: the visibility was changed on both sides.',
    );
  });
});

describe('S6 which is which', () => {
  const pairs = (
    from: string,
    to: string,
    work: (pairing: Pairing, key: (side: 'from' | 'to', index: number) => string | null) => unknown,
  ) => {
    const pairing = new Pairing(from.length, to.length);
    const left = work(pairing, (side, index) => {
      const letter = (side === 'from' ? from : to)[index] ?? '';
      return letter === '-' ? null : letter;
    });
    return { ...pairing.matching(), left };
  };
  const free = (from: number, to: number) => ({ from: [...Array(from).keys()], to: [...Array(to).keys()] });
  it('equal keys, first with first; what has no key has no partner; the rest stays in order', () => {
    expect(pairs('aba-c', 'bad-a-', (pairing, key) => pairing.equal(free(5, 6), key))).toEqual({
      partner: [1, 0, 4, null, null],
      added: [2, 3, 5],
      left: { from: [3, 4], to: [2, 3, 5] },
    });
    expect(pairs('cba', 'xaya', (pairing, key) => pairing.equal(free(3, 4), key)).left).toEqual({ from: [0, 1], to: [0, 2, 3] });
  });
  it('unique keys alone', () => {
    expect(pairs('aabc', 'abbc', (pairing, key) => pairing.unique(free(4, 4), key))).toEqual({
      partner: [null, null, null, 3],
      added: [0, 1, 2],
      left: { from: [0, 1, 2], to: [0, 1, 2] },
    });
  });
  it('in order, as far as both go', () => {
    expect(pairs('aaa', 'aa', (pairing) => pairing.inOrder(free(3, 2)))).toEqual({
      partner: [0, 1, null],
      added: [],
      left: { from: [2], to: [] },
    });
    expect(pairs('a', 'aa', (pairing) => pairing.inOrder(free(1, 2)))).toEqual({ partner: [0], added: [1], left: { from: [], to: [1] } });
  });
  it('a bucket of one side is not worked on', () => {
    const worked: string[] = [];
    pairs('ab', 'bc', (pairing, key) =>
      pairing.by(free(2, 2), key, (bucket) => {
        worked.push(`${bucket.from.join()} ${bucket.to.join()}`);
        return bucket;
      }),
    );
    expect(worked).toEqual(['1 0']);
  });
});

type Told = readonly [points: readonly P[], groups?: readonly G[], extra?: Extra];
const decode = (answer: MergeOutcome): string =>
  answer.outcome === 'merged' ? new TextDecoder().decode(answer.bytes) : answer.reasons.join('\n');
/** The merged text, or the reasons; both ways round the same, but for what is here and there. */
function told(base: Told | null, ours: Told, theirs: Told, kind?: typeof markers): string {
  const [b, o, t] = [base === null ? null : file(...base), file(...ours), file(...theirs)];
  const [answer, turned] = [mergePoints(b, o, t, kind), mergePoints(b, t, o, kind)];
  expect(turned.outcome).toBe(answer.outcome);
  if (answer.outcome === 'merged') expect(decode(turned)).toBe(decode(answer));
  return decode(answer);
}

describe('S6 groups', () => {
  const [a, b]: [P, P] = [
    { name: 'A', lat: 1, type: 'Food' },
    { name: 'B', lat: 2, type: 'Food' },
  ];
  const food: G = { name: 'Food', color: '#ff0000ff' };
  const text = (base: G[] | null, ours: G[], theirs: G[], points: [P[], P[], P[]] = [[], [], []]): string =>
    told(base === null ? null : [points[0], base], [points[1], ours], [points[2], theirs]);
  it('an entry that one side deleted goes where no point needs it, and stays where one does', () => {
    const other: G = { name: 'Other' };
    expect(text([food], [], [food, other])).not.toContain('Food');
    expect(text([food], [], [food, other])).toContain('Other');
    expect(text([food], [], [food], [[], [], [a]])).toContain('<group name="Food"');
  });
  it('an entry that one side deleted and the other changed is a conflict where no point is in it', () => {
    const red: G = { ...food, color: '#ffff0000' };
    expect(text([food], [], [red])).toBe('The group “Food” was deleted here and changed in the cloud.');
    expect(text([food], [red], [])).toBe('The group “Food” was changed here and deleted in the cloud.');
    expect(text([{ ...food, name: '' }], [{ ...red, name: '' }], [])).toContain('The default group was changed here');
  });
  it('without an ancestor the icon and shape that are shown anyway are said or not', () => {
    for (const more of [{ icon: 'special_star' }, { background: 'circle' }]) {
      expect(text(null, [{ ...food, ...more }], [food], [[], [a], [a, b]])).toContain('name="B"'.replace('name="B"', '<name>B</name>'));
      const [key] = Object.keys(more);
      const other = { ...food, [key ?? '']: 'other' };
      expect(text([food], [{ ...food, ...more }], [other], [[a], [a], [a, b]]), 'no change').toContain('="other"');
    }
    expect(text(null, [{ ...food, color: '#ffff0000' }], [food], [[], [a], [a, b]])).toContain('the colour is');
  });
  it('without an ancestor a side that says nothing of a colour gives way, of what is hidden or pinned it does not', () => {
    expect(text(null, [food], [{ name: 'Food' }], [[], [a], [a, b]])).toContain('#ff0000ff');
    expect(text(null, [{ ...food, hidden: 'true' }], [food], [[], [a], [a, b]])).toContain('visibility was changed on both sides');
    expect(text(null, [{ ...food, pinned: 'true' }], [food], [[], [a], [a, b]])).toContain('the pin is');
  });
  it('new entries of both sides stand by their names behind those there were', () => {
    const names = [...text([food], [food, { name: 'Z' }], [food, { name: 'M' }]).matchAll(/<group name="(\w+)"/g)].map(([, name]) => name);
    expect(names).toEqual(['Food', 'M', 'Z']);
  });
});

describe('S6 what is in a file beside its points', () => {
  const [a, b, c]: [P, P, P] = [
    { name: 'A', lat: 1, lon: 5 },
    { name: 'B', lat: 2, lon: 6 },
    { name: 'C', lat: -3, lon: -7 },
  ];
  const text = (base: Extra | null, ours: Extra, theirs: Extra): string =>
    told(base === null ? null : [[a], [], base], [[a, b], [], ours], [[a, c], [], theirs]);
  it('of two times of writing the later stays, however it is written', () => {
    const merged = text({}, { time: '2026-03-01T00:00:00+02:00' }, { time: '2026-02-28T23:00:00Z' });
    expect(merged).toContain('2026-02-28T23:00:00Z');
    expect(text({}, { time: 'never' }, { time: '2026-02-28T23:00:00Z' })).toContain('2026-02-28T23:00:00Z');
    expect(text({}, { time: 'x1' }, { time: 'x2' })).toContain('x2');
  });
  it('the box is drawn around the points that are there now', () => {
    const box = (minlat: number): Extra => ({ metadata: `<bounds minlat="${minlat}" minlon="0" maxlat="1" maxlon="1"/>` });
    expect(text(box(0), box(1), box(2))).toMatch(/<bounds minlat="-3.0000000" minlon="-7.0000000" maxlat="2.0000000" maxlon="6.0000000"/);
  });
  it('what is named like a time or a box and is none contradicts like any other', () => {
    const of = (text: string): Extra => ({ body: `<x:bounds2>${text}</x:bounds2>` });
    expect(text(of('0'), of('1'), of('2'))).toContain('The file: the field “{urn:x}bounds2”');
    expect(text(of('0'), of('1'), of('0'))).toContain('<x:bounds2>1</x:bounds2>');
    expect(text(null, of('1'), {})).toContain('<x:bounds2>1</x:bounds2>');
  });
  it('a version that cannot be read is named', () => {
    const [good, other, bad] = [file([a]), file([b]), new TextEncoder().encode('<gpx><wpt></gpx>')];
    const reason = (base: Uint8Array, ours: Uint8Array, theirs: Uint8Array): string => decode(mergePoints(base, ours, theirs));
    expect(reason(good, bad, other)).toMatch(/^The version here cannot be read as GPX\. Line 1/);
    expect(reason(good, other, bad)).toMatch(/^The version in the cloud cannot be read as GPX\. Line 1/);
    expect(reason(bad, good, other)).toMatch(/^The version both sides come from cannot be read as GPX\. Line 1/);
  });
  it('points without a name are called by their place, or by having none', () => {
    const nameless: P = { lat: 1, lon: 2 };
    expect(told([[nameless]], [[{ ...nameless, desc: 'x' }]], [[{ ...nameless, desc: 'y' }]])).toContain(
      'The point without name at 1, 2: the description is “x” here',
    );
    const lost: P = { lat: 'x', lon: 'y' };
    expect(told([[lost]], [[{ ...lost, desc: 'x' }]], [[]])).toContain('A point without name and position was changed here');
  });
  it('markers without an ancestor: one name at two places may be one that was moved', () => {
    const flag = (lat: number): P => ({ name: 'Flag', lat });
    expect(told(null, [[flag(1)]], [[flag(2)]], markers)).toBe('“Flag” is new on both sides, with different content.');
    expect(told([[]], [[flag(1)]], [[flag(2)]], markers)).toContain('lat="2"');
  });
});

describe('S6 items', () => {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const merge = (type: string, base: string | null, ours: string, theirs: string): string =>
    decode(mergerFor({ type, name: 'x.json' })!(base === null ? null : encode(base), encode(ours), encode(theirs)));
  it('a version that is no list is named', () => {
    const [list, other] = ['{"items":[]}', '{"items":[1]}'];
    expect(merge('OSM_NOTES', list, '[]', other)).toBe('The version here is not a list as the apps write it.');
    expect(merge('OSM_NOTES', list, other, '[]')).toBe('The version in the cloud is not a list as the apps write it.');
    expect(merge('OSM_NOTES', '[]', list, other)).toBe('The version both sides come from is not a list as the apps write it.');
  });
  it('keys beside the items: without an ancestor those of either side; what contradicts is told', () => {
    expect(merge('OSM_NOTES', null, '{"items":[],"a":1}', '{"items":[],"b":2}')).toBe('{"items":[],"a":1,"b":2}');
    expect(merge('OSM_NOTES', '{"items":[]}', '{"items":[],"a":1}', '{"items":[],"a":2}')).toBe(
      'The file: the field “a” is “"a":1” here and “"a":2” in the cloud.',
    );
  });
  it('an order that both sides changed is told', () => {
    const actions = (...names: string[]): string => JSON.stringify({ items: names.map((name) => ({ name, actionType: 't' })) });
    expect(merge('QUICK_ACTIONS', actions('a', 'b', 'c'), actions('b', 'a', 'c'), actions('c', 'a', 'b'))).toBe(
      'The order was changed on both sides.',
    );
  });
  it('a result that says what a side says is that side, byte for byte, also where both do', () => {
    const [spaced, tight] = ['{"items": [{"name":"m","url":"u"}] }', '{"items":[{"url":"u","name":"m"}]}'];
    expect(merge('MAP_SOURCES', '{"items":[]}', spaced, tight)).toBe(spaced);
    expect(merge('MAP_SOURCES', '{"items":[]}', tight, spaced)).toBe(spaced);
    expect(merge('MAP_SOURCES', '{"items":[{"name":"m","url":"u"}]}', '{"items":[{"name":"m","url":"v"}] }', tight)).toBe(
      '{"items":[{"name":"m","url":"v"}] }',
    );
    expect(merge('MAP_SOURCES', '{"items":[{"name":"m","url":"u"}]}', tight, '{"items":[{"name":"m","url":"v"}] }')).toBe(
      '{"items":[{"name":"m","url":"v"}] }',
    );
  });
  it('items that are no objects are told apart by what they are', () => {
    expect(merge('OSM_NOTES', '{"items":[1,2]}', '{"items":[1,2,3]}', '{"items":[2,"x"]}')).toBe('{"items":[2,"x",3]}');
  });
  it('of a history the later use settles, whichever side it is on, and of two at one moment the same one', () => {
    const visit = (time: number, more = ''): string =>
      `{"items":[{"latitude":1,"longitude":2,"pointDescription":"p","lastAccessedTime":${time}${more}}]}`;
    expect(merge('SEARCH_HISTORY', visit(1), visit(5), visit(9))).toBe(visit(9));
    expect(merge('SEARCH_HISTORY', visit(1), visit(9), visit(5))).toBe(visit(9));
    expect(merge('SEARCH_HISTORY', visit(7), visit(5), visit(7, ' '))).toBe(visit(5));
    expect(merge('SEARCH_HISTORY', visit(1), visit(5, ',"x":1'), visit(5, ',"x":2'))).toBe(
      merge('SEARCH_HISTORY', visit(1), visit(5, ',"x":2'), visit(5, ',"x":1')),
    );
  });
});

describe('S6 S11 companions', () => {
  const [encode, text] = [(one: string) => new TextEncoder().encode(one), (bytes: Uint8Array) => new TextDecoder().decode(bytes)];
  it('the later wins every key it has, and what it lacks comes behind, each behind a comma', () => {
    const merged = (earlier: string, later: string): string => text(mergeCompanions(encode(earlier), encode(later), 'theirs'));
    expect(merged('{"a":1,"b":9,"c":3}', '{"a":1,"b":2}')).toBe('{"a":1,"b":2,"c":3}');
    expect(merged('{"c":3,"d":4}', '{"a":1,"b":2}')).toBe('{"a":1,"b":2,"c":3,"d":4}');
  });
  it('a rename changes every value of file that is a text, and no other key', () => {
    const renamed = (info: string): string => text(renameInCompanion(encode(info), 'a', 'b'));
    expect(renamed('{"x":"/a","file":"/a","y":"/a"}')).toBe('{"x":"/a","file":"/b","y":"/a"}');
    expect(renamed('{"file":"/a","file":"longer/a"}')).toBe('{"file":"/b","file":"longer/b"}');
    expect(renamed('{"file":["/a"]}')).toBe('{"file":["/a"]}');
  });
});

it('S6 two points on one parallel are told apart by their meridian: each renamed one is known again', () => {
  const [a, b]: [P, P] = [
    { name: 'A', lat: 1, lon: 1 },
    { name: 'B', lat: 1, lon: 2 },
  ];
  const text = told(
    [[a, b]],
    [
      [
        { ...a, name: 'X' },
        { ...b, name: 'Y' },
      ],
    ],
    [[{ ...a, desc: 'kept' }, b]],
  );
  expect(text).toMatch(/<name>X<\/name>\s*<desc>kept/);
  expect(text).not.toContain('<name>A</name>');
});

it('S6 equal twins that both sides added are as many as on the side with more of them', () => {
  const [twin, other]: [P, P] = [
    { name: 'T', lat: 1, type: 'Food' },
    { name: 'O', lat: 2 },
  ];
  const count = (...versions: [Told | null, Told, Told]): number => told(...versions).split('<name>T</name>').length - 1;
  expect(count([[]], [[twin, twin]], [[twin, twin, other]])).toBe(2);
  expect(count(null, [[twin, twin]], [[twin, twin, other]])).toBe(2);
  expect(count([[other]], [[twin, twin]], [[twin, other]])).toBe(2);
});
