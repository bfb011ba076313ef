import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeCompanions, mergerFor, renameInCompanion } from '../src/index.ts';
import type { MergeOutcome } from '../src/index.ts';
import { file } from './help/points.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
type Item = Readonly<Record<string, unknown>>;
const list = (items: readonly Item[], more: Item = {}): Uint8Array => encode(JSON.stringify({ items, ...more }));

function merge(type: string, base: Uint8Array | null, ours: Uint8Array, theirs: Uint8Array): MergeOutcome {
  const merger = mergerFor({ type, name: 'x.json' })!;
  const [answer, turned] = [merger(base, ours, theirs), merger(base, theirs, ours)];
  expect(turned.outcome).toBe(answer.outcome);
  if (answer.outcome === 'merged') expect(turned).toEqual(answer);
  return answer;
}
const items = (answer: MergeOutcome): unknown =>
  answer.outcome === 'merged' ? (JSON.parse(decode(answer.bytes)) as { items: unknown }).items : answer.reasons;

const note = (lat: number, text: string): Item => ({ text, lat, lon: 8.5, author: 'me', action: 'create' });
const filter = (filterId: string, more: Item = {}): Item => ({ name: filterId, filterId, acceptedTypes: '{"shop":["bakery"]}', ...more });
const road = (latitude: string | number, more: Item = {}): Item => ({
  latitude,
  longitude: '8.50000',
  name: 'Road',
  appModeKey: 'car',
  ...more,
});
const visit = (name: string, lastAccessedTime: number, more: Item = {}): Item => ({
  latitude: 1,
  longitude: 2,
  pointDescription: name,
  lastAccessedTime,
  ...more,
});
const edit = (id: number, more: Item = {}): Item => ({
  comment: 'c',
  entity: { id, type: 'NODE', lat: 1, lon: 2, tags: { a: 'b' }, action: 'CREATE', ...more },
});
const action = (name: string, params = '{}'): Item => ({ name, actionType: 'fav.add', params });

describe('merge of collections: table', () => {
  const cases: [title: string, type: string, base: Item[] | null, ours: Item[], theirs: Item[], result: Item[] | null][] = [
    ['notes added on both sides', 'OSM_NOTES', [], [note(1, 'a')], [note(2, 'b')], [note(1, 'a'), note(2, 'b')]],
    ['the same note added on both sides', 'OSM_NOTES', [], [note(1, 'a')], [note(1, 'a'), note(2, 'b')], [note(1, 'a'), note(2, 'b')]],
    ['a note uploaded (gone) here, one added there', 'OSM_NOTES', [note(1, 'a')], [], [note(1, 'a'), note(2, 'b')], [note(2, 'b')]],
    [
      'a note edited on one side',
      'OSM_NOTES',
      [note(1, 'a'), note(2, 'b')],
      [note(1, 'x'), note(2, 'b')],
      [note(1, 'a'), note(2, 'b'), note(3, 'c')],
      [note(1, 'x'), note(2, 'b'), note(3, 'c')],
    ],
    ['a note edited differently', 'OSM_NOTES', [note(1, 'a')], [note(1, 'x')], [note(1, 'y')], null],
    ['a note deleted and edited', 'OSM_NOTES', [note(1, 'a')], [], [note(1, 'y')], null],
    [
      'edits of entities',
      'OSM_EDITS',
      [edit(5)],
      [edit(5), edit(6)],
      [edit(5, { tags: { a: 'c' } })],
      [edit(5, { tags: { a: 'c' } }), edit(6)],
    ],
    ['new entities of two devices with one number', 'OSM_EDITS', [], [edit(-2)], [edit(-2, { lat: 7 })], [edit(-2), edit(-2, { lat: 7 })]],
    [
      'different fields of one road to avoid',
      'AVOID_ROADS',
      [road(1)],
      [road(1, { name: 'A' })],
      [road(1, { appModeKey: 'bicycle' })],
      [road(1, { name: 'A', appModeKey: 'bicycle' })],
    ],
    [
      'a road as text and as number is one',
      'AVOID_ROADS',
      [road('47.12345')],
      [road('47.12345'), road(5)],
      [road('47.12345', { name: 'B' })],
      [road('47.12345', { name: 'B' }), road(5)],
    ],
    ['filters without an ancestor', 'POI_UI_FILTERS', null, [filter('a')], [filter('b')], [filter('a'), filter('b')]],
    ['one filter, different, without an ancestor', 'POI_UI_FILTERS', null, [filter('a')], [filter('a', { filterByName: 'x' })], null],
    [
      'map sources edited on either side',
      'MAP_SOURCES',
      [{ name: 'm', url: 'u', maxZoom: 17 }],
      [{ name: 'm', url: 'v', maxZoom: 17 }],
      [{ name: 'm', url: 'u', maxZoom: 18 }],
      [{ name: 'm', url: 'v', maxZoom: 18 }],
    ],
    [
      'a use of each history entry',
      'SEARCH_HISTORY',
      [visit('a', 1)],
      [visit('a', 5)],
      [visit('a', 9), visit('b', 2)],
      [visit('a', 9), visit('b', 2)],
    ],
    [
      'a history entry deleted here, used there',
      'NAVIGATION_HISTORY',
      [visit('a', 1), visit('b', 1)],
      [visit('b', 1)],
      [visit('a', 9), visit('b', 1)],
      [visit('a', 9), visit('b', 1)],
    ],
    [
      'a history entry deleted here, not used there',
      'SEARCH_HISTORY',
      [visit('a', 1), visit('b', 1)],
      [visit('b', 1)],
      [visit('a', 1), visit('b', 4)],
      [visit('b', 4)],
    ],
    [
      'history without an ancestor',
      'SEARCH_HISTORY',
      null,
      [visit('a', 5, { intervals: [1] })],
      [visit('a', 3)],
      [visit('a', 5, { intervals: [1] })],
    ],
    [
      'actions put in another order here, one added there',
      'QUICK_ACTIONS',
      [action('a'), action('b')],
      [action('b'), action('a')],
      [action('a'), action('b'), action('c')],
      [action('b'), action('a'), action('c')],
    ],
    [
      'actions put in different orders',
      'QUICK_ACTIONS',
      [action('a'), action('b'), action('c')],
      [action('b'), action('a'), action('c')],
      [action('c'), action('a'), action('b')],
      null,
    ],
    [
      'two equal actions, one changed',
      'QUICK_ACTIONS',
      [action('a'), action('a')],
      [action('a'), action('a', '{"x":1}')],
      [action('a'), action('a'), action('b')],
      [action('a'), action('a', '{"x":1}'), action('b')],
    ],
  ];
  it.each(cases)('%s (%s)', (_, type, base, ours, theirs, result) => {
    const answer = merge(type, base === null ? null : list(base), list(ours), list(theirs));
    if (result === null) expect(answer.outcome).toBe('conflict');
    else expect(items(answer)).toEqual(result);
  });
});

describe('merge of collections: text', () => {
  it('numbers keep every digit, and two that JavaScript would take for one are two', () => {
    const text = (id: string, more = ''): Uint8Array => encode(`{"items":[{"latitude":1,"longitude":2,"roadId":${id}${more}}]}`);
    const answer = merge('AVOID_ROADS', text('9007199254740993'), text('9007199254740992'), text('9007199254740993', ',"name":"x"'));
    expect(answer.outcome === 'merged' && decode(answer.bytes)).toContain('"roadId":9007199254740992');
  });
  it('keys beside the items are kept and merged', () => {
    const answer = merge('OSM_NOTES', list([], { v: 1 }), list([note(1, 'a')], { v: 1, mine: true }), list([note(2, 'b')], { v: 2 }));
    expect(answer.outcome === 'merged' && JSON.parse(decode(answer.bytes))).toMatchObject({ v: 2, mine: true });
    expect(merge('OSM_NOTES', list([], { v: 1 }), list([], { v: 3 }), list([], { v: 2 })).outcome).toBe('conflict');
  });
  it('a result that says what one side says is that side, byte for byte', () => {
    const spaced = encode('{ "items" : [ ] }');
    const other = list([note(1, 'a')]);
    expect(merge('OSM_NOTES', list([]), spaced, other)).toEqual({ outcome: 'merged', bytes: other });
  });
  it.each(['', 'nonsense', '[]', '{"items":1}', '{}', '{"items":[1,]}', `{"items":${'['.repeat(100_000)}`, '{"items":[],"items":[]}'])(
    '%.20s is a conflict that says so',
    (text) => {
      const answer = merge('OSM_NOTES', list([]), list([note(1, 'a')]), encode(text));
      expect(answer.outcome === 'conflict' && answer.reasons.join()).toMatch(/not a list/);
    },
  );
  it('reasons name the entry and both values', () => {
    const answer = mergerFor({ type: 'OSM_NOTES', name: 'osm_notes.json' })!(
      list([note(1, 'a')]),
      list([note(1, 'x')]),
      list([note(1, 'y')]),
    );
    expect(answer.outcome === 'conflict' && answer.reasons[0]).toMatch(/“a”.*x.* here and .*y.* in the cloud/);
  });
  it('nothing is dropped: each entry added or edited is in the result, or there is none', () => {
    const entry = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), url: fc.constantFrom('1', '2', '3') });
    const version = fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 4 });
    fc.assert(
      fc.property(version, version, version, (base, ours, theirs) => {
        const answer = merge('MAP_SOURCES', list(base), list(ours), list(theirs));
        if (answer.outcome === 'conflict') return;
        const result = JSON.stringify(items(answer));
        for (const one of [...ours, ...theirs])
          if (!base.some((old) => old.name === one.name && old.url === one.url)) expect(result).toContain(JSON.stringify(one));
      }),
      { numRuns: Number(process.env['CAIRN_MERGE_RUNS'] ?? 2000) },
    );
  });
});

describe('merger for a file', () => {
  it('exists for favourites, markers and collections', () => {
    for (const type of [
      'FAVOURITES',
      'ACTIVE_MARKERS',
      'HISTORY_MARKERS',
      'OSM_NOTES',
      'OSM_EDITS',
      'AVOID_ROADS',
      'SEARCH_HISTORY',
      'NAVIGATION_HISTORY',
      'POI_UI_FILTERS',
      'MAP_SOURCES',
      'QUICK_ACTIONS',
    ]) {
      expect(mergerFor({ type, name: 'a.json' })).not.toBeNull();
    }
    for (const type of ['GPX', 'FILE', 'PROFILE', 'GLOBAL', 'ITINERARY_GROUPS', 'unknown'])
      expect(mergerFor({ type, name: 'a' })).toBeNull();
    expect(mergerFor({ type: 'QUICK_ACTIONS', name: 'a.json.info' })).toBeNull();
  });
  it('markers may share a name, favourites may not', () => {
    const [base, ours, theirs] = [file([]), file([{ name: 'Flag', lat: 1 }]), file([{ name: 'Flag', lat: 2 }])];
    expect(mergerFor({ type: 'ACTIVE_MARKERS', name: 'markers.gpx' })!(base, ours, theirs).outcome).toBe('merged');
    expect(mergerFor({ type: 'FAVOURITES', name: 'favorites.gpx' })!(base, ours, theirs).outcome).toBe('conflict');
  });
});

describe('companions', () => {
  const merged = (ours: string, theirs: string, later: 'ours' | 'theirs'): string =>
    decode(mergeCompanions(encode(ours), encode(theirs), later));
  it('keys of both sides stay, and the later version wins a key', () => {
    expect(JSON.parse(merged('{"color":"#ff0000","width":"bold"}', '{"color":"#00ff00","show_arrows":true}', 'theirs'))).toEqual({
      color: '#00ff00',
      show_arrows: true,
      width: 'bold',
    });
    expect(JSON.parse(merged('{"color":"#ff0000","width":"bold"}', '{"color":"#00ff00","show_arrows":true}', 'ours'))).toEqual({
      color: '#ff0000',
      show_arrows: true,
      width: 'bold',
    });
  });
  it('the later version is written as it was, with what it lacked behind', () => {
    expect(merged('{"a":1}', '{ "file" : "\\/tracks\\/x.gpx",\n "id": 9007199254740993 }', 'theirs')).toBe(
      '{ "file" : "\\/tracks\\/x.gpx",\n "id": 9007199254740993,"a":1 }',
    );
    expect(merged('{"a":1}', '{}', 'theirs')).toBe('{"a":1}');
  });
  it('a result that says what one side says is that side', () => {
    expect(merged('{ "a": 1 }', '{"a":1}', 'theirs')).toBe('{"a":1}');
    expect(merged('{ "a": 1, "b": 2 }', '{"a":1}', 'theirs')).toBe('{ "a": 1, "b": 2 }');
  });
  it.each(['', 'nonsense', '[1]', '{"a":', '{"a":1}x', '\ud800'])('nonsense %s: the later version is taken as a whole', (nonsense) => {
    const bad = encode(nonsense);
    expect(mergeCompanions(bad, encode('{"a":1}'), 'ours')).toEqual(bad);
    expect(mergeCompanions(bad, encode('{"a":1}'), 'theirs')).toEqual(encode('{"a":1}'));
  });

  const renamed = (text: string, from: string, to: string): string => decode(renameInCompanion(encode(text), from, to));
  it('a rename rewrites the value of file alone, in its style', () => {
    expect(renamed('{"type":"GPX","file":"/tracks/a.gpx","x":[1, 2]}', 'a.gpx', 'b c.gpx')).toBe(
      '{"type":"GPX","file":"/tracks/b c.gpx","x":[1, 2]}',
    );
    expect(renamed('{\n  "file" :\t"tracks/a.gpx"\n}\n', 'a.gpx', 'b.gpx')).toBe('{\n  "file" :\t"tracks/b.gpx"\n}\n');
    expect(renamed('{"file":"\\/tracks\\/x\\/a.gpx","n":"\\/"}', 'x/a.gpx', 'y/é.gpx')).toBe('{"file":"\\/tracks\\/y\\/é.gpx","n":"\\/"}');
    expect(renamed('{"file":"tracks\\/\\u00e9.gpx"}', 'é.gpx', 'ü.gpx')).toBe('{"file":"tracks\\/\\u00fc.gpx"}');
    expect(renamed('\ufeff{"file":"/a"}', 'a', 'b"\\')).toBe('\ufeff{"file":"/b\\"\\\\"}');
  });
  it('only the file of the object itself is meant, and what is no companion stays', () => {
    expect(renamed('{"inner":{"file":"/a"},"file":"/a"}', 'a', 'b')).toBe('{"inner":{"file":"/a"},"file":"/b"}');
    const others = ['{"type":"GPX"}', 'nonsense', '', '[{"file":"/a"}]', '{"file":7}', '{"file":"/tracks/other.gpx"}'];
    for (const text of others) expect(renamed(text, 'a', 'b')).toBe(text);
  });
  it('the new name is read back, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), fc.boolean(), (name, slash, escaped) => {
        const before = `${slash ? '/' : ''}tracks/`;
        const old = JSON.stringify({ a: '1', file: `${before}x.gpx`, z: ['ö'] });
        const text = renamed(escaped ? old.replaceAll('/', '\\/') : old, 'x.gpx', name);
        expect(JSON.parse(text)).toEqual({ a: '1', file: `${before}${name}`, z: ['ö'] });
      }),
    );
  });
});
