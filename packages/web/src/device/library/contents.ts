import type { PlacedContent } from '@cairn/sync';
import type { DeviceDatabase, Tx } from './database.ts';
import { owned, passArrived, sealArrived, wholeUpTo } from './gzip.ts';
import type { Sealed } from './gzip.ts';

/** Where a content lies: a number in the database, or the name of a file in the browser's own file system (OPFS). */
export type ContentPlace = { readonly row: number } | { readonly file: string };

/** Up to so many packed bytes a content lies in the database, where thousands are written with one flush. */
const rowUpTo = 64 * 1024;

/** A content that is ready to take a name: bytes for the database, or a file that is written already. */
export type Arrival = { readonly sealed: Sealed } | { readonly file: string; readonly hash: string; readonly size: number };

/** The part of the platform that TypeScript knows in workers only. */
interface SyncHandle {
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}

/**
 * Contents of files, each kept as the gzip member that travels: nothing is packed twice, and a library takes the space that the cloud
 * counts. Each has one owner, a row of `files` or of `undo`; names of files are never names in OPFS.
 */
export class Contents {
  readonly #folder: FileSystemDirectoryHandle;

  private constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /** `home`: name of the folder of this library in OPFS. */
  static async open(home: string): Promise<Contents> {
    const root = await navigator.storage.getDirectory();
    return new Contents(await root.getDirectoryHandle(home, { create: true }));
  }
  static async remove(home: string): Promise<void> {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(home, { recursive: true }).catch(ignoreMissing);
  }

  /** Takes in a content that arrives. @throws LibraryError `damaged`; DOMException `QuotaExceededError` */
  async arrive(content: PlacedContent): Promise<Arrival> {
    const { bytes, hash, size } = content;
    if (bytes instanceof Uint8Array && size <= wholeUpTo) {
      const sealed = await sealArrived(bytes, content);
      return sealed.gzip.length <= rowUpTo ? { sealed } : { file: await this.#write((write) => write(sealed.gzip)), hash, size };
    }
    return { file: await this.#write((write) => passArrived(content, write)), hash, size };
  }

  /** Gives an arrival its place, within the transaction that gives it its name. */
  async keep(arrival: Arrival, tx: Tx): Promise<ContentPlace> {
    if ('file' in arrival) return { file: arrival.file };
    // A view of a whole batch would take the batch with it into the database.
    return { row: await tx.add('contents', new Uint8Array(owned(arrival.sealed.gzip))) };
  }
  /** Throws away an arrival that was given no name. */
  async abandon(arrival: Arrival): Promise<void> {
    if ('file' in arrival) await this.#erase(arrival.file);
  }

  /** The packed bytes; null when the browser no longer has them. */
  async packed(place: ContentPlace, db: DeviceDatabase): Promise<Uint8Array | File | null> {
    if ('row' in place) {
      return (await db.read(['contents'], (tx) => tx.get('contents', place.row))) ?? null;
    }
    try {
      return await (await this.#folder.getFileHandle(place.file)).getFile();
    } catch (error) {
      ignoreMissing(error);
      return null;
    }
  }

  /** Frees places whose owners are gone. Rows go within the transaction; @returns files to `erase` once it is done. */
  free(places: readonly ContentPlace[], tx: Tx): string[] {
    const files: string[] = [];
    for (const place of places) {
      if ('row' in place) tx.delete('contents', place.row);
      else files.push(place.file);
    }
    return files;
  }
  async erase(files: readonly string[]): Promise<void> {
    for (const file of files) await this.#erase(file);
  }

  /** Names of all files in OPFS. */
  async files(): Promise<Set<string>> {
    const names = new Set<string>();
    for await (const name of this.#folder.keys()) names.add(name);
    return names;
  }

  async #write(fill: (write: (piece: Uint8Array) => void) => void | Promise<void>): Promise<string> {
    const name = crypto.randomUUID();
    const handle = await this.#folder.getFileHandle(name, { create: true });
    try {
      const access = await syncHandle(handle);
      let at = 0;
      try {
        await fill((piece) => {
          for (let from = 0; from < piece.length;) {
            const written = access.write(piece.subarray(from), { at: at + from });
            if (written <= 0) throw new DOMException('The browser wrote nothing.', 'QuotaExceededError');
            from += written;
          }
          at += piece.length;
        });
        access.flush();
      } finally {
        access.close();
      }
      return name;
    } catch (error) {
      await this.#erase(name);
      throw error;
    }
  }
  async #erase(name: string): Promise<void> {
    await this.#folder.removeEntry(name).catch(ignoreMissing);
  }
}

interface WritableHandle {
  createSyncAccessHandle(): Promise<SyncHandle>;
}
function syncHandle(handle: FileSystemFileHandle): Promise<SyncHandle> {
  if (isWritable(handle)) return handle.createSyncAccessHandle();
  throw new DOMException('Files of the browser can be written in a worker only.', 'NotSupportedError');
}
function isWritable(handle: object): handle is WritableHandle {
  return 'createSyncAccessHandle' in handle;
}
function ignoreMissing(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
}
