import { comparisonForm } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { Expected, LocalFile } from '@cairn/sync';
import type { ContentPlace } from './contents.ts';
import type { Tx } from './database.ts';
import { changedMeanwhile, vanished } from './failures.ts';

/** One file of the library, as the database has it. */
export interface FileRow {
  readonly type: string;
  readonly name: string;
  /** The name as it is compared (NFC). */
  readonly form: string;
  readonly hash: string;
  /** Plain bytes. */
  readonly size: number;
  /** Milliseconds. */
  readonly modified: number;
  readonly content: ContentPlace;
}
/** A file that was replaced or removed; kept for a while. */
export interface UndoRow extends FileRow {
  /** When it was taken away, milliseconds. */
  readonly taken: number;
}

export const factsOf = ({ type, name, size, modified, hash }: FileRow): LocalFile => ({ key: { type, name }, size, modified, hash });
export const formOf = (key: FileKey): string => comparisonForm(key.name);

/** The file of exactly this name. */
export async function exact(tx: Tx, key: FileKey): Promise<FileRow | undefined> {
  return tx.get('files', [key.type, key.name]);
}
/** The file of this name, or the only one that is equal to it in NFC. */
export async function found(tx: Tx, key: FileKey): Promise<FileRow | undefined> {
  const row = await exact(tx, key);
  if (row !== undefined) return row;
  const equal = await tx.equalInForm(key.type, formOf(key));
  return equal.length === 1 ? equal[0] : undefined;
}

/** The file that is expected at a name. Content decides: a file written again as it was is the same. @throws LibraryError `vanished`, `changed-meanwhile` */
export async function asExpected(tx: Tx, key: FileKey, expected: Expected): Promise<FileRow | null> {
  if (expected.state === 'absent') {
    if ((await exact(tx, key)) !== undefined) throw changedMeanwhile();
    return null;
  }
  const row = await found(tx, key);
  if (row === undefined) throw changedMeanwhile();
  const { size, hash } = expected.file;
  if (row.size !== size || (hash !== undefined && row.hash !== hash)) throw changedMeanwhile();
  return row;
}
/** As `asExpected`, for what is read: a file that is gone has vanished. */
export async function stillThere(tx: Tx, key: FileKey): Promise<FileRow> {
  const row = await found(tx, key);
  if (row === undefined) throw vanished();
  return row;
}

/** Takes a file's row away and puts it into the undo store. @returns its number there. */
export async function bury(tx: Tx, row: FileRow, now: number): Promise<number> {
  tx.delete('files', [row.type, row.name]);
  return tx.add('undo', { ...row, taken: now });
}
