import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extensionsOf, markers, mergePoints, readGpx, textOf, textOfChild, waypointsOf } from '../src/index.ts';
import { file } from './help/points.ts';
import type { G, P } from './help/points.ts';

/** A person's point with a mark of its own, by which the test knows it again. Names, places and texts are few, so that they collide. */
const point = (mark: string): fc.Arbitrary<P> =>
  fc.record({
    name: fc.constantFrom('A', 'B', 'C', 'D', ''),
    lat: fc.constantFrom(1, 2, 3, 4, 5, 6),
    lon: fc.constantFrom(1, 2),
    type: fc.constantFrom('', 'Food'),
    desc: fc.constantFrom('', 'd1', 'd2'),
    ext: fc.record({ 'x:mark': fc.constant(mark), 'osmand:icon': fc.constantFrom('special_star', 'i1', 'i2') }),
  });
const groups = fc.constantFrom<G[]>([], [{ name: 'Food', icon: 'i1' }], [{ name: 'Food', icon: 'i2', color: '#ff0000' }]);

interface Edit {
  readonly at: number;
  readonly what: 'delete' | 'rename' | 'describe' | 'move' | 'icon' | 'swap';
  readonly value: string;
}
const edits = fc.array(
  fc.record({
    at: fc.nat(7),
    what: fc.constantFrom<Edit['what']>('delete', 'rename', 'describe', 'move', 'icon', 'swap'),
    value: fc.constantFrom('1', '2', '3'),
  }),
  { maxLength: 4 },
);

function edited(points: readonly P[], list: readonly Edit[], added: readonly P[]): P[] {
  const result = [...points];
  for (const { at, what, value } of list) {
    const one = result[at];
    if (one === undefined) continue;
    if (what === 'delete') result.splice(at, 1);
    else if (what === 'swap') result.unshift(...result.splice(at, 1));
    else result[at] = changed(one, what, value);
  }
  return [...result, ...added];
}
/** The new value tells which point was edited, so that the test finds it wherever it went. */
function changed(one: P, what: Edit['what'], value: string): P {
  const mark = one.ext?.['x:mark'] ?? '';
  if (what === 'rename') return { ...one, name: `Renamed ${mark} ${value}` };
  if (what === 'describe') return { ...one, desc: `edited ${mark} ${value}` };
  if (what === 'move') return { ...one, lat: 10 + mark.charCodeAt(0) / 2 + Number(mark.slice(1)) / 10 + Number(value) / 100 };
  return { ...one, ext: { ...one.ext, 'osmand:icon': `icon ${mark} ${value}` } };
}

/** Base, and two versions that come from it, with additions of their own and some in common. */
const history = fc
  .record({
    names: fc.nat(6),
    own: fc.tuple(fc.nat(3), fc.nat(3)),
    shared: fc.nat(2),
    groups: fc.tuple(groups, groups, groups),
    left: edits,
    right: edits,
  })
  .chain(({ names, own, shared, groups: [g, og, tg], left, right }) =>
    fc
      .tuple(
        fc.tuple(...Array.from({ length: names }, (_, i) => point(`b${i}`))),
        fc.tuple(...Array.from({ length: own[0] }, (_, i) => point(`o${i}`))),
        fc.tuple(...Array.from({ length: own[1] }, (_, i) => point(`t${i}`))),
        fc.tuple(...Array.from({ length: shared }, (_, i) => point(`s${i}`))),
      )
      .map(([base, o, t, s]) => ({
        base: { points: base, groups: g },
        ours: { points: edited(base, left, [...o, ...s]), groups: og },
        theirs: { points: edited(base, right, [...s, ...t]), groups: tg },
      })),
  );

interface Version {
  readonly points: readonly P[];
  readonly groups: readonly G[];
}
const bytesOf = ({ points, groups: list }: Version): Uint8Array => file(points, list);

/** What a file says about the points with a mark, read back from its bytes. */
function told(bytes: Uint8Array): Map<string, P[]> {
  const byMark = new Map<string, P[]>();
  for (const wpt of waypointsOf(readGpx(bytes))) {
    const ext = Object.fromEntries(extensionsOf(wpt).map((node) => [node.name, textOf(node)]));
    const mark = ext['x:mark'] ?? '';
    const one: P = {
      name: textOfChild(wpt, 'name') ?? '',
      lat: Number(wpt.attributes['lat']),
      lon: Number(wpt.attributes['lon']),
      type: textOfChild(wpt, 'type') ?? '',
      desc: textOfChild(wpt, 'desc') ?? '',
      ext,
    };
    byMark.set(mark, [...(byMark.get(mark) ?? []), one]);
  }
  return byMark;
}

const parts = (one: P): Record<string, unknown> => ({
  name: one.name,
  place: `${one.lat} ${one.lon}`,
  type: one.type,
  desc: one.desc,
  icon: one.ext?.['osmand:icon'],
});
/** What a point says itself: an icon that its group has goes with the group. */
function said(one: P, { groups: list }: Version): Record<string, unknown> {
  const { icon, ...others } = parts(one);
  return list.some((group) => group.name === one.type && group.icon === icon) ? others : { ...others, icon };
}
const holds = (one: P, own: Record<string, unknown>): boolean => Object.entries(own).every(([key, value]) => parts(one)[key] === value);
/** A new point may stand where another was, under its name: then it is that one, edited. */
const collides = (one: P, before: Map<string, P[]>): boolean =>
  [...before.values()]
    .flat()
    .some((old) => (old.name === one.name && old.type === one.type) || (old.lat === one.lat && old.lon === one.lon));
const sameParts = (a: P, b: P | undefined): boolean => b !== undefined && JSON.stringify(parts(a)) === JSON.stringify(parts(b));
const runs = Number(process.env['CAIRN_MERGE_RUNS'] ?? 1500);

describe('merge of points: properties', () => {
  it('nothing is dropped: what a side added or edited is in the result, or there is none', () => {
    let merges = 0;
    fc.assert(
      fc.property(history, fc.boolean(), fc.boolean(), ({ base, ours, theirs }, withBase, asMarkers) => {
        const kind = asMarkers ? markers : undefined;
        const answer = mergePoints(withBase ? bytesOf(base) : null, bytesOf(ours), bytesOf(theirs), kind);
        if (answer.outcome === 'conflict') return answer.reasons.length > 0;
        merges++;
        const result = told(answer.bytes);
        const all = [...result.values()].flat();
        const before = told(bytesOf(withBase ? base : { points: [], groups: [] }));
        for (const version of [ours, theirs]) {
          for (const [mark, [mine]] of told(bytesOf(version))) {
            const own = mine === undefined ? {} : said(mine, version);
            const [old] = before.get(mark) ?? [];
            const there = result.get(mark) ?? [];
            if (mine === undefined) continue;
            if (old === undefined) {
              if (there.length === 0) throw new Error(`${mark} was added and is gone`);
              if (!collides(mine, before) && !there.some((one) => holds(one, own)))
                throw new Error(`${mark} was added and is not what it was`);
              continue;
            }
            for (const [key, value] of Object.entries(own)) {
              if (value === parts(old)[key] || value === '') continue;
              if (!all.some((one) => parts(one)[key] === value)) throw new Error(`${key} of ${mark} was edited and is gone`);
            }
          }
        }
        // What a side left as it was is not doubled by the other's edit.
        for (const [mark, [old]] of withBase ? before : []) {
          const same = [ours, theirs].some(({ points }) => points.some((one) => one.ext?.['x:mark'] === mark && sameParts(one, old)));
          if (same && (result.get(mark)?.length ?? 0) > 1) throw new Error(`${mark} was doubled`);
        }
        return true;
      }),
      { numRuns: runs },
    );
    expect(merges).toBeGreaterThan(runs / 10);
  });

  it('the answer is the same whichever side is called ours', () => {
    fc.assert(
      fc.property(history, fc.boolean(), ({ base, ours, theirs }, withBase) => {
        const before = withBase ? bytesOf(base) : null;
        const [one, other] = [mergePoints(before, bytesOf(ours), bytesOf(theirs)), mergePoints(before, bytesOf(theirs), bytesOf(ours))];
        expect(other.outcome).toBe(one.outcome);
        if (one.outcome === 'merged') expect(other).toEqual(one);
      }),
      { numRuns: runs },
    );
  });

  it('merging the result with a side again changes nothing', () => {
    fc.assert(
      fc.property(history, ({ base, ours, theirs }) => {
        const answer = mergePoints(bytesOf(base), bytesOf(ours), bytesOf(theirs));
        if (answer.outcome === 'conflict') return;
        expect(mergePoints(bytesOf(ours), answer.bytes, bytesOf(ours))).toEqual(answer);
        expect(mergePoints(answer.bytes, answer.bytes, answer.bytes)).toEqual(answer);
      }),
      { numRuns: runs },
    );
  });
});
