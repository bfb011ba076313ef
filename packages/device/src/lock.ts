import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { stateFolder } from '@cairn/protocol';
import { codeOf } from './library/disk.ts';
import { systemTimers } from './timers.ts';
import type { Timers } from '@cairn/sync';

/** Held while a command changes a folder. */
export interface Lock {
  release(): void;
}

/** Somebody else is at work in the folder; `message` says who. */
export class FolderBusyError extends Error {
  override readonly name = 'FolderBusyError';
  readonly code = 'folder-busy';
}

export interface LockOptions {
  /** What the holder is doing, for the message to others: `sync`, `watch`. */
  readonly command: string;
  /** How long to wait for the other one, milliseconds; default 10 s. */
  readonly waitMs?: number;
  readonly timers?: Timers;
  readonly signal?: AbortSignal | undefined;
}

const pollMs = 40;

/**
 * Takes the folder for one command at a time: an exclusive lock of SQLite, which the system frees when a process dies.
 * @throws FolderBusyError when the other one is not done in time.
 */
export async function lockFolder(root: string, options: LockOptions): Promise<Lock> {
  const { command, waitMs = 10_000, timers = systemTimers, signal } = options;
  const home = join(root, stateFolder);
  mkdirSync(home, { recursive: true });
  const until = timers.now() + waitMs;
  const note = join(home, 'lock.json');
  for (;;) {
    const db = tryLock(join(home, 'lock.db'));
    if (db !== null) {
      writeFileSync(note, JSON.stringify({ pid: process.pid, command, since: timers.now() }));
      return {
        release: () => {
          rmSync(note, { force: true });
          db.close();
        },
      };
    }
    if (timers.now() >= until) throw new FolderBusyError(busyMessage(note));
    await timers.wait(pollMs, signal);
  }
}

function tryLock(path: string): Database.Database | null {
  const db = new Database(path, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}

function busyMessage(note: string): string {
  return `${holderOf(note)} is at work in this folder. Nothing was changed; wait until it is done, or stop it, then try again.`;
}
function holderOf(note: string): string {
  try {
    const json: unknown = JSON.parse(readFileSync(note, 'utf8'));
    const facts: Partial<Record<'pid' | 'command' | 'since', unknown>> = typeof json === 'object' && json !== null ? json : {};
    return `"${String(facts.command)}" (process ${String(facts.pid)}, since ${new Date(Number(facts.since)).toISOString()})`;
  } catch {
    // The other one is about to write its note, or has just removed it.
    return 'Another command';
  }
}
