import { describe, expect, it } from 'vitest';
import { coordinatesOf, extensionsOf, mergePoints, readGpx, textOf, textOfChild, waypointsOf } from '../src/index.ts';
import type { MergeOutcome } from '../src/index.ts';
import { file } from './help/points.ts';
import { bakery, bar, cafe, ext } from './help/merge-case.ts';
import type { Case, Version } from './help/merge-case.ts';
import { conflicting } from './help/conflicting.ts';
import { merging } from './help/merging-points.ts';
import { mergingToo } from './help/merging-others.ts';

const cases: Case[] = [...merging, ...mergingToo, ...conflicting];
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
