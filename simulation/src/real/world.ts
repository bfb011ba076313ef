import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proxy, Trouble } from '@cairn/bench';
import { openProxy } from '@cairn/bench';
import { signIn } from '@cairn/e2e';
import { createClient } from '@cairn/protocol';
import type { Client, FileKey } from '@cairn/protocol';
import type { SyncResult } from '@cairn/sync';
import type { Outcome, Session } from '../app/session.ts';
import { keyText } from '../memory-library.ts';
import { SeededRandom } from '../random.ts';
import { Trace } from '../trace.ts';
import { Violation } from '../violation.ts';
import { Books } from './books.ts';
import { RealDevice } from './device.ts';
import type { RealOptions } from './options.ts';
import { mostConnections, troublesOf } from './options.ts';
import { RealPhone } from './phone.ts';
import type { RealServer } from './server.ts';

/** One account of a real server, its devices in folders of their own, and the wires between them (R28). */
export class RealWorld {
  readonly options: RealOptions;
  readonly server: RealServer;
  readonly proxy: Proxy;
  readonly books = new Books();
  readonly trace: Trace;
  readonly devices: RealDevice[] = [];
  readonly phones: RealPhone[] = [];
  /** Conflicts that the last sync of a device told of. */
  readonly conflicts = new Map<RealDevice, SyncResult['conflicts']>();
  readonly #home: string;
  readonly #troubles: readonly Trouble[];
  #token = '';

  private constructor(options: RealOptions, server: RealServer, proxy: Proxy, trace: Trace, troubles: readonly Trouble[]) {
    this.options = options;
    this.server = server;
    this.proxy = proxy;
    this.trace = trace;
    this.#troubles = troubles;
    this.#home = mkdtempSync(join(tmpdir(), `cairn-real-${options.seed}-`));
  }
  static async open(options: RealOptions, server: RealServer): Promise<RealWorld> {
    const trace = new Trace();
    const troubles: Trouble[] = [];
    const proxy = await openProxy(server.port, {
      troubleOf: troublesOf(options),
      happened: (trouble, connection) => {
        troubles.push(trouble);
        trace.add(`    connection ${connection}: ${trouble.kind} after ${trouble.after} bytes ${trouble.way}`);
      },
    });
    return new RealWorld(options, server, proxy, trace, troubles);
  }
  /** Signs everybody in, past the wires. */
  async begin(): Promise<void> {
    const { options, server } = this;
    const address = `seed-${options.seed}@example.org`;
    const through = `http://127.0.0.1:${this.proxy.port}`;
    for (let number = 0; number < options.devices; number++) {
      const { token, account, device } = await signIn(server.url, server.data, address, `device ${number}`);
      const session = { server: through, address, account, device, token };
      this.#token = token;
      this.devices.push(await RealDevice.open(number, this.#home, session, new SeededRandom(`waits ${options.seed} ${number}`)));
    }
    for (let number = 0; number < options.phones; number++) {
      const who = { seed: options.seed, address, through };
      this.phones.push(await RealPhone.signIn(number, who, server, (key) => this.books.wasEnded(key)));
    }
  }

  /** What the wires did so far. */
  get troubles(): readonly Trouble[] {
    return this.#troubles;
  }
  /** The server's API past the wires. */
  get client(): Client {
    return createClient({ server: this.server.url, token: this.#token });
  }

  /** A sync of a device, and what can be seen of it from outside. `edited`: its person writes meanwhile. */
  async sync(
    device: RealDevice,
    options: { readonly allowDeletions?: boolean; readonly signal?: AbortSignal } = {},
    edited = false,
  ): Promise<SyncResult> {
    return this.watched(device, 'sync', edited, () => device.sync(options));
  }
  async watched(device: RealDevice, what: string, edited: boolean, work: () => Promise<SyncResult>): Promise<SyncResult> {
    const before = new Map(device.files().map((file) => [keyText(file.key), file.hash]));
    const agreed = new Map((await device.agreed()).map(({ key, hash }) => [keyText(key), hash]));
    const deleted = new Map(device.deleted);
    const result = await work();
    this.trace.add(`  ${device.name} ${what}: ${told(result)}`);
    for (const { key } of result.deleted.filter(({ where }) => where === 'cloud')) {
      const hash = deleted.get(keyText(key))?.hash;
      if (hash !== undefined && agreed.get(keyText(key)) === hash) this.books.deleted(key, hash);
    }
    for (const { key, hash } of device.files()) this.books.merged(key, hash);
    this.books.acknowledge(device.name, await device.agreed());
    this.conflicts.set(device, result.conflicts);
    if (!edited) this.#bothSides(device, before, result);
    return result;
  }
  /** A conflict leaves what is here as it was (S6), though maybe under the name that the cloud gave it meanwhile. */
  #bothSides(device: RealDevice, before: ReadonlyMap<string, string>, { conflicts, renamed }: SyncResult): void {
    const after = new Map(device.files().map((file) => [keyText(file.key), file.hash]));
    for (const { key } of conflicts) {
      const old = renamed.find((line) => line.where === 'here' && keyText(line.key) === keyText(key))?.from ?? key;
      if (before.get(keyText(old)) !== after.get(keyText(key)))
        throw new Violation(
          'conflict-lost-side',
          `${device.name} is told of a conflict in ${key.name}, and the file here is another than before`,
        );
    }
  }

  async runPhone(phone: RealPhone, what: string, work: (session: Session) => Promise<Outcome>): Promise<Outcome> {
    const outcome = await phone.run(work);
    for (const key of outcome.uploaded) {
      const hash = phone.store.get(key)?.hash;
      if (hash !== undefined) this.books.tookFromPhone(phone.name, key, hash);
    }
    const lists = ['uploaded', 'downloaded', 'deleted'] as const;
    const words = lists.map((list) => `${list} ${outcome[list].map(({ name }) => name).join(', ')}`).join('; ');
    this.trace.add(`  ${phone.name} ${what}: ${words}; ${outcome.conflicts.length} conflicts ${outcome.error?.message ?? ''}`);
    return outcome;
  }

  /** The server dies and comes back at another port; the wires find it. */
  async kill(): Promise<void> {
    await this.server.kill();
    this.proxy.setTarget(this.server.port);
  }
  /** @throws Violation when more connections were opened than such a history can need */
  checkBounds(): void {
    const { connections } = this.proxy.traffic();
    if (connections > mostConnections) throw new Violation('connections', `${connections} connections were opened`);
  }
  async close(): Promise<void> {
    for (const device of this.devices) await device.close();
    await this.proxy.close();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

const namesOf = (lines: readonly { readonly key?: FileKey }[]): string => lines.map(({ key }) => key?.name ?? '?').join(', ');
function told(result: SyncResult): string {
  const lists = ['uploaded', 'downloaded', 'deleted', 'renamed', 'merged', 'conflicts', 'failed'] as const;
  const words = lists.flatMap((list) => (result[list].length === 0 ? [] : [`${list} ${namesOf(result[list])}`]));
  const { stopped, cancelled, waiting } = result;
  if (stopped !== null) words.push(`stopped by ${stopped.code}`);
  if (cancelled) words.push('was told to stop');
  if (waiting.here.length + waiting.there.length > 0) words.push(`asks before deleting ${waiting.here.length + waiting.there.length}`);
  return words.length === 0 ? 'nothing to do' : words.join('; ');
}
