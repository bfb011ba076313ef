import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { encodeBatch } from '@cairn/protocol';
import type { ContentVersion, Operation, UploadHeader, Version, WriteResult } from '@cairn/protocol';
import { diskBlobs } from '../../src/adapters/disk-blobs.ts';
import { memoryEvents } from '../../src/adapters/memory-events.ts';
import type { MemoryStore } from '../../src/adapters/sqlite/store.ts';
import { openInThread } from '../../src/adapters/sqlite/store.ts';
import { unpackHere } from '../../src/adapters/unpack/in-thread.ts';
import { graceMs } from '../../src/jobs/library-jobs.ts';
import { collect } from '../../src/jobs/collector.ts';
import { sweepOrphans } from '../../src/jobs/sweep.ts';
import { inlineBytes, wholeRoomBytes } from '../../src/library/context.ts';
import type { LibraryContext } from '../../src/library/context.ts';
import { download } from '../../src/library/download.ts';
import { operate } from '../../src/library/operate.ts';
import { Room } from '../../src/library/room.ts';
import { Space } from '../../src/library/space.ts';
import { upload } from '../../src/library/upload.ts';
import type { Allowance } from '../../src/ports/allowance.ts';
import type { LogStore } from '../../src/ports/log-store.ts';
import { auditLibrary } from '../../src/invariants.ts';
import { FakeDisk } from './fake-disk.ts';
import { withTwin } from './twin.ts';
import { LineLog, SeededRandom, VirtualClock } from './world.ts';

export const roomy: Allowance = { quota: 2 ** 40, fileLimit: 2 ** 31, filesLimit: null, historyLimit: 2 ** 40, types: null };
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export interface UploadItem {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly type?: string;
  readonly base?: number;
  readonly epoch?: number;
  readonly time?: number;
  readonly clientTime?: number;
  readonly hash?: string;
  /** Sent instead of a proper gzip member. */
  readonly raw?: Uint8Array;
}

/** A library over real SQLite in memory and a disk in memory, as one device of account 1 uses it. */
export class TestLibrary {
  readonly clock: VirtualClock;
  readonly disk: FakeDisk;
  readonly log = new LineLog();
  readonly ctx: LibraryContext;
  /** Null where another store was given. */
  readonly #database: MemoryStore | null;
  allowance: Allowance;
  account = 1;

  private constructor(
    database: MemoryStore | null,
    disk: FakeDisk,
    clock: VirtualClock,
    ctx: Omit<LibraryContext, 'allowance' | 'log'>,
    allowance: Allowance,
  ) {
    this.#database = database;
    this.disk = disk;
    this.clock = clock;
    this.allowance = allowance;
    this.ctx = { ...ctx, log: this.log, allowance: async () => this.allowance };
  }

  static async open(
    options: {
      disk?: FakeDisk;
      database?: MemoryStore;
      store?: LogStore;
      clock?: VirtualClock;
      allowance?: Partial<Allowance>;
      seed?: string;
      inlineBytes?: number;
      /** Ports in place of the usual ones. */
      ctx?: Partial<LibraryContext>;
    } = {},
  ): Promise<TestLibrary> {
    const clock = options.clock ?? new VirtualClock();
    const disk = options.disk ?? new FakeDisk();
    disk.now = clock.now();
    const database = options.store === undefined ? (options.database ?? openInThread(':memory:')) : null;
    const blobs = await diskBlobs('/blobs', disk);
    const ports = {
      clock,
      blobs,
      store: options.store ?? (await storeIn(database, options.database !== undefined)),
      random: new SeededRandom(options.seed ?? 'library'),
    };
    const ctx = {
      ...ports,
      unpacker: unpackHere,
      events: memoryEvents(),
      space: new Space(blobs, clock),
      inFlight: new Set<string>(),
      trashDays: 30,
      inlineBytes: options.inlineBytes ?? inlineBytes,
      wholeRoom: new Room(wholeRoomBytes),
    };
    return new TestLibrary(database, disk, clock, { ...ctx, ...options.ctx }, { ...roomy, ...options.allowance });
  }

  /** @throws Error where another store was given */
  get database(): MemoryStore {
    if (this.#database === null) throw new Error('this library has no SQLite');
    return this.#database;
  }
  get store(): LogStore {
    return this.ctx.store;
  }
  get who(): { account: number; device: number } {
    return { account: this.account, device: 7 };
  }

  /** One batch, through the rule and its framing. */
  async upload(items: readonly UploadItem[]): Promise<readonly WriteResult[]> {
    const bodies = items.map((item) => {
      const body = item.raw ?? gzipSync(item.content, { level: 1 });
      const { type = 'GPX', base = 0, clientTime = 1_700_000_000_000, name } = item;
      const header: UploadHeader = {
        type,
        name,
        base,
        clientTime,
        length: body.length,
        ...(item.hash === undefined ? {} : { hash: item.hash }),
        ...(item.epoch === undefined ? {} : { epoch: item.epoch }),
        ...(item.time === undefined ? {} : { time: item.time }),
      };
      return { header, body };
    });
    const answer = await upload(this.ctx, this.who, pieces(encodeBatch(bodies)), (json) => json as UploadHeader);
    return answer.results;
  }
  async put(name: string, content: string | Uint8Array, base = 0, type = 'GPX'): Promise<ContentVersion> {
    const [result] = await this.upload([{ name, content, base, type }]);
    return contentOf(result);
  }
  async operate(...operations: Operation[]): Promise<readonly WriteResult[]> {
    return (await operate(this.ctx, this.who, operations)).results;
  }
  async one(operation: Operation): Promise<Version> {
    const [result] = await this.operate(operation);
    if (result === undefined || result.status === 'refused') throw new Error(`refused: ${JSON.stringify(result)}`);
    return result.version;
  }
  async delete(name: string, base: number, type = 'GPX'): Promise<Version> {
    return this.one({ op: 'delete', type, name, base, scope: 'everywhere' });
  }

  /** Plain content of a version, or the code of the error. */
  async read(seq: number): Promise<string> {
    return (await this.readBytes(seq)).toString();
  }
  async readBytes(seq: number): Promise<Buffer> {
    for await (const { header, body } of download(this.ctx, this.account, [seq])) {
      if (header.error !== undefined) return Buffer.from(header.error.code);
      const parts: Uint8Array[] = [];
      if (body instanceof Uint8Array) parts.push(body);
      else for await (const part of body) parts.push(part);
      return gunzipSync(Buffer.concat(parts));
    }
    throw new Error('no answer');
  }
  async changes(cursor = 0, limit = 20_000): Promise<readonly Version[]> {
    return (await this.store.changes({ account: this.account, cursor, limit, types: null })).changes;
  }
  /** Names and contents of the live files. */
  async files(): Promise<Record<string, string>> {
    const files: Record<string, string> = {};
    for (const version of await this.changes()) if (version.kind === 'content') files[version.name] = await this.read(version.seq);
    return files;
  }
  /** The collector and the sweep, when everything that may go may go. */
  async tidy(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      this.clock.set(this.clock.now() + graceMs + 1000);
      this.disk.now = this.clock.now();
      await collect(this.ctx, graceMs);
      await sweepOrphans(this.ctx, graceMs);
    }
  }
  audit(): Promise<readonly string[]> {
    return auditLibrary(this.ctx);
  }
}

async function storeIn(database: MemoryStore | null, filled: boolean): Promise<LogStore> {
  if (database === null) throw new Error('a library needs a store');
  return withTwin(database.store, filled ? Buffer.alloc(0) : '');
}

export function contentOf(result: WriteResult | undefined): ContentVersion {
  if (result === undefined || result.status === 'refused') throw new Error(`refused: ${JSON.stringify(result)}`);
  if (result.version.kind !== 'content') throw new Error(`not a content: ${result.version.kind}`);
  return result.version;
}
export function codeOf(result: WriteResult | undefined): string {
  return result?.status === 'refused' ? result.error.code : (result?.status ?? 'nothing');
}

/** The bytes in pieces whose ends fall anywhere. */
export async function* pieces(bytes: Uint8Array, size = 60_000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

export async function gathered(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

/** Bytes that do not shrink, the same in every run. */
export function noise(length: number, seed = 'noise'): Buffer {
  return Buffer.from(new SeededRandom(seed).bytes(length));
}
