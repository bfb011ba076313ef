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
  if (known === null) return withoutJournal(rows, head);
  const rest = rows.filter((row) => row.updated > known.updated);
  if (rest.length === 0) return { kind: 'there', rows };
  const base = head.seq;
  return known.seq === base ? { kind: 'copy', rows: rest, base } : { kind: 'kept', why: whyKept(head), rows: rest, base };
}

/** The journal is gone, or the file came another way: times that were kept tell how far it has been copied. */
function withoutJournal(rows: readonly SourceRow[], head: Version): Judgement {
  const base = head.seq;
  const at = rows.findLastIndex((row) => row.updated === head.stamp && isVersion(row, head));
  if (at >= 0) {
    const rest = rows.slice(at + 1);
    return rest.length === 0 ? { kind: 'there', rows } : { kind: 'copy', rows: rest, base };
  }
  const newest = rows.at(-1);
  if (newest === undefined) return { kind: 'there', rows };
  if (newest.isDeletion && head.kind === 'deletion') return { kind: 'there', rows };
  if (!newest.isDeletion && head.kind === 'content') return { kind: 'compare', newest, hash: head.hash, rows, base };
  return { kind: 'kept', why: head.kind === 'content' ? 'differs' : whyKept(head), rows, base };
}

function isVersion(row: SourceRow, head: Version): boolean {
  return head.kind === 'content' ? row.size === head.size : head.kind === 'deletion' && row.isDeletion;
}
function whyKept(head: Version): Kept {
  if (head.kind === 'moved') return 'renamed';
  return head.kind === 'deletion' ? 'deleted' : 'changed';
}
