import { describe, expect, it } from 'vitest';
import { mergerFor, mergePoints, readGpx, textOf, textOfChild, waypointsOf, writeGpx } from '../src/index.ts';
import type { Gpx, XmlElement } from '../src/index.ts';
import { withText } from '../src/gpx/model.ts';
import { filesBelow, readShared, sharedData } from './help/shared.ts';

/** A file with one of its points changed by hand. */
function changed(bytes: Uint8Array, at: number, change: (point: XmlElement) => XmlElement | null): Uint8Array {
  const gpx: Gpx = readGpx(bytes);
  const point = waypointsOf(gpx)[at];
  const children = gpx.root.children.flatMap((child) => (child === point ? (change(point) ?? []) : child));
  return writeGpx({ ...gpx, root: { ...gpx.root, children } });
}

describe.skipIf(sharedData === null)('merge of real files', () => {
  const favourites = sharedData === null ? [] : filesBelow('osmand').filter((name) => name.includes('favorites-'));

  it.each(favourites)('%s: an edit, a deletion and a rename meet, all else stays', (name) => {
    const base = readShared(name);
    const count = waypointsOf(readGpx(base)).length;
    const ours = changed(base, 0, (point) => withText(point, 'desc', 'described here'));
    const theirs = changed(base, count - 1, (point) => withText(point, 'cmt', 'said there'));
    const answer = mergePoints(base, ours, theirs);
    if (answer.outcome === 'conflict') throw new Error(answer.reasons.join());
    const points = waypointsOf(readGpx(answer.bytes));
    expect(points).toHaveLength(count);
    expect(points.map((point) => textOfChild(point, 'desc'))).toContain('described here');
    expect(points.map((point) => textOfChild(point, 'cmt'))).toContain('said there');
    const untouched = waypointsOf(readGpx(base)).slice(1, -1);
    for (const point of untouched) expect(points.map(textOf).some((text) => text === textOf(point))).toBe(true);
    expect(mergePoints(base, theirs, ours)).toEqual(answer);
  });

  it('two equal twins: deleting one beside an edit elsewhere loses neither', () => {
    const name = favourites.find((path) => path.includes('Castle'))!;
    const base = readShared(name);
    const one = changed(base, 1, () => null);
    const answer = mergePoints(
      base,
      one,
      changed(base, 0, (point) => withText(point, 'desc', 'mine')),
    );
    // One of two equal points was deleted and one edited: nobody can tell which, so a person must.
    expect(answer.outcome).toBe('conflict');
    expect(mergePoints(null, base, one)).toEqual({ outcome: 'merged', bytes: base });
    expect(mergePoints(base, one, one)).toEqual({ outcome: 'merged', bytes: one });
  });

  it('R42 broken and hostile versions are a conflict, whichever merge is asked', () => {
    const good = readShared(favourites[0]!);
    const other = changed(good, 0, (point) => withText(point, 'desc', 'mine'));
    for (const name of filesBelow('broken')) {
      const bad = readShared(name);
      for (const type of ['FAVOURITES', 'ACTIVE_MARKERS', 'OSM_NOTES', 'SEARCH_HISTORY']) {
        const answer = mergerFor({ type, name: 'x' })!(good, other, bad);
        if (answer.outcome === 'merged') expect(() => readGpx(bad)).not.toThrow();
      }
    }
  });
});
