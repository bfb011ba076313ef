import { createApp, memoryEvents, noTiles, readConfig, soleLease } from '@cairn/server';
import type { App, Store } from '@cairn/server';
import type { Bug } from './bugs/bug.ts';
import { noBug } from './bugs/bug.ts';
import type { VirtualClock } from './clock.ts';
import { SkewedClock } from './clock.ts';
import type { HostDatabase, SetUp } from './host-database.ts';
import { MailBox } from './mail-box.ts';
import { MemoryBlobs } from './memory-blobs.ts';
import type { Message, WireAnswer } from './network.ts';
import type { Options } from './options.ts';
import type { Pulse } from './process.ts';
import { Process } from './process.ts';
import type { SeededRandom } from './random.ts';
import { onSqlite } from './sqlite-database.ts';
import { unpackAtOnce } from './unpack-at-once.ts';

/** Stored bytes up to which contents lie in the database: low, so that both ways are used. */
const largestInline = 600;

/**
 * The machine that the real server runs on: its database, its disk, its clock, its mail, and the process, which may die between any two
 * calls of its ports and is started again over what was committed.
 */
export class CloudHost {
  readonly clock: SkewedClock;
  readonly blobs: MemoryBlobs;
  readonly mails = new MailBox();
  readonly errors: string[] = [];
  quota: number;
  historyLimit: number;
  deviceLimit: number;
  /** Of accounts without a purchase. */
  plan: 'pro' | 'start' = 'pro';
  /** Plain bytes. */
  fileLimit = 30_000;
  readonly #options: Options;
  readonly #bug: Bug;
  readonly #pulse: Pulse;
  readonly #random: SeededRandom;
  #database: HostDatabase;
  #process: Process;
  #app: App | null = null;
  #starts = 0;
  #backup: { readonly open: () => HostDatabase; readonly putBack: () => void } | null = null;

  constructor(options: Options, clock: VirtualClock, pulse: Pulse, random: SeededRandom, bug: Bug = noBug, setUp: SetUp = onSqlite) {
    this.#options = options;
    this.#bug = bug;
    this.#pulse = pulse;
    this.#random = random;
    this.clock = new SkewedClock(clock);
    this.blobs = new MemoryBlobs(() => this.clock.now(), random.fork('blobs'));
    this.quota = options.quota;
    this.historyLimit = options.historyLimit;
    this.deviceLimit = options.deviceLimit;
    this.#database = setUp.open();
    this.#process = new Process('server', pulse);
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }
  get isUp(): boolean {
    return this.#app !== null && this.#process.isAlive;
  }
  get process(): Process {
    return this.#process;
  }
  get database(): HostDatabase {
    return this.#database;
  }
  /** The store itself, for looking only: no process stands in between. */
  get store(): Store {
    return this.#database.store;
  }

  /** Starts the server over what the disk holds. */
  async start(): Promise<void> {
    const process = new Process(`server ${++this.#starts}`, this.#pulse);
    this.#process = process;
    const random = this.#random.fork(process.name);
    const clock = {
      now: () => this.clock.now(),
      after: (ms: number, fn: () => void) => this.clock.after(ms, process.callback(fn)),
    };
    const store = process.behind((this.#bug.store ?? same)(this.store, this.#database.tables));
    const blobs = process.behind((this.#bug.blobs ?? same)(this.blobs));
    const config = readConfig(
      {
        CAIRN_PLAN: this.plan,
        CAIRN_QUOTA_PRO: String(this.quota),
        CAIRN_HISTORY_LIMIT: String(this.historyLimit),
        CAIRN_DEVICE_LIMIT: String(this.deviceLimit),
        CAIRN_LIMITS: this.#options.limits ? 'on' : 'off',
        CAIRN_FILE_LIMIT: String(this.fileLimit),
        CAIRN_FILE_LIMIT_START: String(this.fileLimit),
        CAIRN_PUBLIC_URL: 'http://cloud.example.org',
      },
      '/nowhere',
    );
    const starting = createApp({
      ...{ config, clock, random, store, blobs },
      mailer: process.behind(this.mails),
      events: memoryEvents(),
      lease: soleLease,
      log: {
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        error: (facts, message) => this.errors.push(`${message} ${describe(facts)}`),
      },
      passwords: { hash: async () => 'none', verify: async () => false, isOutdated: () => false },
      secret: new Uint8Array(32).fill(7),
      tls: null,
      website: null,
      tiles: noTiles,
      version: '0.0.0',
      console: () => undefined,
      checkAnswers: true,
      unpacker: unpackAtOnce,
      inlineBytes: largestInline,
    });
    const app = await Promise.race([starting, process.died]);
    if (app === undefined) return;
    await Promise.race([app.start(), process.died]);
    if (process.isAlive) this.#app = app;
  }

  /** Power is cut, or the process killed: what was not committed is gone; what was, is there at the next start. */
  crash(): void {
    this.#process.kill();
    this.#app = null;
  }
  /** One request, answered without a socket; null when the process died over it or the line broke. */
  async handle(message: Message): Promise<WireAnswer | null> {
    const [app, process] = [this.#app, this.#process];
    if (app === null || !process.isAlive) return null;
    const answering = app.frame.inject({
      method: message.method as 'GET',
      url: message.path,
      headers: { host: 'cloud.example.org', ...message.headers },
      payload: Buffer.from(message.body),
    });
    const answer = await Promise.race([answering.catch(() => null), process.died]);
    if (answer === undefined || answer === null || isDead(process)) return null;
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(answer.headers)) headers[name] = String(value);
    return { status: answer.statusCode, headers, body: new Uint8Array(answer.rawPayload) };
  }
  /** Runs the jobs now, all of them or one. */
  async runJobs(name?: string): Promise<void> {
    if (this.#app !== null) await Promise.race([this.#app.jobs.runNow(name), this.#process.died]);
  }

  /** The disk is full from now on, or has room again (R11). */
  fill(isFull: boolean): void {
    this.blobs.capacity = isFull ? 0 : Number.POSITIVE_INFINITY;
    this.#database.fill(isFull);
  }
  /** Makes a backup of database and contents. */
  backUp(): void {
    this.#backup = { open: this.#database.backUp(), putBack: this.blobs.image() };
  }
  /** Starts again over the backup, as an operator would who says so to the devices (R27). @returns whether there was one */
  async restoreBackup(): Promise<boolean> {
    if (this.#backup === null) return false;
    this.crash();
    await this.#database.close();
    this.#database = this.#backup.open();
    this.#backup.putBack();
    await this.store.raiseDataEpoch(this.clock.now());
    await this.start();
    return true;
  }
  async close(): Promise<void> {
    this.crash();
    await this.#database.close();
  }
}

/** Asked again: it may have died meanwhile. */
function isDead(process: Process): boolean {
  return !process.isAlive;
}

function same<Port>(port: Port): Port {
  return port;
}

function describe(facts: object): string {
  const error: unknown = Object.values(facts).find((value) => value instanceof Error);
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(facts);
}
