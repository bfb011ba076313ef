import type { ChangeEvent, Client, FileKey } from '@cairn/protocol';
import { createEngine, KnownLog, listen } from '@cairn/sync';
import type { Changes, Choice, Cloud, Engine, ProgressEvent, SyncResult } from '@cairn/sync';
import type { DeviceCalls, DeviceEvent, Noticed, Removal } from '../calls.ts';
import type { Parser } from '../index/parser.ts';
import { Contents } from '../library/contents.ts';
import { DeviceDatabase, LeadLostError } from '../library/database.ts';
import { Edits } from '../library/edits.ts';
import type { Undo } from '../library/edits.ts';
import { forgetLost } from '../library/evicted.ts';
import { IdbBases } from '../library/idb-bases.ts';
import { OpfsLibrary } from '../library/opfs-library.ts';
import { automaticAtFirst, firstState } from '../state.ts';
import type { Automatic, DeviceState, Running, StorageState, Trouble } from '../state.ts';
import { AutomaticBackup } from './automatic.ts';
import { browserTimers } from './browser-timers.ts';
import { LibraryReader } from './library-reader.ts';
import { merging } from './merging.ts';
import { isMetered, measureRoom } from './room.ts';
import { evictedTrouble, refusalsIn, troubleOf } from './trouble.ts';

export interface HostOptions {
  /** Names the database and the folder. */
  readonly id: string;
  readonly client: Client;
  readonly cloud: Cloud;
  /** Reads contents for the index. */
  readonly parse: Parser;
  readonly tell: (event: DeviceEvent) => void;
  /** Another tab has taken over: stop at once. */
  readonly lost: () => void;
}

const dayMs = 86_400_000;
/** Replaced and removed files stay so long, and together up to so much; less where room is short. */
const keepMs = 30 * dayMs;
const keepBytes = 512 * 1024 * 1024;
const keepBytesWhenLow = 32 * 1024 * 1024;
/** Changes are told together, milliseconds. */
const tellAfterMs = 60;

/** The one worker of this browser that looks after the library: the engine, its edits, its index, automatic backup. */
export class LibraryHost implements DeviceCalls {
  readonly #options: HostOptions;
  readonly #db: DeviceDatabase;
  readonly #library: OpfsLibrary;
  readonly #bases: IdbBases;
  readonly #edits: Edits;
  readonly #reader: LibraryReader;
  readonly #engine: Engine;
  readonly #log: KnownLog;
  readonly #automatic: AutomaticBackup;
  readonly #stopped = new AbortController();
  readonly #changed = new Map<string, FileKey>();
  #state: DeviceState = firstState('library');
  #abort: AbortController | null = null;
  #cancelTelling: (() => void) | null = null;
  #isIndexing = false;
  /** What single files of the last run lacked: a look afterwards does not take it back. */
  #ofLastRun: Trouble | null = null;
  /** A person has put away what is told of refused files; each of them says so itself. */
  #isRefusalSeen = false;
  /** Shown until a person has seen it. */
  #notice: Trouble | null = null;
  #isIndexDue = false;
  #news: ChangeEvent | null = null;
  /** Newest version among the cloud changes that a look has shown: each is a reason for one automatic sync. */
  #newestSeen = 0;
  /** Tabs that somebody looks at. */
  readonly #inFront = new Set<string>();
  /** While a sync works here, what changes is its own doing. */
  #isSyncing = 0;

  private constructor(options: HostOptions, db: DeviceDatabase, contents: Contents) {
    this.#options = options;
    this.#db = db;
    this.#library = new OpfsLibrary({ db, contents, clock: browserTimers, changed: (keys) => this.#filesChanged(keys) });
    this.#bases = new IdbBases(db);
    this.#edits = new Edits(this.#library, (names) => this.#automatic.notice({ why: 'edited', names }));
    this.#reader = new LibraryReader(db, contents, options.parse);
    this.#log = new KnownLog(options.cloud);
    this.#engine = createEngine({
      library: this.#library,
      bases: this.#bases,
      cloud: this.#log,
      clock: browserTimers,
      merge: merging,
      progress: { report: (event) => this.#progress(event) },
    });
    this.#automatic = new AutomaticBackup({
      timers: browserTimers,
      settings: () => this.#state.automatic,
      isMetered,
      sync: async (only) => {
        const hint = only === undefined ? {} : { only };
        await this.#run('sync', (signal) => this.#engine.sync({ unattended: true, signal, ...hint }));
      },
      look: async () => {
        await this.changes();
      },
    });
  }

  /** Takes over the library: from now on no other worker can write to it. */
  static async open(options: HostOptions): Promise<LibraryHost> {
    const db = await DeviceDatabase.open(options.id);
    await db.lead();
    db.onClosed = options.lost;
    const host = new LibraryHost(options, db, await Contents.open(options.id));
    await host.#begin();
    return host;
  }

  /** Ends all work; what is under way is left as a crash would leave it. */
  stop(): void {
    this.#stopped.abort(new LeadLostError());
    this.#abort?.abort(new LeadLostError());
    this.#automatic.stop();
    this.#cancelTelling?.();
    this.#db.close();
  }

  entries(): ReturnType<DeviceCalls['entries']> {
    return this.#reader.entries();
  }
  entriesOf(keys: readonly FileKey[]): ReturnType<DeviceCalls['entriesOf']> {
    return this.#reader.entriesOf(keys);
  }
  readFile(key: FileKey): ReturnType<DeviceCalls['readFile']> {
    return this.#reader.readFile(key);
  }

  writeFile(key: FileKey, bytes: Uint8Array, base?: string | null): Promise<Undo> {
    return this.#edits.write(key, bytes, base);
  }
  rename(key: FileKey, to: FileKey): Promise<void> {
    return this.#edits.rename(key, to);
  }
  async renameFolder(type: string, from: string, to: string): Promise<void> {
    await this.#edits.renameFolder(type, from, to);
  }
  async remove(keys: readonly FileKey[]): Promise<Removal> {
    return { undo: await this.#edits.remove(keys), left: null };
  }
  undo(what: Undo): Promise<readonly FileKey[]> {
    return this.#edits.undo(what);
  }

  async changes(): Promise<Changes> {
    const changes = await this.#working('look', (signal) => this.#engine.look({ signal }));
    await this.#heal();
    const { cloud, counts, lastSync, waiting, paused, stopped, failed } = changes;
    // A look that read the log was first to know: the event that tells of it will be no news.
    const newest = cloud.reduce((seq, row) => Math.max(seq, row.cloud?.seq ?? 0), 0);
    if (newest > this.#newestSeen) {
      this.#newestSeen = newest;
      this.#automatic.notice({ why: 'news' });
    }
    const refused = this.#isRefusalSeen ? null : troubleOf(null, refusalsIn(changes));
    this.#update({
      counts,
      lastSync,
      paused,
      waiting: countsOf(waiting),
      trouble: troubleOf(stopped, failed) ?? refused ?? this.#ofLastRun ?? this.#notice,
    });
    return changes;
  }
  sync({ allowDeletions = false }: { readonly allowDeletions?: boolean } = {}): Promise<SyncResult> {
    return this.#run('sync', (signal) => this.#engine.sync({ allowDeletions, signal }));
  }
  upload(keys?: readonly FileKey[]): Promise<SyncResult> {
    return this.#run('upload', (signal) => this.#engine.upload(keys, { signal }));
  }
  download(keys?: readonly FileKey[]): Promise<SyncResult> {
    return this.#run('download', (signal) => this.#engine.download(keys, { signal }));
  }
  resolve(key: FileKey, how: Choice): Promise<SyncResult> {
    return this.#run('resolve', (signal) => this.#engine.resolve(key, how, { signal }));
  }
  async cancel(): Promise<void> {
    this.#abort?.abort(new DOMException('cancelled', 'AbortError'));
  }

  selection(): Promise<readonly string[]> {
    return this.#engine.selection();
  }
  select(entries: readonly string[], on: boolean): Promise<readonly string[]> {
    return this.#engine.select(entries, on);
  }
  selectAutomatic(entries: readonly string[], on: boolean): Promise<readonly string[]> {
    return this.#engine.selectAutomatic(entries, on);
  }
  async setAutomatic(automatic: Automatic): Promise<void> {
    await this.#db.write(['meta'], async (tx) => tx.setFact('automatic', automatic), 'strict');
    this.#update({ automatic });
    if (automatic.on) this.#automatic.notice({ why: 'returned' });
  }
  async confirmAfterReset(): Promise<void> {
    await this.#engine.confirmAfterReset();
    this.#update({ paused: false });
  }

  async dismissTrouble(): Promise<void> {
    this.#notice = null;
    this.#ofLastRun = null;
    this.#isRefusalSeen = true;
    this.#update({ trouble: null });
  }

  async state(): Promise<DeviceState> {
    return this.#state;
  }
  async storage(): Promise<StorageState | null> {
    const storage = await measureRoom();
    this.#update({ storage });
    return storage;
  }
  async noticed(event: Noticed, tab = ''): Promise<void> {
    if (event === 'hidden') this.#inFront.delete(tab);
    else this.#inFront.add(tab);
    if (this.#inFront.size === 0) this.#automatic.left();
    else if (event !== 'hidden') this.#automatic.notice({ why: event === 'visible' ? 'returned' : 'online' });
  }

  async #begin(): Promise<void> {
    const [automatic, { memo }] = await Promise.all([this.#db.read(['meta'], (tx) => tx.fact('automatic')), this.#bases.load()]);
    this.#update({ automatic: automatic ?? automaticAtFirst, lastSync: memo.lastSync, paused: memo.paused });
    this.#inBackground(() => this.#keepHouse());
    this.#completeIndex();
    this.#inBackground(() => this.#listen());
  }

  /** Removes what a worker that died left behind, and what the undo store has kept long enough. */
  async #keepHouse(): Promise<void> {
    await this.#library.sweep();
    const room = await this.storage();
    const isLow = room?.isLow === true;
    const budget = Math.min(isLow ? keepBytesWhenLow : keepBytes, (room?.quota ?? Infinity) / 10);
    await this.#library.prune(browserTimers.now() - (isLow ? dayMs : keepMs), budget);
  }

  async #listen(): Promise<void> {
    await listen({
      client: this.#options.client,
      timers: browserTimers,
      signal: this.#stopped.signal,
      connected: () => this.#automatic.notice({ why: 'opened' }),
      changed: (event) => {
        this.#news = event;
        if (this.#isSyncing === 0) this.#judgeNews();
      },
      broke: () => {
        // Offline from the start: the counts are of what was known.
        if (this.#state.counts === null && this.#state.running === null) this.#inBackground(() => this.changes());
      },
    });
  }

  /** Whether the cloud told of something that is not known here. During a sync this waits: the event of an upload may come before its answer. */
  #judgeNews(): void {
    const event = this.#news;
    this.#news = null;
    if (event !== null && !this.#log.isKnown(event)) this.#automatic.notice({ why: 'news' });
  }

  /** One act of the engine, with its state shown; afterwards the counts are taken anew. */
  async #run(what: Running['what'], work: (signal: AbortSignal) => Promise<SyncResult>): Promise<SyncResult> {
    this.#isSyncing++;
    let result: SyncResult;
    try {
      result = await this.#working(what, work);
    } finally {
      this.#isSyncing--;
    }
    if (this.#isSyncing === 0) this.#judgeNews();
    const isHealed = await this.#heal();
    const { stopped, failed, waiting, paused, cancelled } = result;
    this.#ofLastRun = troubleOf(null, failed);
    if (this.#ofLastRun !== null) this.#isRefusalSeen = false;
    this.#update({ waiting: countsOf(waiting), paused, trouble: troubleOf(stopped, failed) ?? this.#state.trouble });
    if (isHealed && !cancelled && stopped === null) return this.#run(what, work);
    if (stopped === null) await this.changes();
    if (failed.some(({ code }) => code === 'no-space')) await this.storage();
    return result;
  }
  async #working<T>(what: Running['what'], work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#update({ running: { what, phase: null, filesDone: 0, filesTotal: 0, bytesDone: 0, bytesTotal: 0 } });
    try {
      return await work(abort.signal);
    } catch (error) {
      this.#minding(error);
      throw error;
    } finally {
      if (this.#abort === abort) this.#abort = null;
      this.#update({ running: null });
    }
  }
  #progress(event: ProgressEvent): void {
    const { running } = this.#state;
    if (event.phase !== 'file' && running !== null) this.#update({ running: { ...event, what: running.what } });
  }

  /** Takes files without content off the list, as lost; the next sync fetches them. @returns whether there were any. */
  async #heal(): Promise<boolean> {
    const { lost } = this.#library;
    // Taken at once: another run may end meanwhile.
    this.#library.lost = [];
    if (lost.length === 0) return false;
    const { fetched, gone } = await this.#engine.between(() => forgetLost(this.#db, lost));
    if (fetched + gone === 0) return false;
    this.#filesChanged(lost);
    this.#notice = evictedTrouble(fetched, gone);
    this.#update({ trouble: this.#notice });
    return true;
  }

  #filesChanged(keys: readonly FileKey[]): void {
    for (const { type, name } of keys) this.#changed.set(`${type}\0${name}`, { type, name });
    this.#cancelTelling ??= browserTimers.after(tellAfterMs, () => {
      this.#cancelTelling = null;
      const files = [...this.#changed.values()];
      this.#changed.clear();
      this.#options.tell({ files });
      this.#completeIndex();
    });
  }
  #completeIndex(): void {
    this.#isIndexDue = true;
    if (this.#isIndexing) return;
    this.#isIndexing = true;
    void (async () => {
      this.#update({ indexing: true });
      while (this.#isIndexDue && !this.#stopped.signal.aborted) {
        this.#isIndexDue = false;
        await this.#reader.index.complete((files) => this.#options.tell({ files }), this.#stopped.signal);
      }
    })()
      .catch((error: unknown) => this.#minding(error))
      .finally(() => {
        this.#isIndexing = false;
        this.#update({ indexing: false });
      });
  }

  #inBackground(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => {
      this.#minding(error);
      this.#update({ trouble: troubleOf(error, []) ?? this.#state.trouble });
    });
  }
  #minding(error: unknown): void {
    if (error instanceof LeadLostError) this.#options.lost();
  }
  #update(part: Partial<DeviceState>): void {
    this.#state = { ...this.#state, ...part };
    if (!this.#stopped.signal.aborted) this.#options.tell({ state: this.#state });
  }
}

function countsOf(waiting: SyncResult['waiting']): DeviceState['waiting'] {
  return { here: waiting.here.length, there: waiting.there.length };
}
