import { lstatSync, readdirSync, watch } from 'node:fs';
import type { Dirent, FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '@cairn/protocol';
import { codeOf } from '../library/disk.ts';
import type { SourceListener } from './source.ts';

/** So many notices in one second may have overrun the system's queue, which says nothing of it (inotify holds 16,384). */
const burst = 4_000;
const burstMs = 1_000;

/**
 * A folder and all below it through one inotify watch a directory: notices come within a millisecond, where the general watcher
 * gathers them for 50. New directories are listed after they are watched, so that nothing in them is missed.
 */
export class InotifyTree {
  readonly #root: string;
  readonly #listener: SourceListener;
  readonly #watchers = new Map<string, FSWatcher>();
  #burstEnds = 0;
  #inBurst = 0;

  /** @throws what the system says when it cannot watch. */
  constructor(root: string, listener: SourceListener) {
    this.#root = root;
    this.#listener = listener;
    try {
      this.#add('');
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  stop(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Watches a directory and those below. @returns the files that are there. */
  #add(path: string): string[] {
    const absolute = join(this.#root, path);
    const watcher = watch(absolute, (kind, name) => this.#noticed(path, kind, name));
    watcher.on('error', (error) => this.#listener.lost(error.message));
    this.#watchers.get(path)?.close();
    this.#watchers.set(path, watcher);
    return entriesOf(absolute).flatMap((entry) => {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (inner === stateFolder) return [];
      return entry.isDirectory() ? [inner, ...this.#addOrSkip(inner)] : [inner];
    });
  }
  /** Directories that vanish, or that we may not look into, are no reason to end: a scan names them. */
  #addOrSkip(path: string): string[] {
    try {
      return this.#add(path);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(codeOf(error))) return [];
      throw error;
    }
  }

  #noticed(directory: string, kind: string, name: string | null): void {
    if (name === null || (directory === '' && name === stateFolder)) return;
    this.#countBurst();
    const path = directory === '' ? name : `${directory}/${name}`;
    try {
      this.#listener.changed(kind === 'rename' ? [path, ...this.#refresh(path)] : [path]);
    } catch (error) {
      // A directory more than the system lets us watch.
      this.#listener.lost(error instanceof Error ? error.message : String(error));
    }
  }

  /** A name came or went; a directory that moved is watched under its new name only. @returns files that came with it. */
  #refresh(path: string): string[] {
    for (const [watched, watcher] of this.#watchers) {
      if (watched !== path && !watched.startsWith(`${path}/`)) continue;
      watcher.close();
      this.#watchers.delete(watched);
    }
    return isDirectory(join(this.#root, path)) ? this.#addOrSkip(path) : [];
  }

  #countBurst(): void {
    const now = Date.now();
    if (now >= this.#burstEnds) {
      this.#burstEnds = now + burstMs;
      this.#inBurst = 0;
    }
    if (++this.#inBurst === burst) this.#listener.lost('too much happened at once');
  }
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
function isDirectory(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}
