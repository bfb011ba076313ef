import { comparisonForm } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { LocalFile } from '@cairn/sync';
import type { State } from '../state.ts';
import { isSettled } from './identity.ts';

/** One file (or empty directory) as this device last saw it. `path` is relative to the folder, with `/`, as the disk spells it. */
export interface Entry {
  readonly path: string;
  readonly key: FileKey;
  readonly kind: 'file' | 'directory';
  readonly identity: string;
  readonly size: number;
  readonly modified: number;
  readonly hash?: string;
}
interface Remembered {
  readonly identity: string;
  readonly hash: string;
  /** When the look at the file began that gave the hash, milliseconds. */
  readonly checked: number;
}

/** What is known of the files of the folder: entries of this run, and hashes of earlier runs in `.cairn/state.db`. */
export class Catalogue {
  readonly #state: State;
  readonly #entries = new Map<string, Entry>();
  /** Paths that are not in NFC, by their NFC form; only these can be taken for another name. */
  readonly #unusual = new Map<string, Set<string>>();
  readonly #spelledAs = new Map<string, string>();
  readonly #spellings = new Map<string, FileKey>();
  #remembered: Map<string, Remembered> | null = null;
  #dirty = new Set<string>();
  #dirtySpellings = new Set<string>();

  constructor(state: State) {
    this.#state = state;
    const rows = state.prepare<[], [string, string, string]>('SELECT path, type, name FROM spellings').raw().all();
    for (const [path, type, name] of rows) this.#spell(path, { type, name });
  }

  get(path: string): Entry | undefined {
    return this.#entries.get(path);
  }
  /** Entries below any of these paths. */
  below(paths: readonly string[]): Entry[] {
    const folders = paths.filter((path) => !this.#entries.has(path)).map((path) => `${path}/`);
    if (folders.length === 0) return [];
    return [...this.#entries.values()].filter((entry) => folders.some((folder) => entry.path.startsWith(folder)));
  }

  /** The hash of an earlier look, if the file is as it was then. */
  hashFor(path: string, identity: string, modified: number): string | undefined {
    const known = this.#memory().get(path);
    return known?.identity === identity && isSettled(modified, known.checked) ? known.hash : undefined;
  }

  put(entry: Entry): void {
    this.#entries.set(entry.path, entry);
    const form = comparisonForm(entry.path);
    if (form === entry.path) return;
    const equals = this.#unusual.get(form);
    if (equals === undefined) this.#unusual.set(form, new Set([entry.path]));
    else equals.add(entry.path);
  }
  /** Records a hash that was taken by a look begun at `checked`. */
  learn(entry: Entry & { readonly hash: string }, checked: number): void {
    this.put(entry);
    this.#memory().set(entry.path, { identity: entry.identity, hash: entry.hash, checked });
    this.#dirty.add(entry.path);
  }
  forget(path: string): void {
    this.#entries.delete(path);
    this.#unusual.get(comparisonForm(path))?.delete(path);
    if (this.#memory().delete(path)) this.#dirty.add(path);
    this.unspell(path);
  }
  /** Forgets every path that a whole look at the folder did not find. */
  keepOnly(isThere: (path: string) => boolean): void {
    for (const path of [...this.#memory().keys(), ...this.#entries.keys(), ...this.#spellings.keys()]) {
      if (!isThere(path)) this.forget(path);
    }
  }

  /** The name in the cloud of a path that is spelled otherwise here. */
  keySpelledBy(path: string): FileKey | undefined {
    return this.#spellings.get(path);
  }
  /** The path here of a name that the cloud spells otherwise. */
  pathSpelling(key: FileKey): string | undefined {
    return this.#spelledAs.get(keyText(key));
  }
  /** From now on the file at `path` goes by `key`, which is equal to its own name in NFC. */
  spell(path: string, key: FileKey): void {
    this.#spell(path, key);
    this.#dirtySpellings.add(path);
  }
  unspell(path: string): void {
    const key = this.#spellings.get(path);
    if (key === undefined) return;
    this.#spellings.delete(path);
    this.#spelledAs.delete(keyText(key));
    this.#dirtySpellings.add(path);
  }
  /** Paths of this run that are equal to `path` in NFC without being equal to it. */
  equalInForm(path: string): string[] {
    const form = comparisonForm(path);
    const found = new Set(this.#unusual.get(form));
    if (this.#entries.has(form)) found.add(form);
    found.delete(path);
    return [...found];
  }

  /** Writes what was learnt since the last time; nothing is written when nothing was. */
  save(): void {
    if (this.#dirty.size === 0 && this.#dirtySpellings.size === 0) return;
    this.#state.transaction(() => this.#save()).immediate();
    this.#dirty = new Set();
    this.#dirtySpellings = new Set();
  }

  #save(): void {
    const put = this.#state.prepare('INSERT OR REPLACE INTO files (path, identity, hash, checked) VALUES (?, ?, ?, ?)');
    const drop = this.#state.prepare('DELETE FROM files WHERE path = ?');
    for (const path of this.#dirty) {
      const known = this.#memory().get(path);
      if (known === undefined) drop.run(path);
      else put.run(path, known.identity, known.hash, known.checked);
    }
    const spell = this.#state.prepare('INSERT OR REPLACE INTO spellings (path, type, name) VALUES (?, ?, ?)');
    const unspell = this.#state.prepare('DELETE FROM spellings WHERE path = ?');
    for (const path of this.#dirtySpellings) {
      const key = this.#spellings.get(path);
      if (key === undefined) unspell.run(path);
      else spell.run(path, key.type, key.name);
    }
  }

  #spell(path: string, key: FileKey): void {
    this.#spellings.set(path, key);
    this.#spelledAs.set(keyText(key), path);
  }
  #memory(): Map<string, Remembered> {
    if (this.#remembered === null) {
      const rows = this.#state.prepare<[], [string, string, string, number]>('SELECT path, identity, hash, checked FROM files').raw().all();
      this.#remembered = new Map(rows.map(([path, identity, hash, checked]) => [path, { identity, hash, checked }]));
    }
    return this.#remembered;
  }
}

/** One string for a key; types hold no NUL. */
export function keyText(key: FileKey): string {
  return `${key.type}\0${key.name}`;
}
/** An entry as the engine sees it. */
export function fileOf(entry: Entry): LocalFile {
  const { key, size, modified, hash } = entry;
  return { key, size, modified, ...(hash === undefined ? {} : { hash }) };
}
