import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { Statement } from 'better-sqlite3';
import { comparisonForm, markAt, meaningOfFile, offersMark, placementOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { LocalFile, Problem } from '@cairn/sync';
import type { State } from '../state.ts';
import { fileOf, keyText } from './catalogue.ts';
import type { Catalogue, Entry } from './catalogue.ts';
import type { Disk } from './disk.ts';
import { readFailure } from './failures.ts';
import { identityOf, modifiedOf } from './identity.ts';
import type { Names } from './names.ts';
import { walk } from './walk.ts';
import type { Visitor } from './walk.ts';

export interface Scanned {
  readonly files: readonly LocalFile[];
  readonly problems: readonly Problem[];
}

/** SHA-256 of nothing: the content of the mark of an empty folder. */
export const emptyHash = createHash('sha256').digest('hex');

const isPlain = /^[\x20-\x7e]*$/;

/** Names that the device and the cloud have agreed on, as far as a scan must know them. */
export class KnownNames {
  readonly #state: State;
  #held: Statement<[string, string]> | null = null;
  #marks: ReadonlySet<string> | null = null;
  #byForm: ReadonlyMap<string, readonly FileKey[]> | null = null;

  constructor(state: State) {
    this.#state = state;
  }

  /** Looks afresh the next time. */
  refresh(): void {
    this.#marks = null;
    this.#byForm = null;
  }
  /** Whether this device holds, or held, a file of this name in agreement with the cloud. */
  isHeld(key: FileKey): boolean {
    this.#held ??= this.#state.prepare("SELECT 1 FROM bases WHERE type = ? AND name = ? AND kind <> 'absent'");
    return this.#held.get(key.type, key.name) !== undefined;
  }
  /** Whether the mark of this folder is in agreement with the cloud; many are asked for, so they are read at once. */
  isHeldMark(key: FileKey): boolean {
    this.#marks ??= new Set(
      this.#keys("SELECT type, name FROM bases WHERE kind = 'content' AND name GLOB '*/__folder__.info'").map(keyText),
    );
    return this.#marks.has(keyText(key));
  }
  /** Names in the cloud that are equal to this one in NFC without being equal to it. */
  equalInForm(key: FileKey): readonly FileKey[] {
    this.#byForm ??= this.#indexByForm();
    const equal = this.#byForm.get(formText(key)) ?? [];
    return equal.filter((other) => other.name !== key.name);
  }
  /** All names with a base. */
  all(): readonly FileKey[] {
    return this.#keys("SELECT type, name FROM bases WHERE kind <> 'absent'");
  }

  #indexByForm(): Map<string, FileKey[]> {
    const unusual = "name GLOB '*[^ -~]*'";
    const keys = this.#keys(
      `SELECT type, name FROM bases WHERE kind <> 'absent' AND ${unusual} UNION SELECT type, name FROM pending WHERE ${unusual}`,
    );
    return Map.groupBy(keys, formText);
  }
  #keys(sql: string): FileKey[] {
    const rows = this.#state.prepare<[], [string, string]>(sql).raw().all();
    return rows.map(([type, name]) => ({ type, name }));
  }
}

function formText(key: FileKey): string {
  return keyText({ type: key.type, name: comparisonForm(key.name) });
}

interface Context {
  readonly root: string;
  readonly disk: Disk;
  readonly catalogue: Catalogue;
  readonly names: Names;
  readonly known: KnownNames;
}

/** One look at the whole folder. */
export class Scan implements Visitor {
  readonly #context: Context;
  readonly #entries = new Map<string, Entry>();
  readonly #problems: Problem[] = [];
  readonly #foreign: string[] = [];
  readonly #unread: string[] = [];

  constructor(context: Context) {
    this.#context = context;
  }

  async run(): Promise<Scanned> {
    const { root, disk, catalogue } = this.#context;
    this.#context.known.refresh();
    this.#context.names.lookAgain();
    await walk(root, disk, this);
    this.#settleSpellings();
    catalogue.keepOnly((path) => this.#entries.has(path) || this.#unread.some((unread) => path.startsWith(`${unread}/`)));
    for (const entry of this.#entries.values()) catalogue.put(entry);
    this.#reportForeign();
    this.#reportUnread();
    return { files: Array.from(this.#entries.values(), fileOf), problems: this.#problems };
  }

  keyOf(path: string, segments: readonly string[]): FileKey | null {
    const { catalogue, known } = this.#context;
    const spelled = catalogue.get(path)?.key ?? catalogue.keySpelledBy(path);
    if (spelled !== undefined) return spelled;
    const meaning = meaningOfFile(segments);
    if (meaning.kind === 'file') return meaning.key;
    if (meaning.kind === 'known-only' && known.isHeld(meaning.key)) return meaning.key;
    if (meaning.kind !== 'state') this.#foreign.push(path);
    return null;
  }

  file(path: string, key: FileKey, stats: BigIntStats): void {
    this.#entries.set(path, entryOf(this.#context.catalogue, path, key, stats));
  }

  directory(path: string, segments: readonly string[], isEmpty: boolean): void {
    const { root, disk, names, known } = this.#context;
    names.sawDirectory(path);
    const key = markAt(segments);
    if (key === null || !((isEmpty && offersMark(segments)) || known.isHeldMark(key))) return;
    const stats = disk.look(`${root}/${path}`);
    if (stats !== null) this.#entries.set(path, markEntry(path, key, stats));
  }

  special(path: string, what: string): void {
    this.#problems.push({ path, reason: `This is a ${what}; only files and folders are synchronised. It is left as it is.`, kind: 'note' });
  }

  failed(path: string, error: unknown): void {
    this.#problems.push({ path, reason: readFailure(error).message, kind: 'failed' });
    this.#unread.push(path);
  }

  /** Files whose names are not spelled as in the cloud: an exact match goes first, else the only one equal in NFC is the same file. */
  #settleSpellings(): void {
    const { catalogue, known } = this.#context;
    const open: Entry[] = [];
    for (const entry of this.#entries.values()) {
      if (isPlain.test(entry.path) && catalogue.keySpelledBy(entry.path) === undefined) continue;
      const exact = pathOf(entry.key);
      if (exact === entry.path) open.push(entry);
      else if (exact !== null && this.#entries.has(exact)) this.#giveOwnName(entry);
    }
    const rivals = Map.groupBy(open, (entry) => comparisonForm(entry.path));
    for (const entry of open) {
      const [only, ...more] = known.equalInForm(entry.key);
      if (only === undefined || more.length > 0) continue;
      if (rivals.get(comparisonForm(entry.path))?.length !== 1 || known.isHeld(entry.key)) continue;
      catalogue.spell(entry.path, only);
      this.#entries.set(entry.path, { ...entry, key: only });
    }
  }
  #giveOwnName(entry: Entry): void {
    this.#context.catalogue.unspell(entry.path);
    const segments = entry.path.split('/');
    const meaning = meaningOfFile(segments);
    const key = entry.kind === 'directory' ? markAt(segments) : 'key' in meaning ? meaning.key : null;
    if (key === null) this.#entries.delete(entry.path);
    else this.#entries.set(entry.path, { ...entry, key });
  }

  /** One line for each foreign folder, however much is in it. */
  #reportForeign(): void {
    for (const [top, paths] of Map.groupBy(this.#foreign, (path) => path.slice(0, path.indexOf('/') + 1))) {
      const few = top === '' || paths.length < 4;
      const lines = few ? paths : [top];
      const reason = few
        ? 'This is not OsmAnd data. It is left as it is.'
        : `${paths.length} files here are not OsmAnd data. They are left as they are.`;
      for (const path of lines) this.#problems.push({ path, reason, kind: 'note' });
    }
  }

  /** What could not be looked at must not seem deleted: every known file there is named as a problem. */
  #reportUnread(): void {
    if (this.#unread.length === 0) return;
    const { catalogue, known } = this.#context;
    for (const key of known.all()) {
      const path = catalogue.pathSpelling(key) ?? pathOf(key);
      if (path === null || this.#entries.has(path)) continue;
      if (!this.#unread.some((unread) => path === unread || path.startsWith(`${unread}/`))) continue;
      this.#problems.push({
        path,
        key,
        reason: 'The system did not let us look at it. It counts as unchanged until it can be read.',
        kind: 'failed',
      });
    }
  }
}

/** The entry of a file as it is now, with the hash of an earlier look where that can be trusted. */
export function entryOf(catalogue: Catalogue, path: string, key: FileKey, stats: BigIntStats): Entry {
  const identity = identityOf(stats);
  const modified = modifiedOf(stats);
  const hash = catalogue.hashFor(path, identity, modified);
  return { path, key, kind: 'file', identity, size: Number(stats.size), modified, ...(hash === undefined ? {} : { hash }) };
}
/** The entry of an empty (or kept) folder. */
export function markEntry(path: string, key: FileKey, stats: BigIntStats): Entry {
  return { path, key, kind: 'directory', identity: 'directory', size: 0, modified: modifiedOf(stats), hash: emptyHash };
}
/** The path that a key has by itself; null when this device cannot hold it. */
export function pathOf(key: FileKey): string | null {
  const placement = placementOf(key);
  return placement.kind === 'impossible' ? null : placement.segments.join('/');
}
