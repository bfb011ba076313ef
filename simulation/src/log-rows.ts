import type { HostDatabase } from './host-database.ts';

/** A row of the server's log as it lies in the database, read beside the server's own code. */
export interface LogRow {
  readonly account: number;
  readonly seq: number;
  readonly part: number;
  readonly file: number;
  readonly type: string;
  readonly name: string;
  readonly stamp: number;
  readonly device: number | null;
  readonly head: number;
  /** 1 content, 2 deletion, 3 moved. */
  readonly kind: number;
  /** 1 live, 2 trash, 3 history. */
  readonly shelf: number | null;
  readonly hash: string | null;
  readonly stored: number | null;
  readonly superseded: number | null;
  readonly below: number | null;
  readonly scope: number | null;
  readonly to: string | null;
}
/** What asks for all of them; `hash` reads the hash in hexadecimal digits. */
export const selectLog = (hash: string): string =>
  `SELECT account, seq, part, file, type, name, stamp, device, head, kind, shelf, ${hash} AS hash, stored, superseded, below, scope,
     moved_to AS "to" FROM version ORDER BY account, seq, part`;

/** A content that the server keeps. */
export interface Kept {
  /** Rises with what is written. */
  readonly id: number;
  readonly account: number;
  readonly hash: string;
  /** Where it lies on the disk; null: in the database. */
  readonly key: string | null;
  readonly bytes: Uint8Array | null;
}

/** Reads the log of all accounts; `changed` tells cheaply whether anything was written since it was asked last. */
export class LogReader {
  readonly #database: HostDatabase;
  #seen = -1;

  constructor(database: HostDatabase) {
    this.#database = database;
  }
  isOf(database: HostDatabase): boolean {
    return this.#database === database;
  }
  changed(): boolean {
    const now = this.#database.changes();
    const isNew = now !== this.#seen;
    this.#seen = now;
    return isNew;
  }
  rows(): readonly LogRow[] {
    return this.#database.rows();
  }
}
