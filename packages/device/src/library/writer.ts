import { dirname, join } from 'node:path';
import { rmSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { markAt, markOfFolder, stateFolder } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { isSaneTime, LibraryError } from '@cairn/sync';
import type { Expected, LocalFile, PlacedContent } from '@cairn/sync';
import type { WrittenFacts } from '../pool/tasks.ts';
import type { State } from '../state.ts';
import { fileOf } from './catalogue.ts';
import type { Entry } from './catalogue.ts';
import type { Context } from './context.ts';
import { codeOf } from './disk.ts';
import { changedMeanwhile, writeFailure } from './failures.ts';
import { identityOf, sameContent } from './identity.ts';
import { largeFrom, writeInto } from './large.ts';
import { NewFolders } from './new-folders.ts';
import type { NewFolder } from './new-folders.ts';
import { Placing } from './placing.ts';
import { entryOf, markEntry, pathOf } from './scan.ts';
import type { UndoStore } from './undo.ts';
import { Unsettled } from './unsettled.ts';

/** The changing half of a folder library. */
export class Writer {
  readonly #context: Context;
  readonly #placing: Placing;
  readonly #folders: NewFolders;
  readonly #undo: UndoStore;
  readonly #unsettled: Unsettled;

  constructor(context: Context, state: State, boot: string, undo: UndoStore) {
    this.#context = context;
    this.#folders = new NewFolders(context);
    this.#placing = new Placing(context, state, boot, this.#folders);
    this.#undo = undo;
    this.#unsettled = new Unsettled(context.root, state);
  }

  /** Flushes what an earlier process changed and did not flush. To be called before a look. */
  async flushLeft(): Promise<void> {
    await this.#unsettled.flushLeft();
  }

  async place(key: FileKey, content: PlacedContent, expected: Expected): Promise<LocalFile> {
    try {
      this.#unsettled.begin();
      const spot = this.#context.names.locate(key);
      return spot.kind === 'directory' ? this.#placeMark(key, spot.path) : await this.#placeFile(key, spot.path, content, expected);
    } catch (error) {
      throw writeFailure(error);
    }
  }

  remove(file: LocalFile): void {
    try {
      this.#unsettled.begin();
      const { names, catalogue } = this.#context;
      const { kind, path } = names.locate(file.key);
      if (kind === 'directory') this.#removeEmpty(path);
      else this.#removeFile(file, path);
      catalogue.forget(path);
      this.#placing.touch(this.#absolute(dirname(path)));
      this.#removeEmptyParents(path);
    } catch (error) {
      throw writeFailure(error);
    }
  }

  move(file: LocalFile, to: FileKey): LocalFile {
    try {
      this.#unsettled.begin();
      const { names, catalogue, disk } = this.#context;
      const from = names.locate(file.key).path;
      const target = names.locate(to);
      if (target.kind === 'directory') {
        const moved = this.#placeMark(to, target.path);
        this.remove(file);
        return moved;
      }
      this.#check(from, { state: 'file', file });
      names.makeParents(target.path);
      this.#rename(from, target.path);
      const checked = this.#context.clock.now();
      const arrived = disk.look(this.#absolute(target.path));
      if (arrived === null) throw changedMeanwhile();
      const entry = this.#arrived(target.path, to, file.hash ?? catalogue.get(from)?.hash, checked, arrived);
      catalogue.forget(from);
      for (const path of [from, target.path]) this.#placing.touch(this.#absolute(dirname(path)));
      this.#removeEmptyParents(from);
      return fileOf(entry);
    } catch (error) {
      throw writeFailure(error);
    }
  }

  async settle(): Promise<void> {
    try {
      await this.#placing.settle();
      this.#unsettled.end();
    } catch (error) {
      throw writeFailure(error);
    }
    this.#context.catalogue.save();
  }

  async #placeFile(key: FileKey, path: string, content: PlacedContent, expected: Expected): Promise<LocalFile> {
    const { clock, temporary, catalogue, names } = this.#context;
    const isLarge = !(content.bytes instanceof Uint8Array) || content.size > largeFrom;
    const folder = expected.state === 'absent' && !isLarge ? this.#folders.around(path) : null;
    if (folder === null) {
      this.#check(path, expected);
      names.makeParents(path);
    }
    const place = folder === null ? temporary.next() : join(folder.home, path.slice(folder.path.length));
    const written = await this.#write(place, content, folder);
    try {
      const undo = expected.state === 'file' ? this.#undo.placeFor(path) : null;
      const check = (): void => this.#check(path, expected);
      const arrival = { temporary: place, folder, path, written, hash: content.hash, undo, check };
      const { identity, modified } = await this.#placing.enter(arrival);
      if (pathOf(key) !== path) catalogue.spell(path, key);
      const entry = { path, key, kind: 'file', identity, size: content.size, modified, hash: content.hash } as const;
      catalogue.learn(entry, clock.now());
      return fileOf(entry);
    } catch (error) {
      rmSync(place, { force: true });
      if (codeOf(error) !== 'EEXIST') throw error;
      this.#check(path, expected);
      throw changedMeanwhile();
    }
  }

  /** Writes the bytes into a new file, and removes it when that fails. */
  async #write(path: string, content: PlacedContent, folder: NewFolder | null): Promise<WrittenFacts> {
    const modified = isSaneTime(content.modified, this.#context.clock.now()) ? content.modified : null;
    const { form, bytes, hash, size } = content;
    if (!(bytes instanceof Uint8Array) || size > largeFrom) return writeInto(path, content, modified);
    if (folder !== null) folder.writing++;
    try {
      return await this.#placing.awaiting(this.#context.pool.run({ kind: 'write', path, form, bytes, hash, size, modified }, size));
    } catch (error) {
      if (folder !== null) folder.writing--;
      throw error;
    }
  }

  /** Records what has just come to lie at a path. */
  #arrived(path: string, key: FileKey, hash: string | undefined, checked: number, stats: BigIntStats): Entry {
    const { catalogue } = this.#context;
    if (pathOf(key) !== path) catalogue.spell(path, key);
    const entry = entryOf(catalogue, path, key, stats);
    if (hash === undefined) catalogue.put(entry);
    else catalogue.learn({ ...entry, hash }, checked);
    return { ...entry, ...(hash === undefined ? {} : { hash }) };
  }

  #placeMark(key: FileKey, path: string): LocalFile {
    const { names, disk, catalogue } = this.#context;
    names.makeDirectory(path);
    const stats = disk.look(this.#absolute(path));
    if (stats === null) throw changedMeanwhile();
    const entry = markEntry(path, key, stats);
    catalogue.put(entry);
    this.#placing.touch(this.#absolute(dirname(path)));
    return fileOf(entry);
  }

  #removeFile(file: LocalFile, path: string): void {
    const { disk } = this.#context;
    this.#check(path, { state: 'file', file });
    const before = disk.look(this.#absolute(path));
    const grave = this.#undo.placeFor(path);
    disk.rename(this.#absolute(path), grave);
    const after = disk.look(grave);
    if (before !== null && after !== null && sameContent(before, after)) return;
    disk.link(grave, this.#absolute(path));
    disk.removeFile(grave);
    throw changedMeanwhile();
  }

  /** A folder that is not empty stays: what is in it has names of its own. */
  #removeEmpty(path: string): void {
    try {
      this.#context.disk.removeDirectory(this.#absolute(path));
      this.#context.names.lostDirectory(path);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(codeOf(error))) throw error;
    }
  }

  /** Folders that a removal or move has emptied go too, unless they have a mark: else each would become a new empty folder in the cloud. */
  #removeEmptyParents(path: string): void {
    const { names, disk, known, catalogue } = this.#context;
    const floor = path.startsWith(`${stateFolder}/`) ? 3 : 1;
    for (let segments = path.split('/').slice(0, -1); segments.length > floor; segments = segments.slice(0, -1)) {
      const parent = segments.join('/');
      const mark = markAt(segments);
      if (catalogue.get(parent)?.kind === 'directory' || (mark !== null && known.isHeldMark(mark))) return;
      try {
        if (disk.names(this.#absolute(parent)).length > 0) return;
        disk.removeDirectory(this.#absolute(parent));
      } catch {
        return;
      }
      names.lostDirectory(parent);
    }
  }

  /** A link refuses a name that is taken, which a rename would silently replace. */
  #rename(from: string, to: string): void {
    const { disk, names } = this.#context;
    const [old, next] = [this.#absolute(from), this.#absolute(to)];
    const there = disk.look(next);
    if (there !== null) {
      // On a disk that folds case, the file itself answers to its new name.
      if (there.ino !== disk.look(old)?.ino || there.nlink > 1n) {
        names.refuseTwin(to);
        throw new LibraryError(
          'changed-meanwhile',
          'There is a file of the new name here already. Both are kept; the next sync looks again.',
        );
      }
      disk.rename(old, next);
      return;
    }
    try {
      disk.link(old, next);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw changedMeanwhile();
      disk.rename(old, next);
      return;
    }
    disk.removeFile(old);
  }

  /** @throws LibraryError unless the path is as expected at this moment. */
  #check(path: string, expected: Expected): void {
    const { disk, names, catalogue } = this.#context;
    const stats = disk.look(this.#absolute(path));
    if (expected.state === 'absent') {
      if (stats === null) return;
      names.refuseTwin(path);
      if (stats.isFile()) throw changedMeanwhile();
      const what = stats.isDirectory() ? 'folder' : 'link or device';
      throw new LibraryError('name-impossible', `A ${what} lies where this file belongs. Both are kept; rename one of the two.`);
    }
    const entry = catalogue.get(path);
    const { file } = expected;
    const isSame =
      stats !== null &&
      entry?.identity === identityOf(stats) &&
      entry.size === file.size &&
      (entry.hash === undefined || file.hash === undefined || entry.hash === file.hash);
    if (!isSame) throw changedMeanwhile();
  }

  #absolute(path: string): string {
    return join(this.#context.root, path);
  }
}

/** Name of the mark of the folder that a file lies in, for callers that watch folders. */
export function markBeside(key: FileKey): FileKey | null {
  const end = key.name.lastIndexOf('/');
  return end === -1 ? null : { type: key.type, name: markOfFolder(key.name.slice(0, end)) };
}
