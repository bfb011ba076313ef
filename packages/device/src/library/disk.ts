import { linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';

/** The few acts on names that the library's promises rest on; a test puts a disk in between that folds case or loses links. */
export interface Disk {
  /** Looks without following a link; null when nothing is there. */
  look(path: string): BigIntStats | null;
  /** Names in a directory, as the disk spells them. */
  names(directory: string): string[];
  /** Gives a file a second name; fails with EEXIST where one is taken. */
  link(from: string, to: string): void;
  /** Takes the place of whatever file has the name. */
  rename(from: string, to: string): void;
  /** Makes one directory; fails with EEXIST. */
  makeDirectory(path: string): void;
  removeFile(path: string): void;
  /** Fails with ENOTEMPTY. */
  removeDirectory(path: string): void;
}

export const realDisk: Disk = {
  look: (path) => lookAt(path),
  names: (directory) => readdirSync(directory),
  link: linkSync,
  rename: renameSync,
  makeDirectory: (path) => {
    mkdirSync(path);
  },
  removeFile: unlinkSync,
  removeDirectory: rmdirSync,
};

function lookAt(path: string): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}

/** The system's code of an error (`ENOENT` …); empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
