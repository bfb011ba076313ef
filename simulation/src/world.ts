import { createHash } from 'node:crypto';
import { mainOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { Merger, Merging, SyncResult } from '@cairn/sync';
import { isBraked } from '@cairn/sync';
import { PhoneWire } from './app/phone-wire.ts';
import { addPhone, registerPhone } from './app/phones.ts';
import type { Outcome } from './app/session.ts';
import type { SimPhone } from './app/sim-phone.ts';
import type { Bug } from './bugs/bug.ts';
import { noBug } from './bugs/bug.ts';
import { VirtualClock } from './clock.ts';
import { CloudHost } from './cloud-host.ts';
import { ownersOf, pointsIn } from './contents.ts';
import type { Run } from './device.ts';
import { SimDevice } from './device.ts';
import { Ledger } from './ledger.ts';
import type { SetUp } from './host-database.ts';
import { hashOf, keyText } from './memory-library.ts';
import type { Message, WireAnswer } from './network.ts';
import { VirtualNetwork } from './network.ts';
import type { Options, OptionalKind } from './options.ts';
import { Pulse } from './process.ts';
import { SeededRandom } from './random.ts';
import { Trace } from './trace.ts';
import { Violation } from './violation.ts';
import { Wire } from './wire.ts';
import { merging } from './merging.ts';

/** 2026-03-01, so that clocks may go ten years back and forth. */
const start = Date.UTC(2026, 2, 1);

/** Everything of one history: a server, devices, a network, time; all from one seed. */
export class World {
  readonly options: Options;
  readonly clock = new VirtualClock(start);
  readonly trace = new Trace();
  readonly pulse = new Pulse();
  readonly network = new VirtualNetwork(() => this.pulse.beat());
  readonly host: CloudHost;
  readonly ledger: Ledger;
  readonly devices: SimDevice[] = [];
  /** Phones with OsmAnd's own apps. */
  readonly phones: SimPhone[] = [];
  /** Runs of phones that ended since somebody looked. */
  readonly endedThere: { readonly phone: SimPhone; readonly outcome: Outcome }[] = [];
  /** A phone or the server had a wrong clock: the apps compare the two (docs/developers/osmand-protocol.md). */
  clocksLied = false;
  wasRolledBack = false;
  readonly bug: Bug;
  readonly #wire: Wire;
  readonly phoneWire: PhoneWire;
  #handling = 0;
  /** Set by what is told in passing; thrown after the step. */
  #fault: Violation | null = null;
  /** Runs that ended since somebody looked. */
  readonly ended: { readonly device: SimDevice; readonly run: Run; readonly result: SyncResult }[] = [];
  isFull = false;

  constructor(options: Options, bug: Bug = noBug, setUp?: SetUp) {
    this.options = options;
    this.bug = bug;
    const random = new SeededRandom(`world ${options.seed}`);
    this.host = new CloudHost(options, this.clock, this.pulse, random.fork('server'), bug, setUp);
    this.ledger = new Ledger(
      this.host,
      {
        mayEnd: (device, key, isMove) => (isMove ? this.devices[device]?.mayMove(key) : this.devices[device]?.mayDelete(key)) ?? false,
        hadReceived: (device, key, hash) => this.devices[device]?.hadReceived(key, hash) ?? false,
        hadSent: (device, key, hash) => this.devices[device]?.hadSent(key, hash) ?? false,
        arrivedThere: (device, key, hash) => this.devices[device]?.arrivedThere(key, hash),
        deviceOf: (account, id) => this.deviceOf(account, id)?.number ?? null,
      },
      (line) => this.trace.add(line),
    );
    this.#wire = new Wire(this);
    this.phoneWire = new PhoneWire(this);
  }

  async begin(): Promise<void> {
    await this.host.start();
    for (let number = 0; number < this.options.devices; number++) {
      const device = this.addDevice(number % this.options.accounts);
      await this.register(device);
    }
    for (let number = 0; number < (this.options.phones ?? 0); number++)
      await registerPhone(this, addPhone(this, number % this.options.accounts));
    await this.check();
  }
  has(kind: OptionalKind): boolean {
    return !this.options.without.includes(kind);
  }
  person(account: number): number {
    return this.ledger.personOf.get(account) ?? -1;
  }
  deviceOf(account: number, id: number | null): SimDevice | null {
    return this.devices.find((device) => device.id === id && id !== null && device.account === account) ?? null;
  }
  fail(violation: Violation): void {
    this.#fault ??= violation;
  }

  addDevice(person: number): SimDevice {
    const around = {
      ...{ clock: this.clock, network: this.network, pulse: this.pulse, bug: this.bug },
      merging: this.#merging(person),
      wasDeletedThere: (account: number | null, key: FileKey) => this.ledger.wasDeleted(account ?? -1, key),
      onPlaced: (placed: SimDevice, key: FileKey, bytes: Uint8Array, hash: string) => this.#placed(placed, key, bytes, hash),
      onRun: (ran: SimDevice, run: Run, result: SyncResult) => this.#ran(ran, run, result),
    };
    const number = this.devices.length;
    const device = new SimDevice(number, person, around, number < (this.options.browsers ?? 0));
    this.devices.push(device);
    return device;
  }
  /** Signs a device in, past the network: with a code from the mail. @returns the error, or null. */
  async register(device: SimDevice, signOut?: number): Promise<string | null> {
    const address = `person-${device.person}@example.org`;
    const asked = await this.#call('/api/v1/codes', { address });
    if (asked.error !== null) return asked.error;
    this.clock.advance(10);
    await this.rest();
    const code = this.host.mails.takeCode(address);
    if (code === null) return 'no-mail';
    const body = { address, code, device: { name: device.name }, ...(signOut === undefined ? {} : { signOut }) };
    const answer = await this.#call('/api/v1/devices', body);
    if (answer.error !== null) return answer.error;
    const { account, device: id, token } = answer.json as { account: number; device: number; token: string };
    this.ledger.personOf.set(account, device.person);
    for (const other of this.devices) if (other.person === device.person && other.id === signOut && other !== device) other.signOut();
    device.signIn(account, id, token);
    return null;
  }
  async #call(path: string, body: object): Promise<{ json: unknown; error: string | null }> {
    const message = {
      from: 'sign-in',
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    };
    const answer = await this.host.handle(message);
    if (answer === null) return { json: null, error: 'down' };
    const json: unknown = JSON.parse(Buffer.from(answer.body).toString('utf8'));
    const error = answer.status === 200 ? null : ((json as { error?: { code?: string } }).error?.code ?? String(answer.status));
    return { json, error };
  }

  /** The server gets a message; its answer is looked at before anybody else sees it. */
  async handle(message: Message): Promise<WireAnswer | null> {
    this.#handling++;
    try {
      this.#wire.before(message);
      this.phoneWire.before(message);
      const answer = await this.host.handle(message);
      if (answer !== null) this.trace.heard(answer.body);
      await this.#wire.after(message, answer);
      this.phoneWire.after(message, answer, this.#wire.isAlone);
      return answer;
    } finally {
      this.#handling--;
    }
  }
  /** Until everything waits for the network or for time. */
  async rest(): Promise<void> {
    await this.pulse.rest(() => this.#handling > 0);
  }

  /** What must hold after every step. @throws Violation */
  async check(): Promise<void> {
    if (this.#fault !== null) throw this.#fault;
    for (const device of [...this.devices, ...this.phones]) if (device.fault !== null) throw device.fault;
    const [error] = this.host.errors;
    if (error !== undefined && !this.isFull) throw new Violation('server-error', error);
    this.host.errors.length = 0;
    const isNew = await this.ledger.look();
    this.phoneWire.checkSeen((account) => this.#wire.isReset(account));
    this.#wire.checkSeen();
    if (isNew) this.ledger.sweep();
    this.#checkUnsent();
    for (const device of this.devices) device.endStep();
  }
  /** R24: what a person wrote and no cloud has had is on the device it was written on, or in its undo store. */
  #checkUnsent(): void {
    for (const device of this.devices) {
      if (device.unsent.size === 0) continue;
      const { account } = device;
      const hashes = account === null ? null : this.ledger.account(account).hashes;
      for (const [hash, key] of device.unsent) {
        if (hashes?.has(hash) === true) device.unsent.delete(hash);
        else if (!device.library.has(hash)) throw new Violation('edit-lost', `${device.name}: what was written to ${key.name} is nowhere`);
      }
    }
  }

  #placed(device: SimDevice, key: FileKey, bytes: Uint8Array, hash: string): void {
    if (!this.ledger.owners.has(hash)) this.ledger.owners.set(hash, device.person);
    if (ownersOf(bytes).some((owner) => owner !== device.person)) {
      this.fail(new Violation('isolation', `${device.name} got ${key.name} with the mark of another account`));
    }
  }
  #ran(device: SimDevice, run: Run, result: SyncResult): void {
    if (result.stopped?.code === 'not-signed-in') device.signOut();
    this.ended.push({ device, run, result });
    for (const [removed, where] of [
      [run.removed, 'here'],
      [run.removedThere, 'in the cloud'],
    ] as const) {
      if (run.allowsDeletions || run.chosen !== null || !isBraked(removed, Math.max(run.files, removed))) continue;
      this.fail(new Violation('brake', `${device.name} removed ${removed} of ${run.files} files ${where} without asking`));
    }
    for (const { key, cloud } of result.conflicts) {
      const here = device.library.get(key);
      if (
        here !== undefined &&
        cloud?.kind === 'content' &&
        cloud.hash === here.hash &&
        device.library.get(key)?.hash === cloud.hash &&
        !device.isBusy
      ) {
        this.fail(new Violation('false-conflict', `${device.name}: ${key.name} is the same on both sides and a conflict`));
      }
    }
    const lists = ['uploaded', 'downloaded', 'deleted', 'renamed', 'merged', 'conflicts', 'failed'] as const;
    const told = lists.flatMap((list) =>
      result[list].length === 0 ? [] : `${list} ${result[list].map(({ key }) => key?.name ?? '').join(', ')}`,
    );
    this.trace.add(`  ${device.name} ${run.what} ended: ${told.join('; ')} ${result.stopped?.code ?? ''}`);
  }

  /** Merges are the product's; each result is held against what both sides say. */
  #merging(person: number): Merging {
    const real = merging;
    const checked =
      (merge: Merger): Merger =>
      (base, ours, theirs) => {
        const merged = merge(base, ours, theirs);
        if (merged.outcome === 'merged') {
          this.#register(person, merged.bytes);
          this.#checkMerge(base, ours, theirs, merged.bytes);
        }
        return merged;
      };
    const wrapped: Merging = {
      mergerFor: (key) => real.mergerFor(key),
      mergeCompanions: (ours, theirs, laterIs) => {
        const merged = real.mergeCompanions(ours, theirs, laterIs);
        if (merged.outcome === 'merged') this.#register(person, merged.bytes);
        return merged;
      },
    };
    const withBug = this.bug.merging?.(wrapped) ?? wrapped;
    return {
      mergerFor: (key) => {
        const merger = withBug.mergerFor(key);
        return merger === null ? null : checked(merger);
      },
      mergeCompanions: (ours, theirs, laterIs) => withBug.mergeCompanions(ours, theirs, laterIs),
    };
  }
  #register(person: number, bytes: Uint8Array): void {
    this.ledger.owners.set(hashOf(bytes), person);
  }
  /** Each point that a side made or changed is in the result; each that both sides kept too. */
  #checkMerge(base: Uint8Array | null, ours: Uint8Array, theirs: Uint8Array, result: Uint8Array): void {
    const names = (bytes: Uint8Array | null): Set<string> => new Set(bytes === null ? [] : pointsIn(bytes).map(({ name }) => name));
    const [before, here, there, after] = [names(base), names(ours), names(theirs), names(result)];
    for (const name of new Set([...here, ...there])) {
      const isKept = !before.has(name) || (here.has(name) && there.has(name));
      if (isKept && !after.has(name)) this.fail(new Violation('point-lost', `the point ${name} is not in the merged file`));
    }
  }

  /** Digest of the whole: what happened, and what is left everywhere. */
  digest(): string {
    const hash = createHash('sha256').update(this.trace.digest());
    for (const device of this.devices)
      for (const file of device.library.files()) hash.update(`${device.name} ${file.key.type} ${file.key.name} ${file.hash}\n`);
    return hash.digest('hex');
  }
  /** Runs all jobs of the server now, as its timers would. */
  async jobs(): Promise<undefined> {
    this.#handling++;
    try {
      this.ledger.expect({ kind: 'purge', before: this.host.clock.now() - this.trashDays * 86_400_000 });
      await this.host.runJobs();
    } finally {
      this.#handling--;
    }
  }
  readonly trashDays = 30;
  /** Time passes; the server's own timers run too. */
  pass(ms: number): void {
    this.clock.advance(ms);
    this.ledger.expect({ kind: 'purge', before: this.host.clock.now() - this.trashDays * 86_400_000 });
  }
  /** The server is as its backup was: what it forgot is on the devices, and must stay there until the cloud has it again (R27). */
  async rolledBack(): Promise<void> {
    this.wasRolledBack = true;
    this.network.copies.length = 0;
    while (this.network.travelling.length > 0) this.network.take(0)?.fail('the server was restored');
    this.ledger.rollBack();
    for (const device of this.devices) {
      const { account, id } = device;
      if (account === null) continue;
      const hashes = this.ledger.isKnown(account, device.person) ? this.ledger.account(account).hashes : null;
      device.cloudForgot(hashes);
      if (id !== null && (hashes === null || (await this.host.store.deviceCredential(account, id)) === null)) device.signOut();
    }
    for (const phone of this.phones) {
      const { account, id } = phone;
      if (account === null || id === null) continue;
      const isKnown = this.ledger.isKnown(account, phone.person) && (await this.host.store.deviceCredential(account, id)) !== null;
      if (!isKnown) phone.signOut();
    }
  }
  /** Versions that the last look found new. */
  versionsSince(): number {
    return this.ledger.written;
  }
  /** Whether the newest row of a name, or of the file of a companion, is a deletion in the cloud only, of all rows or of the newest (T6, C61). */
  isCloudOnly(account: number, key: FileKey): boolean {
    const { heads } = this.ledger.account(account);
    const main = mainOf(key.name);
    const row = heads.get(keyText(key)) ?? null;
    if (row?.kind === 2 && row.scope !== 1) return true;
    return main !== null && this.isCloudOnly(account, { type: key.type, name: main });
  }
  async close(): Promise<void> {
    for (const { process } of [...this.devices, ...this.phones]) process.kill();
    await this.host.close();
  }
  isMain(key: FileKey): boolean {
    return mainOf(key.name) === null;
  }
}
