import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { stateFolder } from '@cairn/protocol';
import { LibraryError } from '@cairn/sync';
import { writeFailure } from './library/failures.ts';

/** The memory of a device: `.cairn/state.db` in its folder. Bases, identities of files and spellings live in it. */
export type State = Database.Database;

const migrations: readonly string[] = [
  `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE bases (
     type TEXT NOT NULL, name TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, hash TEXT, size INTEGER,
     PRIMARY KEY (type, name)
   ) WITHOUT ROWID;
   CREATE TABLE pending (type TEXT NOT NULL, name TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (type, name)) WITHOUT ROWID;
   CREATE TABLE files (path TEXT PRIMARY KEY, identity TEXT NOT NULL, hash TEXT NOT NULL, checked INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE spellings (path TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE placing (path TEXT PRIMARY KEY, inode TEXT NOT NULL, changed TEXT NOT NULL, hash TEXT NOT NULL, undo TEXT) WITHOUT ROWID;`,
  // Files that are placed together are noted in one row: a note is written, and deleted, and hardly ever read.
  `ALTER TABLE placing RENAME TO placing_singly;
   CREATE TABLE placing (id INTEGER PRIMARY KEY, notes TEXT NOT NULL);
   INSERT INTO placing (notes)
     SELECT json_group_array(json_array(path, inode, changed, hash, undo)) FROM placing_singly HAVING count(*) > 0;
   DROP TABLE placing_singly;`,
  `CREATE TABLE sent (batch INTEGER PRIMARY KEY, files TEXT NOT NULL);`,
];

/**
 * Opens the state of the device whose folder is `root`, and makes it where there is none.
 * Every commit is flushed before it returns. @throws LibraryError when the folder cannot be written, or was used by a newer version.
 */
export function openState(root: string): State {
  try {
    return open(join(root, stateFolder));
  } catch (error) {
    throw writeFailure(error);
  }
}

/** Pages of 4 KiB. */
const checkpointPages = 16_384;

function open(home: string): State {
  mkdirSync(home, { recursive: true });
  const state = new Database(join(home, 'state.db'), { timeout: 10_000 });
  try {
    state.pragma('journal_mode = WAL');
    state.pragma('synchronous = FULL');
    // A first sync writes its pages into the database once, at the end, and not after every few thousand files.
    state.pragma(`wal_autocheckpoint = ${checkpointPages}`);
    migrate(state);
    return state;
  } catch (error) {
    state.close();
    throw error;
  }
}

function migrate(state: State): void {
  if (versionOf(state) === migrations.length) return;
  state
    .transaction(() => {
      const version = versionOf(state);
      if (version > migrations.length) {
        throw new LibraryError(
          'denied',
          'The state of this folder was written by a newer version of Cairn. Nothing was changed; use that version.',
        );
      }
      for (const migration of migrations.slice(version)) state.exec(migration);
      state.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}
function versionOf(state: State): number {
  return Number(state.pragma('user_version', { simple: true }));
}

/** A small fact by name; null when it was never written. */
export function readMeta(state: State, name: string): string | null {
  const value = state.prepare<[string], string>('SELECT value FROM meta WHERE name = ?').pluck().get(name);
  return value ?? null;
}
export function writeMeta(state: State, name: string, value: string): void {
  state.prepare('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value').run(name, value);
}
