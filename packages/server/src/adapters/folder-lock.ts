import { join } from 'node:path';
import Database from 'better-sqlite3';
import { hasCode } from './disk.ts';

export interface FolderLock {
  release(): void;
}

/**
 * Takes the data folder for this process (R19): an exclusive lock on `lock.db`, which the operating system frees when the
 * process ends, however it ends. `taken`: what is said when another process has it. @throws Error with that sentence
 */
export function lockFolder(folder: string, taken = takenByServer(folder)): FolderLock {
  const db = new Database(join(folder, 'lock.db'), { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS holder (pid INTEGER); DELETE FROM holder');
    db.prepare('INSERT INTO holder (pid) VALUES (?)').run(process.pid);
    // In exclusive mode the lock outlives the transaction, until the connection is closed.
    db.exec('COMMIT');
  } catch (error) {
    db.close();
    if (!hasCode(error, 'SQLITE_BUSY')) throw error;
    throw new Error(taken, { cause: error });
  }
  return { release: () => void db.close() };
}

function takenByServer(folder: string): string {
  return `Another server is running on the data folder ${folder}. Stop it first, or set CAIRN_DATA to another folder.`;
}
