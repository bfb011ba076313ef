import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from './context.ts';

/**
 * A folder that is not there yet. Its files are made under their own names in a folder in the making, and one rename puts all of them
 * in their places: each is wholly there or not at all, as with a temporary file of its own, at a third of the work for the disk.
 */
export class NewFolder {
  /** Relative, with `/`. */
  readonly path: string;
  /** Where its files are made; absolute. */
  readonly home: string;
  /** Files that were begun in it and are not written yet: while there are any, it may not take its place. */
  writing = 0;
  constructor(path: string, home: string) {
    this.path = path;
    this.home = home;
  }
}

const isPlain = /^[\x20-\x7e]*$/;

type Parts = Pick<Context, 'root' | 'disk' | 'names' | 'temporary'>;

/** The folders in the making of a library. */
export class NewFolders {
  readonly #context: Parts;
  readonly #open = new Map<string, NewFolder>();

  constructor(context: Parts) {
    this.#context = context;
  }

  /**
   * The folder in the making that a new file at this path belongs in; null where its folder is there already, or may be there in
   * another normal form.
   */
  around(path: string): NewFolder | null {
    const end = path.lastIndexOf('/');
    if (end === -1) return null;
    const directory = path.slice(0, end);
    const open = this.#open.get(directory);
    if (open !== undefined) return open;
    if (!isPlain.test(directory) || !this.#context.names.isMissing(directory)) return null;
    const folder = new NewFolder(directory, this.#context.temporary.next());
    mkdirSync(folder.home);
    this.#open.set(directory, folder);
    return folder;
  }

  /** No further file is made in it. */
  end(folder: NewFolder): void {
    this.#open.delete(folder.path);
  }

  /**
   * @returns whether it took its place; if not (a folder of the name has come up meanwhile), its files are still in `home`, to be
   * placed one by one.
   */
  enter(folder: NewFolder): boolean {
    const { root, disk, names } = this.#context;
    try {
      names.makeParents(folder.path);
      // Refused where there is anything but an empty folder.
      disk.rename(folder.home, join(root, folder.path));
    } catch {
      return false;
    }
    names.sawDirectory(folder.path);
    return true;
  }

  /** Removes what is left of a folder that did not take its place. */
  drop(folder: NewFolder): void {
    try {
      rmdirSync(folder.home);
    } catch {
      // A file in it could not be placed, and not be removed either; the next start cleans up.
    }
  }
}
