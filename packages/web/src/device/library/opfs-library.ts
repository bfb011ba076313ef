import type { FileKey } from '@cairn/protocol';
import { isSaneTime } from '@cairn/sync';
import type { Clock, Expected, Library, LocalFile, Packed, PlacedContent, Problem } from '@cairn/sync';
import { Commits } from './commits.ts';
import type { Contents } from './contents.ts';
import type { DeviceDatabase, Tx } from './database.ts';
import { evicted, failure } from './failures.ts';
import { piecesOf, unpack } from './gzip.ts';
import { asExpected, bury, exact, factsOf, formOf, stillThere } from './rows.ts';
import type { FileRow, UndoRow } from './rows.ts';

export interface OpfsLibraryOptions {
  readonly db: DeviceDatabase;
  readonly contents: Contents;
  readonly clock: Clock;
  /** Told of the names whose content changed, once that is committed. */
  readonly changed?: (keys: readonly FileKey[]) => void;
}

type Scanned = Awaited<ReturnType<Library['scan']>>;

/**
 * The files of one account in this browser. The list is in IndexedDB, so any name will do; contents lie beside it, large ones in OPFS.
 * What is in the list and has lost its content is a problem, never a deletion.
 */
export class OpfsLibrary implements Library {
  readonly db: DeviceDatabase;
  readonly contents: Contents;
  readonly commits: Commits;
  readonly clock: Clock;
  readonly changed: (keys: readonly FileKey[]) => void;
  /** Rows that the last whole look found without their content. */
  lost: readonly FileRow[] = [];

  constructor({ db, contents, clock, changed = () => undefined }: OpfsLibraryOptions) {
    this.db = db;
    this.contents = contents;
    this.clock = clock;
    this.changed = changed;
    this.commits = new Commits(db);
  }

  async scan(only?: readonly FileKey[]): Promise<Scanned> {
    const rows = only === undefined ? await this.rows() : await this.#rowsAt(only);
    const lost = new Set(only === undefined ? await this.#lostOf(rows) : []);
    if (only === undefined) this.lost = [...lost];
    const problems = [...lost].map(problemOf);
    return { files: rows.filter((row) => !lost.has(row)).map(factsOf), problems };
  }

  /** Every content was hashed when it was written. */
  async hash(files: readonly LocalFile[]): Promise<Scanned> {
    const hashed: LocalFile[] = [];
    const problems: Problem[] = [];
    await this.#reading(async (tx) => {
      for (const { key } of files) {
        try {
          hashed.push({ ...factsOf(await stillThere(tx, key)), key });
        } catch (error) {
          problems.push({ path: key.name, key, reason: failure(error).message, kind: 'failed' });
        }
      }
    });
    return { files: hashed, problems };
  }

  async pack(file: LocalFile): Promise<Packed> {
    const { row, packed } = await this.#packed(file.key);
    const { hash, size, modified } = row;
    const gzip = packed instanceof Blob ? { length: packed.size, open: () => piecesOf(packed.stream()) } : packed;
    return { key: file.key, hash, size, modified, gzip };
  }

  async read(file: LocalFile): Promise<Uint8Array> {
    const { row, packed } = await this.#packed(file.key);
    try {
      return await unpack(packed, row.size);
    } catch (error) {
      throw failure(error);
    }
  }

  async place(key: FileKey, content: PlacedContent, expected: Expected): Promise<LocalFile> {
    const now = this.clock.now();
    const modified = isSaneTime(content.modified, now) ? Math.trunc(content.modified) : now;
    return this.writing([key], async () => {
      const arrival = await this.contents.arrive(content);
      const { hash, size } = content;
      try {
        return await this.commits.run(async (tx) => {
          const old = await asExpected(tx, key, expected);
          if (old !== null) await bury(tx, old, now);
          const content = await this.contents.keep(arrival, tx);
          const row: FileRow = { type: key.type, name: key.name, form: formOf(key), hash, size, modified, content };
          tx.put('files', row);
          return factsOf(row);
        });
      } catch (error) {
        await this.contents.abandon(arrival);
        throw error;
      }
    });
  }

  async remove(file: LocalFile): Promise<void> {
    await this.writing([file.key], () =>
      this.commits.run(async (tx) => {
        const row = await asExpected(tx, file.key, { state: 'file', file });
        if (row !== null) await bury(tx, row, this.clock.now());
      }),
    );
  }

  async move(file: LocalFile, to: FileKey): Promise<LocalFile> {
    return this.writing([file.key, to], () =>
      this.commits.run(async (tx) => {
        const row = await asExpected(tx, file.key, { state: 'file', file });
        await asExpected(tx, to, { state: 'absent' });
        const moved = { ...(row ?? (await stillThere(tx, file.key))), type: to.type, name: to.name, form: formOf(to) };
        if (row !== null) tx.delete('files', [row.type, row.name]);
        tx.put('files', moved);
        return factsOf(moved);
      }),
    );
  }

  /** One flushed transaction: what was committed before it is on the disk then, too. */
  async settle(): Promise<void> {
    await this.writing([], () => this.db.write(['meta'], async (tx) => tx.setFact('settled', this.clock.now()), 'strict'));
  }

  /** All files; of a type, when it is named. */
  async rows(type?: string): Promise<FileRow[]> {
    const range = type === undefined ? undefined : IDBKeyRange.bound([type], [type, []]);
    return this.#reading((tx) => tx.all('files', range));
  }

  /**
   * Removes from the undo store what was taken before `before` (milliseconds), and the oldest of what together is larger than `keepBytes`
   * (plain). Also contents in OPFS that nobody owns: a write that was cut short.
   */
  async prune(before: number, keepBytes: number): Promise<void> {
    const files = await this.db.write(['files', 'contents', 'undo'], async (tx) => {
      const [ids, rows] = await Promise.all([tx.keys('undo'), tx.all('undo')]);
      let bytes = 0;
      const gone: UndoRow[] = [];
      for (let at = rows.length - 1; at >= 0; at--) {
        const [row, id] = [rows[at], ids[at]];
        if (row === undefined || id === undefined) continue;
        bytes += row.size;
        if (row.taken >= before && bytes <= keepBytes) continue;
        tx.delete('undo', id);
        gone.push(row);
      }
      return this.contents.free(
        gone.map((row) => row.content),
        tx,
      );
    });
    await this.contents.erase(files);
  }

  /** Removes files of OPFS that no row names: what was being written when a worker died. Only at the start, while nothing is being written. */
  async sweep(): Promise<void> {
    const there = await this.contents.files();
    if (there.size === 0) return;
    const owners = await this.db.read(['files', 'undo'], (tx) => Promise.all([tx.all('files'), tx.all('undo')]));
    for (const { content } of owners.flat()) if ('file' in content) there.delete(content.file);
    await this.contents.erase([...there]);
  }

  /** Runs a change, tells of it, and puts what went wrong into words. */
  async writing<T>(keys: readonly FileKey[], work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      if (keys.length > 0) this.changed(keys);
      return result;
    } catch (error) {
      throw failure(error);
    }
  }

  async #packed(key: FileKey): Promise<{ row: FileRow; packed: Uint8Array | File }> {
    // The content may be replaced between the two looks; then the new one is as good.
    for (let tries = 0; ; tries++) {
      const row = await this.#reading((tx) => stillThere(tx, key));
      const packed = await this.contents.packed(row.content, this.db);
      if (packed !== null) return { row, packed };
      if (tries > 0) throw evicted();
    }
  }
  async #rowsAt(keys: readonly FileKey[]): Promise<FileRow[]> {
    return this.#reading(async (tx) => {
      const rows = await Promise.all(keys.map((key) => exact(tx, key)));
      return rows.filter((row) => row !== undefined);
    });
  }
  async #lostOf(rows: readonly FileRow[]): Promise<FileRow[]> {
    const [numbers, files] = await Promise.all([this.#reading((tx) => tx.keys('contents')), this.contents.files()]);
    const there = new Set(numbers.map(Number));
    const missing = rows.filter(({ content }) => !('row' in content ? there.has(content.row) : files.has(content.file)));
    // A file written while we looked is in a later list.
    return missing.length === 0 ? [] : this.#stillLost(missing);
  }
  async #stillLost(rows: readonly FileRow[]): Promise<FileRow[]> {
    const lost: FileRow[] = [];
    for (const row of rows) if ((await this.contents.packed(row.content, this.db)) === null) lost.push(row);
    return lost;
  }
  async #reading<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.db.read(['files', 'contents'], work);
    } catch (error) {
      throw failure(error);
    }
  }
}

function problemOf({ type, name }: FileRow): Problem {
  return { path: name, key: { type, name }, reason: evicted().message, kind: 'failed' };
}
