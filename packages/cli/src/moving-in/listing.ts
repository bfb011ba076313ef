import type { FileKey } from '@cairn/protocol';
import { nameFromApps } from '@cairn/protocol';

/** One row of a listing of OsmAnd's protocol: one version of a file (device-api 1.12). Times in milliseconds, sizes in bytes. */
export interface SourceRow {
  readonly key: FileKey;
  /** The name as the listing shows it, which is how the source is asked for it: `$0D` and `$0A` stand for CR and LF (C48). */
  readonly shownName: string;
  /** Identity of the version in the source, and when it came to be there. */
  readonly updated: number;
  readonly clientTime: number;
  /** Plain size; -1 for a deletion. */
  readonly size: number;
  /** Size of the gzip as the source keeps it; only good for progress. */
  readonly packed: number;
  readonly isDeletion: boolean;
}

/**
 * Every version of every file, oldest first. A row that cannot be read is counted, not thrown: the others still move in.
 * Null when the answer is no listing at all.
 */
export function readListing(json: unknown): { readonly rows: SourceRow[]; readonly unreadable: number } | null {
  if (!isRecord(json) || !Array.isArray(json.allFiles)) return null;
  const rows: SourceRow[] = [];
  const seen = new Set<string>();
  let unreadable = 0;
  for (const item of json.allFiles as unknown[]) {
    const row = readRow(item);
    if (row === null) {
      unreadable += 1;
      continue;
    }
    // Two writes of one file in one millisecond are one version to whoever asks for it (device-api, weakness 16).
    const identity = `${row.key.type}\0${row.key.name}\0${row.updated}`;
    if (!seen.has(identity)) rows.push(row);
    seen.add(identity);
  }
  // Listings come newest first; those of one millisecond keep that order turned round.
  return { rows: rows.reverse().sort((one, other) => one.updated - other.updated), unreadable };
}

function readRow(item: unknown): SourceRow | null {
  if (!isRecord(item)) return null;
  const { type, name, updatetimems, clienttimems, filesize, zipSize } = item;
  if (typeof type !== 'string' || type === '' || typeof name !== 'string' || name === '') return null;
  if (!isWhole(updatetimems) || !isWhole(filesize)) return null;
  return {
    key: { type, name: nameFromApps(name) },
    shownName: name,
    updated: updatetimems,
    clientTime: isWhole(clienttimems) ? clienttimems : 0,
    size: filesize,
    packed: isWhole(zipSize) ? Math.max(0, zipSize) : 0,
    isDeletion: filesize < 0,
  };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
