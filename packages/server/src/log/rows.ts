import type { ContentVersion, FileKey, Version } from '@cairn/protocol';
import { isCompanion } from '@cairn/protocol';

/**
 * Where content stands: `live` = it is the newest version of its file, `trash` = a deletion lies above it and a restore brings
 * it back, `history` = an older version. Each has its own counters.
 */
export type Shelf = 'live' | 'trash' | 'history';

/** What every row of the log has. One row = one version of one file; `head` = the newest row of its name. */
interface RowFacts extends FileKey {
  readonly seq: number;
  /** 1 for the second row of a rename, which stands at the old name; else 0. */
  readonly part: 0 | 1;
  /** Number of the file: the same through edits, renames, deletion and restore. */
  readonly file: number;
  /** Milliseconds, strictly increasing within an account (R14). */
  readonly stamp: number;
  readonly device: number | null;
  readonly head: boolean;
}
/** Facts of bytes: SHA-256 of the plain content (hex), plain bytes, bytes of the stored gzip member. */
export interface Content {
  readonly hash: string;
  readonly size: number;
  readonly stored: number;
}
export interface ContentRow extends RowFacts, Content {
  readonly kind: 'content';
  readonly clientTime: number;
  readonly shelf: Shelf;
  /** Stamp of the version that took its place; null while it is live. */
  readonly superseded: number | null;
  /** The next version of the file has the same content (a rename): it costs nothing in the history. */
  readonly carried: boolean;
  /**
   * An app took the deletion above away: the next version of the file is this one with a fresh stamp, and to the apps the two are one
   * row (OsmAnd's protocol, C62).
   */
  readonly revived: boolean;
}
export interface DeletionRow extends RowFacts {
  readonly kind: 'deletion';
  /**
   * `row`: an app removed the newest row. To devices of ours that is a deletion in the cloud only; the apps see the row below as newest,
   * as the original has it.
   */
  readonly scope: 'everywhere' | 'cloud' | 'row';
  /** Sequence number of the content that a restore would bring back; null when it is not (or no longer) in the trash. */
  readonly below: number | null;
}
export interface MovedRow extends RowFacts {
  readonly kind: 'moved';
  /** Name that the file was given. */
  readonly to: string;
  /** An app took the row out of its listing; to devices of ours it stays (OsmAnd's protocol). */
  readonly dismissed: boolean;
}
export type Row = ContentRow | DeletionRow | MovedRow;

/** Counted by shelf. Companions are in no count of files; their bytes count (as the apps compute it). */
export interface Amount {
  readonly files: number;
  /** Plain bytes. */
  readonly size: number;
  /** Compressed bytes. */
  readonly stored: number;
}
export const nothing: Amount = { files: 0, size: 0, stored: 0 };

/** The counters of one account; they change in the same transaction as the rows (R16, R25). */
export interface LogState {
  readonly seq: number;
  readonly stamp: number;
  /** Number of the newest file. */
  readonly file: number;
  readonly epoch: number;
  readonly live: Amount;
  readonly trash: Amount;
  readonly history: Amount;
}
export const emptyLog: LogState = { seq: 0, stamp: 0, file: 0, epoch: 0, live: nothing, trash: nothing, history: nothing };

/** What a row adds to the counters of its shelf. */
export function weightOf(row: ContentRow): Amount {
  const counted = row.shelf === 'history' && row.carried ? nothing : { files: 1, size: row.size, stored: row.stored };
  return isCompanion(row.name) ? { ...counted, files: 0 } : counted;
}
export function plus(amount: Amount, more: Amount, sign: 1 | -1 = 1): Amount {
  return { files: amount.files + sign * more.files, size: amount.size + sign * more.size, stored: amount.stored + sign * more.stored };
}

/** How far a deletion reaches, as our own API has it. */
export function scopeOf(row: DeletionRow): 'everywhere' | 'cloud' {
  return row.scope === 'everywhere' ? 'everywhere' : 'cloud';
}

/** A row as the wire shows it. */
export function versionOf(row: ContentRow): ContentVersion;
export function versionOf(row: Row): Version;
export function versionOf(row: Row): Version {
  const { seq, type, name, file, stamp, device } = row;
  const facts = { seq, type, name, file, stamp, device };
  switch (row.kind) {
    case 'content':
      return { ...facts, kind: 'content', hash: row.hash, size: row.size, stored: row.stored, clientTime: row.clientTime };
    case 'deletion':
      return { ...facts, kind: 'deletion', scope: scopeOf(row) };
    case 'moved':
      return { ...facts, kind: 'moved', to: { type, name: row.to } };
  }
}
