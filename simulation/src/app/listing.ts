import type { FileKey } from '@cairn/protocol';
import { isCompanion } from '@cairn/protocol';
import { keyText } from '../memory-library.ts';

/** A row of a listing as both apps read it; the date strings are never looked at (C51). */
export interface Row extends FileKey {
  readonly id: number;
  /** −1 for a deletion. */
  readonly filesize: number;
  readonly updatetimems: number;
  readonly clienttimems: number;
}
export interface Listing {
  readonly all: readonly Row[];
  readonly unique: readonly Row[];
}
/** What the rows of a listing say of each name. */
export interface Remote {
  /** Newest row, a content. */
  readonly unique: ReadonlyMap<string, Row>;
  /** Newest row, a deletion. */
  readonly deleted: ReadonlyMap<string, Row>;
  /** The newest content below the newest row. */
  readonly old: ReadonlyMap<string, Row>;
  /** Companions whose newest row is a content: an import passes over those that were deleted. */
  readonly infos: ReadonlyMap<string, Row>;
}

/** Reads a listing as the newest Android does, which refuses it as a whole when one of these is not there. @throws Error */
export function parseListing(text: string): Listing {
  const root = JSON.parse(text) as Record<string, unknown>;
  for (const name of ['totalZipSize', 'totalFiles', 'totalFileVersions', 'maximumAccountSize']) {
    if (!Number.isInteger(root[name])) throw new Error(`a listing without ${name}`);
  }
  return { all: rowsIn(root['allFiles']), unique: rowsIn(root['uniqueFiles']) };
}
function rowsIn(list: unknown): Row[] {
  if (!Array.isArray(list)) throw new Error('a listing without a list of files');
  return (list as Record<string, unknown>[]).map((row) => ({
    ...{ id: Number(row['id']), type: String(row['type']), name: String(row['name']) },
    ...{ filesize: Number(row['filesize']), updatetimems: Number(row['updatetimems']), clienttimems: Number(row['clienttimems']) },
  }));
}

/** The apps' rule: the first row of a name decides what it is, the first content after it is its old version (C42, C72). */
export function remoteOf(rows: readonly Row[]): Remote {
  const [unique, deleted, old, infos] = [0, 1, 2, 3].map(() => new Map<string, Row>()) as [
    Map<string, Row>,
    Map<string, Row>,
    Map<string, Row>,
    Map<string, Row>,
  ];
  const seen = new Set<string>();
  for (const row of rows) {
    const at = keyText(row);
    const isNewest = !seen.has(at);
    seen.add(at);
    if (isCompanion(row.name)) {
      if (isNewest && row.filesize >= 0) infos.set(at, row);
    } else if (isNewest) (row.filesize < 0 ? deleted : unique).set(at, row);
    else if (row.filesize >= 0 && !old.has(at)) old.set(at, row);
  }
  return { unique, deleted, old, infos };
}
