import type Database from 'better-sqlite3';
import { easeLog, settleLog } from './connection.ts';

/** The synchronous twin of a port: the same commands, answered at once. Each command is one transaction. */
export type Synchronous<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...args: infer Args) => Promise<infer Result> ? (...args: Args) => Result : never;
};

/** One command as it travels to the engine. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}
export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** A command with its types taken off. */
export type Command = (...args: readonly unknown[]) => unknown;

/**
 * Runs commands against one database. A batch is one commit: every command gets a savepoint of its own, so that one
 * that fails leaves the others untouched, and nothing is answered before the commit is flushed (R01).
 */
export class Engine {
  readonly #db: Database.Database;
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #reads: ReadonlySet<string>;
  /** Set by a failed commit: a flush that failed once is never retried into a success (R11). */
  #failed: Error | null = null;

  constructor(db: Database.Database, commands: ReadonlyMap<string, Command>, reads: ReadonlySet<string>) {
    this.#db = db;
    this.#commands = commands;
    this.#reads = reads;
  }

  run(batch: readonly Call[]): Outcome[] {
    const writes = batch.some((call) => !this.#reads.has(call.name));
    if (!writes) return batch.map((call) => this.#one(call));
    if (this.#failed !== null) {
      const error = this.#failed;
      return batch.map((call) => (this.#reads.has(call.name) ? this.#one(call) : { ok: false, error }));
    }
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const outcomes = batch.map((call) => this.#inSavepoint(call));
      this.#db.exec('COMMIT');
      return outcomes;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      if (isFlushFailure(error)) this.#failed = error;
      return batch.map(() => ({ ok: false, error }));
    }
  }

  /** Puts the database in order in a quiet moment; false when it is to be tried again. */
  settle(): boolean {
    return this.#tidied(() => settleLog(this.#db));
  }
  /** Copies the log in a pause between writes, so that it need not be copied while some wait. */
  ease(): void {
    this.#tidied(() => {
      easeLog(this.#db);
      return true;
    });
  }
  /** A flush that fails here counts like any other (R11). */
  #tidied(work: () => boolean): boolean {
    if (this.#failed !== null) return true;
    try {
      return work();
    } catch (error) {
      if (isFlushFailure(error)) this.#failed = error;
      return true;
    }
  }

  #inSavepoint(call: Call): Outcome {
    if (this.#reads.has(call.name)) return this.#one(call);
    this.#db.exec('SAVEPOINT command');
    const outcome = this.#one(call);
    if (!outcome.ok) {
      if (!this.#db.inTransaction) throw outcome.error;
      this.#db.exec('ROLLBACK TO command');
    }
    this.#db.exec('RELEASE command');
    return outcome;
  }

  #one(call: Call): Outcome {
    const command = this.#commands.get(call.name);
    if (command === undefined) return { ok: false, error: new Error(`no command ${call.name}`) };
    try {
      return { ok: true, value: command(...call.args) };
    } catch (error) {
      return { ok: false, error };
    }
  }
}

/** SQLite says SQLITE_IOERR… when a write or flush failed, as opposed to SQLITE_FULL, which is safe to meet again. */
function isFlushFailure(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_IOERR');
}
