import { mkdirSync, readdirSync, rmdirSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from './disk.ts';

/** How long a replaced or removed file stays, and how much of them together. */
const keepMs = 30 * 86_400_000;
const keepBytes = 2 * 1024 ** 3;
/** Files that one pruning may remove: deleting by the thousand slows a disk for minutes. */
const filesPerPruning = 300;

/**
 * The device's undo store: `.cairn/undo/TIME/` holds, under their paths, the files that a sync replaced or removed.
 * Nothing in it is ever read again by a sync.
 */
export class UndoStore {
  readonly #home: string;
  readonly #now: () => number;
  #shelf: { readonly name: string; readonly taken: Set<string> } | null = null;

  constructor(home: string, now: () => number) {
    this.#home = home;
    this.#now = now;
  }

  /** A free place for what lies at `path` now (relative to the folder); its directory exists. Absolute. */
  placeFor(path: string): string {
    if (this.#shelf === null || this.#shelf.taken.has(path)) this.#shelf = this.#newShelf();
    this.#shelf.taken.add(path);
    const place = join(this.#home, this.#shelf.name, withoutState(path));
    mkdirSync(dirname(place), { recursive: true });
    return place;
  }

  /** Removes what is older than 30 days, and what newer shelves of 2 GiB together push out; never the newest. @returns false when more is left to remove. */
  prune(): boolean {
    const shelves = listOf(this.#home).sort();
    let budget = filesPerPruning;
    let bytes = 0;
    for (const name of [...shelves].reverse()) {
      if (name === this.#shelf?.name) continue;
      const shelf = join(this.#home, name);
      const isTooMuch = bytes >= keepBytes;
      if (!isTooMuch) bytes += bytesUnder(shelf);
      if (isTooMuch || timeOf(name) < this.#now() - keepMs) budget = removeSome(shelf, budget);
      if (budget === 0) return false;
    }
    return true;
  }

  #newShelf(): { name: string; taken: Set<string> } {
    mkdirSync(this.#home, { recursive: true });
    for (let time = this.#now(); ; time++) {
      const name = new Date(time).toISOString().replaceAll(':', '-');
      try {
        mkdirSync(join(this.#home, name));
        return { name, taken: new Set() };
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
    }
  }
}

/** Companions lie in the state folder; in the undo store they lie under `info/`. */
function withoutState(path: string): string {
  return path.startsWith('.cairn/') ? path.slice('.cairn/'.length) : path;
}
function timeOf(name: string): number {
  const time = Date.parse(name.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'));
  return Number.isNaN(time) ? Infinity : time;
}
function listOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
function bytesUnder(directory: string): number {
  let bytes = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}
/** Removes up to `budget` files under a directory, then what is empty. @returns what is left of the budget. */
function removeSome(directory: string, budget: number): number {
  let left = budget;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (left === 0) return 0;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) left = removeSome(path, left);
    else {
      unlinkSync(path);
      left--;
    }
  }
  if (readdirSync(directory).length === 0) rmdirSync(directory);
  return left;
}
