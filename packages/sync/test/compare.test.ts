import { describe, expect, test } from 'vitest';
import { compare, needsHash, rows } from '../src/compare.ts';
import type { Decision, Row } from '../src/compare.ts';
import type { Base, CloudState, Facts, LocalFile } from '../src/index.ts';

const key = { type: 'GPX', name: 'a.gpx' };
const [h1, h2, h3] = ['1'.repeat(64), '2'.repeat(64), '3'.repeat(64)];
const version = { ...key, file: 1, stamp: 1, device: null };

const content = (seq: number, hash: string, size = 10): Extract<CloudState, { kind: 'content' }> => {
  return { ...version, kind: 'content', seq, hash, size, stored: size, clientTime: 0 };
};
const deletion = (seq: number, scope: 'everywhere' | 'cloud' = 'everywhere'): CloudState => ({ ...version, kind: 'deletion', seq, scope });
const moved = (seq: number): CloudState => ({ ...version, kind: 'moved', seq, to: { type: 'GPX', name: 'b.gpx' } });
const here = (hash: string, size = 10): LocalFile => ({ key, size, modified: 0, hash });
const agreed = (hash: string): Base => ({ seq: 5, kind: 'content', hash, size: 10 });
const absent: Base = { seq: 5, kind: 'absent' };
const keptHere = (hash: string): Base => ({ seq: 5, kind: 'cloud-only-deleted', hash, size: 10 });

/** Sides: what was agreed on, what is here, what the cloud says. A missing side knows nothing of the name. */
type Line = [row: Row, base: Base | null, local: LocalFile | null, cloud: CloudState | null, decision: Partial<Decision>];

const table: Line[] = [
  // Equal content: recorded, nothing moves, whatever was agreed on before.
  ['equal', agreed(h1), here(h2), content(9, h2), { do: 'adopt', base: { seq: 9, kind: 'content', hash: h2, size: 10 } }],
  ['equal', agreed(h1), here(h1), content(9, h1), { do: 'adopt', base: { seq: 9, kind: 'content', hash: h1, size: 10 } }],
  ['equal', null, here(h2), content(9, h2), { do: 'adopt' }],
  ['equal', absent, here(h2), content(9, h2), { do: 'adopt' }],
  ['equal', keptHere(h1), here(h1), content(9, h1), { do: 'adopt' }],

  ['unchanged', agreed(h1), here(h1), null, { do: 'nothing' }],
  ['unchanged', agreed(h1), here(h1), content(5, h1), { do: 'nothing' }],
  // One side changed, and its mirror.
  ['changed-here', agreed(h1), here(h2), null, { do: 'upload', base: 5 }],
  ['changed-there', agreed(h1), here(h1), content(9, h2), { do: 'download' }],
  // The cloud has the agreed content again, under a later number: only this side changed.
  ['changed-here', agreed(h1), here(h2), content(9, h1), { do: 'upload', base: 9 }],
  // Both changed: a mirror of itself.
  ['changed-both', agreed(h1), here(h2), content(9, h3), { do: 'conflict' }],
  ['changed-both', agreed(h1), here(h3), content(9, h2), { do: 'conflict' }],
  // One side deleted, and its mirror.
  ['deleted-here', agreed(h1), null, null, { do: 'delete-there', base: 5 }],
  ['deleted-there', agreed(h1), here(h1), deletion(9), { do: 'delete-here', seq: 9 }],
  ['deleted-there', agreed(h1), here(h1), moved(9), { do: 'delete-here', seq: 9 }],
  // The edit wins, and its mirror.
  ['edited-here-deleted-there', agreed(h1), here(h2), deletion(9), { do: 'upload', base: 9 }],
  ['edited-here-deleted-there', agreed(h1), here(h2), deletion(9, 'cloud'), { do: 'upload', base: 9 }],
  ['edited-here-deleted-there', agreed(h1), here(h2), moved(9), { do: 'upload', base: 9 }],
  ['deleted-here-edited-there', agreed(h1), null, content(9, h2), { do: 'download' }],
  ['deleted-here-edited-there', agreed(h1), null, content(9, h1), { do: 'download' }],
  ['deleted-both', agreed(h1), null, deletion(9), { do: 'adopt', base: { seq: 9, kind: 'absent' } }],
  ['deleted-both', agreed(h1), null, deletion(9, 'cloud'), { do: 'adopt', base: { seq: 9, kind: 'absent' } }],
  ['deleted-both', agreed(h1), null, moved(9), { do: 'adopt', base: { seq: 9, kind: 'absent' } }],
  // Nothing was agreed on (or that there is nothing): both, one, the other, neither.
  ['both-new', null, here(h1), content(9, h2), { do: 'conflict' }],
  ['both-new', null, here(h2), content(9, h1), { do: 'conflict' }],
  ['both-new', absent, here(h1), content(9, h2), { do: 'conflict' }],
  ['new-here', null, here(h1), null, { do: 'upload', base: 0 }],
  ['new-here', absent, here(h1), null, { do: 'upload', base: 5 }],
  ['new-here', null, here(h1), deletion(9), { do: 'upload', base: 9 }],
  ['new-here', null, here(h1), deletion(9, 'cloud'), { do: 'upload', base: 9 }],
  ['new-here', absent, here(h1), moved(9), { do: 'upload', base: 9 }],
  ['new-there', null, null, content(9, h1), { do: 'download' }],
  ['new-there', absent, null, content(9, h1), { do: 'download' }],
  ['gone-there', null, null, deletion(9), { do: 'adopt', base: { seq: 9, kind: 'absent' } }],
  ['gone-there', null, null, moved(9), { do: 'adopt', base: { seq: 9, kind: 'absent' } }],
  ['gone-there', absent, null, deletion(9), { do: 'adopt', base: { seq: 9, kind: 'absent' } }],
  ['nowhere', null, null, null, { do: 'nothing' }],
  ['nowhere', absent, null, null, { do: 'nothing' }],
  ['nowhere', absent, null, deletion(5), { do: 'nothing' }],
  // Deleted in the cloud only (T6).
  [
    'kept-here',
    agreed(h1),
    here(h1),
    deletion(9, 'cloud'),
    { do: 'adopt', base: { seq: 9, kind: 'cloud-only-deleted', hash: h1, size: 10 } },
  ],
  ['not-in-cloud', keptHere(h1), here(h1), null, { do: 'nothing' }],
  ['not-in-cloud-edited', keptHere(h1), here(h2), null, { do: 'upload', base: 5 }],
  ['not-in-cloud-deleted', keptHere(h1), null, null, { do: 'adopt', base: { seq: 5, kind: 'absent' } }],
  ['deleted-there', keptHere(h1), here(h1), deletion(9), { do: 'delete-here', seq: 9 }],
  ['changed-there', keptHere(h1), here(h1), content(9, h2), { do: 'download' }],
  ['changed-both', keptHere(h1), here(h2), content(9, h3), { do: 'conflict' }],
];

function factsOf(base: Base | null, local: LocalFile | null, cloud: CloudState | null): Facts {
  return { key, ...(base === null ? {} : { base }), ...(local === null ? {} : { local }), ...(cloud === null ? {} : { cloud }) };
}
const side = (one: { kind?: string; hash?: string; scope?: string } | null): string => {
  return one === null ? 'none' : [one.kind ?? 'file', one.scope, one.hash?.[0]].filter(Boolean).join(' ');
};

describe('the table', () => {
  test.each(table.map((line) => [line[0], side(line[1]), side(line[2]), side(line[3]), line] as const))(
    'S2 %s: base %s, here %s, cloud %s',
    (_row, _base, _here, _cloud, [row, base, local, cloud, decision]) => {
      expect(compare(factsOf(base, local, cloud))).toMatchObject({ row, ...decision });
    },
  );

  test('every row has its lines', () => {
    const elsewhere: Row[] = ['asked-for'];
    expect(new Set([...table.map(([row]) => row), ...elsewhere])).toEqual(new Set(Object.keys(rows)));
  });

  test('S6 where a merge exists, both changed and both new are merged, against the ancestor if there is one', () => {
    expect(compare(factsOf(agreed(h1), here(h2), content(9, h3)), true)).toMatchObject({ do: 'merge', ancestor: agreed(h1) });
    expect(compare(factsOf(null, here(h2), content(9, h3)), true)).toMatchObject({ do: 'merge', ancestor: null });
  });

  test('R26 times decide nothing', () => {
    for (const [row, base, local, cloud, decision] of table) {
      for (const [mine, theirs] of [
        [0, 9e15],
        [9e15, -1],
        [Number.NaN, Number.POSITIVE_INFINITY],
      ] as const) {
        const warped = cloud?.kind === 'content' ? { ...cloud, clientTime: theirs, stamp: theirs } : cloud;
        const facts = factsOf(base, local === null ? null : { ...local, modified: mine }, warped);
        expect(compare(facts)).toMatchObject({ row, do: decision.do });
      }
    }
  });

  test('a file is hashed only where sizes leave a doubt, and then the hash decides the same', () => {
    for (const [row, base, local, cloud] of table) {
      if (local === null) continue;
      const unhashed = { key, size: local.size, modified: 0 };
      const isDoubtful = needsHash(factsOf(base, unhashed, cloud));
      // All sizes of the table are equal: only what neither side has needs no hash.
      expect([row, isDoubtful]).toEqual([row, row !== 'new-here']);
      const other = { ...unhashed, size: 11 };
      expect(needsHash(factsOf(base, other, cloud))).toBe(false);
      expect(() => compare(factsOf(base, other, cloud))).not.toThrow();
    }
    expect(() => compare(factsOf(agreed(h1), { key, size: 10, modified: 0 }, null))).toThrow(
      new TypeError('A file was compared before it was hashed.'),
    );
  });

  test('what is not here, or is hashed already, is not hashed', () => {
    expect(needsHash(factsOf(agreed(h1), null, content(9, h2)))).toBe(false);
    expect(needsHash(factsOf(agreed(h1), here(h1), content(9, h2)))).toBe(false);
  });
});
