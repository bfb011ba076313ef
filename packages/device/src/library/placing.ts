import { hash as hashOf } from 'node:crypto';
import { close, fdatasync, open, readFileSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { WrittenFacts } from '../pool/tasks.ts';
import { readMeta, writeMeta } from '../state.ts';
import type { State } from '../state.ts';
import { codeOf } from './disk.ts';
import type { Disk } from './disk.ts';
import { flush } from './flush.ts';

/** A written temporary file that is ready to take its name. Absolute paths. */
export interface Arrival {
  readonly temporary: string;
  readonly target: string;
  readonly written: WrittenFacts;
  readonly hash: string;
  /** Where the file that is replaced goes; null when the name must be free. */
  readonly undo: string | null;
  /** Throws when the file that is replaced is not as expected at this moment. A free name needs no look: a link refuses any other. */
  readonly check: () => void;
}

/** So many arrivals are noted together while more are being written: each note is a flush. */
const notedTogether = 384;

/** Up to so many arrivals are flushed one by one before they take their names; more are noted down together instead. */
const flushedSingly = 6;

const opened = promisify(open);
const closed = promisify(close);
const flushData = promisify(fdatasync);

interface Waiting {
  readonly arrival: Arrival;
  readonly resolve: (stats: BigIntStats) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gives arrivals their names so that a power cut cannot leave an empty or torn file that would look like an edit: a single one is
 * flushed first; many are noted in the table `placing` with one flush together, and whatever a lost machine tore of them is put
 * back by `recover`. `settle` flushes what was only noted.
 */
export class Placing {
  readonly #root: string;
  readonly #state: State;
  readonly #disk: Disk;
  readonly #boot: string;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  /** Files being written that will be handed in soon. */
  #coming = 0;
  #toFlush: string[] = [];
  #directories = new Set<string>();

  constructor(root: string, state: State, disk: Disk, boot: string) {
    this.#root = root;
    this.#state = state;
    this.#disk = disk;
    this.#boot = boot;
  }

  /** A small file is being written: those that are ready wait a moment for it, to be noted with it. Ends with the promise. */
  async awaiting<T>(writing: Promise<T>): Promise<T> {
    this.#coming++;
    try {
      return await writing;
    } finally {
      this.#coming--;
      // Last, so that what was written has been handed in by then.
      setImmediate(() => this.#begin());
    }
  }

  /** @returns what lies under the name then. */
  async enter(arrival: Arrival): Promise<BigIntStats> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ arrival, resolve, reject });
      this.#begin();
    });
  }

  /** A directory whose names changed otherwise: `settle` flushes it too. Absolute. */
  touch(directory: string): void {
    this.#directories.add(directory);
  }

  /** Flushes everything entered and touched so far. */
  async settle(): Promise<void> {
    await this.#running;
    const files = this.#toFlush;
    const directories = [...this.#directories];
    this.#toFlush = [];
    this.#directories = new Set();
    await flush(files, directories);
    if (files.length === 0) return;
    const forget = this.#state.prepare('DELETE FROM placing WHERE path = ?');
    this.#state.transaction(() => files.forEach((file) => forget.run(relative(this.#root, file)))).immediate();
  }

  #begin(): void {
    if (this.#isTime()) this.#running ??= this.#run();
  }
  #isTime(): boolean {
    return this.#waiting.length > 0 && (this.#coming === 0 || this.#waiting.length >= notedTogether);
  }
  async #run(): Promise<void> {
    // Everything that is handed in during this turn of the loop shares the first round.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#isTime()) await this.#enterGroup(this.#waiting.splice(0));
    this.#running = null;
  }

  async #enterGroup(group: readonly Waiting[]): Promise<void> {
    try {
      if (group.length <= flushedSingly) await Promise.all(group.map(({ arrival }) => flushFile(arrival.temporary)));
      else this.#note(group.map(({ arrival }) => arrival));
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { arrival, resolve, reject } of group) {
      try {
        resolve(this.#enter(arrival, group.length > flushedSingly));
      } catch (error) {
        reject(error);
      }
    }
  }

  #note(arrivals: readonly Arrival[]): void {
    const note = this.#state.prepare('INSERT OR REPLACE INTO placing (path, inode, changed, hash, undo) VALUES (?, ?, ?, ?, ?)');
    this.#state
      .transaction(() => {
        if (readMeta(this.#state, 'boot') !== this.#boot) writeMeta(this.#state, 'boot', this.#boot);
        for (const { target, written, hash, undo } of arrivals) {
          note.run(relative(this.#root, target), written.inode, written.changed, hash, undo === null ? null : relative(this.#root, undo));
        }
      })
      .immediate();
  }

  #enter(arrival: Arrival, unflushed: boolean): BigIntStats {
    const { temporary, target, undo } = arrival;
    if (undo === null) this.#takeFreeName(temporary, target);
    else {
      arrival.check();
      this.#replace(temporary, target, undo);
    }
    this.#directories.add(dirname(target));
    if (unflushed) this.#toFlush.push(target);
    const stats = this.#disk.look(target);
    if (stats === null) throw Object.assign(new Error('the file vanished as it was written'), { code: 'ENOENT' });
    return stats;
  }

  /** A link refuses a name that is taken, which a rename would silently replace. */
  #takeFreeName(temporary: string, target: string): void {
    try {
      this.#disk.link(temporary, target);
    } catch (error) {
      if (!hasNoLinks(error)) throw error;
      if (this.#disk.look(target) !== null) throw Object.assign(new Error('the name is taken'), { code: 'EEXIST' });
      this.#disk.rename(temporary, target);
      return;
    }
    this.#disk.removeFile(temporary);
  }

  /** The old file gets its second name in the undo store first, so that the name itself is never empty. */
  #replace(temporary: string, target: string, undo: string): void {
    try {
      this.#disk.link(target, undo);
    } catch (error) {
      if (!hasNoLinks(error)) throw error;
      this.#replaceWithoutLinks(temporary, target, undo);
      return;
    }
    this.#disk.rename(temporary, target);
  }
  #replaceWithoutLinks(temporary: string, target: string, undo: string): void {
    this.#disk.rename(target, undo);
    try {
      this.#disk.rename(temporary, target);
    } catch (error) {
      this.#disk.rename(undo, target);
      throw error;
    }
  }
}

/** Disks without hard links (memory cards, some network shares) say one of these. */
function hasNoLinks(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(codeOf(error));
}

async function flushFile(path: string): Promise<void> {
  const file = await opened(path, 'r+');
  try {
    await flushData(file);
  } finally {
    await closed(file);
  }
}

interface Note {
  readonly path: string;
  readonly inode: string;
  readonly changed: string;
  readonly hash: string;
  readonly undo: string | null;
}

/**
 * After the machine died with files that were placed but not flushed: one that is torn goes to the undo store, and what it had
 * replaced comes back. A file that somebody edited since is left alone. Call before the first scan. Paths in notes are relative.
 */
export function recover(root: string, state: State, disk: Disk, boot: string, undoFor: (path: string) => string): void {
  const notes = state.prepare<[], Note>('SELECT path, inode, changed, hash, undo FROM placing').all();
  if (notes.length === 0 || (boot !== '' && readMeta(state, 'boot') === boot)) return;
  for (const note of notes) {
    const path = join(root, note.path);
    const stats = disk.look(path);
    const isOurs = stats !== null && String(stats.ino) === note.inode && String(stats.mtimeNs) === note.changed;
    if (!isOurs || hashOf('sha256', readFileSync(path), 'hex') === note.hash) continue;
    disk.rename(path, undoFor(note.path));
    const before = note.undo === null ? null : join(root, note.undo);
    if (before !== null && disk.look(before) !== null) disk.link(before, path);
  }
  state.exec('DELETE FROM placing');
}
