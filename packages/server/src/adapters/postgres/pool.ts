import { CairnError } from '@cairn/protocol';
import pg from 'pg';
import type { Client } from 'pg';
import type { DatabaseAddress, DatabaseHost } from './database-url.ts';

export interface PoolOptions {
  readonly address: DatabaseAddress;
  /** Most connections. */
  readonly most: number;
  /** Longest wait for a free connection, seconds (R40). */
  readonly wait?: number;
}

/** Longest time of one statement and of a wait for a lock, milliseconds: a request waits no longer than 10 s (R40). */
const statementMs = 9_000;
const lockMs = 8_000;
/** Seconds after which a server that does not answer at all is given up. */
const silence = 10;
const tickMs = 1_000;
const connectMs = 5_000;
/** After a failed attempt nobody else tries for this long: requests are refused at once instead of piling up (R40). */
const breakMs = 500;
/** Seconds that a request waits for a connection, and those after which it may come back. */
const usualWait = 5;
/** Most requests that wait for a connection. */
const mostWaiting = 2_000;

/**
 * Every statement has the index that it needs, and finds few rows one by one. Left to itself the database reads a whole account where it
 * has no statistics yet. One plan holds for all accounts. A test explains each statement under these settings.
 */
export const plansByIndex =
  ['seqscan', 'bitmapscan', 'mergejoin'].map((kind) => `SET enable_${kind} = off`).join('; ') +
  '; SET jit = off; SET plan_cache_mode = force_generic_plan';

interface Waiting {
  resolve(client: Client): void;
  reject(error: unknown): void;
  seconds: number;
}
interface Asked {
  /** Questions without an answer. */
  open: number;
  /** Since the last answer, or the first question. */
  seconds: number;
}

const int8 = 20;
/** Whole numbers as numbers: none here is beyond 2^53. */
const plainTypes = new pg.TypeOverrides();
plainTypes.setTypeParser(int8, 'text', readWhole);
function readWhole(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`the database holds the number ${text}, which is too large`);
  return number;
}

/** Connections to the server that takes writes, whichever of the hosts that is now. Bounded, with bounded waits. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #idle: Client[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #ended = new Set<Client>();
  readonly #asked = new Map<Client, Asked>();
  readonly #ticking: NodeJS.Timeout;
  #open = 0;
  #closed = false;
  #broken: { readonly error: unknown; readonly until: number } | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
    // Seconds are counted by turns of the clock, not by its time: a machine that stood still for a while has lost no connection.
    this.#ticking = setInterval(() => this.#tick(), tickMs);
    this.#ticking.unref();
  }

  /** A connection of one's own, to be given back. @throws CairnError `busy` after the longest wait; the error of the connection */
  async take(): Promise<Client> {
    if (this.#closed) throw new Error('the database has been closed');
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#open < this.#options.most) return this.#connect();
    if (this.#waiting.length >= mostWaiting) throw new CairnError('busy', { seconds: usualWait });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject, seconds: 0 }));
  }

  /** Watches over a question: a server that falls silent is left. */
  async answered<T>(client: Client, question: Promise<T>): Promise<T> {
    const asked = this.#asked.get(client) ?? { open: 0, seconds: 0 };
    this.#asked.set(client, asked);
    if (asked.open++ === 0) asked.seconds = 0;
    try {
      return await question;
    } finally {
      asked.open -= 1;
      asked.seconds = 0;
    }
  }

  /** Gives a connection back; a broken one is thrown away. */
  give(client: Client, isBroken: boolean): void {
    if (isBroken || this.#closed || this.#ended.has(client)) {
      void this.#drop(client);
      const next = this.#waiting.shift();
      if (next !== undefined)
        this.#connect().then(
          (fresh) => next.resolve(fresh),
          (error: unknown) => next.reject(error),
        );
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(client);
    else next.resolve(client);
  }

  /** Waits for nothing: what is in use is closed when it is given back. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#ticking);
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new Error('the database has been closed'));
    await Promise.all(this.#idle.splice(0).map((client) => this.#drop(client)));
  }

  #tick(): void {
    for (const waiting of [...this.#waiting]) {
      waiting.seconds += 1;
      if (waiting.seconds <= (this.#options.wait ?? usualWait)) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.reject(new CairnError('busy', { seconds: usualWait }));
    }
    for (const [client, asked] of this.#asked) {
      if (asked.open === 0) continue;
      asked.seconds += 1;
      // What was asked fails, and the connection is thrown away by who has it.
      if (asked.seconds > silence) destroy(client);
    }
  }

  async #connect(): Promise<Client> {
    if (this.#broken !== null && Date.now() < this.#broken.until) throw this.#broken.error;
    this.#open += 1;
    try {
      const client = await connectToPrimary(this.#options.address);
      this.#broken = null;
      // An idle connection that breaks is not given out again.
      client.on('error', () => this.#forget(client));
      client.on('end', () => this.#forget(client));
      return client;
    } catch (error) {
      this.#open -= 1;
      this.#broken = { error, until: Date.now() + breakMs };
      throw error;
    }
  }
  #forget(client: Client): void {
    this.#ended.add(client);
    const at = this.#idle.indexOf(client);
    if (at === -1) return;
    this.#idle.splice(at, 1);
    void this.#drop(client);
  }
  async #drop(client: Client): Promise<void> {
    this.#open -= 1;
    this.#ended.delete(client);
    this.#asked.delete(client);
    await endClient(client);
  }
}

function destroy(client: Client): void {
  // The driver's own type leaves out the socket.
  const { connection } = client as Client & { readonly connection: { readonly stream: { destroy(error: Error): void } } };
  connection.stream.destroy(new Error('the connection was left: the database did not answer'));
}

/** Ends a connection whatever state it is in. */
export async function endClient(client: Client): Promise<void> {
  client.removeAllListeners('error');
  client.on('error', () => undefined);
  await client.end().catch(() => undefined);
}

/**
 * Connects to the first host that takes writes. @throws the error of the last host that was tried
 * `patient`: for work that may take long (migrations), and for listening.
 */
export async function connectToPrimary(address: DatabaseAddress, patient = false): Promise<Client> {
  let last: unknown = new Error('no host');
  for (const host of address.hosts) {
    try {
      return await connectTo(address, host, patient);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

async function connectTo(address: DatabaseAddress, { host, port }: DatabaseHost, patient: boolean): Promise<Client> {
  const { user, password, database, ssl, options } = address;
  const client = new pg.Client({
    ...{ host, port, user, password, database, ssl, options },
    application_name: 'cairn',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    types: plainTypes,
    ...(patient ? { statement_timeout: 0 } : { pipeline: true, statement_timeout: statementMs, lock_timeout: lockMs }),
    idle_in_transaction_session_timeout: 60_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(plansByIndex);
    const { rows } = await client.query<{ standby: boolean; durable: string }>(
      "SELECT pg_is_in_recovery() AS standby, current_setting('synchronous_commit') AS durable",
    );
    if (rows[0]?.standby !== false) throw Object.assign(new Error(`${host} is a standby: it takes no writes`), { code: '25006' });
    // Acknowledged means flushed, whatever the server does by default (R01); more than that (a standby) is up to its operator.
    if (rows[0].durable === 'off') await client.query('SET synchronous_commit = on');
    return client;
  } catch (error) {
    await endClient(client);
    throw error;
  }
}
