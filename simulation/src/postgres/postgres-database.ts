import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Store } from '@cairn/server';
import { CairnError, isErrorName } from '@cairn/protocol';
import type { Cell, HostDatabase, Question, Tables } from '../host-database.ts';
import { question } from '../host-database.ts';
import type { Kept, LogRow } from '../log-rows.ts';
import { selectLog } from '../log-rows.ts';
import type { Answered, Asked } from './asked.ts';

/** Longest wait for one answer. */
const patienceMs = 120_000;

/**
 * A real PostgreSQL behind a thread of its own. Whoever asks waits on the spot, as for SQLite in memory, and the answer comes in a
 * microtask: however long the database takes, nothing else goes on meanwhile, so that one seed is one history here too (R21).
 */
export class PostgresThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  /** How many answers there are. */
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  #asked = 0;

  private constructor(url: string) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const file = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js';
    const workerData = { url, port: port2, answered: this.#answered };
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData, transferList: [port2] });
  }
  /** @param url of a database without tables, whose owner may make others. @throws Error when it cannot be reached */
  static async start(url: string): Promise<PostgresThread> {
    const thread = new PostgresThread(url);
    await new Promise((resolve, reject) => {
      thread.#worker.once('message', resolve).once('error', reject);
    });
    return thread;
  }

  /** @throws CairnError as the store did; Error of the database; Error when there is no answer at all */
  ask(asked: Asked): unknown {
    if (Atomics.load(this.#answered, 0) !== this.#asked) throw new Error('PostgreSQL has not answered what it was asked before');
    this.#port.postMessage(asked);
    this.#asked += 1;
    // Who waits may be woken for the answer before.
    for (let count = this.#asked - 1; count !== this.#asked; count = Atomics.load(this.#answered, 0)) {
      const waited = Atomics.wait(this.#answered, 0, count, patienceMs);
      if (waited === 'timed-out') throw new Error(`PostgreSQL does not answer: ${asked.what}`);
    }
    const received = receiveMessageOnPort(this.#port) as { readonly message: Answered } | undefined;
    if (received === undefined) throw new Error(`the thread of PostgreSQL said nothing: ${asked.what}`);
    const { message: answered } = received;
    if (answered.ok) return answered.value;
    const { code, details, message } = answered;
    throw code !== null && isErrorName(code) && details !== null ? new CairnError(code, { ...details }) : new Error(message);
  }
  open(from: 'empty' | 'backup'): HostDatabase {
    this.ask({ what: 'open', from });
    return new PostgresDatabase(this);
  }
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

class PostgresDatabase implements HostDatabase {
  readonly store: Store;
  readonly tables: Tables;
  readonly ofAccounts = [
    'version',
    'content',
    'log',
    'log_type',
    'device',
    'session',
    'code',
    'mail',
    'map_record',
    'phone',
    'address',
    'account',
  ];
  readonly #thread: PostgresThread;
  /** What `changes` answered last; null once anything was asked that may write. */
  #number: number | null = null;

  constructor(thread: PostgresThread) {
    this.#thread = thread;
    this.store = storeOver(thread, () => (this.#number = null));
    this.tables = {
      all: (asked, ...values) => this.#rows(asked, values),
      run: (text, ...values) => {
        this.#number = null;
        this.#rows({ text }, values);
      },
    };
  }
  rows(): readonly LogRow[] {
    return this.#rows(question<LogRow>(selectLog(`encode(hash, 'hex')`)));
  }
  /** Their numbers are those of the transactions that wrote them. */
  contents(above: number): readonly Kept[] {
    return this.#rows(
      question<Kept>(`SELECT xmin::text::bigint AS id, account, encode(hash, 'hex') AS hash, key, bytes FROM content
       WHERE key IS NOT NULL OR xmin::text::bigint > ? ORDER BY id, account, hash`),
      [above],
    );
  }
  /** The number of the next transaction that writes. */
  changes(): number {
    if (this.#number !== null) return this.#number;
    const [next] = this.#rows(question<{ number: number }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS number'));
    return (this.#number = next?.number ?? 0);
  }
  fill(isFull: boolean): void {
    this.#thread.ask({ what: 'fill', isFull });
  }
  backUp(): () => HostDatabase {
    this.#thread.ask({ what: 'back-up' });
    return () => this.#thread.open('backup');
  }
  /** Stays open until the next world opens one. */
  close(): Promise<void> {
    return Promise.resolve();
  }
  #rows<Row extends object>({ text }: Question<Row>, values: readonly Cell[] = []): readonly Row[] {
    return this.#thread.ask({ what: 'rows', text, values }) as readonly Row[];
  }
}

/** Every call is carried out when it is made; its promise is settled already. `tell` is told of each. */
function storeOver(thread: PostgresThread, tell: () => void): Store {
  return new Proxy({} as Store, {
    get(_target, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      return async (...args: unknown[]) => {
        tell();
        return thread.ask({ what: 'call', name, args });
      };
    },
  });
}
