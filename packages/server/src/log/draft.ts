import type { FileKey } from '@cairn/protocol';
import type { Amount, Content, ContentRow, DeletionRow, LogState, MovedRow, Row } from './rows.ts';
import { nothing, plus, weightOf } from './rows.ts';

/** The log of one account as a decision sees it, inside the transaction that carries the decision out. */
export interface LogReader {
  /** Newest row of a name. */
  head(key: FileKey): Row | null;
  /** Content of a sequence number. */
  content(seq: number): ContentRow | null;
  deletion(seq: number): DeletionRow | null;
  /** Rows of the version with this stamp: two of a rename, none when there is no such version. */
  atStamp(stamp: number): readonly Row[];
  /** Newest version of a file, under whatever name. */
  newestOfFile(file: number): Row | null;
  /** All rows of a file, oldest first. */
  file(file: number): readonly Row[];
  /** Live contents whose name begins with `prefix`, companions included, by name. */
  folder(type: string, prefix: string): readonly ContentRow[];
  /** Newest head below a folder, of any kind. */
  newestInFolder(type: string, prefix: string): Row | null;
  /** Length of the gzip member that is kept of a content; null when the account has none of it. */
  stored(hash: string): number | null;
  /** History superseded before a time, longest ago first, just enough to free `bytes` (fewer when there is not so much). */
  evictable(before: number, bytes: number): readonly ContentRow[];
}

export interface Change {
  /** Null: the row is new. */
  readonly before: Row | null;
  /** Null: the row goes. */
  readonly after: Row | null;
}
export interface Write {
  readonly key: FileKey;
  readonly content: Content;
  readonly clientTime: number;
  readonly device: number | null;
  /** Newest version of the file that this goes on; null = a new file. */
  readonly from: Row | null;
  /** When it came to be elsewhere, milliseconds: what moves in keeps its time as far as the order of stamps allows. */
  readonly time?: number | undefined;
}

/**
 * What one operation would change, in memory: rows and, at the same moment, the counters. A decision that ends in a refusal
 * throws its draft away, so nothing is ever half done (R18). An adapter carries out `changes`, `state` and `types`.
 */
export class Draft {
  readonly #reader: LogReader;
  readonly #now: number;
  readonly #changes = new Map<string, Change>();
  readonly #heads = new Map<string, Row | null>();
  readonly #types = new Map<string, Amount>();
  #state: LogState;

  constructor(reader: LogReader, state: LogState, now: number) {
    this.#reader = reader;
    this.#state = state;
    this.#now = now;
  }

  /** Wall clock, milliseconds. */
  get now(): number {
    return this.#now;
  }
  get state(): LogState {
    return this.#state;
  }
  get changes(): Iterable<Change> {
    return this.#changes.values();
  }
  /** What is added to the live amounts of each type. */
  get types(): ReadonlyMap<string, Amount> {
    return this.#types;
  }
  get reader(): LogReader {
    return this.#reader;
  }

  /** Whether this draft has changed or dropped the row already. */
  isChanged(row: Row): boolean {
    return this.#changes.has(rowKey(row));
  }

  /** Newest row of a name, with what this draft has done already. */
  head(key: FileKey): Row | null {
    const known = this.#heads.get(nameKey(key));
    return known === undefined ? this.#reader.head(key) : known;
  }

  /** A new version with content; it takes the place of what was at the name and of the version that it goes on. */
  write({ key, content, clientTime, device, from, time }: Write): ContentRow {
    const { seq, stamp } = this.#tick(time);
    const head = this.head(key);
    if (from !== null) this.#supersede(this.#current(from), content.hash, stamp);
    if (head !== null) this.#displace(this.#current(head));
    const file = from?.file ?? this.#nextFile();
    // The same content packed otherwise is kept once: as it came first.
    const stored = this.#reader.stored(content.hash) ?? content.stored;
    const row: ContentRow = {
      ...{ seq, part: 0, file, stamp, device, head: true, kind: 'content', clientTime },
      ...{ type: key.type, name: key.name, hash: content.hash, size: content.size, stored },
      ...{ shelf: 'live', superseded: null, carried: false, revived: false },
    };
    return this.#put(null, row);
  }

  /** A deletion on top of live content, which goes to the trash. */
  delete(row: ContentRow, scope: DeletionRow['scope'], device: number | null, time?: number): DeletionRow {
    const { seq, stamp } = this.#tick(time);
    this.#put(row, { ...row, head: false, shelf: 'trash', superseded: stamp });
    const { type, name, file } = row;
    return this.#put(null, { ...{ seq, part: 0, file, stamp, device, head: true, type, name }, kind: 'deletion', scope, below: row.seq });
  }

  /** A live file under a new name: one entry of the log with two rows, the content at the new name and a mark at the old one. */
  rename(row: ContentRow, name: string, device: number | null, content: Content = row): ContentRow {
    const { type, clientTime, file } = row;
    const at = this.write({ key: { type, name }, content, clientTime, device, from: row });
    const mark: MovedRow = {
      ...{ seq: at.seq, part: 1, file, stamp: at.stamp, device, head: true, type, name: row.name },
      kind: 'moved',
      to: name,
      dismissed: false,
    };
    this.#put(null, mark);
    return at;
  }

  /** The content below a deletion is live again under a fresh stamp, and the deletion was never there (OsmAnd's protocol, C62). */
  revive(deletion: DeletionRow, content: ContentRow, device: number | null): ContentRow {
    const key = { type: deletion.type, name: deletion.name };
    const row = this.write({ key, content, clientTime: content.clientTime, device, from: deletion });
    this.drop(deletion);
    const old = this.#current(content);
    if (old.kind === 'content') this.#put(old, { ...old, revived: true });
    return row;
  }

  /** Removes a live row for good; `older` is what the apps see then, null = nothing. */
  uncover(row: ContentRow, older: ContentRow | null, scope: DeletionRow['scope'], device: number | null): DeletionRow {
    const { seq, stamp } = this.#tick();
    this.drop(row);
    if (older !== null) this.#put(older, { ...older, shelf: 'trash', superseded: stamp, carried: false });
    const { type, name, file } = row;
    const facts = { seq, part: 0, file, stamp, device, head: true, type, name } as const;
    return this.#put(null, { ...facts, kind: 'deletion', scope, below: older?.seq ?? null });
  }

  /** Another row comes to lie below a deletion, because the one that lay there goes. */
  replaceBelow(deletion: DeletionRow, row: ContentRow, older: ContentRow | null): void {
    this.drop(row);
    if (older !== null) this.#put(older, { ...older, shelf: 'trash', carried: false });
    this.#put(deletion, { ...deletion, below: older?.seq ?? null });
  }

  /** A deletion everywhere in the place of one that left a row to be seen. */
  deleteAgain(deletion: DeletionRow, device: number | null): DeletionRow {
    const { seq, stamp } = this.#tick();
    this.drop(deletion);
    return this.#put(null, { ...deletion, seq, stamp, device, scope: 'everywhere' });
  }

  /** The mark of a rename is listed no longer. */
  dismiss(mark: MovedRow): void {
    this.#put(mark, { ...mark, dismissed: true });
  }

  /** What goes was the next version of this one, which alone has the content now. */
  uncarry(row: ContentRow): void {
    this.#put(row, { ...row, carried: false });
  }

  /** Removes a row for good; its content goes when nothing refers to it any more. */
  drop(row: Row): void {
    if (this.#changes.get(rowKey(row))?.after !== null) this.#put(this.#current(row), null);
  }
  /** The deletion is no longer in the trash: its content was or is being removed. */
  forgetBelow(deletion: DeletionRow): void {
    const current = this.#current(deletion);
    if (current.kind !== 'deletion') return;
    // A tombstone stays as long as it is the newest row of its name; otherwise nothing needs it.
    this.#put(current, current.head ? { ...current, below: null } : null);
  }

  /** The version that a new one goes on: history from now on. */
  #supersede(from: Row, hash: string, stamp: number): void {
    if (from.kind === 'content') {
      this.#put(from, { ...from, head: false, shelf: 'history', superseded: stamp, carried: from.hash === hash });
      return;
    }
    if (from.kind !== 'deletion' || from.below === null) return;
    const below = this.#reader.content(from.below);
    if (below !== null) this.#put(below, { ...below, shelf: 'history', superseded: stamp, carried: below.hash === hash });
    this.#put(from, { ...from, below: null });
  }

  /** The row is no longer the newest of its name. */
  #displace(row: Row): void {
    if (!row.head) return;
    this.#put(row, row.kind === 'moved' ? null : { ...row, head: false });
  }

  /** Stamps rise whatever time is asked for (R14), and none is of a time to come. */
  #tick(time = this.#now): { seq: number; stamp: number } {
    const seq = this.#state.seq + 1;
    const stamp = Math.max(Math.min(time, this.#now), this.#state.stamp + 1);
    this.#state = { ...this.#state, seq, stamp };
    return { seq, stamp };
  }
  #nextFile(): number {
    const file = this.#state.file + 1;
    this.#state = { ...this.#state, file };
    return file;
  }

  #current(row: Row): Row {
    return this.#changes.get(rowKey(row))?.after ?? row;
  }

  #put<R extends Row | null>(before: Row | null, after: R): R {
    const row = after ?? before;
    if (row === null) return after;
    const first = this.#changes.get(rowKey(row));
    this.#changes.set(rowKey(row), { before: first === undefined ? before : first.before, after });
    if (before?.kind === 'content') this.#count(before, -1);
    if (after?.kind === 'content') this.#count(after, 1);
    if (after?.head === true) this.#heads.set(nameKey(after), after);
    else if (before?.head === true && this.head(before)?.seq === before.seq) this.#heads.set(nameKey(before), null);
    return after;
  }

  #count(row: ContentRow, sign: 1 | -1): void {
    const weight = weightOf(row);
    this.#state = { ...this.#state, [row.shelf]: plus(this.#state[row.shelf], weight, sign) };
    if (row.shelf === 'live') this.#types.set(row.type, plus(this.#types.get(row.type) ?? nothing, weight, sign));
  }
}

function nameKey(key: FileKey): string {
  return `${key.type}\0${key.name}`;
}
function rowKey(row: Row): string {
  return `${row.seq}.${row.part}`;
}
