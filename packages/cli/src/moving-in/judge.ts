import type { Version } from '@cairn/protocol';
import type { Copied } from './journal.ts';
import type { SourceRow } from './listing.ts';

/**
 * What is to be done about one file of the source.
 * `copy`: these versions, the first one on top of `base`. `there`: nothing. `compare`: whether the newest content of both is the same
 * decides. `kept`: it was changed here, or is another file: the one here stays unless the person says otherwise.
 */
export type Judgement =
  | { readonly kind: 'copy'; readonly rows: readonly SourceRow[]; readonly base: number }
  | { readonly kind: 'there'; readonly rows: readonly SourceRow[] }
  | {
      readonly kind: 'compare';
      readonly newest: SourceRow;
      readonly hash: string;
      /** What the person is told where it is not. */
      readonly why: Kept;
      readonly rows: readonly SourceRow[];
      readonly base: number;
    }
  | { readonly kind: 'kept'; readonly why: Kept; readonly rows: readonly SourceRow[]; readonly base: number };
export type Kept = 'changed' | 'deleted' | 'differs' | 'renamed';

/**
 * Judges one file. `rows`: its versions at the source, oldest first, at least one. `known`: how far it has been copied, by the journal.
 * `head`: the newest row of the name in our log. Versions only ever go on top: what is older than what was copied stays out.
 */
export function judge(rows: readonly SourceRow[], known: Copied | null, head: Version | null): Judgement {
  // Without a row in our log there is nothing to go on top of, whatever the journal says: all data was deleted since.
  if (head === null) {
    const first = rows.findIndex((row) => !row.isDeletion);
    return first < 0 ? { kind: 'there', rows } : { kind: 'copy', rows: rows.slice(first), base: 0 };
  }
  if (known === null) return byTimes(rows, head, 'differs');
  const rest = rows.filter((row) => row.updated > known.updated);
  if (rest.length === 0) return { kind: 'there', rows };
  // A run that was killed may have written what its journal does not know of yet.
  return known.seq === head.seq ? { kind: 'copy', rows: rest, base: head.seq } : byTimes(rest, head, 'changed');
}

/** Where the journal does not say how far a file has been copied, times that were kept do. `why`: what the person is told if they do not. */
function byTimes(rows: readonly SourceRow[], head: Version, why: 'changed' | 'differs'): Judgement {
  const base = head.seq;
  const at = rows.findLastIndex((row) => row.updated === head.stamp && isVersion(row, head));
  if (at >= 0) {
    const rest = rows.slice(at + 1);
    return rest.length === 0 ? { kind: 'there', rows } : { kind: 'copy', rows: rest, base };
  }
  const newest = rows.at(-1);
  if (newest === undefined) return { kind: 'there', rows };
  if (newest.isDeletion && head.kind === 'deletion') return { kind: 'there', rows };
  if (!newest.isDeletion && head.kind === 'content') return { kind: 'compare', newest, hash: head.hash, why, rows, base };
  return { kind: 'kept', why: head.kind === 'moved' ? 'renamed' : head.kind === 'deletion' ? 'deleted' : why, rows, base };
}

function isVersion(row: SourceRow, head: Version): boolean {
  return head.kind === 'content' ? row.size === head.size : head.kind === 'deletion' && row.isDeletion;
}
