import { Cluster } from '../../packages/server/test/postgres/cluster.ts';
import { S3Double } from '../../packages/server/test/support/s3-double.ts';

/** What a server stands on while it is killed again and again. */
export interface CrashSetUp {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Longest time until the kill, milliseconds. */
  readonly longestMs: number;
  /** What must not be found afterwards, in words. */
  check(): readonly string[];
  stop(): Promise<void>;
}

/** SQLite and disk, in the data folder of the server. */
export async function embedded(): Promise<CrashSetUp> {
  return { name: 'SQLite, disk', environment: {}, longestMs: 250, check: () => [], stop: () => Promise.resolve() };
}

/** A PostgreSQL of its own, and an object store that goes on while the server is killed. */
export async function postgresAndS3(): Promise<CrashSetUp> {
  const cluster = await Cluster.start();
  const store = await S3Double.start();
  return {
    name: 'PostgreSQL, S3',
    environment: {
      CAIRN_DATABASE_URL: cluster.url(),
      CAIRN_BLOBS: 's3',
      CAIRN_S3_ENDPOINT: store.url,
      CAIRN_S3_BUCKET: 'cairn',
      CAIRN_S3_ACCESS_KEY: 'A',
      CAIRN_S3_SECRET_KEY: 'S',
    },
    // The first connections of a server take a while.
    longestMs: 600,
    check: () => (store.calls.includes('put') ? [] : ['nothing was written into the object store']),
    async stop() {
      await cluster.remove();
      await store.stop();
    },
  };
}
