import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { Database } from '../../src/adapters/postgres/database.ts';
import { readDatabaseUrl } from '../../src/adapters/postgres/database-url.ts';
import { openPostgresStore, storeOn } from '../../src/adapters/postgres/store.ts';
import type { S3Blobs } from '../../src/adapters/s3-blobs.ts';
import { s3Blobs } from '../../src/adapters/s3-blobs.ts';
import { Space } from '../../src/library/space.ts';
import { putTexts } from '../contracts/log-store.contract.ts';
import type { FaultySetUp, FaultyServer, Plan } from '../support/fault-sweep.ts';
import { sweepCalls, sweepRecovery } from '../support/fault-sweep.ts';
import { TestLibrary } from '../support/library.ts';
import { S3Double } from '../support/s3-double.ts';
import type { S3Trouble } from '../support/s3-double.ts';
import { prepare, scenarios, start } from '../support/scenarios.ts';
import { VirtualClock } from '../support/world.ts';
import { FaultyPool } from './faulty-pool.ts';
import type { StatementTrouble } from './faulty-pool.ts';
import { closing, freshUrl } from './test-database.ts';

const faults = ['crash', 'crash after', 'io error', 'no space', 'short write', 'time-out', 'answer lost', 'gone'] as const;
type Fault = (typeof faults)[number];
/** `gone`: from this call on nothing works until the next start. */
const database: Record<Exclude<Fault, 'gone'>, StatementTrouble> = {
  crash: 'refused',
  'crash after': 'last',
  'io error': { sqlState: '58030' },
  'no space': { sqlState: '53100' },
  'short write': 'cut',
  'time-out': { sqlState: '57014' },
  'answer lost': 'answer lost',
};
const store: Record<Exclude<Fault, 'gone' | 'short write'>, S3Trouble> = {
  crash: 'reset before',
  'crash after': 'reset after',
  'io error': 'error 500',
  'no space': 'no space',
  'time-out': 'silent after',
  'answer lost': 'half an answer',
};

/** Every fault everywhere takes long; by default every eighth call meets one of them in turn. */
const every = process.env['CAIRN_TEST_FACTOR'] !== undefined;
let turn = 0;
function faultsAt(): readonly Fault[] {
  if (every) return faults;
  turn += 1;
  const fault = faults[(turn >> 3) % faults.length];
  return turn % 8 === 0 && fault !== undefined ? [fault] : [];
}

/** What lies in the database and in the store: what `prepare` left, or what the last server did. */
type Place = 'base' | 'as it is';

const double = await S3Double.start();
afterAll(() => double.stop());

/** One PostgreSQL and one object store, put back to what they held at first before a start from the base. */
class Places {
  readonly #url: string;
  readonly #admin: Client;
  readonly #objects: ReadonlyMap<string, { readonly bytes: Buffer; readonly etag: string; readonly made: number }>;
  #reset = '';
  #pool: FaultyPool | null = null;

  private constructor(url: string, admin: Client) {
    this.#url = url;
    this.#admin = admin;
    this.#objects = new Map(double.objects);
  }

  static async make(): Promise<Places> {
    const url = await freshUrl();
    const { store, close } = await openPostgresStore(url);
    const clock = new VirtualClock(start);
    double.now = () => clock.now();
    const blobs = objects();
    const library = await TestLibrary.open({ store, clock, inlineBytes: 1500, ctx: { blobs, space: new Space(blobs, clock) } });
    await prepare(library);
    blobs.close();
    await close();
    const { hosts, user, database: name, options } = address(url);
    const admin = new Client({ host: hosts[0]?.host ?? '', user, database: name, options: options ?? '' });
    await admin.connect();
    closing.push(() => admin.end());
    const places = new Places(url, admin);
    await places.#keep();
    return places;
  }

  /** The pool of the server that runs now. */
  pool(): FaultyPool {
    this.#pool ??= new FaultyPool({ address: address(this.#url), most: 4 });
    return this.#pool;
  }
  async putBack(): Promise<void> {
    await this.#admin.query(this.#reset);
    double.objects.clear();
    double.uploads.clear();
    for (const [key, object] of this.#objects) double.objects.set(key, object);
  }
  /** After a crash or a cut line: what was not committed is undone before anybody looks. */
  async leave(): Promise<void> {
    await this.#pool?.close();
    this.#pool = null;
    await this.#admin.query(
      "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'cairn' AND datname = current_database()",
    );
  }

  async #keep(): Promise<void> {
    const { rows } = await this.#admin.query<{ name: string; columns: string }>(
      `SELECT table_name AS name, string_agg(quote_ident(column_name), ', ') AS columns FROM information_schema.columns
       WHERE table_schema = current_schema() AND is_generated = 'NEVER' AND table_name <> 'migration' GROUP BY table_name`,
    );
    const lines = rows.map((row) => `DELETE FROM "${row.name}"`);
    for (const { name, columns } of rows) {
      await this.#admin.query(`CREATE TEMP TABLE "base_${name}" AS SELECT ${columns} FROM "${name}"`);
      const { rowCount } = await this.#admin.query(`SELECT FROM "base_${name}" LIMIT 1`);
      if (rowCount === 1) lines.push(`INSERT INTO "${name}" (${columns}) SELECT ${columns} FROM "base_${name}"`);
    }
    this.#reset = lines.join('; ');
  }
}
const address = (url: string): ReturnType<typeof readDatabaseUrl> => readDatabaseUrl(url, () => '');
function objects(): S3Blobs {
  const settings = { endpoint: double.url, region: '', bucket: 'cairn', prefix: '', accessKey: 'A', secretKey: 'S' };
  return s3Blobs(settings, { patience: { connectMs: 5000, answerMs: 400, pieceMs: 400 }, pausesMs: [1, 2, 4], partBytes: 6000 });
}

/** A server over both, with one fault at one call of either. */
class FaultyLibrary implements FaultyServer<Place> {
  readonly seams: string[] = [];
  readonly library: TestLibrary;
  readonly #places: Places;
  readonly #blobs: S3Blobs;
  readonly #plan: Plan<Fault> | null;
  /** The process has died, or what it asks has gone: nothing works any more until the next start. */
  #down: 'crash' | 'gone' | null = null;

  private constructor(library: TestLibrary, places: Places, blobs: S3Blobs, plan: Plan<Fault> | null) {
    this.library = library;
    this.#places = places;
    this.#blobs = blobs;
    this.#plan = plan;
  }

  static async open(places: Places, place: Place, now: number, plan: Plan<Fault> | null): Promise<FaultyLibrary> {
    if (place === 'base') await places.putBack();
    const blobs = objects();
    const clock = new VirtualClock(now);
    double.now = () => clock.now();
    const pool = places.pool();
    const library = await TestLibrary.open({
      store: storeOn(new Database(pool)),
      clock,
      inlineBytes: 1500,
      seed: `server ${plan?.at ?? 0} at ${now}`,
      ctx: { blobs, space: new Space(blobs, clock) },
    });
    const server = new FaultyLibrary(library, places, blobs, plan);
    pool.trouble = (statement) => server.#statement(statement);
    double.trouble = (_call, operation) => server.#request(operation);
    return server;
  }

  stored(): readonly string[] {
    return [...double.objects.keys(), ...[...double.uploads.values()].map(({ key }) => `${key}.part`)].filter((name) => name !== 'probe');
  }
  async end(): Promise<Place> {
    this.#places.pool().trouble = () => null;
    double.trouble = () => null;
    this.#blobs.close();
    if (this.#plan !== null) await this.#places.leave();
    return 'as it is';
  }

  /** The fault that this call meets. */
  #met(seam: string): Fault | null {
    if (this.#down !== null) return this.#down;
    this.seams.push(seam);
    if (this.#plan === null || this.seams.length !== this.#plan.at) return null;
    const { fault } = this.#plan;
    if (fault === 'crash' || fault === 'crash after') this.#down = 'crash';
    if (fault === 'gone') this.#down = 'gone';
    return fault;
  }
  #statement(text: string): StatementTrouble | null {
    const fault = this.#met(text === 'COMMIT' ? 'commit' : text.startsWith('BEGIN') ? 'begin' : 'postgres');
    return fault === null ? null : database[fault === 'gone' ? 'short write' : fault];
  }
  #request(operation: string): S3Trouble | null {
    const fault = this.#met(operation);
    if (fault === 'short write') return operation === 'part' ? 'part lost' : operation === 'put' ? 'bits flipped' : 'half an answer';
    return fault === null ? null : store[fault === 'gone' ? 'io error' : fault];
  }
}

let places: Promise<Places> | null = null;
async function setUp(): Promise<FaultySetUp<Place, Fault>> {
  const lying = await (places ??= Places.make());
  return { base: 'base', start: (place, now, plan) => FaultyLibrary.open(lying, place, now, plan ?? null) };
}

test('R03 R05 R18 R20 PostgreSQL and S3: every scenario with every fault at every call: whole or not at all, nothing acknowledged is lost, nothing is left over', async () => {
  const points = await sweepCalls(await setUp(), faultsAt);
  console.log(`PostgreSQL and S3: ${scenarios.length} scenarios, ${points} fault points`);
  expect(points).toBeGreaterThanOrEqual(every ? 4000 : 60);
}, 7_200_000);

test('R04 R20 PostgreSQL and S3: a server that is killed, and killed again while it cleans up behind that, ends in a clean state', async () => {
  const points = await sweepRecovery(await setUp(), 'crash', every ? { crashes: 1, calls: 1 } : { crashes: 13, calls: 4 });
  console.log(`PostgreSQL and S3: ${points} pairs of crashes`);
  expect(points).toBeGreaterThanOrEqual(every ? 1000 : 20);
}, 7_200_000);

test('R18 a transaction that could not be opened changes nothing, and one that could not be taken back is left with its connection', async () => {
  const url = await freshUrl();
  await (await openPostgresStore(url)).close();
  const pool = new FaultyPool({ address: address(url), most: 1 });
  closing.push(() => pool.close());
  const ours = storeOn(new Database(pool));
  await putTexts(ours, 1, [{ name: 'a', text: 'one' }]);
  const sent: string[] = [];
  const failing = (which: RegExp): void => {
    sent.length = 0;
    pool.trouble = (statement) => {
      sent.push(statement.split(' ', 1)[0] ?? '');
      return which.test(statement) ? { sqlState: '57014' } : null;
    };
  };
  failing(/^BEGIN/);
  await expect(putTexts(ours, 1, [{ name: 'b', text: 'two' }])).rejects.toMatchObject({ code: 'busy' });
  expect(new Set(sent)).toEqual(new Set(['BEGIN', 'SELECT', 'ROLLBACK']));
  // The first of an account: what locks the log writes it.
  await expect(putTexts(ours, 2, [{ name: 'b', text: 'two' }])).rejects.toMatchObject({ code: 'busy' });
  await expect(ours.removeAll(1, null, start)).rejects.toMatchObject({ code: 'busy' });
  failing(/^(UPDATE|ROLLBACK)/);
  await expect(putTexts(ours, 1, [{ name: 'b', text: 'two' }])).rejects.toMatchObject({ code: 'busy' });
  pool.trouble = () => null;
  expect(await ours.logAccounts(0, 10)).toEqual([1]);
  expect((await ours.logState(1)).seq).toBe(1);
  expect(await ours.auditLog(1)).toEqual([]);
});
