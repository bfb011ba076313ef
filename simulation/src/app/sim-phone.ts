import type { FileKey } from '@cairn/protocol';
import { mainOf } from '@cairn/protocol';
import type { VirtualClock } from '../clock.ts';
import { SkewedClock } from '../clock.ts';
import { ownersOf } from '../contents.ts';
import type { VirtualNetwork } from '../network.ts';
import type { Pulse } from '../process.ts';
import { Process } from '../process.ts';
import { Violation } from '../violation.ts';
import type { Row } from './listing.ts';
import type { AppAnswer, AppRequest, Platform } from './requests.ts';
import type { Outcome } from './session.ts';
import { Session } from './session.ts';
import { AppStore } from './store.ts';

export interface PhoneSurroundings {
  readonly clock: VirtualClock;
  readonly network: VirtualNetwork;
  readonly pulse: Pulse;
  /** Why a deletion that nobody asked for here is the app's own doing; null = it is not. */
  readonly excuse: (phone: SimPhone, key: FileKey) => string | null;
  /** Whether the cloud ever told of this name's end. */
  readonly wasDeletedThere: (account: number | null, key: FileKey) => boolean;
  /** How often the server was started. */
  readonly starts: () => number;
  readonly onGone: (phone: SimPhone, row: Row, starts: number) => void;
  readonly onRun: (phone: SimPhone, what: string, outcome: Outcome) => void;
}
interface Memory {
  store: AppStore;
  /** Names that the person deleted or renamed here. */
  deleted: Set<string>;
}
const codeOfBadToken = 105;

/** A phone with one of OsmAnd's own apps (R21, R22): what it keeps, its clock, and the process of the app. */
export class SimPhone {
  readonly number: number;
  readonly person: number;
  readonly platform: Platform;
  readonly clock: SkewedClock;
  account: number | null = null;
  id: number | null = null;
  token: string | null = null;
  isGone = false;
  isBusy = false;
  fault: Violation | null = null;
  image: Memory | null = null;
  /** Types whose old versions are not kept, and types that are switched off. */
  readonly withoutHistory = new Set<string>();
  readonly off = new Set<string>();
  /** Names that the person wrote while a run was under way: the app does not look again (its own weakness). */
  readonly writtenMeanwhile = new Set<string>();
  readonly #around: PhoneSurroundings;
  #memory: Memory;
  #process: Process;

  constructor(number: number, person: number, platform: Platform, around: PhoneSurroundings) {
    this.number = number;
    this.person = person;
    this.platform = platform;
    this.#around = around;
    this.clock = new SkewedClock(around.clock);
    this.#memory = { store: new AppStore(platform), deleted: new Set() };
    this.#process = new Process(this.name, around.pulse);
  }

  get name(): string {
    return `phone ${this.number}`;
  }
  /** The phone's own id, which it says when it signs in. */
  get phoneId(): string {
    return `${this.name} ${this.platform}`;
  }
  get store(): AppStore {
    return this.#memory.store;
  }
  get process(): Process {
    return this.#process;
  }

  // What a person does here.
  write(key: FileKey, bytes: Uint8Array, modified: number): boolean {
    const old = this.store.get(key);
    if (this.store.put(old?.key ?? key, bytes, modified) === null) return false;
    if (this.isBusy) this.writtenMeanwhile.add(this.store.form(key));
    return true;
  }
  writeInfo(key: FileKey, info: Uint8Array): void {
    this.store.putInfo(key, info, this.clock.now());
    if (this.isBusy) this.writtenMeanwhile.add(this.store.form(key));
  }
  delete(key: FileKey): void {
    this.store.remove(key);
    this.#memory.deleted.add(this.store.form(key));
  }
  rename(from: FileKey, to: FileKey): boolean {
    const item = this.store.get(from);
    if (item === undefined || this.store.get(to) !== undefined) return false;
    this.delete(from);
    return this.store.put(to, item.bytes, item.modified, item.info) !== null;
  }
  mayDelete(key: FileKey): boolean {
    return this.#memory.deleted.has(this.store.form(key));
  }

  // The app.
  session(): Session {
    if (this.id === null || this.token === null) throw new Error(`${this.name} is not signed in`);
    const starts = this.#around.starts();
    return new Session({
      store: this.store,
      auth: { deviceid: this.id, accessToken: this.token },
      send: (request) => this.#send(request),
      off: this.off,
      withoutHistory: this.withoutHistory,
      onDelete: (row) => this.#deletesThere(row),
      onRemove: (key) => this.#removes(key),
      onPlaced: (key, bytes) => this.#placed(key, bytes),
      onGone: (row) => this.#around.onGone(this, row, starts),
    });
  }
  /** Begins a run; its end is told to `onRun`. */
  begin(what: string, work: (session: Session) => Promise<Outcome>): void {
    const process = this.#process;
    this.isBusy = true;
    work(this.session())
      .then((outcome) => {
        if (!process.isAlive) return;
        this.isBusy = false;
        if (outcome.error?.code === codeOfBadToken) this.signOut();
        this.#around.pulse.beat();
        this.#around.onRun(this, what, outcome);
      })
      .catch((error: unknown) => {
        if (!process.isAlive) return;
        this.isBusy = false;
        this.fault = new Violation('app-threw', `${this.name} ${what}: ${error instanceof Error ? String(error.stack) : String(error)}`);
      });
  }
  /** The app is started afresh; what it had written is there. */
  restart(): void {
    this.#process.kill();
    this.#around.network.forget(this.name);
    this.#process = new Process(this.name, this.#around.pulse);
    this.isBusy = false;
  }
  signIn(account: number, id: number, token: string): void {
    this.account = account;
    this.id = id;
    this.token = token;
  }
  /** What was recorded of uploads stays (device-api 3.1). */
  signOut(): void {
    this.token = null;
    this.id = null;
  }
  lose(): void {
    this.restart();
    this.signOut();
    this.isGone = true;
  }
  takeImage(): void {
    this.image = copyOf(this.#memory);
  }
  putImageBack(): boolean {
    if (this.image === null) return false;
    this.restart();
    const { deleted } = this.#memory;
    this.#memory = copyOf(this.image);
    for (const form of deleted) this.#memory.deleted.add(form);
    return true;
  }

  async #send(request: AppRequest): Promise<AppAnswer> {
    const process = this.#process;
    const fetch = this.#around.network.fetchFor(this.name, () => process.isAlive);
    const carried = process.behind({
      async send(): Promise<AppAnswer> {
        const { method, path, headers, body } = request;
        const answer = await fetch(`http://cloud.example.org${path}`, {
          ...{ method, headers: { ...headers }, redirect: 'manual' as const },
          ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
        });
        const pieces: Uint8Array[] = [];
        for await (const piece of (answer.body ?? []) as AsyncIterable<Uint8Array>) pieces.push(piece);
        const isPacked = answer.headers.get('content-encoding') === 'gzip';
        return { status: answer.status, isPacked, body: new Uint8Array(Buffer.concat(pieces)) };
      },
    });
    return carried.send();
  }

  #deletesThere(row: Row): void {
    if (this.mayDelete(row)) return;
    const excuse = this.#around.excuse(this, row);
    if (excuse === null)
      this.fault = new Violation('app-deletes', `${this.name} deletes ${row.name} there, which its person did not delete`);
  }
  #removes(key: FileKey): void {
    if (this.#around.wasDeletedThere(this.account, key)) return;
    this.fault = new Violation('app-removed', `${this.name} removed ${key.name}, which nobody deleted in the cloud`);
  }
  #placed(key: FileKey, bytes: Uint8Array): void {
    this.#memory.deleted.delete(this.store.form({ type: key.type, name: mainOf(key.name) ?? key.name }));
    if (ownersOf(bytes).some((owner) => owner !== this.person)) {
      this.fault = new Violation('isolation', `${this.name} got ${key.name} with the mark of another account`);
    }
  }
}

function copyOf({ store, deleted }: Memory): Memory {
  return { store: store.image(), deleted: new Set(deleted) };
}
