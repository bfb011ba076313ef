import type Database from 'better-sqlite3';
import type { Draft } from '../../log/draft.ts';
import type { Amount, LogState, Row } from '../../log/rows.ts';
import { nothing, plus } from '../../log/rows.ts';
import type { NewContent } from '../../ports/log-store.ts';
import { carriedOf, shelfNumber, valuesOf, versionColumns } from './log-rows.ts';

/** Contents that a command brings, by hash, with the memory that holds the small ones. */
export class Brought {
  readonly bytes: Uint8Array;
  readonly #byHash = new Map<string, NewContent>();
  readonly #unused = new Set<string>();

  constructor(contents: readonly NewContent[], bytes: Uint8Array) {
    this.bytes = bytes;
    for (const content of contents) {
      // Two items may bring the same content; the first one is kept.
      if (!this.#byHash.has(content.hash)) this.#byHash.set(content.hash, content);
      if ('key' in content.place) this.#unused.add(content.place.key);
    }
  }
  get(hash: string): NewContent | undefined {
    return this.#byHash.get(hash);
  }
  used(content: NewContent): void {
    if ('key' in content.place) this.#unused.delete(content.place.key);
  }
  /** Keys that nothing refers to after all. */
  get unused(): string[] {
    return [...this.#unused];
  }
}

/** Carries out what was decided: rows, references to contents, counters. Prepared once for a connection. */
export class LogWrites {
  readonly #insert;
  readonly #update;
  readonly #delete;
  readonly #refer;
  readonly #release;
  readonly #addBlob;
  readonly #addContent;
  readonly #save;
  readonly #saveType;

  constructor(db: Database.Database) {
    const places = versionColumns.map(() => '?').join(', ');
    this.#insert = db.prepare(`INSERT INTO version (${versionColumns.join(', ')}) VALUES (${places})`);
    this.#update = db.prepare(
      'UPDATE version SET head = ?, shelf = ?, superseded = ?, carried = ?, below = ? WHERE account = ? AND seq = ? AND part = ?',
    );
    this.#delete = db.prepare('DELETE FROM version WHERE account = ? AND seq = ? AND part = ?');
    this.#refer = db.prepare('UPDATE blob SET refs = refs + 1, since = NULL WHERE account = ? AND hash = ?');
    this.#release = db.prepare(
      'UPDATE blob SET refs = refs - 1, since = CASE WHEN refs = 1 THEN ? ELSE NULL END WHERE account = ? AND hash = ?',
    );
    this.#addBlob = db.prepare('INSERT INTO blob (account, hash, content, refs, since, stored) VALUES (?, ?, ?, 1, NULL, ?)');
    this.#addContent = db.prepare('INSERT INTO content (account, stored_hash, key, bytes) VALUES (?, ?, ?, ?)');
    this.#save = db.prepare('INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#saveType = db.prepare(
      `INSERT INTO log_type (account, type, files, size, stored) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (account, type) DO UPDATE SET files = files + excluded.files, size = size + excluded.size, stored = stored + excluded.stored`,
    );
  }

  /** Rows and references of a draft. Old heads give way first, so that there is never a second head of a name. */
  apply(account: number, draft: Draft, brought: Brought, now: number): void {
    const changes = [...draft.changes];
    for (const { before, after } of changes) if (before !== null && after !== null) this.#updateRow(account, after);
    for (const { before, after } of changes) {
      if (before !== null && after === null) this.#deleteRow(account, before, now);
    }
    for (const { before, after } of changes) if (before === null && after !== null) this.#insertRow(account, after, brought);
  }

  saveState(account: number, state: LogState): void {
    const { live, trash, history } = state;
    this.#save.run(
      ...[account, state.seq, state.stamp, state.file, state.epoch],
      ...[live, trash, history].flatMap((amount) => [amount.files, amount.size, amount.stored]),
    );
  }
  saveTypes(account: number, types: TypeSums): void {
    for (const [type, { files, size, stored }] of types.sums) {
      if (files !== 0 || size !== 0 || stored !== 0) this.#saveType.run(account, type, files, size, stored);
    }
  }

  #insertRow(account: number, row: Row, brought: Brought): void {
    this.#insert.run(valuesOf(account, row));
    if (row.kind === 'content') this.#addReference(account, row.hash, brought);
  }
  #updateRow(account: number, row: Row): void {
    const content = row.kind === 'content' ? row : null;
    const below = row.kind === 'deletion' ? row.below : null;
    const shelf = content === null ? null : shelfNumber[content.shelf];
    this.#update.run(row.head ? 1 : 0, shelf, content?.superseded ?? null, carriedOf(row), below, account, row.seq, row.part);
  }
  #deleteRow(account: number, row: Row, now: number): void {
    this.#delete.run(account, row.seq, row.part);
    if (row.kind === 'content') this.#release.run(now, account, Buffer.from(row.hash, 'hex'));
  }

  #addReference(account: number, hash: string, brought: Brought): void {
    const hashBytes = Buffer.from(hash, 'hex');
    if (this.#refer.run(account, hashBytes).changes === 1) return;
    const content = brought.get(hash);
    if (content === undefined) throw new Error('a version without its content was decided');
    const { place, stored } = content;
    const key = 'key' in place ? place.key : null;
    const bytes = 'at' in place ? brought.bytes.subarray(place.at, place.at + stored) : null;
    if (bytes !== null && bytes.length !== stored) throw new Error('a content lies outside the bytes of its command');
    const { lastInsertRowid } = this.#addContent.run(account, Buffer.from(content.storedHash, 'hex'), key, bytes);
    this.#addBlob.run(account, hashBytes, lastInsertRowid, stored);
    brought.used(content);
  }
}

/** Amounts of types, summed over the drafts of one command. */
export class TypeSums {
  readonly sums = new Map<string, Amount>();
  add(more: ReadonlyMap<string, Amount>): void {
    for (const [type, amount] of more) this.sums.set(type, plus(this.sums.get(type) ?? nothing, amount));
  }
}
