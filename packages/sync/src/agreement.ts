import type { ContentVersion, Epochs, FileKey } from '@cairn/protocol';
import type { Base } from './facts.ts';
import { idOf, isHidden } from './keys.ts';
import type { Id } from './keys.ts';
import { NameForms } from './names.ts';
import type { BaseRow, Bases, BasesChange, CloudRow, Memo, Sent, SentBatch } from './ports.ts';
import type { Unanswered } from './unanswered.ts';

/**
 * What the device and the cloud agreed on, in memory and behind it in `Bases`. Memory changes only after the record is durable;
 * news of the cloud (`note`) may be ahead of it, because the cursor is recorded together with them in `checkpoint`.
 */
export class Agreement {
  readonly #store: Bases;
  readonly #bases = new Map<Id, BaseRow>();
  readonly #news = new Map<Id, CloudRow>();
  /** Sequence numbers of the news that `Bases` has. */
  readonly #stored = new Map<Id, number>();
  /** Contents that an earlier run may have placed before it was cut off. */
  #arrived: ContentVersion[] = [];
  readonly #forms = new NameForms();
  readonly #unanswered: Unanswered;
  #cursor: number;
  #storedCursor: number;
  /** Numbers that uploads of this device were given and the cursor has not reached. */
  readonly #own = new Set<number>();
  #epochs: Epochs | null;
  #hasStoredEpochs: boolean;
  #memo: Memo;
  #files = 0;

  constructor(store: Bases, loaded: Awaited<ReturnType<Bases['load']>>, unanswered: Unanswered) {
    this.#store = store;
    this.#unanswered = unanswered;
    this.#cursor = loaded.cursor;
    this.#storedCursor = loaded.cursor;
    this.#epochs = loaded.epochs;
    this.#hasStoredEpochs = loaded.epochs !== null;
    this.#memo = loaded.memo;
    for (const row of loaded.bases) this.#set(row);
    for (const row of loaded.pending) {
      this.#stored.set(idOf(row), row.seq);
      if (row.kind === 'content') this.#arrived.push(row);
      this.note(row);
    }
  }

  get cursor(): number {
    return this.#cursor;
  }
  get epochs(): Epochs | null {
    return this.#epochs;
  }
  get memo(): Memo {
    return this.#memo;
  }
  /** Number of files that both sides are known to have; companions and marks of folders are not counted. */
  get files(): number {
    return this.#files;
  }
  get forms(): NameForms {
    return this.#forms;
  }
  base(id: Id): Base | undefined {
    return this.#bases.get(id)?.base;
  }
  /** What the cloud says and this device has not agreed to. */
  news(id: Id): CloudRow | undefined {
    return this.#news.get(id);
  }
  allBases(): IterableIterator<[Id, BaseRow]> {
    return this.#bases.entries();
  }
  allNews(): IterableIterator<[Id, CloudRow]> {
    return this.#news.entries();
  }
  /** Whether the name stands for a file of the cloud that this device has or may get. */
  isLive(id: Id): boolean {
    const base = this.#bases.get(id)?.base;
    return (base !== undefined && base.kind !== 'absent') || this.#news.get(id)?.kind === 'content';
  }

  /** Takes note of a row of the log; @returns whether it is news. */
  note(row: CloudRow): boolean {
    const id = idOf(row);
    const known = Math.max(this.base(id)?.seq ?? 0, this.#news.get(id)?.seq ?? 0);
    if (row.seq <= known) return false;
    this.#news.set(id, row);
    if (row.kind === 'content') this.#forms.add(row);
    return true;
  }
  /** The log has been read up to here; durable with the next checkpoint. */
  readTo(cursor: number, epochs: Epochs): void {
    this.#cursor = cursor;
    this.#passOwn();
    this.#epochs ??= { epoch: epochs.epoch, dataEpoch: epochs.dataEpoch };
  }

  /**
   * Uploads of this device were agreed on under these numbers, each of which stands for nothing else. Where they follow the cursor
   * without a gap, there is nothing to read there; before a number of somebody else the cursor stops.
   */
  wrote(numbers: readonly number[]): void {
    for (const seq of numbers) if (seq > this.#cursor) this.#own.add(seq);
    this.#passOwn();
  }

  /** Says durably what is about to be placed here, so that a run that is cut off before it records it knows it again. */
  async expect(versions: readonly ContentVersion[]): Promise<void> {
    const pend = versions.filter((version) => this.#stored.get(idOf(version)) !== version.seq);
    if (pend.length === 0) return;
    await this.#write({ pend });
    for (const row of pend) this.#stored.set(idOf(row), row.seq);
  }
  /** Says durably what is about to be sent, so that a run that is cut off before the answer knows it for its own (R24). */
  async sending(files: readonly Sent[]): Promise<SentBatch> {
    const sent = this.#unanswered.begin(files);
    await this.#write({ sent });
    return sent;
  }
  /** The cloud has answered for a batch, but for what stays `open`: what it took is agreed on. */
  async answered(batch: SentBatch, set: readonly BaseRow[], open: ReadonlySet<Id>): Promise<void> {
    this.#unanswered.end(batch, open);
    await this.agree(set);
  }

  /** Contents that an earlier run may have placed without recording it; asked for once. */
  takeArrived(): readonly ContentVersion[] {
    const arrived = this.#arrived;
    this.#arrived = [];
    return arrived;
  }

  /** Records agreements; news that they settle are settled with them. */
  async agree(set: readonly BaseRow[], forget: readonly FileKey[] = []): Promise<void> {
    if (set.length === 0 && forget.length === 0) return;
    const unpend = set.filter(({ key, base }) => (this.#stored.get(idOf(key)) ?? Number.POSITIVE_INFINITY) <= base.seq);
    await this.#write({ set, forget, unpend: unpend.map(({ key }) => key) });
    for (const { key } of unpend) this.#stored.delete(idOf(key));
    for (const key of forget) this.#forget(idOf(key));
    for (const row of set) this.#set(row);
  }

  /** Makes cursor, news and memo durable; nothing is written where nothing changed. */
  async checkpoint(memo: Partial<Memo> = {}): Promise<void> {
    const pend = [...this.#news].filter(([id, row]) => this.#stored.get(id) !== row.seq).map(([, row]) => row);
    const unpend = [...this.#stored.keys()].filter((id) => !this.#news.has(id)).map(keyOf);
    const isRead = this.#cursor !== this.#storedCursor;
    const isSpent = this.#unanswered.spent().length > 0;
    if (pend.length === 0 && unpend.length === 0 && !isRead && !isSpent && Object.keys(memo).length === 0) return;
    await this.#record({ pend, unpend, cursor: this.#cursor, ...(this.#epochs === null ? {} : { epochs: this.#epochs }), memo });
    for (const row of pend) this.#stored.set(idOf(row), row.seq);
    for (const key of unpend) this.#stored.delete(idOf(key));
  }

  async remember(memo: Partial<Memo>): Promise<void> {
    await this.#record({ memo });
  }

  /** Begins anew at `cursor` 0 with these bases only (T7, R27). */
  async restart(epochs: Epochs, kept: readonly BaseRow[], memo: Partial<Memo>): Promise<void> {
    await this.#record({ clear: true, cursor: 0, epochs: { epoch: epochs.epoch, dataEpoch: epochs.dataEpoch }, set: kept, memo });
    this.#bases.clear();
    this.#news.clear();
    this.#stored.clear();
    this.#arrived = [];
    this.#forms.clear();
    this.#files = 0;
    this.#cursor = 0;
    this.#own.clear();
    this.#unanswered.clear();
    this.#epochs = { epoch: epochs.epoch, dataEpoch: epochs.dataEpoch };
    for (const row of kept) this.#set(row);
  }

  #passOwn(): void {
    while (this.#own.delete(this.#cursor + 1)) this.#cursor++;
    if (this.#own.size > 0) for (const seq of this.#own) if (seq <= this.#cursor) this.#own.delete(seq);
  }

  /** What is agreed on holds for the epochs it was agreed in, so they are recorded no later than it (R27). */
  async #write(change: BasesChange): Promise<void> {
    const epochs = this.#epochs;
    const isNew = epochs !== null && !this.#hasStoredEpochs;
    const answered = this.#unanswered.spent();
    await this.#store.record({ ...(isNew ? { epochs } : {}), ...(answered.length === 0 ? {} : { answered }), ...change });
    this.#unanswered.forgotten(answered);
    if (isNew || change.epochs !== undefined) this.#hasStoredEpochs = true;
  }
  async #record(change: BasesChange): Promise<void> {
    await this.#write(change);
    if (change.cursor !== undefined) this.#storedCursor = change.cursor;
    if (change.memo !== undefined) this.#memo = { ...this.#memo, ...change.memo };
  }

  #set(row: BaseRow): void {
    const id = idOf(row.key);
    const before = this.#bases.get(id);
    this.#bases.set(id, row);
    this.#files += countOf(row) - countOf(before);
    if (row.base.kind !== 'absent') this.#forms.add(row.key);
    if (this.#news.size > 0 && (this.#news.get(id)?.seq ?? Number.POSITIVE_INFINITY) <= row.base.seq) this.#news.delete(id);
  }
  #forget(id: Id): void {
    this.#files -= countOf(this.#bases.get(id));
    this.#bases.delete(id);
  }
}

function countOf(row: BaseRow | undefined): 0 | 1 {
  return row?.base.kind === 'content' && !isHidden(row.key) ? 1 : 0;
}
function keyOf(id: Id): FileKey {
  const cut = id.indexOf('\0');
  return { type: id.slice(0, cut), name: id.slice(cut + 1) };
}
