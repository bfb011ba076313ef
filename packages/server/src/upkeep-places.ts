import { existsSync } from 'node:fs';
import { open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openInThread } from './adapters/sqlite/store.ts';
import { prepareDatabase, sqliteCopy } from './adapters/sqlite/table-copy.ts';
import { systemClock } from './adapters/system-clock.ts';
import type { Config } from './config.ts';
import { readConfig } from './config.ts';
import { openBlobs } from './open-blobs.ts';
import type { LogStore } from './ports/log-store.ts';
import type { StoreSnapshot, TableCopy, WorkMark } from './ports/table-copy.ts';
import type { Blobs } from './ports/world.ts';
import { unfinishedName } from './unfinished.ts';
import { UpkeepError } from './ports/upkeep-error.ts';

/** Where a command looks for its settings. */
export interface Where {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** The set-up of a server as the settings name it: rows, contents, and the data folder. */
export interface Places {
  readonly config: Config;
  /** The data folder, absolute. */
  readonly data: string;
  readonly rows: TableCopy & { snapshot(): Promise<StoreSnapshot & { readonly store: Pick<LogStore, 'auditLog'> }> };
  readonly blobs: Blobs;
  /** In a database that several machines reach; null on SQLite, where the one in the data folder says it all. */
  readonly databaseMark: WorkMark | null;
  close(): Promise<void>;
}
/** One that is being filled. */
export interface Target extends Places {
  /** Notes what goes on. `fresh`: the rows are begun anew. @returns whether this very work was begun before */
  begin(work: string, fresh: boolean): Promise<boolean>;
  /** Everything is there: from now on a server may run on it. @returns the data epoch, when it was raised (R27) */
  finish(options: { readonly raiseEpoch: boolean; readonly secret: Uint8Array | null }): Promise<number | null>;
}

const databaseName = 'cairn.db';
/** The database of SQLite until it is whole. */
const incomingName = 'incoming.db';

export function settingsOf(where: Where): { readonly config: Config; readonly data: string } {
  const config = readConfig(where.environment, where.cwd);
  return { config, data: resolve(where.cwd, config.data) };
}

/** What a server runs on, or ran. @throws UpkeepError when there is nothing, or half of it */
export async function openPlaces(where: Where): Promise<Places> {
  const { config, data } = settingsOf(where);
  if (config.databaseUrl === '' && !existsSync(join(data, databaseName))) throw new UpkeepError('no-data', { folder: data });
  const places = await openAt(config, data, databaseName);
  const work = (await places.databaseMark?.work()) ?? null;
  if (work === null) return places;
  await places.close();
  throw new UpkeepError('unfinished-database', { work });
}

async function openAt(config: Config, data: string, database: string): Promise<Places> {
  const { mark: databaseMark, ...rows } = await openRows(config, join(data, database));
  try {
    const { blobs, close } = await openBlobs(config, data);
    return {
      ...{ config, data, rows, blobs, databaseMark },
      async close() {
        close();
        await rows.close();
      },
    };
  } catch (error) {
    await rows.close();
    throw error;
  }
}
async function openRows(config: Config, file: string): Promise<Places['rows'] & { mark: WorkMark | null; close(): Promise<void> }> {
  if (config.databaseUrl === '') {
    const copy = sqliteCopy(file);
    return { ...copy, mark: null, close: async () => copy.close() };
  }
  // Loaded only where it is used.
  const { postgresCopy } = await import('./adapters/postgres/table-copy.ts');
  return postgresCopy(config.databaseUrl);
}

/** A place to fill. The data folder must be there and taken for this process. */
export async function openTarget(where: Where): Promise<Target> {
  const { config, data } = settingsOf(where);
  const places = await openAt(config, data, incomingName);
  const mark = join(data, unfinishedName);
  const [incoming, final] = [join(data, incomingName), join(data, databaseName)];
  const { databaseMark } = places;
  return {
    ...places,
    async begin(work, fresh) {
      const inFolder = existsSync(mark) ? (await readFile(mark, 'utf8')).trim() : null;
      const inDatabase = databaseMark === null ? inFolder : await databaseMark.work();
      requireSameWork(data, inFolder, work);
      requireSameWork('the database', inDatabase, work);
      // What the database says counts: the folder may be another one than at the last try, or the database made anew.
      const begun = inDatabase !== null;
      if (inFolder === null) await requireEmptyFolder(data);
      if (!begun) await requireEmpty(places, inFolder === null);
      // First, and the last to go: no server anywhere takes up a half meanwhile.
      await databaseMark?.begin(work);
      await writeDurably(mark, work);
      if (databaseMark !== null) {
        // What a server that looked in left in the audit log.
        if (!begun || fresh) await places.rows.clear(0);
      } else if (!begun || fresh || !existsSync(incoming)) {
        for (const left of ['', '-wal', '-shm']) await rm(incoming + left, { force: true });
        prepareDatabase(incoming);
      }
      return begun;
    },
    async finish({ raiseEpoch, secret }) {
      if (databaseMark === null) await places.close();
      const dataEpoch = raiseEpoch ? await raise(config, incoming) : null;
      if (secret !== null) await writeDurably(join(data, 'secret'), secret);
      if (databaseMark === null) await rename(incoming, final);
      await rm(mark);
      await flush(data);
      await databaseMark?.end();
      return dataEpoch;
    },
  };
}

/** @throws UpkeepError when other work was begun there and not finished */
function requireSameWork(folder: string, begun: string | null, work: string): void {
  if (begun !== null && begun !== work) throw new UpkeepError('other-work-unfinished', { folder, work: begun });
}

/** @throws UpkeepError when anything is there that would be mixed with what comes */
async function requireEmptyFolder(data: string): Promise<void> {
  const found = (await readdir(data)).filter((name) => !/^(lock\.db(-journal)?|blobs|secret|outbox)$/.test(name));
  if (found.length > 0) throw new UpkeepError('target-not-empty', { folder: data, found: found.slice(0, 3).join(', ') });
}
/** The same of contents (but those that this work brought itself) and accounts. @throws UpkeepError */
async function requireEmpty({ data, rows, blobs, databaseMark }: Places, ofContents: boolean): Promise<void> {
  const { items } = ofContents ? await blobs.list(null, 1) : { items: [] };
  if (items.length > 0) throw new UpkeepError('target-not-empty', { folder: data, found: 'contents' });
  if (databaseMark === null) return;
  const snapshot = await rows.snapshot();
  try {
    const [account] = await snapshot.accounts(0, 1);
    if (account !== undefined) throw new UpkeepError('target-not-empty', { folder: 'The database', found: `account ${account}` });
  } finally {
    await snapshot.close();
  }
}

/** Devices learn by the data epoch that what they miss was not deleted (R27). */
async function raise(config: Config, file: string): Promise<number> {
  const opened = config.databaseUrl === '' ? openInThread(file) : await openShared(config.databaseUrl);
  try {
    return await opened.store.raiseDataEpoch(systemClock.now());
  } finally {
    await opened.close();
  }
}
async function openShared(url: string) {
  const { openPostgresStore } = await import('./adapters/postgres/store.ts');
  return openPostgresStore(url, 1);
}

/** Writes a file of the data folder, readable by the owner alone; flushed, and its name too. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const beside = `${path}.part`;
  await writeFile(beside, content, { mode: 0o600 });
  await flush(beside);
  await rename(beside, path);
  await flush(join(path, '..'));
}
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
