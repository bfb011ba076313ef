import type { FileKey } from '@cairn/protocol';
import { isCompanion, isFolderMark } from '@cairn/protocol';
import type { Kept } from './judge.ts';

/** A file, or one version of it, that was not taken, and why. */
export interface Failure {
  readonly key: FileKey;
  /** When the version came to be, milliseconds; null = the whole file. */
  readonly time: number | null;
  readonly code: string;
  readonly reason: string;
}

/** What a person counts as a file. */
function isFile({ name }: FileKey): boolean {
  return !isCompanion(name) && !isFolderMark(name);
}

/** What an import did. Companions travel with their files and are in no count of files. */
export class Report {
  /** Versions and plain bytes that were copied; deletions. */
  versions = 0;
  bytes = 0;
  deletions = 0;
  /** Versions that were here already. */
  thereVersions = 0;
  /** Rows of the listing that nobody can read. */
  unreadable = 0;
  isStopped = false;
  readonly maps: FileKey[] = [];
  readonly failed: Failure[] = [];
  readonly kept: { readonly key: FileKey; readonly why: Kept }[] = [];
  /** What is no data of OsmAnd, and why where that is known. */
  readonly foreign: { readonly path: string; readonly reason: string }[] = [];
  readonly #copied = new Set<string>();
  readonly #there = new Set<string>();

  get files(): number {
    return this.#copied.size;
  }
  /** Files that were here already, with all their versions. */
  get thereFiles(): number {
    return [...this.#there].filter((name) => !this.#copied.has(name)).length;
  }

  copied(key: FileKey, size: number): void {
    this.versions += 1;
    this.bytes += size;
    if (isFile(key)) this.#copied.add(`${key.type}\0${key.name}`);
  }
  there(key: FileKey, versions: number): void {
    this.thereVersions += versions;
    if (isFile(key)) this.#there.add(`${key.type}\0${key.name}`);
  }
  fail(failure: Failure): void {
    this.failed.push(failure);
  }
}
