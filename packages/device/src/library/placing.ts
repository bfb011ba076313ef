import { hash as hashOf } from 'node:crypto';
import { close, fdatasync, open, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { WrittenFacts } from '../pool/tasks.ts';
import { readMeta, writeMeta } from '../state.ts';
import type { State } from '../state.ts';
import type { Context } from './context.ts';
import { codeOf } from './disk.ts';
import type { Disk } from './disk.ts';
import { flush } from './flush.ts';
import { identityOf, modifiedOf } from './identity.ts';
import type { Names } from './names.ts';
import type { NewFolder, NewFolders } from './new-folders.ts';

/** A written file that is ready to take its name. */
export interface Arrival {
  /** Absolute. */
  readonly temporary: string;
  /** The folder in the making that it lies in; it takes its place with it. */
  readonly folder: NewFolder | null;
  /** Relative to the folder of the device, with `/`. */
  readonly path: string;
  readonly written: WrittenFacts;
  readonly hash: string;
  /** Where the file that is replaced goes, absolute; null when the name must be free. */
  readonly undo: string | null;
  /** Throws when the file that is replaced is not as expected at this moment. A free name needs no look: a link refuses any other. */
  readonly check: () => void;
}

/** What lies under a name once an arrival has taken it. */
export type Placed = Pick<WrittenFacts, 'identity' | 'modified'>;

/** So many arrivals are noted together while more are being written: each note is a flush, and the fewer, the more folders are whole. */
const notedTogether = 2_000;

/** Up to so many arrivals are flushed one by one before they take their names; more are noted down together instead. */
const flushedSingly = 6;

const opened = promisify(open);
const closed = promisify(close);
const flushData = promisify(fdatasync);

interface Waiting {
  readonly arrival: Arrival;
  readonly resolve: (placed: Placed) => void;
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
  readonly #names: Names;
  readonly #folders: NewFolders;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  /** Files being written that will be handed in soon. */
  #coming = 0;
  #toFlush: string[] = [];
  #directories = new Set<string>();
  /** Rows of `placing` about what `settle` flushes. */
  #notes: (number | bigint)[] = [];

  constructor(context: Pick<Context, 'root' | 'disk' | 'names'>, state: State, boot: string, folders: NewFolders) {
    this.#root = context.root;
    this.#disk = context.disk;
    this.#names = context.names;
    this.#state = state;
    this.#boot = boot;
    this.#folders = folders;
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
  async enter(arrival: Arrival): Promise<Placed> {
    return new Promise((resolve, reject) => {
      if (arrival.folder !== null) arrival.folder.writing--;
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
    const notes = this.#notes;
    this.#toFlush = [];
    this.#directories = new Set();
    this.#notes = [];
    await flush(files, directories);
    if (notes.length === 0) return;
    const forget = this.#state.prepare('DELETE FROM placing WHERE id = ?');
    this.#state.transaction(() => notes.forEach((note) => forget.run(note))).immediate();
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
    while (this.#isTime()) {
      const ready = this.#waiting.filter(isReady);
      this.#waiting = this.#waiting.filter((one) => !isReady(one));
      for (const folder of foldersOf(ready)) this.#folders.end(folder);
      await this.#enterGroup(ready);
    }
    this.#running = null;
  }

  async #enterGroup(group: readonly Waiting[]): Promise<void> {
    const isNoted = group.length > flushedSingly;
    try {
      if (isNoted) this.#note(group.map(({ arrival }) => arrival));
      else await Promise.all(group.map(({ arrival }) => flushFile(arrival.temporary)));
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    const whole = this.#enterFolders(group);
    for (const { arrival, resolve, reject } of group) {
      try {
        resolve(whole.has(arrival.folder) ? arrival.written : this.#enter(arrival));
        if (isNoted) this.#toFlush.push(join(this.#root, arrival.path));
        this.#directories.add(dirname(join(this.#root, arrival.path)));
      } catch (error) {
        reject(error);
      }
    }
    for (const folder of foldersOf(group)) if (!whole.has(folder)) this.#folders.drop(folder);
  }

  /** @returns the folders that took their places, and all files in them with them. */
  #enterFolders(group: readonly Waiting[]): ReadonlySet<NewFolder | null> {
    // The outer ones first: the inner ones need them.
    const folders = foldersOf(group).sort((a, b) => a.path.length - b.path.length);
    const whole = new Set(folders.filter((folder) => this.#folders.enter(folder)));
    for (const { path } of whole) this.#directories.add(dirname(join(this.#root, path)));
    return whole;
  }

  #note(arrivals: readonly Arrival[]): void {
    const notes = arrivals.map(({ path, written: { inode, changed }, hash, undo }): Note => {
      return [path, inode, changed, hash, undo === null ? null : relative(this.#root, undo)];
    });
    this.#state
      .transaction(() => {
        if (readMeta(this.#state, 'boot') !== this.#boot) writeMeta(this.#state, 'boot', this.#boot);
        const { lastInsertRowid } = this.#state.prepare('INSERT INTO placing (notes) VALUES (?)').run(JSON.stringify(notes));
        this.#notes.push(lastInsertRowid);
      })
      .immediate();
  }

  #enter({ temporary, path, undo, check }: Arrival): Placed {
    const target = join(this.#root, path);
    if (undo === null) {
      this.#names.makeParents(path);
      this.#takeFreeName(temporary, target);
    } else {
      check();
      this.#replace(temporary, target, undo);
    }
    const stats = this.#disk.look(target);
    if (stats === null) throw Object.assign(new Error('the file vanished as it was written'), { code: 'ENOENT' });
    return { identity: identityOf(stats), modified: modifiedOf(stats) };
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

/** A folder in the making waits until every file in it has been written. */
function isReady({ arrival }: Waiting): boolean {
  return arrival.folder === null || arrival.folder.writing === 0;
}
function foldersOf(group: readonly Waiting[]): NewFolder[] {
  return [...new Set(group.flatMap(({ arrival }) => arrival.folder ?? []))];
}

/** Paths are relative to the folder of the device; inode and change as in `WrittenFacts`. */
type Note = readonly [path: string, inode: string, changed: string, hash: string, undo: string | null];

/**
 * After the machine died with files that were placed but not flushed: one that is torn goes to the undo store, and what it had
 * replaced comes back. A file that somebody edited since is left alone. Call before the first scan. Paths in notes are relative.
 */
export function recover(root: string, state: State, disk: Disk, boot: string, undoFor: (path: string) => string): void {
  const notes = state.prepare<[], string>('SELECT notes FROM placing ORDER BY id').pluck().all();
  if (notes.length === 0 || (boot !== '' && readMeta(state, 'boot') === boot)) return;
  for (const [path, inode, changed, hash, undo] of notes.flatMap(notesIn)) {
    const target = join(root, path);
    const stats = disk.look(target);
    const isOurs = stats !== null && String(stats.ino) === inode && String(stats.mtimeNs) === changed;
    if (!isOurs || hashOf('sha256', readFileSync(target), 'hex') === hash) continue;
    disk.rename(target, undoFor(path));
    const before = undo === null ? null : join(root, undo);
    if (before !== null && disk.look(before) !== null) disk.link(before, target);
  }
  state.exec('DELETE FROM placing');
}

/** What is parsed here was written by this file alone, into a database that nobody else writes. */
function notesIn(text: string): Note[] {
  return JSON.parse(text) as Note[];
}
