import type Database from 'better-sqlite3';
import type { LogReader } from '../../log/draft.ts';
import type { ContentRow, DeletionRow, LogState, Row } from '../../log/rows.ts';
import { emptyLog, weightOf } from '../../log/rows.ts';
import type { VersionRecord } from './log-rows.ts';
import { rowOf } from './log-rows.ts';

interface StateRecord {
  readonly seq: number;
  readonly stamp: number;
  readonly file: number;
  readonly epoch: number;
  readonly live_files: number;
  readonly live_size: number;
  readonly live_stored: number;
  readonly trash_files: number;
  readonly trash_size: number;
  readonly trash_stored: number;
  readonly history_files: number;
  readonly history_size: number;
  readonly history_stored: number;
}

/** What decisions read, prepared once for a connection. */
export class LogReads {
  readonly #head;
  readonly #row;
  readonly #newest;
  readonly #file;
  readonly #folder;
  readonly #newestInFolder;
  readonly #evictable;
  readonly #upTo;
  readonly #both;
  readonly #stored;
  readonly #state;
  readonly #dataEpoch;

  constructor(db: Database.Database) {
    this.#head = db.prepare<[number, string, string], VersionRecord>(
      'SELECT * FROM version WHERE account = ? AND type = ? AND name = ? AND head = 1',
    );
    this.#row = db.prepare<[number, number], VersionRecord>('SELECT * FROM version WHERE account = ? AND seq = ? AND part = 0');
    this.#newest = db.prepare<[number, number], VersionRecord>(
      'SELECT * FROM version INDEXED BY version_file WHERE account = ? AND file = ? AND part = 0 ORDER BY seq DESC LIMIT 1',
    );
    this.#file = db.prepare<[number, number], VersionRecord>(
      'SELECT * FROM version INDEXED BY version_file WHERE account = ? AND file = ? ORDER BY seq, part',
    );
    this.#folder = db.prepare<[number, string, string, string | Buffer], VersionRecord>(
      'SELECT * FROM version WHERE account = ? AND type = ? AND name >= ? AND name < ? AND head = 1 AND kind = 1 ORDER BY name',
    );
    this.#newestInFolder = db.prepare<[number, string, string, string | Buffer], VersionRecord>(
      'SELECT * FROM version WHERE account = ? AND type = ? AND name >= ? AND name < ? AND head = 1 ORDER BY seq DESC LIMIT 1',
    );
    this.#evictable = db.prepare<[number, number], VersionRecord>(
      'SELECT * FROM version WHERE account = ? AND shelf = 3 AND superseded < ? ORDER BY superseded, seq',
    );
    this.#upTo = db.prepare<[number, number], { seq: number; stamp: number }>(
      'SELECT seq, stamp FROM version WHERE account = ? AND seq <= ? ORDER BY seq DESC LIMIT 1',
    );
    this.#both = db.prepare<[number, number], VersionRecord>('SELECT * FROM version WHERE account = ? AND seq = ? ORDER BY part');
    this.#stored = db.prepare<[number, Buffer], number>('SELECT stored FROM blob WHERE account = ? AND hash = ?').pluck();
    this.#state = db.prepare<[number], StateRecord>('SELECT * FROM log WHERE account = ?');
    this.#dataEpoch = db.prepare<[], number>("SELECT value FROM server_number WHERE name = 'data-epoch'").pluck();
  }

  /** The log of one account, for decisions. */
  reader(account: number): LogReader {
    const one = (record: VersionRecord | undefined): Row | null => (record === undefined ? null : rowOf(record));
    return {
      head: (key) => one(this.#head.get(account, key.type, key.name)),
      content: (seq) => contentOf(one(this.#row.get(account, seq))),
      deletion: (seq) => deletionOf(one(this.#row.get(account, seq))),
      atStamp: (stamp) => this.#atStamp(account, stamp),
      newestOfFile: (file) => one(this.#newest.get(account, file)),
      file: (file) => this.#file.all(account, file).map(rowOf),
      folder: (type, prefix) => contents(this.#folder.all(account, type, prefix, afterPrefix(prefix))),
      newestInFolder: (type, prefix) => one(this.#newestInFolder.get(account, type, prefix, afterPrefix(prefix))),
      stored: (hash) => this.#stored.get(account, Buffer.from(hash, 'hex')) ?? null,
      evictable: (before, bytes) => this.#oldest(account, before, bytes),
    };
  }

  state(account: number): LogState | null {
    const record = this.#state.get(account);
    if (record === undefined) return null;
    const { seq, stamp, file, epoch } = record;
    return {
      ...{ seq, stamp, file, epoch },
      live: { files: record.live_files, size: record.live_size, stored: record.live_stored },
      trash: { files: record.trash_files, size: record.trash_size, stored: record.trash_stored },
      history: { files: record.history_files, size: record.history_size, stored: record.history_stored },
    };
  }
  /** Newest sequence number and epochs, also of an account without a log. */
  at(account: number): { seq: number; epoch: number; dataEpoch: number } {
    const { seq, epoch } = this.state(account) ?? emptyLog;
    return { seq, epoch, dataEpoch: this.dataEpoch() };
  }
  dataEpoch(): number {
    return this.#dataEpoch.get() ?? 0;
  }

  /** Stamps rise with the numbers, so a search by halves finds one without an index of its own. */
  #atStamp(account: number, stamp: number): Row[] {
    let [least, most] = [1, this.state(account)?.seq ?? 0];
    while (least <= most) {
      const found = this.#upTo.get(account, Math.floor((least + most) / 2));
      if (found === undefined || found.stamp < stamp) least = Math.floor((least + most) / 2) + 1;
      else if (found.stamp > stamp) most = found.seq - 1;
      else return this.#both.all(account, found.seq).map(rowOf);
    }
    return [];
  }

  #oldest(account: number, before: number, bytes: number): ContentRow[] {
    const rows: ContentRow[] = [];
    let freed = 0;
    for (const record of this.#evictable.iterate(account, before)) {
      if (freed >= bytes) break;
      const row = contentOf(rowOf(record));
      if (row === null) continue;
      freed += weightOf(row).stored;
      rows.push(row);
    }
    return rows;
  }
}

/** The bound behind all names that begin with a prefix; a blob, which SQLite sorts behind every text, where there is none. */
export function afterPrefix(prefix: string): string | Buffer {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    // Surrogates are no characters of their own: behind U+D7FF comes U+E000.
    if (point < 0x10ffff) return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
  }
  return Buffer.alloc(0);
}
function contents(records: readonly VersionRecord[]): ContentRow[] {
  return records.map((record) => contentOf(rowOf(record))).filter((row) => row !== null);
}
function contentOf(row: Row | null): ContentRow | null {
  return row?.kind === 'content' ? row : null;
}
function deletionOf(row: Row | null): DeletionRow | null {
  return row?.kind === 'deletion' ? row : null;
}
