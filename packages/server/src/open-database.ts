import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { lockFolder } from './adapters/folder-lock.ts';
import { memoryEvents } from './adapters/memory-events.ts';
import { soleLease } from './adapters/memory-lease.ts';
import type { Store } from './adapters/sqlite/store.ts';
import { openSqliteStore } from './adapters/sqlite/store.ts';
import type { Config } from './config.ts';
import type { Logger } from './ports/logger.ts';
import type { Events, Lease, Random, SharedVolume } from './ports/world.ts';

export interface OpenDatabase {
  readonly store: Store;
  readonly events: Events;
  readonly lease: Lease;
  /** Null where no other process can be. */
  readonly volume: SharedVolume | null;
  readonly close: () => Promise<void>;
}

/**
 * The database that the settings name, with what depends on it: how processes hear of each other, and who does the jobs.
 * `data`: the data folder, absolute. On SQLite it is taken for this process alone; on PostgreSQL several processes may share it.
 * @throws Error with a sentence for the operator
 */
export async function openDatabase(
  config: Config,
  ports: { readonly data: string; readonly secret: Uint8Array; readonly random: Random; readonly log: Logger },
): Promise<OpenDatabase> {
  return config.databaseUrl === '' ? openEmbedded(ports.data) : openShared(config, ports);
}

async function openEmbedded(data: string): Promise<OpenDatabase> {
  const lock = lockFolder(data);
  try {
    const { store, close } = await openSqliteStore(join(data, 'cairn.db'));
    return {
      ...{ store, events: memoryEvents(), lease: soleLease, volume: null },
      close: async () => {
        await close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openShared(
  config: Config,
  { secret, random, log }: { readonly secret: Uint8Array; readonly random: Random; readonly log: Logger },
): Promise<OpenDatabase> {
  // Loaded only where it is used: the embedded default pays nothing for it.
  const { openPostgresStore } = await import('./adapters/postgres/store.ts');
  const { postgresEvents } = await import('./adapters/postgres/events.ts');
  const { postgresLease } = await import('./adapters/postgres/lease.ts');
  const { serverMark } = await import('./adapters/postgres/server-mark.ts');
  const { store, database, address, close } = await openPostgresStore(config.databaseUrl, config.databaseConnections);
  const holder = Buffer.from(random.bytes(9)).toString('base64url');
  const opened = [close];
  const closeAll = async (): Promise<void> => {
    for (const one of opened.splice(0).reverse()) await one();
  };
  try {
    // Before anything is written: this refuses a database that a restore or a move has for itself, or left half filled.
    const events = await postgresEvents({ database, address, holder, look: (account) => store.logState(account), log });
    opened.push(() => events.close());
    await checkSecret((mark) => serverMark(database, mark), secret);
    const lease = postgresLease(database, holder);
    opened.push(() => lease.close());
    return { store, events, lease, volume: events, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/**
 * Servers on one database must have one secret: what one of them hashes or seals another has to know (R72).
 * @throws Error with a sentence for the operator where they differ
 */
async function checkSecret(markOf: (mark: string) => Promise<string>, secret: Uint8Array): Promise<void> {
  const mark = createHash('sha256').update('which secret the servers of this database have').update(secret).digest('base64url');
  if ((await markOf(mark)) !== mark)
    throw new Error(
      'The servers on this database have another secret than the file `secret` in the data folder. Copy that file from a server that works into this data folder. Where it is lost for good, see docs/operators/postgresql.md.',
    );
}
