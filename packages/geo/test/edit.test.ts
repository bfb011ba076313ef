import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addPoints,
  applyPatches,
  changeCompanion,
  changeGroup,
  changePoints,
  changeTrack,
  copyPoints,
  editGpx,
  pastePoints,
  readFavourites,
  readGpx,
  readSource,
  readTrack,
  removePoints,
  textOfChild,
  metadataOf,
  waypointsOf,
  XmlError,
} from '../src/index.ts';
import type { Patch, PointChange, SourceDocument } from '../src/index.ts';
import { text } from './help/archives.ts';
import { filesBelow, readShared, sharedData } from './help/shared.ts';

const show = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const edited = (source: string, edit: (document: SourceDocument) => readonly Patch[]): string => show(editGpx(text(source), edit));
const one = (change: PointChange) => (document: SourceDocument) => changePoints(document, new Map([[0, change]]));

const food = `<?xml version='1.0' encoding='UTF-8'?>
<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1" xmlns:osmand="https://osmand.net" xmlns:x='urn:x'>
  <wpt lon="8.5" lat='47.0'>
    <name>A &amp; <![CDATA[B]]></name>
    <type>Food</type>
    <extensions>
      <osmand:color>#ff112233</osmand:color>
      <x:mine   odd = "1"/>
    </extensions>
  </wpt>
  <wpt lat="1" lon="2"/>
  <extensions>
    <osmand:points_groups>
      <group name="Food" color="#ffeecc22" icon="special_star" background="circle" />
    </osmand:points_groups>
  </extensions>
</gpx>
`;

describe('W3 edits of places leave every other byte', () => {
  it('a text, a place, a look', () => {
    expect(edited(food, one({ name: 'C<' }))).toBe(food.replace('A &amp; <![CDATA[B]]>', 'C&lt;'));
    expect(edited(food, one({ place: { lat: -1, lon: 2 } }))).toBe(
      food.replace('lon="8.5" lat=\'47.0\'', 'lon="2.0000000" lat=\'-1.0000000\''),
    );
    expect(edited(food, one({ description: 'd' }))).toBe(food.replace('</name>', '</name>\n    <desc>d</desc>'));
    expect(edited(food, one({ hidden: true }))).toBe(food.replace('odd = "1"/>', 'odd = "1"/>\n      <osmand:hidden>true</osmand:hidden>'));
    expect(edited(food, one({ icon: 'shop' }))).toContain('<osmand:icon>shop</osmand:icon>');
  });
  it('what is as it was is not written again', () => {
    const bytes = text(food);
    expect(editGpx(bytes, one({ name: 'A & B', icon: 'special_star', hidden: false, color: '#ff112233' }))).toBe(bytes);
  });
  it('data-formats 3.2: a look that the group has is left out of the point', () => {
    expect(edited(food, one({ color: '#ffeecc22' }))).toBe(food.replace('\n      <osmand:color>#ff112233</osmand:color>', ''));
  });
  it('a point without anything gets all it needs', () => {
    const result = edited(food, (document) => changePoints(document, new Map([[1, { name: 'N', group: 'Food', color: '#ff000001' }]])));
    expect(result).toContain(
      '<wpt lat="1" lon="2">\n    <name>N</name>\n    <type>Food</type>\n    <extensions>\n      <osmand:color>#ff000001</osmand:color>\n    </extensions>\n  </wpt>',
    );
    expect(readFavourites(text(result)).groups[0]?.points[1]).toMatchObject({ name: 'N', color: '#ff000001' });
  });
  it('points are added before tracks and removed with their white space', () => {
    const added = edited(food, (document) =>
      addPoints(document, [{ name: 'New', place: { lat: 3, lon: 4 }, group: 'Food', icon: 'special_star' }]),
    );
    expect(readFavourites(text(added)).groups[0]?.points.map(({ name }) => name)).toEqual(['A & B', 'New']);
    expect(edited(added, (document) => removePoints(document, [2]))).toBe(food);
    expect(() => edited(food, (document) => removePoints(document, [2]))).toThrow(RangeError);
  });
  it('points move between files with all they have', () => {
    const [copy = ''] = copyPoints(readSource(text(food)), [0]);
    expect(copy).toContain('xmlns:x="urn:x"');
    const there = edited('<gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:osmand="https://osmand.net"/>', (document) =>
      pastePoints(document, [copy]),
    );
    expect(there).toContain('odd = "1"');
    expect(there).not.toMatch(/<wpt[^>]*xmlns:osmand/);
    expect(edited(food, (document) => pastePoints(document, copyPoints(document, [0])))).toContain(
      '<wpt lat="1" lon="2"/>\n  <wpt lon="8.5" lat=\'47.0\'>',
    );
  });
  it('files of one line, without a namespace, with a prefix of their own, with old bare names', () => {
    expect(edited('<gpx><wpt lat="1" lon="2"/></gpx>', one({ name: 'a', color: '#ff000001' }))).toBe(
      '<gpx xmlns:osmand="https://osmand.net/docs/technical/osmand-file-formats/osmand-gpx"><wpt lat="1" lon="2"><name>a</name><extensions><osmand:color>#ff000001</osmand:color></extensions></wpt></gpx>',
    );
    const own = '<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1" xmlns:o="https://osmand.net"><g:wpt lat="1" lon="2"/></g:gpx>';
    expect(edited(own, one({ name: 'a', hidden: true }))).toContain(
      '<g:name>a</g:name><g:extensions><o:hidden>true</o:hidden></g:extensions>',
    );
    expect(
      edited('<gpx><wpt lat="1" lon="2"><extensions><color>#ff0000</color></extensions></wpt></gpx>', one({ color: '#ff00ff00' })),
    ).toContain('<color>#ff00ff00</color>');
  });
});

describe('W3 edits of groups', () => {
  it('look, hidden and pinned as OsmAnd writes them', () => {
    expect(edited(food, (document) => changeGroup(document, 'Food', { color: '#ff000000', hidden: true, pinned: true }))).toBe(
      food.replace('#ffeecc22', '#ff000000').replace('background="circle"', 'background="circle" hidden="true" pinned="true"'),
    );
    const hidden = edited(food, (document) => changeGroup(document, 'Food', { hidden: true }));
    expect(edited(hidden, (document) => changeGroup(document, 'Food', { hidden: false }))).toBe(food);
  });
  it('a new name goes to its points', () => {
    const result = readFavourites(text(edited(food, (document) => changeGroup(document, 'Food', { name: 'Eat "out"' }))));
    expect(result.groups.map(({ name, points }) => [name, points.length])).toEqual([
      ['Eat "out"', 1],
      ['', 1],
    ]);
  });
  it('an entry is made where there is none', () => {
    for (const source of ['<gpx><wpt lat="1" lon="2"/></gpx>', '<gpx>\n  <extensions>\n    <a/>\n  </extensions>\n</gpx>', food]) {
      const result = edited(source, (document) => changeGroup(document, 'New', { color: '#ff010203', pinned: true }));
      expect(readFavourites(text(result)).groups.find(({ name }) => name === 'New')).toMatchObject({
        look: { color: '#ff010203' },
        pinned: true,
      });
    }
  });
});

describe('W3 edits of tracks (data-formats 8.7)', () => {
  it('name, description and look; route data and unknown extensions stay', () => {
    const source =
      '<gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:osmand="https://osmand.net">\n<trk><name>old</name><trkseg><trkpt lat="1" lon="2"><name>p</name></trkpt><extensions><route><segment id="1"/></route></extensions></trkseg></trk><extensions><u/></extensions></gpx>';
    const result = edited(source, (document) =>
      changeTrack(document, { name: 'new', description: 'words', look: { color: '#ff0000ff', width: 'bold' }, activity: 'hiking' }),
    );
    expect(result).toContain(
      '<trk><name>new</name><trkseg><trkpt lat="1" lon="2"><name>p</name></trkpt><extensions><route><segment id="1"/></route>',
    );
    expect(result).toContain('<u/><osmand:color>#ff0000ff</osmand:color><osmand:width>bold</osmand:width>');
    expect(textOfChild(metadataOf(readGpx(text(result)))!, 'desc')).toBe('words');
  });
  it('keys of a companion are changed where they stand', () => {
    const info = text('{ "type":"GPX", "file":"\\/tracks\\/a.gpx" , "color" : "#ff000000","n":9007199254740993 }');
    expect(show(changeCompanion(info, { color: 'x', width: 'thin' }, {}))).toBe(
      '{ "type":"GPX", "file":"\\/tracks\\/a.gpx" , "color" : "x","n":9007199254740993,"width":"thin" }',
    );
    expect(show(changeCompanion(info, { color: null }, {}))).toBe('{ "type":"GPX", "file":"\\/tracks\\/a.gpx","n":9007199254740993 }');
    expect(JSON.parse(show(changeCompanion(info, { type: null, n: null, color: null }, {})))).toEqual({ file: '/tracks/a.gpx' });
    expect(show(changeCompanion(null, { width: 'thin', color: null }, { type: 'GPX', file: '/tracks/b.gpx' }))).toBe(
      '{"type":"GPX","file":"/tracks/b.gpx","width":"thin"}',
    );
    // The only one goes and another comes; a value that reads like its key.
    expect(show(changeCompanion(text('{ "a":0 }'), { a: null, b: 'x' }, {}))).toBe('{"b":"x" }');
    expect(show(changeCompanion(text('{"width":"width"}'), { width: null }, {}))).toBe('{}');
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
        fc.dictionary(fc.string(), fc.option(fc.string())),
        (before, change) => {
          const result: unknown = JSON.parse(show(changeCompanion(text(JSON.stringify(before)), change, {})));
          const wanted = Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== null));
          expect(result).toEqual(wanted);
        },
      ),
    );
  });
});

describe('W3 patches and their inverse', () => {
  it('undo gives the old text, to the unit; untouched parts are equal', () => {
    const patches = fc.string({ minLength: 1 }).chain((source) =>
      fc.tuple(
        fc.constant(source),
        fc.array(fc.tuple(fc.nat(source.length), fc.nat(4), fc.string())).map((list) => {
          const sorted = list.toSorted((a, b) => a[0] - b[0]);
          let end = 0;
          return sorted.flatMap(([from, length, replaced]): Patch[] => {
            if (from < end) return [];
            end = Math.min(source.length, from + length);
            return [{ from, to: end, text: replaced }];
          });
        }),
      ),
    );
    fc.assert(
      fc.property(patches, ([source, list]) => {
        const { result, undo } = applyPatches({ text: source, encoding: 'utf-8' }, list);
        expect(applyPatches(result, undo).result.text).toBe(source);
      }),
    );
  });
});

const corpus = sharedData === null ? [] : ['osmand', 'gpx', 'derived'].flatMap(filesBelow).filter((name) => name.endsWith('.gpx'));
const texts = fc.string({ unit: fc.constantFrom('a', 'ї', '<', '&', '"', "'", ' ', '🎒', '>') });
const color = fc.constantFrom('#ff112233', '#80ffffff', null);
const change: fc.Arbitrary<PointChange> = fc.record(
  {
    name: texts,
    description: fc.option(texts),
    group: texts,
    color,
    icon: fc.constantFrom('shop', 'special_star', null),
    hidden: fc.boolean(),
    place: fc.record({ lat: fc.integer({ min: -90, max: 90 }), lon: fc.integer({ min: -180, max: 180 }) }),
  },
  { requiredKeys: [] },
);

describe.skipIf(sharedData === null)('W3 edits of real files', () => {
  it.each(corpus)('%s', { timeout: 60_000 }, (name) => {
    const bytes = readShared(name);
    let document: SourceDocument;
    try {
      document = readSource(bytes);
    } catch (fault) {
      expect(fault).toBeInstanceOf(XmlError);
      return;
    }
    const count = waypointsOf(readGpx(bytes)).length;
    if (bytes.length < 300_000) {
      fc.assert(
        fc.property(fc.nat(Math.max(0, count - 1)), change, fc.record({ name: texts, color }), (index, wanted, group) => {
          const patches = count === 0 ? changeGroup(document, group.name, group) : changePoints(document, new Map([[index, wanted]]));
          const { result, undo } = applyPatches(document, patches);
          expect(applyPatches(result, undo).result.text).toBe(document.text);
          const after = readSource(editGpx(bytes, () => patches));
          const waypoints = (it: SourceDocument): string[] =>
            it.root.children.filter(({ local }) => local === 'wpt').map(({ from, to }) => it.text.slice(from, to));
          const [before, now] = [waypoints(document), waypoints(after)];
          if (count > 0) expect(now.toSpliced(index, 1)).toEqual(before.toSpliced(index, 1));
          if (count > 0 && wanted.name !== undefined)
            expect(textOfChild(waypointsOf(readGpx(editGpx(bytes, () => patches)))[index]!, 'name') ?? '').toBe(wanted.name.trim());
        }),
        { numRuns: 15 },
      );
    }
    const renamed = editGpx(bytes, (it) => changeTrack(it, { name: 'A new name & more', look: { color: '#ff0000ff' } }));
    const [was, is] = [readTrack(bytes), readTrack(renamed)];
    expect(is.numbers).toEqual(was.numbers);
    expect(textOfChild(metadataOf(is.outline)!, 'name')).toBe('A new name & more');
  });
});
