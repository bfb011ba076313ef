import { join } from 'node:path';
import { markAt, meaningOfFile, offersMark, stateFolder } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { Clock, Expected, Library, LocalFile, Packed, PlacedContent } from '@cairn/sync';
import { bootId } from './library/boot.ts';
import { Catalogue, keyText } from './library/catalogue.ts';
import type { Context } from './library/context.ts';
import { realDisk } from './library/disk.ts';
import type { Disk } from './library/disk.ts';
import { readFailure } from './library/failures.ts';
import { identityOf } from './library/identity.ts';
import { Names } from './library/names.ts';
import { recover } from './library/placing.ts';
import { Reader } from './library/reader.ts';
import { KnownNames } from './library/scan.ts';
import type { Scanned } from './library/scan.ts';
import { Temporary } from './library/temporary.ts';
import { UndoStore } from './library/undo.ts';
import { Writer } from './library/writer.ts';
import { Pool } from './pool/pool.ts';
import { readMeta, writeMeta } from './state.ts';
import type { State } from './state.ts';

const dayMs = 86_400_000;

export interface FolderOptions {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly state: State;
  readonly clock?: Clock;
  /** Threads for reading and writing; default one a core. */
  readonly threads?: number;
  readonly disk?: Disk;
  /** Names this start of the machine; see `bootId`. */
  readonly boot?: string;
}

/** A folder laid out as OsmAnd lays out its own, as the library of a device (sync.md, "The folder of a device"). */
export function openFolderLibrary(options: FolderOptions): FolderLibrary {
  return new FolderLibrary(options);
}

export class FolderLibrary implements Library {
  readonly #context: Context;
  readonly #reader: Reader;
  readonly #writer: Writer;
  readonly #undo: UndoStore;
  readonly #state: State;
  readonly #recover: () => void;
  #recovered = false;
  /** Something was placed, removed or moved in this run. */
  #hasChanged = false;

  constructor(options: FolderOptions) {
    const { root, state, clock = { now: () => Date.now() }, disk = realDisk, boot = bootId() } = options;
    this.#state = state;
    const home = join(root, stateFolder);
    const catalogue = new Catalogue(state);
    const known = new KnownNames(state);
    const names = new Names(root, disk, catalogue, known);
    const pool = new Pool(options.threads);
    this.#context = { root, disk, clock, catalogue, names, known, pool, temporary: new Temporary(join(home, 'tmp')) };
    this.#undo = new UndoStore(join(home, 'undo'), () => clock.now());
    this.#reader = new Reader(this.#context);
    this.#writer = new Writer(this.#context, state, boot, this.#undo);
    this.#recover = () => recover(root, state, disk, boot, (path) => this.#undo.placeFor(path));
  }

  /** @throws LibraryError `unreadable` or `vanished` when the folder itself cannot be looked at: nothing may be judged then. */
  async scan(only?: readonly FileKey[]): Promise<Scanned> {
    try {
      await this.#writer.flushLeft();
      if (!this.#recovered) this.#recover();
      this.#recovered = true;
      return only === undefined ? await this.#reader.scanAll() : this.#reader.scanSome(only);
    } catch (error) {
      throw readFailure(error);
    }
  }
  async hash(files: readonly LocalFile[]): Promise<Scanned> {
    return this.#reader.hash(files);
  }
  async pack(file: LocalFile): Promise<Packed> {
    return this.#reader.pack(file);
  }
  async read(file: LocalFile): Promise<Uint8Array> {
    return this.#reader.read(file);
  }
  async place(key: FileKey, content: PlacedContent, expected: Expected): Promise<LocalFile> {
    this.#hasChanged = true;
    return this.#writer.place(key, content, expected);
  }
  async remove(file: LocalFile): Promise<void> {
    this.#hasChanged = true;
    this.#writer.remove(file);
  }
  async move(file: LocalFile, to: FileKey): Promise<LocalFile> {
    this.#hasChanged = true;
    return this.#writer.move(file, to);
  }
  async settle(): Promise<void> {
    await this.#writer.settle();
  }

  /**
   * Names that may be concerned when something happened at these paths (relative, with `/`): the files there, those that were seen
   * below, and the marks of the folders around. Paths that are no business of the device give nothing.
   */
  keysAt(paths: readonly string[]): FileKey[] {
    const { root, disk, catalogue, known } = this.#context;
    const keys = new Map<string, FileKey>();
    const add = (key: FileKey): void => {
      keys.set(keyText(key), key);
    };
    const addMark = (segments: readonly string[]): void => {
      const mark = markAt(segments);
      if (mark !== null && (offersMark(segments) || known.isHeldMark(mark))) add(mark);
    };
    for (const path of paths) {
      const segments = path.split('/');
      const seen = catalogue.get(path)?.key ?? catalogue.keySpelledBy(path);
      const meaning = meaningOfFile(segments);
      if (meaning.kind === 'state') continue;
      if (disk.look(join(root, path))?.isDirectory() === true) addMark(segments);
      else if (seen !== undefined) add(seen);
      else if (meaning.kind === 'file' || (meaning.kind === 'known-only' && known.isHeld(meaning.key))) add(meaning.key);
      addMark(segments.slice(0, -1));
    }
    for (const entry of catalogue.below(paths)) add(entry.key);
    return [...keys.values()];
  }

  /** Whether what lies at a path (relative, with `/`) is as this library last saw or made it: its own doing, no news. */
  isAsRecorded(path: string): boolean {
    const { root, disk, catalogue } = this.#context;
    const entry = catalogue.get(path);
    const stats = disk.look(join(root, path));
    if (stats === null) return entry === undefined && catalogue.below([path]).length === 0;
    if (stats.isFile()) return entry?.hash !== undefined && entry.identity === identityOf(stats);
    if (!stats.isDirectory()) return entry === undefined;
    const isNewMark = entry === undefined && offersMark(path.split('/')) && disk.names(join(root, path)).length === 0;
    return entry?.kind !== 'file' && !isNewMark;
  }

  /** Removes old files from the undo store: a few at a time, and no more often than once a day when all is done. */
  prune(): void {
    const now = this.#context.clock.now();
    const last = Number(readMeta(this.#state, 'pruned') ?? 0);
    if (last <= now && now - last < dayMs) return;
    if (this.#undo.prune()) writeMeta(this.#state, 'pruned', String(now));
  }

  async close(): Promise<void> {
    this.#reader.close();
    if (this.#hasChanged) this.prune();
    this.#context.catalogue.save();
    await this.#context.pool.close();
  }
}
