import Database from 'better-sqlite3';
import type { RouteName } from '@cairn/protocol';
import { CairnError } from '@cairn/protocol';
import { ErrorBody, RegisterAnswer, routes } from '@cairn/protocol/schemas';
import type { App, LibraryPart } from '../../src/app.ts';
import { createApp } from '../../src/app.ts';
import { accountModule } from '../../src/adapters/sqlite/account-store.ts';
import { Engine } from '../../src/adapters/sqlite/engine.ts';
import { memoryEvents } from '../../src/adapters/memory-events.ts';
import { soleLease } from '../../src/adapters/memory-lease.ts';
import { argon2Passwords } from '../../src/adapters/passwords.ts';
import { readConfig } from '../../src/config.ts';
import type { AccountStore } from '../../src/ports/account-store.ts';
import type { LogStore } from '../../src/ports/log-store.ts';
import type { Blobs } from '../../src/ports/world.ts';
import { LineLog, MailBox, SeededRandom, VirtualClock, codeIn, settle } from './world.ts';

export interface TestApp {
  readonly app: App;
  readonly clock: VirtualClock;
  readonly mailbox: MailBox;
  readonly log: LineLog;
  readonly db: Database.Database;
  readonly store: AccountStore & LogStore;
  readonly console: string[];
  readonly dropped: number[];
  readonly withData: Set<number>;
  /** What the disk says of itself. */
  readonly space: { free: number | null; broken: boolean };
  readonly call: (method: string, url: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Asks for a code and registers a device with it. */
  readonly register: (address: string, device?: object) => Promise<Registered>;
  /** Asks for a code and reads it from the mail. */
  readonly code: (address: string) => Promise<string>;
  /** Asks for a code for an act that a token alone may not do. */
  readonly proof: (token: string, purpose: string) => Promise<string>;
  /** Stops this process and starts another over the same database. */
  readonly restart: () => Promise<TestApp>;
}
export interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly text: string;
  readonly headers: Record<string, string | string[] | number | undefined>;
  /** Code of the error; null for a success. */
  readonly error: string | null;
}
export interface Registered {
  readonly account: number;
  readonly device: number;
  readonly token: string;
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** The real app over SQLite in memory, with a clock that stands still. The library answers nothing yet. */
export async function startApp(
  settings: Record<string, string> = {},
  state?: { db: Database.Database; clock: VirtualClock; seed: string },
): Promise<TestApp> {
  const db = state?.db ?? freshDatabase();
  const clock = state?.clock ?? new VirtualClock();
  const seed = state?.seed ?? 'test';
  const mailbox = new MailBox();
  const log = new LineLog();
  const lines: string[] = [];
  const dropped: number[] = [];
  const withData = new Set<number>();
  const store = storeOver(db, dropped, withData);
  const space: TestApp['space'] = { free: null, broken: false };
  const probe = async (): Promise<{ free: number | null }> => {
    if (space.broken) throw new Error('the disk is gone');
    return { free: space.free };
  };
  const blobs = { probe } as unknown as Blobs;
  const app = await createApp({
    config: readConfig(Object.fromEntries(Object.entries(settings).map(([key, value]) => [`CAIRN_${key}`, value])), '/'),
    ...{ store, clock, log, blobs },
    random: new SeededRandom(seed),
    mailer: mailbox,
    events: memoryEvents(),
    lease: soleLease,
    passwords: argon2Passwords(),
    openapi: () => ({}),
    secret: Buffer.alloc(32, 7),
    tls: null,
    version: '0.0.0',
    console: (line) => lines.push(line),
    checkAnswers: true,
    library: () => emptyLibrary(),
  });
  await app.start();

  const call: TestApp['call'] = async (method, url, body, headers = {}) => {
    const answer = await app.frame.inject({
      method: method as 'GET',
      url,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const json: unknown = answer.body.startsWith('{') ? JSON.parse(answer.body) : null;
    const fault = ErrorBody.safeParse(json);
    return { status: answer.statusCode, json, text: answer.body, headers: answer.headers, error: fault.data?.error.code ?? null };
  };
  const code = async (address: string): Promise<string> => {
    const asked = await call('POST', '/api/v1/codes', { address });
    if (asked.status !== 200) throw new Error(asked.text);
    await clock.advance(0);
    return codeIn(mailbox.last(address));
  };
  return {
    ...{ app, clock, mailbox, log, db, store, dropped, withData, space, call, code },
    console: lines,
    async register(address, device = {}) {
      const answer = await call('POST', '/api/v1/devices', { address, code: await code(address), device });
      if (answer.status !== 200) throw new Error(answer.text);
      return RegisterAnswer.parse(answer.json);
    },
    async proof(token, purpose) {
      const asked = await call('POST', '/api/v1/account/codes', { purpose }, bearer(token));
      if (asked.status !== 200) throw new Error(asked.text);
      await clock.advance(0);
      return codeIn(mailbox.mails.at(-1) ?? mailbox.last('nobody'));
    },
    async restart() {
      await app.close();
      await settle();
      return startApp(settings, { db, clock, seed: `${seed}+` });
    },
  };
}

function freshDatabase(): Database.Database {
  const db = new Database(':memory:');
  for (const step of accountModule.schema) db.exec(step.sql);
  return db;
}

/** The commands of accounts on one connection, each its own transaction, answered in a microtask. */
function storeOver(db: Database.Database, dropped: number[], withData: Set<number>): AccountStore & LogStore {
  const commands = new Map(Object.entries(accountModule.commands(db)));
  const engine = new Engine(db, commands as never, new Set(accountModule.reads));
  const log = {
    logState: async (account: number) => ({ seq: 0, used: 0, holdsData: withData.has(account), epoch: 0, dataEpoch: 0 }),
    dropLog: async (account: number) => {
      dropped.push(account);
      return { more: false, keys: [] };
    },
  };
  const carry =
    (name: string) =>
    async (...args: unknown[]): Promise<unknown> => {
      const [outcome] = engine.run([{ name, args }]);
      if (outcome?.ok === true) return outcome.value;
      throw outcome?.error instanceof Error ? outcome.error : new Error('no outcome');
    };
  return Object.assign(Object.fromEntries([...commands.keys()].map((name) => [name, carry(name)])), log) as unknown as AccountStore &
    LogStore;
}

function emptyLibrary(): LibraryPart {
  const nothing = async (): Promise<never> => {
    throw new CairnError('not-found');
  };
  return {
    handlers: Object.fromEntries((Object.keys(routes) as RouteName[]).map((name) => [name, nothing])) as unknown as LibraryPart['handlers'],
    jobs: [],
  };
}
