import { expect, test } from 'vitest';
import type { Conflict } from '../src/conflicts.ts';
import { choicesFor, freeName, isConflict, stepFor } from '../src/conflicts.ts';
import type { Base } from '../src/index.ts';
import type { Judged } from '../src/judge.ts';
import { idOf } from '../src/keys.ts';

const key = { type: 'GPX', name: 'a.gpx' };
const version = { ...key, kind: 'content', seq: 9, hash: 'c', size: 3, stored: 3, file: 1, stamp: 1, device: null, clientTime: 0 } as const;
const local = { key, size: 2, modified: 0, hash: 'l' };
const conflict = (base?: Base): Conflict => {
  return {
    key,
    facts: { key, local, cloud: version, ...(base === undefined ? {} : { base }) },
    verdict: { do: 'conflict', row: 'changed-both', version },
  };
};

test('S6 both can be kept unless the type has one fixed name, and merged where a merge exists', () => {
  expect(choicesFor(key, false)).toEqual(['upload', 'download', 'keep-both']);
  expect(choicesFor({ type: 'FAVOURITES', name: 'favorites.gpx' }, true)).toEqual(['upload', 'download', 'keep-both', 'merge']);
  expect(choicesFor({ type: 'OSM_NOTES', name: 'osm_notes.json' }, true)).toEqual(['upload', 'download', 'merge']);
});

test('S6 a choice is a step on top of the version in the cloud', () => {
  const { facts } = conflict();
  expect(stepFor(conflict(), 'upload')).toEqual({ key, facts, verdict: { do: 'upload', row: 'changed-both', base: 9 } });
  expect(stepFor(conflict(), 'download')).toEqual({ key, facts, verdict: { do: 'download', row: 'changed-both', version } });
  expect(stepFor(conflict(), 'merge').verdict).toEqual({ do: 'merge', row: 'changed-both', version, ancestor: null });
});

test('S6 a merge is made against what both sides began with, where that was a content', () => {
  const agreed: Base = { seq: 5, kind: 'content', hash: 'b', size: 1 };
  expect(stepFor(conflict(agreed), 'merge').verdict).toMatchObject({ ancestor: agreed });
  expect(stepFor(conflict({ ...agreed, kind: 'cloud-only-deleted' }), 'merge').verdict).toMatchObject({ ancestor: null });
});

test('what waits for a person is a conflict or a merge that was not made', () => {
  const judged = (what: 'conflict' | 'merge' | 'upload'): Judged => {
    const verdict =
      what === 'upload'
        ? ({ do: what, row: 'changed-here', base: 5 } as const)
        : what === 'merge'
          ? ({ do: what, row: 'changed-both', version, ancestor: null } as const)
          : ({ do: what, row: 'changed-both', version } as const);
    return { key, facts: { key }, verdict };
  };
  expect((['conflict', 'merge', 'upload'] as const).map((what) => isConflict(judged(what)))).toEqual([true, true, false]);
});

test.each([
  ['GPX', 'a.gpx', 'a (2).gpx'],
  ['GPX', 'x.y/a.b.gpx', 'x.y/a.b (2).gpx'],
  ['GPX', 'x.y/a', 'x.y/a (2)'],
  ['GPX', 'x/.hidden', 'x/.hidden (2)'],
  ['GPX', '.hidden', '.hidden (2)'],
  ['FAVOURITES', 'favorites.gpx', 'favorites-favorites (2).gpx'],
  ['FAVOURITES', 'favorites-Home.gpx', 'favorites-Home (2).gpx'],
  ['GPX', 'favorites.gpx', 'favorites (2).gpx'],
])('S6 a copy beside %s %s is called %s', (type, name, copy) => {
  expect(freeName({ type, name }, () => false)).toEqual({ type, name: copy });
});

test('S6 the first number that nobody has; none when ten thousand are taken', () => {
  const taken = new Set(['a (2).gpx', 'a (3).gpx', 'a (5).gpx'].map((name) => idOf({ type: 'GPX', name })));
  expect(freeName(key, (id) => taken.has(id))).toEqual({ type: 'GPX', name: 'a (4).gpx' });
  expect(freeName(key, (id) => id !== idOf({ type: 'GPX', name: 'a (9999).gpx' }))).toEqual({ type: 'GPX', name: 'a (9999).gpx' });
  expect(freeName(key, (id) => id !== idOf({ type: 'GPX', name: 'a (10000).gpx' }))).toBeNull();
});
