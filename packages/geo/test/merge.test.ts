import { describe, expect, it } from 'vitest';
import { coordinatesOf, extensionsOf, markers, mergePoints, readGpx, textOf, textOfChild, waypointsOf } from '../src/index.ts';
import type { MergeOutcome } from '../src/index.ts';
import { file } from './help/points.ts';
import type { Extra, G, P } from './help/points.ts';

const food: G = { name: 'Food', color: '#ffeecc22', icon: 'special_star', background: 'circle' };
const bakery: P = {
  name: 'Bakery',
  lat: 47.37,
  lon: 8.54,
  type: 'Food',
  time: '2026-05-02T10:00:00Z',
  ext: { 'osmand:address': 'Main street 1' },
};
const bar: P = { name: 'Bar', lat: 47.38, lon: 8.55, type: 'Food', time: '2026-05-03T10:00:00Z' };
const cafe: P = { name: 'Café', lat: 47.39, lon: 8.56, type: 'Food' };
const deli: P = { name: 'Deli', lat: 47.4, lon: 8.57, type: 'Food' };
const ext = (point: P, more: Record<string, string>): P => ({ ...point, ext: { ...point.ext, ...more } });

/** One version of a file: its points, its groups, other parts. */
type Version = readonly [points: readonly P[], groups?: readonly G[], extra?: Extra] | null;
interface Case {
  readonly title: string;
  readonly base: Version;
  readonly ours: Version;
  readonly theirs: Version;
  /** Names in order of the merged file; null for a conflict. */
  readonly names: readonly string[] | null;
  /** What else must be in the merged text, or in the reasons. */
  readonly holds?: readonly string[];
  readonly lacks?: readonly string[];
  readonly kind?: typeof markers;
}
const both = [bakery, bar];

const cases: Case[] = [
  {
    title: 'points added on both sides',
    base: [both],
    ours: [[...both, cafe]],
    theirs: [[...both, deli]],
    names: ['Bakery', 'Bar', 'Café', 'Deli'],
  },
  { title: 'points added on both sides to an empty group', base: [[]], ours: [[deli]], theirs: [[cafe]], names: ['Café', 'Deli'] },
  {
    title: 'a point added at the start and one at the end',
    base: [both],
    ours: [[cafe, ...both]],
    theirs: [[...both, deli]],
    names: ['Café', 'Bakery', 'Bar', 'Deli'],
  },
  {
    title: 'the same point added on both sides',
    base: [both],
    ours: [[...both, cafe]],
    theirs: [[...both, cafe]],
    names: ['Bakery', 'Bar', 'Café'],
  },
  {
    title: 'the same point added on both sides beside another',
    base: [both],
    ours: [[...both, cafe, deli]],
    theirs: [[...both, cafe]],
    names: ['Bakery', 'Bar', 'Café', 'Deli'],
  },
  {
    title: 'the same point added on both sides, written a hand wide apart and with another spelling of the colour',
    base: [both],
    ours: [[...both, ext({ ...cafe, lat: 47.39 }, { 'osmand:color': '#ff0000' })]],
    theirs: [[...both, ext({ ...cafe, lat: 47.3900002 }, { 'osmand:color': '#FFFF0000' })]],
    names: ['Bakery', 'Bar', 'Café'],
  },
  {
    title: 'edits of different points',
    base: [both],
    ours: [[{ ...bakery, desc: 'closed' }, bar]],
    theirs: [[bakery, { ...bar, desc: 'open' }]],
    names: ['Bakery', 'Bar'],
    holds: ['closed', 'open'],
  },
  {
    title: 'edits of different fields of one point',
    base: [both],
    ours: [[{ ...bakery, desc: 'good bread' }, bar]],
    theirs: [[ext(bakery, { 'osmand:icon': 'shop_bakery' }), bar]],
    names: ['Bakery', 'Bar'],
    holds: ['good bread', 'shop_bakery'],
  },
  {
    title: 'a description on one side, a comment on the other',
    base: [both],
    ours: [[{ ...bakery, desc: 'good bread' }, bar]],
    theirs: [[{ ...bakery, cmt: 'cash' }, bar]],
    names: ['Bakery', 'Bar'],
    holds: ['good bread', 'cash'],
  },
  {
    title: 'the same edit on both sides',
    base: [both],
    ours: [[{ ...bakery, desc: 'good' }, bar]],
    theirs: [[{ ...bakery, desc: 'good' }, bar, cafe]],
    names: ['Bakery', 'Bar', 'Café'],
    holds: ['good'],
  },
  {
    title: 'a deletion beside an unrelated edit',
    base: [both],
    ours: [[bar]],
    theirs: [[bakery, { ...bar, desc: 'open' }]],
    names: ['Bar'],
    holds: ['open'],
    lacks: ['Bakery'],
  },
  {
    title: 'a deletion beside an addition',
    base: [both],
    ours: [[bar]],
    theirs: [[...both, cafe]],
    names: ['Bar', 'Café'],
    lacks: ['Bakery'],
  },
  {
    title: 'the same deletion on both sides',
    base: [both],
    ours: [[bar, cafe]],
    theirs: [[bar]],
    names: ['Bar', 'Café'],
    lacks: ['Bakery'],
  },
  { title: 'different deletions', base: [[...both, cafe]], ours: [[bar, cafe]], theirs: [both], names: ['Bar'] },
  {
    title: 'a point moved on one side, described on the other',
    base: [both],
    ours: [[{ ...bakery, lat: 47.5 }, bar]],
    theirs: [[{ ...bakery, desc: 'good' }, bar]],
    names: ['Bakery', 'Bar'],
    holds: ['47.5', 'good'],
  },
  {
    title: 'one point moved on each side',
    base: [both],
    ours: [[{ ...bakery, lat: 47.5 }, bar]],
    theirs: [[bakery, { ...bar, lat: 47.6 }]],
    names: ['Bakery', 'Bar'],
    holds: ['47.5', '47.6'],
  },
  {
    title: 'a group colour changed on one side beside a point added on the other',
    base: [both, [food]],
    ours: [both, [{ ...food, color: '#ff0000ff' }]],
    theirs: [[...both, cafe], [food]],
    names: ['Bakery', 'Bar', 'Café'],
    holds: ['#ff0000ff'],
  },
  {
    title: 'a group hidden on one side beside a point edited on the other',
    base: [both, [food]],
    ours: [both, [{ ...food, hidden: 'true' }]],
    theirs: [[{ ...bakery, desc: 'good' }, bar], [food]],
    names: ['Bakery', 'Bar'],
    holds: ['hidden="true"', 'good'],
  },
  {
    title: 'a group pinned on one side, its icon changed on the other',
    base: [both, [food]],
    ours: [both, [{ ...food, pinned: 'true' }]],
    theirs: [both, [{ ...food, icon: 'amenity_cafe' }]],
    names: ['Bakery', 'Bar'],
    holds: ['pinned="true"', 'amenity_cafe'],
  },
  {
    title: 'a group colour on one side, a colour of one point on the other',
    base: [both, [food]],
    ours: [both, [{ ...food, color: '#ff0000ff' }]],
    theirs: [[ext(bakery, { 'osmand:color': '#ff00ff00' }), bar], [food]],
    names: ['Bakery', 'Bar'],
    holds: ['#ff0000ff', '#ff00ff00'],
  },
  {
    title: 'points that spell out the colour of their group follow it',
    base: [[ext(bakery, { 'osmand:color': '#ffeecc22' }), bar], [food]],
    ours: [[ext(bakery, { 'osmand:color': '#eecc22' }), { ...bar, desc: 'open' }], [food]],
    theirs: [both, [{ ...food, color: '#ff0000ff' }]],
    names: ['Bakery', 'Bar'],
    holds: ['#ff0000ff', 'open'],
    lacks: ['eecc22'],
  },
  {
    title: 'a point renamed on one side',
    base: [both],
    ours: [[{ ...bakery, name: 'Boulangerie' }, bar]],
    theirs: [[...both, cafe]],
    names: ['Boulangerie', 'Bar', 'Café'],
  },
  {
    title: 'a point renamed on one side, described on the other',
    base: [both],
    ours: [[{ ...bakery, name: 'Boulangerie' }, bar]],
    theirs: [[{ ...bakery, desc: 'good' }, bar]],
    names: ['Boulangerie', 'Bar'],
    holds: ['good'],
    lacks: ['Bakery'],
  },
  {
    title: 'a point renamed and edited on one side, edited on the other',
    base: [both],
    ours: [[{ ...bakery, name: 'Boulangerie', cmt: 'cash' }, bar]],
    theirs: [[{ ...bakery, desc: 'good' }, bar]],
    names: ['Boulangerie', 'Bar'],
    holds: ['good', 'cash'],
  },
  {
    title: 'a point renamed alike on both sides',
    base: [both],
    ours: [[{ ...bakery, name: 'Boulangerie', cmt: 'cash' }, bar]],
    theirs: [[{ ...bakery, name: 'Boulangerie', desc: 'good' }, bar]],
    names: ['Boulangerie', 'Bar'],
    holds: ['cash', 'good'],
  },
  {
    title: 'two points renamed, one on each side',
    base: [both],
    ours: [[{ ...bakery, name: 'A' }, bar]],
    theirs: [[bakery, { ...bar, name: 'B' }]],
    names: ['A', 'B'],
  },
  {
    title: 'an unknown extension of a point changed on one side',
    base: [[ext(bakery, { 'x:rating': '3' }), bar]],
    ours: [[ext(bakery, { 'x:rating': '5' }), bar]],
    theirs: [[ext(bakery, { 'x:rating': '3' }), { ...bar, desc: 'open' }]],
    names: ['Bakery', 'Bar'],
    holds: ['x:rating>5', 'open'],
  },
  {
    title: 'different unknown extensions added on both sides',
    base: [both],
    ours: [[ext(bakery, { 'x:rating': '5' }), bar]],
    theirs: [[ext(bakery, { 'x:price': '2' }), bar]],
    names: ['Bakery', 'Bar'],
    holds: ['x:rating>5', 'x:price>2'],
  },
  {
    title: 'unknown extensions of the file on one side',
    base: [both],
    ours: [both, [], { extensions: '<x:list><x:entry>1</x:entry></x:list>' }],
    theirs: [[...both, cafe]],
    names: ['Bakery', 'Bar', 'Café'],
    holds: ['<x:entry>1</x:entry>'],
  },
  {
    title: 'a link added on one side',
    base: [both],
    ours: [[{ ...bakery, links: ['https://example.org/a'] }, bar]],
    theirs: [[{ ...bakery, desc: 'good' }, bar]],
    names: ['Bakery', 'Bar'],
    holds: ['https://example.org/a', 'good'],
  },
  {
    title: 'two equal twins, one deleted',
    base: [[bakery, bakery]],
    ours: [[bakery]],
    theirs: [[bakery, bakery, cafe]],
    names: ['Bakery', 'Café'],
  },
  {
    title: 'two equal twins, one edited',
    base: [[bakery, bakery]],
    ours: [[bakery, { ...bakery, desc: 'good' }]],
    theirs: [[bakery, bakery, cafe]],
    names: ['Bakery', 'Bakery', 'Café'],
    holds: ['good'],
  },
  {
    title: 'points without a name, told apart by place',
    base: [[]],
    ours: [[{ lat: 1, lon: 1 }]],
    theirs: [[{ lat: 2, lon: 2 }]],
    names: ['', ''],
  },
  {
    title: 'a point without a place stays',
    base: [[{ name: 'Lost', lat: 'undefined', lon: 'x' }]],
    ours: [[{ name: 'Lost', lat: 'undefined', lon: 'x' }, cafe]],
    theirs: [[{ name: 'Lost', lat: 'undefined', lon: 'x' }, deli]],
    names: ['Lost', 'Café', 'Deli'],
    holds: ['lat="undefined"'],
  },
  {
    title: 'a point put into another group of the single file',
    base: [both, [food]],
    ours: [
      [{ ...bakery, type: 'Shops' }, bar],
      [food, { name: 'Shops' }],
    ],
    theirs: [[{ ...bakery, desc: 'good' }, bar], [food]],
    names: ['Bakery', 'Bar'],
    holds: ['Shops', 'good'],
  },
  {
    title: 'another version of the app on one side',
    base: [both],
    ours: [
      both,
      [],
      { creator: 'OsmAnd 5.2', osmand: 'https://osmand.net/docs/technical/osmand-file-formats/osmand-gpx', time: '2026-03-01T00:00:00Z' },
    ],
    theirs: [[...both, cafe]],
    names: ['Bakery', 'Bar', 'Café'],
  },
  {
    title: 'only the time of writing differs',
    base: [both],
    ours: [both, [], { time: '2026-02-01T00:00:00Z' }],
    theirs: [both, [], { time: '2026-03-01T00:00:00Z' }],
    names: ['Bakery', 'Bar'],
  },
  {
    title: 'home moved on one side, work on the other',
    base: [
      [
        { name: 'home', type: 'personal' },
        { name: 'work', type: 'personal', lat: 46 },
      ],
    ],
    ours: [
      [
        { name: 'home', type: 'personal', lat: 45 },
        { name: 'work', type: 'personal', lat: 46 },
      ],
    ],
    theirs: [
      [
        { name: 'home', type: 'personal' },
        { name: 'work', type: 'personal', lat: 44 },
      ],
    ],
    names: ['home', 'work'],
    holds: ['45', '44'],
  },
  {
    title: 'sorted on one side, edited on the other',
    base: [[bar, bakery]],
    ours: [both],
    theirs: [[{ ...bar, desc: 'open' }, bakery]],
    names: ['Bakery', 'Bar'],
    holds: ['open'],
  },
  { title: 'no ancestor, different points', base: null, ours: [[bakery]], theirs: [[bar]], names: ['Bakery', 'Bar'] },
  {
    title: 'no ancestor, some points on both sides',
    base: null,
    ours: [[bakery, cafe]],
    theirs: [[bakery, bar]],
    names: ['Bakery', 'Bar', 'Café'],
  },
  {
    title: 'no ancestor, the group has a colour on one side only',
    base: null,
    ours: [[bakery], [{ name: 'Food' }]],
    theirs: [[bakery, bar], [food]],
    names: ['Bakery', 'Bar'],
    holds: ['#ffeecc22'],
  },
  {
    title: 'markers of one name added at different places',
    base: [[]],
    ours: [[{ name: 'Marker', lat: 1 }]],
    theirs: [[{ name: 'Marker', lat: 2 }]],
    names: ['Marker', 'Marker'],
    kind: markers,
  },
  {
    title: 'a marker visited (gone) on one side, one added on the other',
    base: [both],
    ours: [[bar]],
    theirs: [[...both, cafe]],
    names: ['Bar', 'Café'],
    kind: markers,
  },
  {
    title: 'markers put in another order on one side, one added on the other',
    base: [both],
    ours: [[bar, bakery]],
    theirs: [[...both, cafe]],
    names: ['Bar', 'Bakery', 'Café'],
    kind: markers,
  },

  {
    title: 'one field changed differently',
    base: [both],
    ours: [[{ ...bakery, desc: 'good' }, bar]],
    theirs: [[{ ...bakery, desc: 'bad' }, bar]],
    names: null,
    holds: ['“Bakery”', 'description', '“good” here', '“bad” in the cloud'],
  },
  {
    title: 'a point moved to different places',
    base: [both],
    ours: [[{ ...bakery, lat: 47.5 }, bar]],
    theirs: [[{ ...bakery, lat: 47.6 }, bar]],
    names: null,
    holds: ['position'],
  },
  {
    title: 'a point renamed differently',
    base: [both],
    ours: [[{ ...bakery, name: 'A' }, bar]],
    theirs: [[{ ...bakery, name: 'B' }, bar]],
    names: null,
    holds: ['name', '“A”', '“B”'],
  },
  {
    title: 'a point deleted here and edited there',
    base: [both],
    ours: [[bar]],
    theirs: [[{ ...bakery, desc: 'good' }, bar]],
    names: null,
    holds: ['“Bakery” was deleted here and changed in the cloud'],
  },
  {
    title: 'a point edited here and deleted there',
    base: [both],
    ours: [[{ ...bakery, desc: 'good' }, bar]],
    theirs: [[bar]],
    names: null,
    holds: ['“Bakery” was changed here and deleted in the cloud'],
  },
  {
    title: 'a point renamed here and deleted there',
    base: [both],
    ours: [[{ ...bakery, name: 'A' }, bar]],
    theirs: [[bar]],
    names: null,
    holds: ['“Bakery”'],
  },
  {
    title: 'different points of one name added',
    base: [both],
    ours: [[...both, cafe]],
    theirs: [[...both, { ...cafe, lat: 40 }]],
    names: null,
    holds: ['“Café”', 'both sides'],
  },
  {
    title: 'a point renamed to the name that the other side added',
    base: [both],
    ours: [[{ ...bakery, name: 'Café' }, bar]],
    theirs: [[...both, cafe]],
    names: null,
    holds: ['“Café”'],
  },
  {
    title: 'a colour of a group changed differently',
    base: [both, [food]],
    ours: [both, [{ ...food, color: '#ff0000' }]],
    theirs: [both, [{ ...food, color: '#00ff00' }]],
    names: null,
    holds: ['group “Food”', 'colour'],
  },
  {
    title: 'an unknown extension changed differently',
    base: [both],
    ours: [[ext(bakery, { 'x:rating': '5' }), bar]],
    theirs: [[ext(bakery, { 'x:rating': '1' }), bar]],
    names: null,
    holds: ['rating'],
  },
  {
    title: 'an unknown extension of the file changed differently',
    base: [both],
    ours: [both, [], { extensions: '<x:list>1</x:list>' }],
    theirs: [both, [], { extensions: '<x:list>2</x:list>' }],
    names: null,
    holds: ['list'],
  },
  {
    title: 'no ancestor, a point of one name differs',
    base: null,
    ours: [[bakery]],
    theirs: [[{ ...bakery, desc: 'x' }]],
    names: null,
    holds: ['“Bakery”'],
  },
  {
    title: 'no ancestor, the group has different colours',
    base: null,
    ours: [[bakery], [food]],
    theirs: [[bar], [{ ...food, color: '#ff0000' }]],
    names: null,
    holds: ['colour'],
  },
  {
    title: 'no ancestor, markers of one name at different places',
    base: null,
    ours: [[{ name: 'Marker', lat: 1 }]],
    theirs: [[{ name: 'Marker', lat: 2 }]],
    names: null,
    kind: markers,
  },
  {
    title: 'markers put in different orders',
    base: [[bakery, bar, cafe]],
    ours: [[bar, bakery, cafe]],
    theirs: [[cafe, bakery, bar]],
    names: null,
    holds: ['order'],
    kind: markers,
  },
];

const bytesOf = (version: Version): Uint8Array | null => (version === null ? null : file(...version));
function run({ base, ours, theirs, kind }: Case, turned: boolean): MergeOutcome {
  const [o, t] = [bytesOf(ours)!, bytesOf(theirs)!];
  return mergePoints(bytesOf(base), turned ? t : o, turned ? o : t, kind);
}
const textOfBytes = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('merge of points: the table of docs/developers/merge.md', () => {
  it('has at least 40 cases, 25 of them merging', () => {
    expect(cases.length).toBeGreaterThanOrEqual(40);
    expect(cases.filter(({ names }) => names !== null).length).toBeGreaterThanOrEqual(25);
  });

  it.each(cases)('$title', (one) => {
    const answer = run(one, false);
    const turned = run(one, true);
    expect(turned.outcome).toBe(answer.outcome);
    if (answer.outcome === 'conflict' || turned.outcome === 'conflict') {
      expect(one.names).toBeNull();
      const reasons = answer.outcome === 'conflict' ? answer.reasons : [];
      for (const text of one.holds ?? []) expect(reasons.join('\n')).toContain(text);
      return;
    }
    const text = textOfBytes(answer.bytes);
    expect(textOfBytes(turned.bytes)).toBe(text);
    expect(waypointsOf(readGpx(answer.bytes)).map((point) => textOfChild(point, 'name') ?? '')).toEqual(one.names);
    for (const part of one.holds ?? []) expect(text).toContain(part);
    for (const part of one.lacks ?? []) expect(text).not.toContain(part);
    // Merging the result once more with either side changes nothing.
    const [o, t] = [bytesOf(one.ours)!, bytesOf(one.theirs)!];
    expect(mergePoints(o, answer.bytes, o, one.kind)).toEqual(answer);
    expect(mergePoints(bytesOf(one.base), answer.bytes, t, one.kind)).toEqual(answer);
    expect(mergePoints(bytesOf(one.base), o, answer.bytes, one.kind)).toEqual(answer);
  });
});

describe('merge of points: bytes', () => {
  const [o, t] = [file([bakery, bar]), file([bakery, bar, cafe])];
  it('equal sides give the same bytes, whatever they are', () => {
    expect(mergePoints(null, o, o)).toEqual({ outcome: 'merged', bytes: o });
    const nonsense = new TextEncoder().encode('no GPX');
    expect(mergePoints(null, nonsense, nonsense)).toEqual({ outcome: 'merged', bytes: nonsense });
  });
  it('one changed side is taken as it is, byte for byte', () => {
    expect(mergePoints(o, o, t)).toEqual({ outcome: 'merged', bytes: t });
    expect(mergePoints(o, t, o)).toEqual({ outcome: 'merged', bytes: t });
  });
  it('a result that says what one side says is that side, byte for byte', () => {
    const spaced = new TextEncoder().encode(textOfBytes(o).replaceAll('><', '>\n  <'));
    expect(mergePoints(o, spaced, t)).toEqual({ outcome: 'merged', bytes: t });
    expect(mergePoints(null, o, t)).toEqual({ outcome: 'merged', bytes: t });
  });
  it('versions that cannot be read are a conflict that says where', () => {
    const broken = new TextEncoder().encode('<gpx><wpt></gpx>');
    const answer = mergePoints(o, t, broken);
    expect(answer.outcome === 'conflict' && answer.reasons.join()).toContain('in the cloud cannot be read as GPX. Line 1');
    expect(mergePoints(o, broken, t).outcome).toBe('conflict');
    expect(mergePoints(broken, o, t).outcome).toBe('conflict');
  });
  it('keeps coordinates and unknown parts as they were written', () => {
    const before = file([ext({ ...bakery, lat: '47.370000000001' }, { 'x:keep': ' as is ' }), bar]);
    const answer = mergePoints(
      before,
      file([ext({ ...bakery, lat: '47.370000000001' }, { 'x:keep': ' as is ' }), bar, cafe]),
      file([ext({ ...bakery, lat: '47.370000000001', desc: 'n' }, { 'x:keep': ' as is ' }), bar]),
    );
    const text = answer.outcome === 'merged' ? textOfBytes(answer.bytes) : '';
    expect(text).toContain('lat="47.370000000001"');
    expect(text).toContain('<x:keep> as is </x:keep>');
    const [point] = waypointsOf(readGpx(new TextEncoder().encode(text)));
    expect(coordinatesOf(point!)).toEqual({ lat: 47.370000000001, lon: 8.54 });
    expect(extensionsOf(point!).map(textOf)).toEqual(['Main street 1', ' as is ']);
  });
});
