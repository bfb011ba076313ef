import type Database from 'better-sqlite3';
import type { Migration } from './module.ts';

/** The data folder was written by a newer program; it is left untouched (R76). */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
  constructor(step: string) {
    super(`The database was written by a newer version of Cairn (step ${step}). Nothing was changed; start that version again.`);
  }
}

/**
 * Brings the schema up to date, forward only. Each step is one transaction, so that a stop at any moment leaves a whole
 * number of steps. @throws NewerSchemaError when the database knows steps that this program does not.
 */
export function migrate(db: Database.Database, steps: readonly Migration[]): void {
  db.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY) WITHOUT ROWID');
  const done = new Set(db.prepare<[], string>('SELECT name FROM migration').pluck().all());
  const known = new Set(steps.map((step) => step.name));
  for (const name of done) if (!known.has(name)) throw new NewerSchemaError(name);
  const record = db.prepare<[string]>('INSERT INTO migration (name) VALUES (?)');
  for (const step of steps) {
    if (done.has(step.name)) continue;
    db.transaction(() => {
      db.exec(step.sql);
      record.run(step.name);
    })();
  }
}
