import type Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openInThread } from '../src/adapters/sqlite/store.ts';
import { failingDatabase } from './support/failing-database.ts';
import { coded } from './support/fake-disk.ts';
import type { FakeDisk } from './support/fake-disk.ts';
import type { FaultySetUp, FaultyServer, Plan } from './support/fault-sweep.ts';
import { sweepCalls, sweepRecovery } from './support/fault-sweep.ts';
import { TestLibrary } from './support/library.ts';
import { prepare, scenarios, start } from './support/scenarios.ts';
import { VirtualClock } from './support/world.ts';

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

/** A database and a disk, both in memory. */
interface Place {
  readonly image: Buffer;
  readonly disk: FakeDisk;
}

/** A server over copies of a database and a disk, with one fault at one call of either. */
class FaultyLibrary implements FaultyServer<Place> {
  readonly seams: readonly string[];
  readonly library: TestLibrary;
  readonly #faulty: Faulty;

  private constructor(library: TestLibrary, faulty: Faulty) {
    this.library = library;
    this.#faulty = faulty;
    this.seams = faulty.seams;
  }

  static async open(place: Place, now: number, plan: Plan<Fault> | null): Promise<FaultyLibrary> {
    const faulty = new Faulty(place.disk.clone(), plan);
    const library = await TestLibrary.open({
      database: faulty.open(place.image),
      disk: faulty.disk,
      clock: new VirtualClock(now),
      inlineBytes: 1500,
      seed: `server ${plan?.at ?? 0} at ${now}`,
    });
    faulty.arm();
    return new FaultyLibrary(library, faulty);
  }

  stored(): readonly string[] {
    return this.#faulty.disk.paths.map((path) => path.split('/').at(-1) ?? '');
  }
  async end(): Promise<Place> {
    const place = this.#faulty.left();
    await this.library.database.close();
    return place;
  }
}

/** Counts the calls, and knows what each one meets. */
class Faulty {
  /** `commit` and `sqlite` of the database, others of the disk. */
  readonly seams: string[] = [];
  readonly disk: FakeDisk;
  readonly #plan: Plan<Fault> | null;
  /** Nothing works any more until the next start. */
  #dead = false;
  #armed = false;
  /** The connection itself, behind the faults. */
  #raw: Database.Database | null = null;

  constructor(disk: FakeDisk, plan: Plan<Fault> | null) {
    this.disk = disk;
    this.#plan = plan;
  }

  open(image: Buffer): ReturnType<typeof openInThread> {
    return openInThread(image, (db) => {
      this.#raw = db;
      return failingDatabase(db, (sql) => {
        const effect = this.#armed ? this.#call(sql === 'COMMIT' ? 'commit' : 'sqlite') : null;
        return effect === 'die after' ? () => this.#die() : null;
      });
    });
  }
  arm(): void {
    this.#armed = true;
    this.disk.fault = (call) => {
      const effect = this.#call(call);
      // The call still happens; it is the last one.
      if (effect === 'die after') this.#dead = true;
      return effect === 'short' ? 'short' : null;
    };
  }
  left(): Place {
    this.disk.fault = () => null;
    if (this.#dead) this.disk.cutPower();
    this.#dead = false;
    this.#armed = false;
    if (this.#raw?.inTransaction === true) this.#raw.exec('ROLLBACK');
    return { image: this.#raw?.serialize() ?? Buffer.alloc(0), disk: this.disk };
  }

  #die(): never {
    this.#dead = true;
    throw new Error('the server died');
  }
  #call(seam: string): 'short' | 'die after' | null {
    if (this.#dead) throw new Error('the server is dead');
    this.seams.push(seam);
    if (this.#plan === null || this.seams.length !== this.#plan.at) return null;
    const { fault } = this.#plan;
    if (fault === 'crash') this.#die();
    if (fault === 'crash after') return 'die after';
    if (fault === 'short write' && seam === 'write') return 'short';
    const [sqlite, disk] = codes[fault];
    throw coded(isDatabase(seam) ? sqlite : disk);
  }
}

async function setUp(): Promise<FaultySetUp<Place, Fault>> {
  const library = await TestLibrary.open({ inlineBytes: 1500, clock: new VirtualClock(start) });
  await prepare(library);
  const base = { image: library.database.image(), disk: library.disk };
  await library.database.close();
  return { base, start: (place, now, plan) => FaultyLibrary.open(place, now, plan ?? null) };
}

test('R03 R05 R18 every scenario with every fault at every call: whole or not at all, nothing acknowledged is lost, nothing is left over', async () => {
  const points = await sweepCalls(await setUp(), faultsAt);
  console.log(`SQLite and disk: ${scenarios.length} scenarios, ${points} fault points`);
  expect(points).toBeGreaterThanOrEqual(every ? 4400 : 1500);
}, 3_600_000);

test('R04 a server that is killed, and killed again while it cleans up behind that, ends in a clean state', async () => {
  const points = await sweepRecovery(await setUp(), 'crash', every ? { crashes: 1, calls: 1 } : { crashes: 7, calls: 5 });
  console.log(`SQLite and disk: ${points} pairs of crashes`);
  expect(points).toBeGreaterThanOrEqual(every ? 2800 : 60);
}, 3_600_000);
