import type { FileKey } from '@cairn/protocol';
import type { DeviceCalls, FileContent } from '../calls.ts';
import { LibraryIndex } from '../index/library-index.ts';
import { parseHere } from '../index/parser.ts';
import type { Parser } from '../index/parser.ts';
import type { Contents } from '../library/contents.ts';
import type { DeviceDatabase } from '../library/database.ts';
import { evicted, failure } from '../library/failures.ts';
import { unpack } from '../library/gzip.ts';
import { stillThere } from '../library/rows.ts';

/** Calls that only read: every tab's worker answers them itself, without asking the one that leads. */
export const readingCalls = ['entries', 'entriesOf', 'readFile'] as const satisfies readonly (keyof DeviceCalls)[];

export class LibraryReader implements Pick<DeviceCalls, (typeof readingCalls)[number]> {
  readonly index: LibraryIndex;
  readonly #db: DeviceDatabase;
  readonly #contents: Contents;

  constructor(db: DeviceDatabase, contents: Contents, parse: Parser = parseHere) {
    this.#db = db;
    this.#contents = contents;
    this.index = new LibraryIndex(db, contents, parse);
  }

  entries(): ReturnType<DeviceCalls['entries']> {
    return this.index.all();
  }
  entriesOf(keys: readonly FileKey[]): ReturnType<DeviceCalls['entriesOf']> {
    return this.index.some(keys);
  }
  async readFile(key: FileKey): Promise<FileContent> {
    try {
      const row = await this.#db.read(['files'], (tx) => stillThere(tx, key));
      const packed = await this.#contents.packed(row.content, this.#db);
      if (packed === null) throw evicted();
      return { bytes: await unpack(packed, row.size), hash: row.hash, modified: row.modified };
    } catch (error) {
      throw failure(error);
    }
  }
}
