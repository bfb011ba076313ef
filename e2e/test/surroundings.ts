// What servers may need around them, for programs that are no tests: `surroundings.ts postgres [volatile]`, `… s3` or `… balancer URL…`.
// Says where it is in one line of JSON; goes when its input ends or on SIGTERM, and leaves nothing.
import { Cluster } from '../../packages/server/test/postgres/cluster.ts';
import { noObjectStore, startObjectStore } from '../../packages/server/test/support/object-store.ts';
import { balance } from '../src/balancer.ts';

interface Surroundings {
  readonly facts: Readonly<Record<string, string | number>>;
  stop(): Promise<void>;
}

/** As somebody would run it in earnest on a machine of this size: flushed, with room to work. */
const settings = { max_connections: '200', shared_buffers: '1GB', max_wal_size: '8GB', checkpoint_timeout: '15min' };
/** For histories that end with the process: nothing is flushed, and nothing happens by itself. */
const ofTheMoment = { max_connections: '20', autovacuum: 'off' };
const storeBytes = 8 * 1024 ** 3;

async function open(what: string | undefined, rest: readonly string[]): Promise<Surroundings> {
  if (what === 'postgres') {
    const cluster = await Cluster.start(rest[0] === 'volatile' ? { settings: ofTheMoment } : { durable: true, settings });
    return { facts: { url: cluster.url(), pid: cluster.pid }, stop: () => cluster.remove() };
  }
  if (what === 's3') {
    const absent = noObjectStore();
    if (absent !== null) throw new Error(absent);
    // Its ports are looked for before they are taken: somebody else may be quicker.
    const store = await startObjectStore(storeBytes).catch(() => startObjectStore(storeBytes));
    const { url, bucket, accessKey, secretKey } = store;
    return { facts: { url, bucket, accessKey, secretKey }, stop: () => store.stop() };
  }
  if (what !== 'balancer') throw new Error('write postgres, s3 or balancer');
  const balancer = await balance(rest);
  return { facts: { url: balancer.url, kind: balancer.kind }, stop: () => balancer.stop() };
}

const [what, ...rest] = process.argv.slice(2);
const opened = await open(what, rest);
const end = (): void => void opened.stop().finally(() => process.exit());
process.stdin.resume().once('end', end).once('error', end);
process.once('SIGTERM', end);
console.log(JSON.stringify(opened.facts));
