import { gzipSync } from 'node:zlib';
import { CairnError } from '@cairn/protocol';
import type { Operation } from '@cairn/protocol';
import type Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openInThread } from '../src/adapters/sqlite/store.ts';
import { collect } from '../src/jobs/collector.ts';
import { graceMs } from '../src/jobs/library-jobs.ts';
import { purgeTrash } from '../src/jobs/purge-trash.ts';
import { sweepOrphans } from '../src/jobs/sweep.ts';
import { deleteForApp, removeForApp, takeFromApp } from '../src/library/from-app.ts';
import { failingDatabase } from './support/failing-database.ts';
import { coded } from './support/fake-disk.ts';
import type { FakeDisk } from './support/fake-disk.ts';
import { contentsOf } from './support/history.ts';
import { TestLibrary, noise, pieces } from './support/library.ts';
import { VirtualClock } from './support/world.ts';

const large = noise(3000, 'large');
const otherLarge = noise(3500, 'other large');
const start = Date.UTC(2026, 10, 21);

/** The account that every scenario begins with. */
async function prepare(library: TestLibrary): Promise<void> {
  await library.put('small', 'one');
  await library.put('small', 'two', 1);
  await library.put('large', large);
  await library.put('h/a', 'track');
  await library.put('h/a.info', '{"file":"/tracks/h/a","color":"red"}');
  await library.put('h/b', otherLarge);
  await library.put('gone', 'deleted track');
  await library.put('gone.info', '{"file":"gone"}');
  await library.delete('gone', 7);
  await library.put('gone large', noise(2500, 'gone'));
  await library.delete('gone large', 11);
}

interface Scenario {
  readonly name: string;
  /** Whether contents may go that no upload takes the place of. */
  readonly removes?: boolean;
  /** A batch may be done in part. */
  readonly inParts?: boolean;
  run(library: TestLibrary): Promise<unknown>;
}
const op = (name: string, operation: Operation): Scenario => ({ name, run: (library) => library.operate(operation) });
const key = { type: 'GPX' } as const;
/** What OsmAnd's apps do. */
async function fromApp(library: TestLibrary, name: string, member: Uint8Array, type = 'GPX'): Promise<unknown> {
  const file = { type, name, clientTime: 1 };
  return takeFromApp(library.ctx, library.who, file, pieces(member, 500)).catch(ifOurs);
}
function removal(name: string, file: string, seq: number, removes = false): Scenario {
  // The clock stood still while the account was made, so stamps count on from its time.
  const stamp = start + seq - 1;
  return { name, removes, run: (library) => removeForApp(library.ctx, library.who, { ...key, name: file }, stamp) };
}
/** A refusal is an answer like any other. */
function ifOurs(error: unknown): unknown {
  if (error instanceof CairnError && error.code === 'not-gzip') return error;
  throw error;
}

const scenarios: readonly Scenario[] = [
  { name: 'upload a small file', run: (library) => library.upload([{ name: 'new', content: 'three' }]) },
  { name: 'upload over a file', run: (library) => library.upload([{ name: 'small', content: 'three', base: 2 }]) },
  { name: 'upload a large file', run: (library) => library.upload([{ name: 'new', content: noise(4000, 'new') }]) },
  { name: 'upload a file that is streamed', run: (library) => library.upload([{ name: 'new', content: noise(13_000, 'new') }]) },
  { name: 'upload over a large file', run: (library) => library.upload([{ name: 'large', content: noise(4000, 'new'), base: 3 }]) },
  { name: 'upload a large content that is there', run: (library) => library.upload([{ name: 'copy', content: large }]) },
  { name: 'upload what is refused', run: (library) => library.upload([{ name: 'large', content: noise(4000, 'new'), base: 1 }]) },
  { name: 'upload on top of a deletion', run: (library) => library.upload([{ name: 'gone', content: 'again', base: 9 }]) },
  {
    name: 'upload a batch',
    inParts: true,
    run: (library) =>
      library.upload([
        { name: 'one', content: '1' },
        { name: 'two', content: noise(2000, '2') },
        { name: 'three', content: '3' },
        { name: 'streamed', content: noise(13_000, 's') },
        { name: 'small', content: 'newer', base: 2 },
      ]),
  },
  op('delete a file', { op: 'delete', ...key, name: 'small', base: 2, scope: 'everywhere' }),
  op('delete a file with its companion', { op: 'delete', ...key, name: 'h/a', base: 4, scope: 'everywhere' }),
  op('delete a folder', { op: 'delete-folder', ...key, name: 'h' }),
  op('rename a file', { op: 'rename', ...key, name: 'large', to: 'larger', base: 3 }),
  op('rename a file with its companion', { op: 'rename', ...key, name: 'h/a', to: 'h/c', base: 4 }),
  op('rename a folder', { op: 'rename-folder', ...key, name: 'h', to: 'rides' }),
  op('restore from the trash', { op: 'restore', seq: 7 }),
  op('restore a large file from the trash', { op: 'restore', seq: 11 }),
  op('restore under another name', { op: 'restore', seq: 7, to: 'back' }),
  op('restore from the history', { op: 'restore', seq: 1 }),
  op('copy a file', { op: 'copy', seq: 3, to: 'copied' }),
  op('copy a file with its companion', { op: 'copy', seq: 4, to: 'copied' }),
  { name: 'an app uploads over a file', run: (library) => fromApp(library, 'small', gzipSync('three')) },
  { name: 'an app uploads a large file', run: (library) => fromApp(library, 'new', gzipSync(noise(4000, 'new'))) },
  { name: 'an app uploads what is refused', run: (library) => fromApp(library, 'new', gzipSync(noise(4000, 'new')).subarray(0, -1)) },
  { name: 'an app records a map', run: (library) => fromApp(library, 'World.obf', gzipSync(noise(4000, 'new')), 'FILE') },
  { name: 'an app deletes a file', run: (library) => deleteForApp(library.ctx, library.who, { ...key, name: 'h/a' }) },
  removal('an app takes a deletion away', 'gone', 9),
  removal('an app removes an old version', 'small', 1, true),
  removal('an app removes the newest version', 'small', 2, true),
  removal('an app removes the only version, with its companion', 'h/a', 4, true),
  removal('an app removes what a deletion would bring back', 'gone', 7, true),
  { name: 'delete one item of the trash', removes: true, run: ({ store, clock }) => store.removeTrash(1, { deletions: [9] }, clock.now()) },
  { name: 'empty the trash', removes: true, run: ({ store, clock }) => store.removeTrash(1, { upTo: 99 }, clock.now()) },
  { name: 'purge the trash', removes: true, run: (library) => purgeTrash(library.ctx, library.clock.now() + 1) },
  { name: 'delete old versions', removes: true, run: ({ store, clock }) => store.removeHistory(1, 99, clock.now()) },
  {
    name: 'delete a type in the cloud',
    run: ({ store, clock }) => store.deleteType({ account: 1, device: null, now: clock.now() }, { type: 'GPX', prefix: 'h/', upTo: 99 }),
  },
  { name: 'delete all data', removes: true, run: ({ store, clock }) => store.removeAll(1, null, clock.now()) },
  {
    name: 'collect contents',
    removes: true,
    async run(library) {
      await library.store.removeAll(1, null, library.clock.now());
      library.clock.set(library.clock.now() + 2 * graceMs);
      await collect(library.ctx, graceMs);
    },
    inParts: true,
  },
  {
    name: 'collect while it is used again',
    removes: true,
    inParts: true,
    async run(library) {
      await library.store.removeTrash(1, { upTo: 99 }, library.clock.now());
      library.clock.set(library.clock.now() + 2 * graceMs);
      await Promise.all([collect(library.ctx, graceMs), library.upload([{ name: 'again', content: noise(2500, 'gone') }])]);
    },
  },
  {
    name: 'look for orphans',
    async run(library) {
      await library.ctx.blobs.put('ab'.repeat(16), noise(100));
      library.clock.set(library.clock.now() + 2 * graceMs);
      await sweepOrphans(library.ctx, graceMs);
    },
  },
];

const faults = ['crash', 'crash after', 'io error', 'no space', 'short write', 'time-out'] as const;
type Fault = (typeof faults)[number];
const codes: Record<Exclude<Fault, 'crash' | 'crash after'>, [sqlite: string, disk: string]> = {
  'io error': ['SQLITE_IOERR_FSYNC', 'EIO'],
  'no space': ['SQLITE_FULL', 'ENOSPC'],
  'short write': ['SQLITE_IOERR_SHORT_READ', 'EIO'],
  'time-out': ['SQLITE_BUSY', 'ETIMEDOUT'],
};

/** Every fault everywhere takes minutes; by default each call meets a crash, and every second one of the others in turn. */
const every = process.env['CAIRN_TEST_FACTOR'] !== undefined;
function isDatabase(seam: string): boolean {
  return seam === 'sqlite' || seam === 'commit';
}
function faultsAt(seam: string, index: number): readonly Fault[] {
  if (every) return faults;
  const others = isDatabase(seam) ? faults.slice(1, 4) : faults.slice(1);
  const other = others[(index >> 1) % others.length];
  return (index % 2 === 0 || seam === 'commit') && other !== undefined ? ['crash', other] : ['crash'];
}

/** A server over copies of a database and a disk, with one fault at its `at`-th call of either. */
class FaultyServer {
  /** The calls so far: `commit` and `sqlite` of the database, others of the disk. */
  readonly seams: string[] = [];
  /** Nothing works any more until the next start. */
  dead = false;
  readonly #at: number;
  readonly #fault: Fault | null;
  readonly disk: FakeDisk;
  /** The connection itself, behind the faults. */
  #raw: Database.Database | null = null;

  constructor(disk: FakeDisk, at: number, fault: Fault | null) {
    this.disk = disk.clone();
    this.#at = at;
    this.#fault = fault;
  }

  async open(image: Buffer): Promise<TestLibrary> {
    let armed = false;
    const database = openInThread(image, (db) => {
      this.#raw = db;
      return failingDatabase(db, (sql) => {
        const effect = armed ? this.#call(sql === 'COMMIT' ? 'commit' : 'sqlite') : null;
        return effect === 'die after' ? () => this.#die() : null;
      });
    });
    const library = await TestLibrary.open({
      database,
      disk: this.disk,
      clock: new VirtualClock(start + 60_000),
      inlineBytes: 1500,
      seed: `server ${this.#at}`,
    });
    this.disk.fault = (call) => {
      const effect = this.#call(call);
      // The call still happens; it is the last one.
      if (effect === 'die after') this.dead = true;
      return effect === 'short' ? 'short' : null;
    };
    armed = true;
    return library;
  }

  /** What the next start finds in the database: a transaction that was not committed is undone. */
  committed(): Buffer {
    this.dead = false;
    if (this.#raw?.inTransaction === true) this.#raw.exec('ROLLBACK');
    return this.#raw?.serialize() ?? Buffer.alloc(0);
  }

  #die(): never {
    this.dead = true;
    throw new Error('the server died');
  }
  #call(seam: string): 'short' | 'die after' | null {
    if (this.dead) throw new Error('the server is dead');
    this.seams.push(seam);
    if (this.seams.length !== this.#at || this.#fault === null) return null;
    if (this.#fault === 'crash') this.#die();
    if (this.#fault === 'crash after') return 'die after';
    if (this.#fault === 'short write' && seam === 'write') return 'short';
    const [sqlite, disk] = codes[this.#fault];
    throw coded(isDatabase(seam) ? sqlite : disk);
  }
}

test('R03 R05 R18 every scenario with every fault at every call: whole or not at all, nothing acknowledged is lost, nothing is left over', async () => {
  const base = await TestLibrary.open({ inlineBytes: 1500, clock: new VirtualClock(start) });
  await prepare(base);
  const image = base.database.image();
  let points = 0;
  for (const scenario of scenarios) {
    const whole = new FaultyServer(base.disk, 0, null);
    const library = await whole.open(image);
    await scenario.run(library);
    whole.disk.fault = () => null;
    const expected = { before: await base.files(), after: await library.files(), kept: await contentsOf(base) };
    for (const [index, seam] of whole.seams.entries()) {
      for (const fault of faultsAt(seam, index)) {
        await point(scenario, image, base.disk, index + 1, fault, expected);
        points += 1;
      }
    }
  }
  console.log(`${scenarios.length} scenarios, ${points} fault points`);
  expect(points).toBeGreaterThanOrEqual(every ? 4400 : 1050);
}, 300_000);

interface Expected {
  readonly before: Record<string, string>;
  readonly after: Record<string, string>;
  readonly kept: ReadonlyMap<number, string>;
}

async function point(scenario: Scenario, image: Buffer, disk: FakeDisk, at: number, fault: Fault, expected: Expected): Promise<void> {
  const where = `${scenario.name}, ${fault} at call ${at}`;
  const server = new FaultyServer(disk, at, fault);
  const library = await server.open(image);
  const acknowledged = await scenario.run(library).then(
    () => true,
    () => false,
  );
  server.disk.fault = () => null;
  const crashed = server.dead;
  if (crashed) server.disk.cutPower();
  const later = await TestLibrary.open({
    database: openInThread(server.committed()),
    disk: server.disk,
    clock: new VirtualClock(start + 120_000),
    inlineBytes: 1500,
    seed: 'later',
  });
  expect(await later.audit(), where).toEqual([]);
  const files = await later.files();
  if (acknowledged) expect(files, where).toEqual(expected.after);
  else if (scenario.inParts !== true) expect([expected.before, expected.after], where).toContainEqual(files);
  if (scenario.removes !== true) {
    const now = await contentsOf(later);
    for (const [seq, hash] of expected.kept) expect(now.get(seq), `${where}: version ${seq}`).toBe(hash);
  }
  for (const content of Object.values(files)) expect(content, where).not.toMatch(/^(data-damaged|file-not-available)$/);
  await later.tidy();
  await later.tidy();
  const keys = new Set(await later.store.keysOf(1));
  expect(
    later.disk.paths.filter((path) => !keys.has(path.split('/').at(-1) ?? '')),
    `${where}: R07`,
  ).toEqual([]);
  expect(await later.audit(), where).toEqual([]);
  await later.database.close();
  await library.database.close();
}
