import type { FileKey } from '@cairn/protocol';
import type { DeviceDatabase } from '../library/database.ts';
import type { Contents } from '../library/contents.ts';
import type { FileRow } from '../library/rows.ts';
import type { Parser } from './parser.ts';
import { derivedKind, rankOf, recordsVersion } from './records.ts';
import type { DerivedRecord, Entry, StoredRecord } from './records.ts';

const recordName = (row: FileRow): string => `${derivedKind(row) ?? ''}:${row.hash}`;
/** Records are written so many at a time, or when so much was read, plain bytes. */
const shareFiles = 100;
const shareBytes = 16 * 1024 * 1024;
/** Largest content that is read for the index, plain bytes. */
const largest = 256 * 1024 * 1024;

/**
 * The compact index of a library: what was derived from each content, by its hash. A content that is known is never parsed again,
 * whatever its name; opening a library reads two tables.
 */
export class LibraryIndex {
  readonly #db: DeviceDatabase;
  readonly #contents: Contents;
  readonly #parse: Parser;

  constructor(db: DeviceDatabase, contents: Contents, parse: Parser) {
    this.#db = db;
    this.#contents = contents;
    this.#parse = parse;
  }

  /** All files. */
  async all(): Promise<Entry[]> {
    return this.#db.read(['files', 'derived'], async (tx) => {
      const [rows, stored] = await Promise.all([tx.all('files'), tx.all('derived')]);
      const records = new Map(stored.map((one) => [one.hash, one]));
      return rows.map((row) => entryOf(row, records.get(recordName(row))));
    });
  }

  /** The files of these names; what is gone is missing. */
  async some(keys: readonly FileKey[]): Promise<Entry[]> {
    return this.#db.read(['files', 'derived'], async (tx) => {
      const entries: Entry[] = [];
      for (const { type, name } of keys) {
        const row = await tx.get('files', [type, name]);
        if (row === undefined) continue;
        entries.push(entryOf(row, await tx.get('derived', recordName(row))));
      }
      return entries;
    });
  }

  /**
   * Makes the records that are missing, telling the names that have them then, and forgets those of contents that no file has any
   * more. Stops between two shares once `signal` is aborted.
   */
  async complete(told: (keys: readonly FileKey[]) => void, signal: AbortSignal): Promise<void> {
    await this.#dropOutdated();
    for (const share of sharesOf(await this.#missing())) {
      if (signal.aborted) return;
      const made: StoredRecord[] = [];
      const keys: FileKey[] = [];
      for (const row of share) {
        const record = await this.#derived(row);
        if (record === null) continue;
        made.push({ hash: recordName(row), record });
        keys.push({ type: row.type, name: row.name });
      }
      await this.#db.write(['derived'], async (tx) => {
        for (const one of made) tx.put('derived', one);
      });
      if (keys.length > 0) told(keys);
    }
  }

  /** Records that an earlier version of the website made are made anew. */
  async #dropOutdated(): Promise<void> {
    await this.#db.write(['meta', 'derived'], async (tx) => {
      if ((await tx.fact('recordsVersion')) === recordsVersion) return;
      tx.clear('derived');
      tx.setFact('recordsVersion', recordsVersion);
    });
  }

  async #derived(row: FileRow): Promise<DerivedRecord | null> {
    if (row.size > largest) return { kind: 'unreadable', reason: { code: 'too-large-here' } };
    try {
      const packed = await this.#contents.packed(row.content, this.#db);
      return packed === null ? null : await this.#parse({ type: row.type, name: row.name }, packed, row.size);
    } catch {
      // A content that cannot be read now is told of by the sync; its record is made once it can.
      return null;
    }
  }

  async #missing(): Promise<FileRow[]> {
    const [rows, hashes] = await this.#db.read(['files', 'derived'], (tx) => Promise.all([tx.all('files'), tx.keys('derived')]));
    const known = new Set(hashes.filter((name) => typeof name === 'string'));
    const wanted = new Map<string, FileRow>();
    const used = new Set<string>();
    for (const row of rows) {
      const name = recordName(row);
      used.add(name);
      if (!known.has(name) && derivedKind(row) !== null) wanted.set(name, row);
    }
    const unused = [...known].filter((name) => !used.has(name));
    if (unused.length > 0) {
      await this.#db.write(['derived'], async (tx) => {
        for (const hash of unused) tx.delete('derived', hash);
      });
    }
    return [...wanted.values()].sort((a, b) => rankOf(a) - rankOf(b) || a.size - b.size);
  }
}

function entryOf({ type, name, hash, size, modified }: FileRow, stored: StoredRecord | undefined): Entry {
  return { key: { type, name }, hash, size, modified, record: stored?.record ?? null };
}

function* sharesOf(rows: readonly FileRow[]): Generator<FileRow[]> {
  let share: FileRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    share.push(row);
    bytes += row.size;
    if (share.length < shareFiles && bytes < shareBytes) continue;
    yield share;
    [share, bytes] = [[], 0];
  }
  if (share.length > 0) yield share;
}
