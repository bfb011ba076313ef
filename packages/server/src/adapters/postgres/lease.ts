import type { Lease } from '../../ports/world.ts';
import type { Database } from './database.ts';
import { acrossAccounts } from './statement.ts';

/** How long a lease outlives its holder, seconds; and how often a holder says that it lives, milliseconds. */
const outlives = 15;
const heartbeatMs = 5_000;

const theServer = 'who does what the whole server needs done once';
const sql = {
  // The clock of the database is the only one that counts: those of the processes may differ.
  take: acrossAccounts(
    'lease-take',
    theServer,
    `INSERT INTO lease AS l (name, holder, until) VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
     WHERE l.holder = excluded.holder OR l.until <= clock_timestamp()`,
  ),
  renew: acrossAccounts(
    'lease-renew',
    theServer,
    'UPDATE lease SET until = clock_timestamp() + make_interval(secs => $3) WHERE holder = $1 AND name = ANY ($2::text[])',
  ),
  release: acrossAccounts('lease-release', theServer, 'DELETE FROM lease WHERE name = $1 AND holder = $2'),
} as const;

export interface PostgresLease extends Lease {
  /** Gives everything up, so that another process goes on at once. */
  close(): Promise<void>;
}

/**
 * Leases in the database: whoever takes one keeps it by a sign of life every few seconds, and loses it within 15 s when it is gone.
 * `holder` is a name that no other process has.
 */
export function postgresLease(database: Database, holder: string): PostgresLease {
  /** Names, and until when they are wanted, milliseconds of this process. */
  const held = new Map<string, number>();
  const beat = setInterval(() => {
    for (const [name, until] of held) if (until <= performance.now()) held.delete(name);
    // A beat that is missed is made up for by the next; after three the lease is somebody else's.
    if (held.size > 0) database.run(sql.renew, holder, [...held.keys()], outlives).catch(() => undefined);
  }, heartbeatMs);
  beat.unref();

  return {
    async take(name, _now, ms) {
      const taken = (await database.run(sql.take, name, holder, outlives)) > 0;
      if (taken) held.set(name, performance.now() + ms);
      else held.delete(name);
      return taken;
    },
    async release(name) {
      held.delete(name);
      await database.run(sql.release, name, holder);
    },
    async close() {
      clearInterval(beat);
      for (const name of [...held.keys()]) await database.run(sql.release, name, holder).catch(() => undefined);
      held.clear();
    },
  };
}
