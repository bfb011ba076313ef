import { join } from 'node:path';
import { CairnError } from '@cairn/protocol';
import type { Blobs } from '../ports/world.ts';
import type { Disk } from './disk.ts';
import { hasCode, realDisk } from './disk.ts';

/** Where files are written before they get their name. */
const beside = 'unfinished';
const keyForm = /^[0-9a-f]{32}$/;
const unfinishedForm = /^([0-9a-f]{32})\.part$/;
const pieceBytes = 256 * 1024;

/** Contents as files `FOLDER/ab/ab…`, by keys of 32 hexadecimal digits: written beside, flushed, renamed, folder flushed (R01). */
export async function diskBlobs(folder: string, disk: Disk = realDisk): Promise<Blobs> {
  const made = new Set<string>();
  // A flush that failed says nothing about what is on the disk: nothing more is written until somebody looked (R11).
  let broken: Error | null = null;

  async function ensure(path: string, parent: string | null): Promise<void> {
    if (made.has(path)) return;
    if (await disk.makeFolder(path)) {
      if (parent !== null) await flushed(() => disk.flushFolder(parent));
    }
    made.add(path);
  }
  async function flushed(flush: () => Promise<void>): Promise<void> {
    try {
      await flush();
    } catch (error) {
      if (!isFull(error)) broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }
  await ensure(folder, null);
  await ensure(join(folder, beside), folder);

  async function write(key: string, bytes: AsyncIterable<Uint8Array> | Uint8Array): Promise<number> {
    const unfinished = pathOf(folder, `${key}.part`);
    const home = join(folder, key.slice(0, 2));
    const file = await disk.create(unfinished);
    try {
      let length = 0;
      try {
        for await (const piece of piecesOf(bytes)) {
          await file.write(piece);
          length += piece.length;
        }
        await flushed(() => file.flush());
      } finally {
        await file.close();
      }
      await ensure(home, folder);
      await disk.rename(unfinished, join(home, key));
      await flushed(() => disk.flushFolder(home));
      return length;
    } catch (error) {
      // What cannot be removed now is found by the look for orphans (R07).
      await Promise.allSettled([disk.remove(unfinished), disk.remove(join(home, key))]);
      throw error;
    }
  }

  return {
    async put(key, bytes) {
      if (!keyForm.test(key)) throw new Error('a key of a content is 32 hexadecimal digits');
      if (broken !== null) throw new CairnError('read-only', {}, { cause: broken });
      try {
        return { length: await write(key, bytes) };
      } catch (error) {
        if (isFull(error)) throw new CairnError('storage-full', {}, { cause: error });
        throw error;
      }
    },
    async open(key, start = 0, length = Infinity) {
      const path = pathOf(folder, key);
      if (length - start <= pieceBytes) return piecesOf(await readSmall(disk, path, start, length));
      if ((await disk.changed(path)) === null) throw new CairnError('file-not-available');
      return readFrom(disk, path, start);
    },
    async has(key) {
      return keyForm.test(key) && (await disk.changed(pathOf(folder, key))) !== null;
    },
    async remove(key) {
      await disk.remove(pathOf(folder, key));
    },
    async list(after, limit) {
      const [afterPart = '', afterKey = ''] = after?.split('/') ?? [];
      const items: { key: string; made: number; temporary: boolean }[] = [];
      for (const part of (await disk.names(folder)).toSorted()) {
        if (part < afterPart) continue;
        for (const key of (await disk.names(join(folder, part))).toSorted()) {
          if (part === afterPart && key <= afterKey) continue;
          if (!keyForm.test(key) && !unfinishedForm.test(key)) continue;
          const changed = await disk.changed(pathOf(folder, key));
          if (changed !== null) items.push({ key, made: changed, temporary: unfinishedForm.test(key) });
          if (items.length >= limit) return { items, next: `${part}/${key}` };
        }
      }
      return { items, next: null };
    },
    async probe() {
      if (broken !== null) throw new CairnError('read-only', {}, { cause: broken });
      return { free: await disk.free(folder) };
    },
  };
}

/** @throws CairnError when the key is none: nothing that a user wrote ever becomes a path (R44) */
function pathOf(folder: string, key: string): string {
  if (keyForm.test(key)) return join(folder, key.slice(0, 2), key);
  if (unfinishedForm.test(key)) return join(folder, beside, key);
  throw new CairnError('file-not-available');
}

/** @throws CairnError `file-not-available` */
async function readSmall(disk: Disk, path: string, start: number, end: number): Promise<Uint8Array> {
  const file = await disk.openToRead(path).catch((error: unknown) => {
    throw hasCode(error, 'ENOENT') ? new CairnError('file-not-available') : error;
  });
  try {
    return await file.read(start, end - start);
  } finally {
    await file.close();
  }
}

async function* readFrom(disk: Disk, path: string, start: number): AsyncGenerator<Uint8Array> {
  const file = await disk.openToRead(path);
  try {
    for (let position = start; ; position += pieceBytes) {
      const piece = await file.read(position, pieceBytes);
      if (piece.length > 0) yield piece;
      if (piece.length < pieceBytes) return;
    }
  } finally {
    await file.close();
  }
}

async function* piecesOf(bytes: AsyncIterable<Uint8Array> | Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes instanceof Uint8Array) yield bytes;
  else yield* bytes;
}

function isFull(error: unknown): boolean {
  return hasCode(error, 'ENOSPC', 'EDQUOT');
}
