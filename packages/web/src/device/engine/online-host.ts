import { CairnError, checkNewKey, companionOf } from '@cairn/protocol';
import type { Client, ContentVersion, FileKey, Operation, Version, WriteResult } from '@cairn/protocol';
import { CloudError, LibraryError, listen } from '@cairn/sync';
import type { Changes, Cloud, SyncResult } from '@cairn/sync';
import type { DeviceCalls, DeviceEvent, FileContent, Noticed, Removal } from '../calls.ts';
import type { Parser } from '../index/parser.ts';
import { derivedKind, rankOf } from '../index/records.ts';
import type { DerivedRecord, Entry } from '../index/records.ts';
import type { Undo } from '../library/edits.ts';
import { changedMeanwhile, vanished } from '../library/failures.ts';
import { seal, unpack } from '../library/gzip.ts';
import { sent } from '../rpc.ts';
import { firstState } from '../state.ts';
import type { Automatic, DeviceState, StorageState, Trouble } from '../state.ts';
import { browserTimers } from './browser-timers.ts';
import { ContentCache } from './content-cache.ts';
import { isMetered } from './room.ts';
import { troubleOf } from './trouble.ts';

export interface OnlineOptions {
  readonly client: Client;
  readonly cloud: Cloud;
  /** Reads contents for the index. */
  readonly parse: Parser;
  readonly tell: (event: DeviceEvent) => void;
  /** Shown from the start: a library that the browser threw away. */
  readonly trouble?: Trouble | null;
}
const idOf = ({ type, name }: FileKey): string => `${type}\0${name}`;
/** Contents that are fetched together for the index: files, stored bytes. */
const share = { files: 200, bytes: 4 * 1024 * 1024 };
/** Largest content that is fetched for the index, plain bytes. */
const largest = 64 * 1024 * 1024;

/**
 * A browser that keeps nothing: the list of heads and what was read lie in memory, edits go straight to the cloud, each based on what was
 * seen. Screens need not know the difference; what is about two sides (changes, conflicts) is empty here.
 */
export class OnlineHost implements DeviceCalls {
  readonly #options: OnlineOptions;
  readonly #heads = new Map<string, Version>();
  readonly #contents = new ContentCache();
  readonly #records = new Map<string, DerivedRecord>();
  readonly #undo = new Map<number, Operation>();
  #remembered = 0;
  readonly #stopped = new AbortController();
  /** Shown until a person has seen it. */
  #notice: Trouble | null;
  #cursor = 0;
  #epoch: number | null = null;
  #state: DeviceState;
  #loading: Promise<void> | null = null;
  #isIndexing = false;

  constructor(options: OnlineOptions) {
    this.#options = options;
    this.#notice = options.trouble ?? null;
    this.#state = { ...firstState('online'), trouble: this.#notice };
    void listen({
      client: options.client,
      timers: browserTimers,
      signal: this.#stopped.signal,
      connected: () => undefined,
      changed: () => void this.#refresh().catch(() => undefined),
      broke: () => undefined,
    }).catch((error: unknown) => this.#update({ trouble: troubleOf(error, []) }));
  }
  stop(): void {
    this.#stopped.abort(new DOMException('closed', 'AbortError'));
  }

  async entries(): Promise<readonly Entry[]> {
    await this.#loaded();
    this.#completeIndex();
    return this.#live().map((head) => this.#entryOf(head));
  }
  async entriesOf(keys: readonly FileKey[]): Promise<readonly Entry[]> {
    await this.#loaded();
    return keys.flatMap((key) => {
      const head = this.#heads.get(idOf(key));
      return head?.kind === 'content' ? [this.#entryOf(head)] : [];
    });
  }
  async readFile(key: FileKey): Promise<FileContent> {
    await this.#loaded();
    const head = this.#heads.get(idOf(key));
    if (head?.kind !== 'content') throw vanished();
    const gzip = this.#contents.get(head.hash) ?? (await this.#fetch(head));
    return { bytes: await unpack(gzip, head.size), hash: head.hash, modified: head.clientTime };
  }

  async writeFile(key: FileKey, bytes: Uint8Array, base?: string | null): Promise<Undo> {
    checkNewKey(key);
    await this.#loaded();
    const head = this.#heads.get(idOf(key));
    const before = head?.kind === 'content' ? head : null;
    if (base !== undefined && (before?.hash ?? null) !== base) throw changedMeanwhile();
    const sealed = await seal(bytes);
    if (before?.hash === sealed.hash) return [];
    const { hash, size, gzip } = sealed;
    const answer = await this.#options.cloud.upload([{ packed: { key, hash, size, gzip, modified: Date.now() }, base: head?.seq ?? 0 }]);
    const written = await this.#took(answer.results[0], key);
    this.#contents.put(hash, gzip);
    await this.#refresh();
    return this.#remember(
      before === null
        ? { op: 'delete', ...key, base: written.seq, scope: 'everywhere' }
        : { op: 'restore', seq: before.seq, base: written.seq },
    );
  }
  async rename(key: FileKey, to: FileKey): Promise<void> {
    checkNewKey(to);
    const head = await this.#contentOf(key);
    await this.#operate({ op: 'rename', type: key.type, name: key.name, to: to.name, base: head.seq });
  }
  async renameFolder(type: string, from: string, to: string): Promise<void> {
    await this.#loaded();
    await this.#operate({ op: 'rename-folder', type, name: from, to, base: this.#cursor });
  }
  async remove(keys: readonly FileKey[]): Promise<Removal> {
    await this.#loaded();
    const heads = keys.map((key) => this.#heads.get(idOf(key))).filter((head) => head?.kind === 'content');
    if (heads.length === 0) return { undo: [], left: null };
    const companions = heads.map(({ type, name }) => this.#heads.get(idOf({ type, name: companionOf(name) })));
    const deletions = heads.map(({ type, name, seq }) => ({ op: 'delete', type, name, base: seq, scope: 'everywhere' }) as const);
    const { results } = await this.#options.cloud.operate(deletions);
    const undo: number[] = [];
    const left: FileKey[] = [];
    let error: Error | null = null;
    for (const [index, { type, name, seq }] of heads.entries()) {
      const [result, companion] = [results[index], companions[index]];
      if (result === undefined || result.status === 'refused') {
        left.push({ type, name });
        error ??= refusal(result, { type, name });
        continue;
      }
      undo.push(...this.#remember({ op: 'restore', seq, base: result.version.seq }));
      if (companion?.kind === 'content') undo.push(...this.#remember({ op: 'restore', seq: companion.seq }));
    }
    await this.#refresh();
    if (error === null) return { undo, left: null };
    if (undo.length === 0) throw error;
    return { undo, left: { keys: left, error: sent(error) } };
  }
  async undo(what: Undo): Promise<readonly FileKey[]> {
    const wanted = what.flatMap((number) => {
      const operation = this.#undo.get(number);
      return operation === undefined ? [] : [{ number, operation }];
    });
    if (wanted.length === 0) return [];
    const { results } = await this.#options.cloud.operate(wanted.map(({ operation }) => operation));
    const back: FileKey[] = [];
    let error: Error | null = null;
    for (const [index, { number }] of wanted.entries()) {
      const result = results[index];
      if (result === undefined || result.status === 'refused') {
        error ??= refusal(result, null);
        continue;
      }
      this.#undo.delete(number);
      back.push({ type: result.version.type, name: result.version.name });
    }
    await this.#refresh();
    if (error !== null) throw error;
    return back;
  }

  async changes(): Promise<Changes> {
    await this.#refresh();
    const none = { local: 0, cloud: 0, conflicts: 0 };
    const rows = { local: [], cloud: [], conflicts: [], waiting: { here: [], there: [] }, notInCloud: [], failed: [], notes: [] };
    return { ...rows, counts: none, lastSync: this.#state.lastSync, paused: false, stopped: null };
  }
  /** Everything is in the cloud already: it is only looked what is new there. */
  async sync(): Promise<SyncResult> {
    await this.#refresh();
    return nothingDone;
  }
  async upload(): Promise<SyncResult> {
    return nothingDone;
  }
  async download(): Promise<SyncResult> {
    return nothingDone;
  }
  async resolve(): Promise<SyncResult> {
    return nothingDone;
  }
  async cancel(): Promise<void> {
    // Nothing here takes long enough.
  }
  async selection(): Promise<readonly string[]> {
    return [];
  }
  async select(): Promise<readonly string[]> {
    return [];
  }
  async selectAutomatic(): Promise<readonly string[]> {
    return [];
  }
  async setAutomatic(automatic: Automatic): Promise<void> {
    this.#update({ automatic });
  }
  async confirmAfterReset(): Promise<void> {
    // Nothing is held back here.
  }
  async dismissTrouble(): Promise<void> {
    this.#notice = null;
    this.#update({ trouble: null });
  }
  async state(): Promise<DeviceState> {
    return this.#state;
  }
  async storage(): Promise<StorageState | null> {
    return null;
  }
  async noticed(event: Noticed): Promise<void> {
    if (event !== 'hidden') await this.#refresh();
  }

  #loaded(): Promise<void> {
    return this.#epoch === null ? this.#refresh() : Promise.resolve();
  }
  /** Reads what the log has beyond the cursor; calls at the same time share one reading. */
  async #refresh(): Promise<void> {
    this.#loading ??= this.#readLog()
      .then(() => this.#update({ lastSync: Date.now(), counts: { local: 0, cloud: 0, conflicts: 0 }, trouble: this.#notice }))
      .catch((error: unknown) => {
        this.#update({ trouble: troubleOf(error, []) });
        throw error;
      })
      .finally(() => (this.#loading = null));
    await this.#loading;
  }
  async #readLog(): Promise<void> {
    const isFirst = this.#epoch === null;
    const changed: FileKey[] = [];
    for (let more = true; more;) {
      const answer = await this.#options.cloud.changes(this.#cursor);
      const epoch = answer.epoch + answer.dataEpoch / 2 ** 20;
      if (this.#epoch !== null && this.#epoch !== epoch) {
        this.#heads.clear();
        this.#cursor = 0;
        this.#epoch = epoch;
        continue;
      }
      this.#epoch = epoch;
      for (const version of answer.changes) {
        this.#heads.set(idOf(version), version);
        changed.push({ type: version.type, name: version.name });
      }
      this.#cursor = answer.cursor;
      ({ more } = answer);
    }
    if (isFirst || changed.length === 0) return;
    this.#options.tell({ files: changed });
    this.#completeIndex();
  }

  async #contentOf(key: FileKey): Promise<ContentVersion> {
    await this.#loaded();
    const head = this.#heads.get(idOf(key));
    if (head?.kind !== 'content') throw vanished();
    return head;
  }
  async #operate(operation: Operation): Promise<Version> {
    const answer = await this.#options.cloud.operate([operation]);
    const version = await this.#took(answer.results[0], null);
    await this.#refresh();
    return version;
  }
  /** @throws LibraryError in the words that a library would use, CairnError and CloudError for all else */
  async #took(result: WriteResult | undefined, key: FileKey | null): Promise<Version> {
    if (result !== undefined && result.status !== 'refused') return result.version;
    await this.#refresh();
    throw refusal(result, key);
  }
  #remember(operation: Operation): Undo {
    this.#undo.set(this.#remembered, operation);
    return [this.#remembered++];
  }

  async #fetch(head: ContentVersion): Promise<Uint8Array> {
    for await (const item of this.#options.cloud.download([head])) {
      if ('error' in item) throw new CloudError('refused', item.error.code, item.error.message);
      const gzip = item.gzip instanceof Uint8Array ? item.gzip : await collected(item.gzip);
      this.#contents.put(head.hash, gzip);
      return gzip;
    }
    throw new CloudError('broken', 'broken-answer', 'The cloud gave no content. Try again.');
  }

  #live(): ContentVersion[] {
    return [...this.#heads.values()].filter((head) => head.kind === 'content');
  }
  #entryOf(head: ContentVersion): Entry {
    const { type, name, hash, size, clientTime } = head;
    return { key: { type, name }, hash, size, modified: clientTime, record: this.#records.get(recordName(head)) ?? null };
  }
  /** Fetches what lists and the map need, places first, a share at a time. */
  #completeIndex(): void {
    if (this.#isIndexing) return;
    this.#isIndexing = true;
    void (async () => {
      this.#update({ indexing: true });
      for (let wanted = this.#wanted(); wanted.length > 0 && !this.#stopped.signal.aborted; wanted = this.#wanted()) {
        await this.#indexShare(wanted);
      }
    })()
      .catch(() => undefined)
      .finally(() => {
        this.#isIndexing = false;
        this.#update({ indexing: false });
      });
  }
  #wanted(): ContentVersion[] {
    // Places are small; tracks are only fetched unasked where that costs nothing.
    const isCheap = (head: ContentVersion): boolean => derivedKind(head) === 'places' || !isMetered();
    const missing = this.#live().filter((head) => derivedKind(head) !== null && isCheap(head) && !this.#records.has(recordName(head)));
    const sorted = missing.sort((a, b) => rankOf(a) - rankOf(b) || a.size - b.size);
    let bytes = 0;
    return sorted.filter(({ stored }, index) => index === 0 || (index < share.files && (bytes += stored) <= share.bytes));
  }
  async #indexShare(heads: readonly ContentVersion[]): Promise<void> {
    const told: FileKey[] = [];
    const small = heads.filter(({ size }) => size <= largest);
    // What is on its way is not unreadable; nor is what a lost connection kept back: that is asked for again.
    const left = new Map(heads.map((head) => [recordName(head), head]));
    for await (const item of this.#options.cloud.download(small)) {
      if ('error' in item) continue;
      const head = item.version;
      const gzip = item.gzip instanceof Uint8Array ? item.gzip : await collected(item.gzip);
      this.#contents.put(head.hash, gzip);
      const record = await this.#options.parse({ type: head.type, name: head.name }, gzip, head.size);
      if (record === null) continue;
      this.#records.set(recordName(head), record);
      left.delete(recordName(head));
      told.push({ type: head.type, name: head.name });
    }
    for (const [name, { type, name: file }] of left) {
      this.#records.set(name, { kind: 'unreadable', reason: { code: 'not-fetched' } });
      told.push({ type, name: file });
    }
    if (told.length > 0) this.#options.tell({ files: told });
  }
  #update(part: Partial<DeviceState>): void {
    this.#state = { ...this.#state, ...part };
    if (!this.#stopped.signal.aborted) this.#options.tell({ state: this.#state });
  }
}

/** Why a change was not made, in the words that a library would use. */
function refusal(result: Refused | undefined, key: FileKey | null): Error {
  if (result === undefined)
    return new CloudError('broken', 'broken-answer', 'The cloud did not say what became of the change. Look again.');
  const { code, message } = result.error;
  if (code === 'base-outdated') return changedMeanwhile();
  if (code === 'name-taken') return new LibraryError('name-impossible', message);
  if (code === 'name-refused') return new CairnError('name-refused', { reason: message, ...(key ?? {}) });
  return new CloudError('refused', code, message);
}
type Refused = Extract<WriteResult, { status: 'refused' }>;

const recordName = (head: ContentVersion): string => `${derivedKind(head) ?? ''}:${head.hash}`;
const nothingDone: SyncResult = {
  ...{
    uploaded: [],
    downloaded: [],
    deleted: [],
    renamed: [],
    merged: [],
    adopted: 0,
    conflicts: [],
    failed: [],
    untouched: [],
    notes: [],
  },
  ...{ waiting: { here: [], there: [] }, paused: false, cancelled: false, stopped: null },
};

async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of pieces) parts.push(new Uint8Array(piece));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
