import type { FileKey } from '@cairn/protocol';
import type { Draft, LogReader } from '../../log/draft.ts';
import type { ContentRow, DeletionRow, Row } from '../../log/rows.ts';

/** What a decision asked for and nobody had read yet. */
export type Wanted =
  | { readonly what: 'head'; readonly key: FileKey }
  | { readonly what: 'row'; readonly seq: number }
  | { readonly what: 'stored'; readonly hash: string }
  | { readonly what: 'stamp'; readonly stamp: number }
  | { readonly what: 'newest'; readonly file: number }
  | { readonly what: 'file'; readonly file: number }
  | { readonly what: 'folder'; readonly type: string; readonly prefix: string }
  | { readonly what: 'newest-in-folder'; readonly type: string; readonly prefix: string }
  | { readonly what: 'evictable'; readonly before: number; readonly bytes: number };

/**
 * The log of one account as far as it has been read in a transaction. The rules read at once, and a database answers later: what is not
 * here is noted in `wanted` and answered as if there were nothing. A decision that wanted something is thrown away; when everything it
 * wanted has been read, it is made again. What decisions have changed is kept on top, so that the next one sees it.
 */
export class LogMemory implements LogReader {
  readonly #heads = new Map<string, Row | null>();
  readonly #rows = new Map<number, Row | null>();
  readonly #stored = new Map<string, number | null>();
  readonly #kept = new Set<string>();
  /** Answers about many rows; they hold as long as nothing is changed. */
  readonly #many = new Map<string, readonly Row[]>();
  #wanted = new Map<string, Wanted>();
  #hasChanges = false;
  #isBlocked = false;

  /** What was asked for since the last call. */
  takeWanted(): readonly Wanted[] {
    const wanted = [...this.#wanted.values()];
    this.#wanted = new Map();
    return wanted;
  }
  get wants(): boolean {
    return this.#wanted.size > 0 || this.#isBlocked;
  }
  /** Something was asked about many rows that only the database can answer, once it has the changes made so far. */
  takeBlocked(): boolean {
    const isBlocked = this.#isBlocked;
    this.#isBlocked = false;
    return isBlocked;
  }
  /** Whether the database has the content. */
  isKept(hash: string): boolean {
    return this.#kept.has(hash);
  }
  keeps(hash: string): void {
    this.#kept.add(hash);
  }

  head(key: FileKey): Row | null {
    return this.#one(this.#heads, nameKey(key), { what: 'head', key });
  }
  content(seq: number): ContentRow | null {
    return contentOf(this.#row(seq));
  }
  deletion(seq: number): DeletionRow | null {
    const row = this.#row(seq);
    return row?.kind === 'deletion' ? row : null;
  }
  stored(hash: string): number | null {
    return this.#one(this.#stored, hash, { what: 'stored', hash });
  }
  atStamp(stamp: number): readonly Row[] {
    return this.#several({ what: 'stamp', stamp });
  }
  newestOfFile(file: number): Row | null {
    return this.#several({ what: 'newest', file })[0] ?? null;
  }
  file(file: number): readonly Row[] {
    return this.#several({ what: 'file', file });
  }
  folder(type: string, prefix: string): readonly ContentRow[] {
    return this.#several({ what: 'folder', type, prefix }).filter((row) => row.kind === 'content');
  }
  newestInFolder(type: string, prefix: string): Row | null {
    return this.#several({ what: 'newest-in-folder', type, prefix })[0] ?? null;
  }
  evictable(before: number, bytes: number): readonly ContentRow[] {
    return this.#several({ what: 'evictable', before, bytes }).filter((row) => row.kind === 'content');
  }

  /** Puts what was read in its place; nothing where there was nothing. */
  learnHeads(keys: readonly FileKey[], rows: readonly Row[]): void {
    for (const key of keys) this.#heads.set(nameKey(key), null);
    for (const row of rows) this.#heads.set(nameKey(row), row);
  }
  learnRows(seqs: readonly number[], rows: readonly Row[]): void {
    for (const seq of seqs) this.#rows.set(seq, null);
    for (const row of rows) this.#rows.set(row.seq, row);
  }
  learnStored(hashes: readonly string[], rows: readonly { readonly hash: string; readonly stored: number }[]): void {
    for (const hash of hashes) this.#stored.set(hash, null);
    for (const { hash, stored } of rows) {
      this.#stored.set(hash, stored);
      this.#kept.add(hash);
    }
  }
  learn(wanted: Wanted, rows: readonly Row[]): void {
    this.#many.set(manyKey(wanted), rows);
  }

  /** What a decision has changed; the database does not have it yet. */
  change(draft: Draft): void {
    const changes = [...draft.changes];
    this.#hasChanges ||= changes.length > 0;
    this.#many.clear();
    for (const { before, after } of changes) {
      const row = after ?? before;
      if (row === null) continue;
      if (row.part === 0) this.#rows.set(row.seq, after);
      const isGone = before?.head === true && after?.head !== true;
      if (isGone && this.#heads.get(nameKey(before))?.seq === before.seq) this.#heads.set(nameKey(before), null);
    }
    for (const { after } of changes) {
      if (after?.head === true) this.#heads.set(nameKey(after), after);
      if (after?.kind === 'content' && this.#stored.get(after.hash) === null) this.#stored.set(after.hash, after.stored);
    }
  }
  /** The database has all changes. */
  changesAreWritten(): void {
    this.#hasChanges = false;
  }

  #row(seq: number): Row | null {
    return this.#one(this.#rows, seq, { what: 'row', seq });
  }
  #one<Key, Value>(known: ReadonlyMap<Key, Value | null>, key: Key, wanted: Wanted): Value | null {
    const found = known.get(key);
    if (found !== undefined) return found;
    this.#wanted.set(`${wanted.what} ${String(key)}`, wanted);
    return null;
  }
  #several(wanted: Wanted): readonly Row[] {
    const found = this.#many.get(manyKey(wanted));
    if (found !== undefined) return found;
    if (this.#hasChanges) this.#isBlocked = true;
    else this.#wanted.set(manyKey(wanted), wanted);
    return [];
  }
}

function manyKey(wanted: Wanted): string {
  return JSON.stringify(wanted);
}
function nameKey(key: FileKey): string {
  return `${key.type}\0${key.name}`;
}
function contentOf(row: Row | null): ContentRow | null {
  return row?.kind === 'content' ? row : null;
}
