import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, stat, statfs, unlink } from 'node:fs/promises';

/** An open file; `close` may be called on any error. */
export interface DiskFile {
  /** Writes all of the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Reads `length` bytes from `position`, fewer only where the file ends. */
  read(position: number, length: number): Promise<Uint8Array>;
  /** Flushes the content to the disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** The few things that blobs need of a file system; tests put one in its place that fails, or forgets what was not flushed. */
export interface Disk {
  /** Makes a folder whose parent is there; there already is no error. @returns whether it was made. */
  makeFolder(path: string): Promise<boolean>;
  /** Makes a file that must not exist. */
  create(path: string): Promise<DiskFile>;
  openToRead(path: string): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; none there is no error. */
  remove(path: string): Promise<void>;
  /** Flushes the names in a folder. */
  flushFolder(path: string): Promise<void>;
  /** Names in a folder; none when there is no such folder. */
  names(path: string): Promise<readonly string[]>;
  /** Time of the last change of a file, milliseconds; null when it is not there. */
  changed(path: string): Promise<number | null>;
  /** Bytes that can be written. */
  free(path: string): Promise<number>;
}

/** The file system of this machine. */
export const realDisk: Disk = {
  async makeFolder(path) {
    try {
      await mkdir(path, { mode: 0o700 });
      return true;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false;
      throw error;
    }
  },
  create: (path) => openFile(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL),
  openToRead: (path) => openFile(path, constants.O_RDONLY),
  rename,
  async remove(path) {
    await ignoring('ENOENT', unlink(path));
  },
  async flushFolder(path) {
    const folder = await open(path, constants.O_RDONLY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  async names(path) {
    return (await ignoring('ENOENT', readdir(path))) ?? [];
  },
  async changed(path) {
    const found = await ignoring('ENOENT', stat(path));
    return found === undefined ? null : Math.trunc(found.mtimeMs);
  },
  async free(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};

async function openFile(path: string, flags: number): Promise<DiskFile> {
  const file = await open(path, flags, 0o600);
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten;
    },
    async read(position, length) {
      const buffer = Buffer.allocUnsafe(length);
      for (let done = 0; done < length;) {
        const { bytesRead } = await file.read(buffer, done, length - done, position + done);
        if (bytesRead === 0) return buffer.subarray(0, done);
        done += bytesRead;
      }
      return buffer;
    },
    flush: () => file.datasync(),
    close: () => file.close(),
  };
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}
async function ignoring<T>(code: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, code)) return undefined;
    throw error;
  }
}
