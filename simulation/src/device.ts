import { openCloud } from '@cairn/device';
import { companionOf, createClient, mainOf } from '@cairn/protocol';
import type { Client, FileKey } from '@cairn/protocol';
import { createEngine } from '@cairn/sync';
import type { Cloud, Engine, Merging, SyncResult } from '@cairn/sync';
import type { Bug, DevicePorts } from './bugs/bug.ts';
import type { VirtualClock } from './clock.ts';
import { SkewedClock } from './clock.ts';
import { Had } from './had.ts';
import { MemoryBases } from './memory-bases.ts';
import { MemoryLibrary, codecHere, collect, keyText, unpacked } from './memory-library.ts';
import type { Stored, Taking } from './memory-library.ts';
import type { VirtualNetwork } from './network.ts';
import type { Pulse } from './process.ts';
import { Process } from './process.ts';
import { Violation } from './violation.ts';

export const serverUrl = 'http://cloud.example.org';

export interface Surroundings {
  readonly clock: VirtualClock;
  readonly network: VirtualNetwork;
  readonly pulse: Pulse;
  readonly merging: Merging;
  readonly bug: Bug;
  /** Whether the cloud has ever told of this name's end, in this account. */
  readonly wasDeletedThere: (account: number | null, key: FileKey) => boolean;
  readonly onPlaced: (device: SimDevice, key: FileKey, bytes: Uint8Array, hash: string) => void;
  /** Told when a run of the engine ended; `asked` says what a person had allowed. */
  readonly onRun: (device: SimDevice, run: Run, result: SyncResult) => void;
}
/** One run of the engine that is under way. */
export interface Run {
  readonly what: string;
  readonly allowsDeletions: boolean;
  /** Files agreed on when it began: what the brake measures by. */
  readonly files: number;
  /** Conflicts that the person decides in it: what it takes away there is meant. */
  readonly chosen: FileKey | null;
  removed: number;
  removedThere: number;
}

/** What must survive the loss of a process, and is put back with an old image of the device. */
interface Memory {
  library: MemoryLibrary;
  bases: MemoryBases;
  /** Contents that a person made here and that no cloud has seen yet: by hash (R24). */
  unsent: Map<string, FileKey>;
  /** Names that the person deleted or renamed here. */
  deleted: Set<string>;
  had: Had;
}

/** One device of one person: its disk, what it remembers, its clock, and the process of a real engine. */
export class SimDevice {
  readonly number: number;
  readonly person: number;
  readonly clock: SkewedClock;
  /** A browser that keeps a library (docs/developers/browser-device.md): the same engine, over a list whose contents may be thrown away. */
  readonly isBrowser: boolean;
  token: string | null = null;
  id: number | null = null;
  /** The account that its memory is about. */
  account: number | null = null;
  run: Run | null = null;
  /** What a person does on the website or in the program beside syncing. */
  errand: string | null = null;
  image: Memory | null = null;
  isGone = false;
  readonly #around: Surroundings;
  readonly #hints = new Map<string, FileKey>();
  #receiving: { readonly key: FileKey; readonly hash: string }[] = [];
  readonly #bugMemory = new Map<string, unknown>();
  #memory: Memory;
  #process: Process;
  #engine: Engine | null = null;
  #abort = new AbortController();

  constructor(number: number, person: number, around: Surroundings, isBrowser = false) {
    this.number = number;
    this.person = person;
    this.isBrowser = isBrowser;
    this.#around = around;
    this.clock = new SkewedClock(around.clock);
    this.#memory = { library: new MemoryLibrary(), bases: new MemoryBases(), unsent: new Map(), deleted: new Set(), had: new Had() };
    this.#process = new Process(this.name, around.pulse);
    this.#attach();
  }

  get name(): string {
    return `device ${this.number}`;
  }
  get library(): MemoryLibrary {
    return this.#memory.library;
  }
  get bases(): MemoryBases {
    return this.#memory.bases;
  }
  get unsent(): Map<string, FileKey> {
    return this.#memory.unsent;
  }
  get process(): Process {
    return this.#process;
  }
  get isBusy(): boolean {
    return this.run !== null;
  }

  /** Names that the watcher saw change since the last sync. */
  get hints(): ReadonlyMap<string, FileKey> {
    return this.#hints;
  }
  takeHints(): FileKey[] {
    const hints = [...this.#hints.values()];
    this.#hints.clear();
    return hints;
  }

  // What a person does here.
  write(key: FileKey, bytes: Uint8Array, modified: number): void {
    const before = this.library.get(key);
    const stored = this.library.write(key, bytes, modified);
    this.#hints.set(keyText(key), key);
    this.#giveUp(before);
    this.unsent.set(stored.hash, key);
    this.#memory.had.forget(key, stored.hash);
  }
  delete(key: FileKey): void {
    const before = this.library.get(key);
    this.library.delete(key);
    this.#hints.set(keyText(key), key);
    this.#giveUp(before);
    this.#memory.deleted.add(keyText(key));
  }
  /** A person's own overwriting or deleting: what is nowhere else any more was meant to go. */
  #giveUp(before: Stored | undefined): void {
    if (before !== undefined && !this.library.has(before.hash)) this.unsent.delete(before.hash);
  }
  rename(from: FileKey, to: FileKey): boolean {
    const file = this.library.get(from);
    if (file === undefined || !this.library.rename(from, to)) return false;
    this.#memory.deleted.add(keyText(from));
    for (const key of [from, to]) this.#hints.set(keyText(key), key);
    this.#memory.had.forget(to, file.hash);
    return true;
  }
  /** Whether a person ended this name here, so that a sync may tell the cloud. A companion goes with its file. */
  mayDelete(key: FileKey): boolean {
    const main = mainOf(key.name);
    const { deleted } = this.#memory;
    return deleted.has(keyText(key)) || (main !== null && deleted.has(keyText({ type: key.type, name: main })));
  }
  /** Whether a person renamed the folder of a file here: what is new in it goes along. */
  mayMove(key: FileKey): boolean {
    if (this.mayDelete(key)) return true;
    const folder = key.name.slice(0, key.name.indexOf('/') + 1);
    return folder !== '' && [...this.#memory.deleted].some((name) => name.startsWith(keyText({ type: key.type, name: folder })));
  }
  /** Whether this device had a content from elsewhere and its person has not written it anew. */
  hadReceived(key: FileKey, hash: string): boolean {
    return this.#memory.had.received.has(key, hash);
  }

  /** Whether a content of this device reached the cloud and its person has not written it anew. */
  hadSent(key: FileKey, hash: string): boolean {
    return this.#memory.had.arrived.has(key, hash);
  }
  /** The cloud took a content of this device. */
  arrivedThere(key: FileKey, hash: string): void {
    this.#memory.had.arrived.add(key, hash);
  }

  // The program.
  engine(): Engine {
    return (this.#engine ??= this.#boot());
  }
  client(errand: boolean): Client {
    const process = this.#process;
    const from = errand ? `${this.name} errand` : `${this.name} sync`;
    return createClient({ server: serverUrl, token: this.token, fetch: this.#around.network.fetchFor(from, () => process.isAlive) });
  }
  /** The cloud as a page asks it that keeps no library: edits go there at once, each based on what was seen. */
  website(): Cloud {
    return openCloud({ client: this.client(true), server: serverUrl, timers: this.#timers(this.#process), signal: undefined });
  }
  /** Begins a run; its end is told to `onRun`. */
  begin(
    what: string,
    asked: { allowsDeletions?: boolean; chosen?: FileKey },
    work: (engine: Engine, signal: AbortSignal) => Promise<SyncResult>,
  ): void {
    const process = this.#process;
    const run: Run = {
      ...{ what, allowsDeletions: asked.allowsDeletions ?? false, chosen: asked.chosen ?? null, removed: 0, removedThere: 0 },
      files: [...this.bases.agreed().values()].filter(({ key }) => mainOf(key.name) === null).length,
    };
    this.run = run;
    this.#abort = new AbortController();
    work(this.engine(), this.#abort.signal).then(
      (result) => {
        if (!process.isAlive) return;
        this.run = null;
        this.#around.pulse.beat();
        this.#forgetLost();
        this.#around.onRun(this, run, result);
      },
      (error: unknown) => {
        if (!process.isAlive) return;
        this.run = null;
        this.fault =
          error instanceof Violation
            ? error
            : new Violation('sync-threw', `${this.name} ${what}: ${error instanceof Error ? String(error.stack) : String(error)}`);
      },
    );
  }
  /** Set when a run ended in an error that no run may end in. */
  fault: Violation | null = null;
  /** Ctrl-C. */
  cancel(): void {
    this.#abort.abort(new Error('the person stopped it'));
  }
  /** The program starts afresh: what was in memory is gone. */
  restart(isPowerCut: boolean): void {
    this.#process.kill();
    this.#around.network.forget(`${this.name} sync`);
    this.#around.network.forget(`${this.name} errand`);
    if (isPowerCut) this.library.powerCut();
    else this.library.processEnds();
    this.#process = new Process(this.name, this.#around.pulse);
    this.#engine = null;
    this.#hints.clear();
    this.run = null;
    this.errand = null;
  }
  /** A person put a file of the trash on the device: a new local file on top of the deletion (T3). */
  async takeFromTrash(key: FileKey, gzip: AsyncIterable<Uint8Array>): Promise<void> {
    const bytes = unpacked(await collect(gzip));
    if (bytes !== null && this.library.get(key) === undefined) this.write({ type: key.type, name: key.name }, bytes, this.clock.now());
  }
  /** A person named this file to be sent: what the cloud had deleted may come back by it. */
  means(key: FileKey): void {
    this.#memory.had.forget(key);
    this.#memory.had.forget({ type: key.type, name: companionOf(key.name) });
  }
  /** The cloud was put back: what it does not have (null = not even the account) is nowhere but here. */
  cloudForgot(hashes: ReadonlySet<string> | null): void {
    for (const { key, hash } of this.library.files()) if (hashes?.has(hash) !== true) this.unsent.set(hash, key);
    this.#memory.had = new Had();
    this.#receiving = [];
    if (hashes === null) {
      this.#memory = { ...this.#memory, bases: new MemoryBases() };
      this.restart(false);
      this.#attach();
      this.account = null;
    }
  }
  /** The browser throws a content away: what was not sent is gone with it, and the person is told so. */
  throwAway(key: FileKey): void {
    const file = this.library.get(key);
    if (file === undefined) return;
    this.library.evict(key);
    const isElsewhere = this.library.files().some((other) => other.hash === file.hash && keyText(other.key) !== keyText(key));
    if (!isElsewhere) this.unsent.delete(file.hash);
  }
  /** Stolen or broken: nothing on it counts any more. */
  lose(): void {
    this.restart(false);
    this.signOut();
    this.isGone = true;
    this.unsent.clear();
    this.image = null;
  }
  /** Another account than before puts what was agreed on aside; nothing is deleted (sync.md, "A device's life"). */
  signIn(account: number, id: number, token: string): void {
    if (this.account !== null && this.account !== account) {
      this.#memory = { ...this.#memory, bases: new MemoryBases(), had: new Had() };
      this.image = null;
      this.#attach();
    }
    this.account = account;
    this.id = id;
    this.token = token;
    this.#engine = null;
  }
  signOut(): void {
    this.token = null;
    this.id = null;
    this.#engine = null;
  }

  /** Keeps a copy of everything on the device, as a backup of a phone would. */
  takeImage(): void {
    this.image = copyOf(this.#memory);
  }
  /** The copy is put back: everything since is gone from this device. */
  putImageBack(): boolean {
    if (this.image === null) return false;
    this.restart(false);
    const { deleted } = this.#memory;
    this.#memory = copyOf(this.image);
    // What was sent before may still arrive.
    for (const name of deleted) this.#memory.deleted.add(name);
    this.#attach();
    return true;
  }

  /** Files that the last look found without content are taken off the list and listed afresh, as one transaction of the browser has it. */
  #forgetLost(): void {
    if (this.library.lost.length === 0) return;
    const { process } = this;
    const { library, bases } = this;
    void this.engine().between(async () => {
      const lost = process.isAlive ? library.forgetLost() : [];
      if (lost.length === 0) return;
      const relist = [...(bases.memo.relist ?? []), ...lost.map(({ key }) => `${key.type}/${key.name}`)];
      await bases.record({ memo: { relist: [...new Set(relist)] } });
      for (const { hash } of lost) if (!library.has(hash)) this.unsent.delete(hash);
    });
  }

  #timers(process: Process): Parameters<typeof openCloud>[0]['timers'] {
    const { clock } = this.#around;
    return {
      now: () => this.clock.now(),
      after: (ms: number, fn: () => void) => clock.after(ms, process.callback(fn)),
      wait: (ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          const cancel = clock.after(ms, process.callback(resolve));
          signal?.addEventListener('abort', () => {
            cancel();
            reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
          });
        }),
      random: () => 0.5,
    };
  }
  #boot(): Engine {
    const process = this.#process;
    const { network, bug, merging } = this.#around;
    const client = createClient({
      server: serverUrl,
      token: this.token,
      fetch: network.fetchFor(`${this.name} sync`, () => process.isAlive),
    });
    const raw: DevicePorts = {
      library: process.behind(this.library),
      bases: process.behind(this.bases),
      cloud: openCloud({ client, server: serverUrl, timers: this.#timers(process), signal: undefined }),
    };
    const { library, bases, cloud } = bug.device?.(raw, this.#bugMemory) ?? raw;
    return createEngine({ library, bases, cloud, merge: merging, clock: this.clock, codec: codecHere });
  }

  #attach(): void {
    const { library, bases } = this.#memory;
    library.onTaken = (file, how) => this.#taken(file, how);
    library.onPlaced = (key, bytes, hash) => {
      this.#memory.deleted.delete(keyText(key));
      this.#receive(key, hash);
      this.#around.onPlaced(this, key, bytes, hash);
    };
    bases.onRecord = (change) => {
      if (change.clear === true) {
        this.#memory.had = new Had();
        this.#receiving = [];
      }
      for (const { key, base } of change.set ?? []) {
        if (base.kind !== 'content' || base.hash === undefined) continue;
        this.#receive(key, base.hash);
        // What is kept when the device begins anew says nothing of what its person did meanwhile.
        if (change.clear !== true && this.library.get(key) !== undefined) this.#memory.deleted.delete(keyText(key));
      }
    };
  }
  #receive(key: FileKey, hash: string): void {
    this.#receiving.push({ key, hash });
  }
  /** What a step agreed on counts as received from the next step on: an upload of its own is none of its own before. */
  endStep(): void {
    for (const { key, hash } of this.#receiving.splice(0)) this.#memory.had.received.add(key, hash);
  }

  /** A sync takes a file away: what the cloud has not seen may go only where a person chose so or a merge holds it. */
  #taken(file: Stored, how: Taking): void {
    const { run } = this;
    const isChosen = run?.chosen !== null && run?.chosen !== undefined && sameFile(run.chosen, file.key);
    // The appearance of a file that was deleted in the cloud goes with it, edited or not; it stays in the undo store.
    const follows = how === 'removed' && mainOf(file.key.name) !== null;
    const isElsewhere = this.library.files().some((other) => other.hash === file.hash && keyText(other.key) !== keyText(file.key));
    if (this.unsent.has(file.hash) && !isElsewhere && how !== 'merged' && !isChosen && !follows) {
      this.fault = new Violation(
        'edit-overwritten',
        `${this.name} ${how} ${file.key.name}, which its person wrote and the cloud has never had`,
      );
    }
    if (how !== 'removed') return;
    if (run !== null && mainOf(file.key.name) === null) run.removed++;
    if (!this.#around.wasDeletedThere(this.account, file.key)) {
      this.fault = new Violation('removed-unasked', `${this.name} removed ${file.key.name}, which nobody deleted in the cloud`);
    }
  }
}

function sameFile(chosen: FileKey, key: FileKey): boolean {
  return chosen.type === key.type && (chosen.name === key.name || chosen.name === mainOf(key.name));
}
function copyOf(memory: Memory): Memory {
  return {
    library: memory.library.image(),
    bases: memory.bases.image(),
    unsent: new Map(memory.unsent),
    deleted: new Set(memory.deleted),
    had: memory.had.image(),
  };
}
