import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Migration } from './module.ts';

/**
 * Before a database with data is brought up to date, the whole of it is copied to `before-STEP.db` beside it, where STEP is the first
 * step that it lacks: with it the version before can be started again (R76). A copy that is there already is kept: it is the one from
 * before the upgrade was cut off. Needs as much room as the database takes.
 * @returns the path of the copy; null when there was nothing to do
 */
export function keepSafetyCopy(db: Database.Database, file: string, steps: readonly Migration[]): string | null {
  const known = db.prepare<[], string>("SELECT name FROM sqlite_master WHERE name = 'migration'").pluck().get();
  if (known === undefined) return null;
  const done = new Set(db.prepare<[], string>('SELECT name FROM migration').pluck().all());
  const next = steps.find((step) => !done.has(step.name));
  // A database of a newer program is refused by the migrations, untouched.
  if (next === undefined || done.size === 0 || [...done].some((name) => steps.every((step) => step.name !== name))) return null;
  const copy = join(dirname(file), `before-${next.name}.db`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.part`;
  rmSync(unfinished, { force: true });
  db.prepare('VACUUM INTO ?').run(unfinished);
  flush(unfinished);
  renameSync(unfinished, copy);
  flush(dirname(file));
  return copy;
}

function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
