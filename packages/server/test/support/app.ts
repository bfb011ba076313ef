import type Database from 'better-sqlite3';
import { ErrorBody, RegisterAnswer } from '@cairn/protocol/schemas';
import type { App } from '../../src/app.ts';
import { createApp } from '../../src/app.ts';
import { modules } from '../../src/adapters/sqlite/modules.ts';
import { openInThread } from '../../src/adapters/sqlite/store.ts';
import type { Store } from '../../src/adapters/sqlite/store.ts';
import { memoryEvents } from '../../src/adapters/memory-events.ts';
import { soleLease } from '../../src/adapters/memory-lease.ts';
import { unpackHere } from '../../src/adapters/unpack/in-thread.ts';
import { argon2Passwords } from '../../src/adapters/passwords.ts';
import { readConfig } from '../../src/config.ts';
import { noTiles } from '../../src/ports/tiles.ts';
import type { TripPorts } from '../../src/ports/router.ts';
import type { Tiles } from '../../src/ports/tiles.ts';
import type { StoreApis } from '../../src/ports/stores.ts';
import type { Website } from '../../src/ports/website.ts';
import type { Blobs } from '../../src/ports/world.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { Metrics } from '../../src/ports/metrics.ts';
import type { ProcessLimits } from '../../src/routes/limit-table.ts';
import type { Tracer } from '../../src/ports/tracer.ts';
import { keepTwin, withTwin } from './twin.ts';
import { LineLog, MailBox, SeededRandom, VirtualClock, codeIn, settle } from './world.ts';

export interface TestApp {
  readonly app: App;
  readonly clock: VirtualClock;
  readonly mailbox: MailBox;
  readonly log: LineLog;
  readonly db: Database.Database;
  /** Tests may put other commands into it. */
  readonly store: { -readonly [Name in keyof Store]: Store[Name] };
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
  state?: { image: Buffer; clock: VirtualClock; seed: string },
  instead: {
    log?: Logger;
    blobs?: Blobs;
    website?: Website;
    tiles?: Tiles;
    stores?: StoreApis;
    trips?: TripPorts;
    metrics?: Metrics;
    bounds?: Partial<ProcessLimits>;
    clock?: VirtualClock;
    secret?: Uint8Array;
    tracer?: Tracer;
  } = {},
): Promise<TestApp> {
  const clock = instead.clock ?? state?.clock ?? new VirtualClock();
  const seed = state?.seed ?? 'test';
  const mailbox = new MailBox();
  const log = new LineLog();
  const lines: string[] = [];
  const dropped: number[] = [];
  const withData = new Set<number>();
  const { store, inner, db } = await openStore(state?.image ?? ':memory:', dropped, withData);
  const space: TestApp['space'] = { free: null, broken: false };
  const probe = async (): Promise<{ free: number | null }> => {
    if (space.broken) throw new Error('the disk is gone');
    return { free: space.free };
  };
  const blobs = instead.blobs ?? ({ probe } as unknown as Blobs);
  const app = await createApp({
    config: readConfig(Object.fromEntries(Object.entries(settings).map(([key, value]) => [`CAIRN_${key}`, value])), '/'),
    ...{ store, clock, blobs, log: instead.log ?? log },
    unpacker: unpackHere,
    random: new SeededRandom(seed),
    mailer: mailbox,
    events: memoryEvents(),
    lease: soleLease,
    passwords: argon2Passwords(),
    secret: instead.secret ?? Buffer.alloc(32, 7),
    tls: null,
    website: instead.website ?? null,
    tiles: instead.tiles ?? noTiles,
    ...(instead.stores === undefined ? {} : { stores: instead.stores }),
    ...(instead.trips === undefined ? {} : { trips: instead.trips }),
    version: '0.0.0',
    ...(instead.bounds === undefined ? {} : { bounds: instead.bounds }),
    ...(instead.metrics === undefined ? {} : { metrics: instead.metrics }),
    ...(instead.tracer === undefined ? {} : { tracer: instead.tracer }),
    console: (line) => lines.push(line),
    checkAnswers: true,
  });
  await app.start();

  const call: TestApp['call'] = async (method, url, body, headers = {}) => {
    const request = {
      method: method as 'GET',
      url,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    };
    const answer = url.startsWith('/api/v1/events') ? await beginningOf(app, request) : await app.frame.inject(request);
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
      return startApp(settings, { image: keepTwin(db.serialize(), inner), clock, seed: `${seed}+` });
    },
  };
}

/** The real store in this thread, and its database to look into; what tests replace in `store` counts. */
async function openStore(
  image: Buffer | ':memory:',
  dropped: number[],
  withData: Set<number>,
): Promise<{ store: Store; inner: Store; db: Database.Database }> {
  const found: Database.Database[] = [];
  const { store: alone } = openInThread(image, (opened) => {
    found.push(opened);
    return opened;
  });
  const [db] = found;
  if (db === undefined) throw new Error('no database was opened');
  const inner = await withTwin(alone, image);
  const names = modules.flatMap((module) => Object.keys(module.commands(db))) as (keyof Store)[];
  const store = Object.fromEntries(
    names.map((name) => [name, (...args: never[]) => (inner[name] as (...given: never[]) => unknown)(...args)]),
  ) as unknown as Store;
  const watched = {
    logState: async (account: number) => {
      const state = await inner.logState(account);
      return withData.has(account) ? { ...state, holdsData: true } : state;
    },
    dropLog: async (account: number, limit: number) => {
      dropped.push(account);
      return inner.dropLog(account, limit);
    },
  };
  return { store: Object.assign(store, watched), inner, db };
}

/** An event stream has no end: its head, and what there is of its body at once. */
async function beginningOf(app: App, request: object): Promise<{ statusCode: number; body: string; headers: Answer['headers'] }> {
  const answer = await app.frame.inject({ ...request, payloadAsStream: true });
  const stream = answer.stream();
  let body = '';
  if (answer.statusCode === 200) stream.destroy();
  else for await (const chunk of stream) body += String(chunk);
  return { statusCode: answer.statusCode, body, headers: answer.headers };
}
