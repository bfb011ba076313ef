import type { openInThread } from '@cairn/server';

export type Database = Parameters<NonNullable<Parameters<typeof openInThread>[1]>>[0];

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

/** Reads the log of all accounts; `changed` tells cheaply whether anything was written since it was asked last. */
export class LogReader {
  readonly #database: Database;
  readonly #rows;
  readonly #changes;
  #seen = -1;

  constructor(database: Database) {
    this.#database = database;
    this.#rows = database.prepare<[], LogRow>(
      `SELECT account, seq, part, file, type, name, stamp, device, head, kind, shelf, lower(hex(hash)) AS hash, stored, superseded, below,
         scope, moved_to AS "to" FROM version ORDER BY account, seq, part`,
    );
    this.#changes = database.prepare<[], number>('SELECT total_changes()').pluck();
  }
  isOf(database: Database): boolean {
    return this.#database === database;
  }
  changed(): boolean {
    const now = this.#changes.get() ?? 0;
    const isNew = now !== this.#seen;
    this.#seen = now;
    return isNew;
  }
  rows(): LogRow[] {
    return this.#rows.all();
  }
}
