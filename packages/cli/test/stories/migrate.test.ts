import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Cluster, findPostgres } from '../../../server/test/postgres/cluster.ts';
import type { ObjectStore } from '../../../server/test/support/object-store.ts';
import { noObjectStore, startObjectStore } from '../../../server/test/support/object-store.ts';
import { S3Double } from '../../../server/test/support/s3-double.ts';
import { Writer, noise, notThere } from '../world/library.ts';
import { ended, newFolder, removeFolders, run, start, until } from '../world/program.ts';
import { TestServer } from '../world/server.ts';

const stopping: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stopping.splice(0).reverse()) await stop();
  removeFolders();
}, 60_000);

/** A place with PostgreSQL and S3, and the settings for it. */
function sharedPlace(url: string, store: Pick<ObjectStore, 'url' | 'accessKey' | 'secretKey'>, bucket: string) {
  return {
    CAIRN_DATA: newFolder('shared'),
    CAIRN_DATABASE_URL: url,
    CAIRN_BLOBS: 's3',
    CAIRN_S3_ENDPOINT: store.url,
    CAIRN_S3_BUCKET: bucket,
    CAIRN_S3_ACCESS_KEY: store.accessKey,
    CAIRN_S3_SECRET_KEY: store.secretKey,
  };
}
async function running(settings: Record<string, string> = {}): Promise<TestServer> {
  const server = await TestServer.start(settings);
  stopping.push(() => server.down());
  return server;
}
/** Three accounts with small and large contents, old versions and deletions; stopped. */
async function filled(settings: Record<string, string> = {}): Promise<{ server: TestServer; writers: Writer[] }> {
  const server = await running(settings);
  const writers: Writer[] = [];
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    const writer = await Writer.signUp(server, `${name}@example.org`, 10 + index);
    await writer.put([{ name: 'large.gpx', plain: noise(`large ${name}`, 200_000) }]);
    for (let round = 0; round < 4; round++) await writer.write();
    writers.push(writer);
  }
  await server.down();
  return { server, writers };
}
function settingsFile(settings: Record<string, string>): string {
  const file = join(newFolder('settings'), 'new.toml');
  const lines = Object.entries(settings).map(([name, value]) => `${name.toLowerCase()} = ${JSON.stringify(value)}\n`);
  writeFileSync(file, lines.join(''));
  return file;
}
/** A filled server, stopped, and the settings of an empty folder that it may move to. */
async function readyToMove() {
  const { server, writers } = await filled();
  const place = newFolder('new-place');
  return { server, writers, place, to: settingsFile({ CAIRN_DATA: place }), env: { CAIRN_DATA: server.data } };
}
/** The same server's data in another folder: to a command it is another one. */
function copyOf(data: string): string {
  const copy = newFolder('copy');
  cpSync(data, copy, { recursive: true });
  return copy;
}
/** Everything that was acknowledged is there, logs hold together, signing in is as it was, and new things can be written. */
async function expectWhole(settings: Record<string, string>, writers: readonly Writer[]): Promise<void> {
  const server = await running(settings);
  for (const writer of writers) expect(await notThere(server, writer.token, writer.acknowledged)).toEqual([]);
  const audit = await run(['verify', '--json'], { env: settings });
  expect(audit.json(), audit.err).toMatchObject({ faults: [], accounts: writers.length });
  const newcomer = await Writer.signUp(server, 'newcomer@example.org');
  await newcomer.put([{ name: 'first.gpx', plain: noise('first', 150_000) }]);
  expect(await notThere(server, newcomer.token, newcomer.acknowledged)).toEqual([]);
  await server.down();
}

test(
  'O5 R76 from one data folder to another: killed in the middle it goes on; the new place is whole, the old as it was',
  { timeout: 180_000 },
  async () => {
    const { server, writers, place, to, env } = await readyToMove();
    const cut = start(['migrate', '--to', to, '--json'], { env });
    await until('the first account', () => existsSync(join(place, 'moved.journal')) || undefined);
    cut.kill('SIGKILL');
    await ended(cut);
    // Nothing starts on a half of it, and another work does not begin there.
    const refused = await run(['serve'], { env: { CAIRN_DATA: place, CAIRN_PORT: '0' } });
    expect([refused.status, refused.err]).toEqual([1, expect.stringContaining('migrate from')]);
    const other = await run(['restore-backup', newFolder('none')], { env: { CAIRN_DATA: place } });
    expect(other.status).toBe(1);
    const moved = await run(['migrate', '--to', to, '--json'], { env });
    expect(moved.status, moved.err).toBe(0);
    expect(moved.json()).toMatchObject({ accounts: expect.any(Number) as number, damaged: [] });
    expect(readFileSync(join(place, 'secret'), 'utf8')).toBe(readFileSync(join(server.data, 'secret'), 'utf8'));
    await expectWhole({ CAIRN_DATA: place }, writers);
    await expectWhole({ CAIRN_DATA: server.data }, writers);
    const again = await run(['migrate', '--to', to, '--json'], { env });
    expect(again.lines().at(-1)).toMatchObject({ error: { code: 'target-not-empty' } });
    const itself = await run(['migrate', '--to', settingsFile(env), '--json'], { env });
    expect(itself.lines().at(-1)).toMatchObject({ error: { code: 'same-place' } });
  },
);

test(
  'O5 a server that runs is not moved, and a damaged content stops the move unless it is told to go on',
  { timeout: 180_000 },
  async () => {
    const { server, writers, place, to, env } = await readyToMove();
    await server.up();
    const busy = await run(['migrate', '--to', to], { env });
    expect([busy.status, busy.err]).toEqual([1, expect.stringContaining('Another server is running')]);
    await server.down();
    const file = (await run(['verify', '--json'], { env })).status === 0 ? damageOne(server.data) : '';
    expect(file).not.toBe('');
    const stopped = await run(['migrate', '--to', to, '--json'], { env });
    expect([stopped.status, stopped.lines().at(-1)]).toEqual([
      1,
      { error: { code: 'source-damaged', message: expect.any(String) as string } },
    ]);
    const moved = await run(['migrate', '--to', to, '--json', '--damaged'], { env });
    expect([moved.status, (moved.json() as { damaged: string[] }).damaged.length]).toEqual([1, 1]);
    const next = await running({ CAIRN_DATA: place });
    const wrong = await Promise.all(writers.map((writer) => notThere(next, writer.token, writer.acknowledged)));
    expect(wrong.flat()).toHaveLength(1);
  },
);
function damageOne(data: string): string {
  const blobs = join(data, 'blobs');
  for (const part of readdirSync(blobs).filter((name) => name.length === 2)) {
    for (const name of readdirSync(join(blobs, part))) {
      writeFileSync(join(blobs, part, name), 'not what was stored');
      return name;
    }
  }
  return '';
}

const noStore = noObjectStore();
if (noStore !== null) console.warn(`the move to a real object store is skipped: ${noStore}`);
const postgres = findPostgres();
if (postgres === null) {
  if (process.env['CI'] === 'true') throw new Error('the move to PostgreSQL is not tested: there is no PostgreSQL');
  console.warn('the move to PostgreSQL is skipped: there is no PostgreSQL');
}
describe.skipIf(postgres === null)('O5 R76 R20 SQLite and disk, PostgreSQL and S3', () => {
  test('there and back again: everything is the same, account by account; backups go both ways too', { timeout: 300_000 }, async () => {
    const cluster = await Cluster.start();
    stopping.push(() => cluster.remove());
    const store = await S3Double.start();
    stopping.push(() => store.stop());
    const { server, writers } = await filled();
    const shared = sharedPlace(cluster.url(), { url: store.url, accessKey: 'A', secretKey: 'S' }, 'cairn/one');
    const there = await run(['migrate', '--to', settingsFile(shared), '--json'], { env: { CAIRN_DATA: server.data } });
    expect(there.status, there.err).toBe(0);
    expect([...store.objects.keys()].filter((key) => key.startsWith('one/')).length).toBeGreaterThanOrEqual(3);

    // A backup of the one is restored into the other.
    const folder = newFolder('backups');
    const saved = await run(['backup', folder, '--json'], { env: shared });
    expect(saved.status, saved.err).toBe(0);
    expect((await run(['verify', folder, '--json'], { env: {} })).json()).toMatchObject({ faults: [], accounts: 3 });
    const restored = newFolder('restored');
    expect((await run(['restore-backup', folder], { env: { CAIRN_DATA: restored } })).status).toBe(0);
    await expectWhole({ CAIRN_DATA: restored }, writers);

    const back = newFolder('back');
    // R19: a server that runs is not moved, wherever its data folder is, and nothing is put into its database.
    const live = await running(shared);
    for (const command of [
      ['migrate', '--to', settingsFile({ CAIRN_DATA: newFolder('away') }), '--json'],
      ['restore-backup', folder, '--json'],
    ]) {
      const refused = await run(command, { env: { ...shared, CAIRN_DATA: newFolder('beside') } });
      expect([refused.status, refused.lines().at(-1)]).toMatchObject([1, { error: { code: 'server-running' } }]);
    }
    await live.down();
    const again = await run(['migrate', '--to', settingsFile({ CAIRN_DATA: back }), '--json'], { env: shared });
    expect(again.status, again.err).toBe(0);
    await expectWhole(shared, writers);
    await expectWhole({ CAIRN_DATA: back }, writers);
    // What is there already is never mixed with.
    const mixed = await run(['restore-backup', folder, '--json'], { env: { ...shared, CAIRN_DATA: newFolder('fresh') } });
    expect(mixed.lines().at(-1)).toMatchObject({ error: { code: 'target-not-empty' } });
  });

  test(
    'O5 R19 R76 cut off half-way: the database itself refuses servers, backups and other works from anywhere; the same command from another folder finishes',
    { timeout: 300_000 },
    async () => {
      const cluster = await Cluster.start();
      stopping.push(() => cluster.remove());
      const store = await S3Double.start();
      stopping.push(() => store.stop());
      const { server, writers } = await filled();
      const env = { CAIRN_DATA: server.data };
      const settings = () => sharedPlace(cluster.url(), { url: store.url, accessKey: 'A', secretKey: 'S' }, 'cairn/one');
      const [first, elsewhere] = [settings(), settings()];
      const cut = start(['migrate', '--to', settingsFile(first), '--json'], { env });
      await until('the first account', () => existsSync(join(first.CAIRN_DATA, 'moved.journal')) || undefined);
      cut.kill('SIGKILL');
      await ended(cut);
      const refused = await run(['serve'], { env: { ...elsewhere, CAIRN_PORT: '0' } });
      expect([refused.status, refused.err]).toEqual([1, expect.stringMatching(/database is not whole: "migrate from .*drop the database/)]);
      for (const [command, by, code] of [
        [['backup', newFolder('backups')], elsewhere, 'unfinished-database'],
        [['verify'], elsewhere, 'unfinished-database'],
        [['migrate', '--to', settingsFile({ CAIRN_DATA: newFolder('away') })], elsewhere, 'unfinished-database'],
        [['migrate', '--to', settingsFile(settings())], { CAIRN_DATA: copyOf(server.data) }, 'other-work-unfinished'],
      ] as const) {
        const answer = await run([...command, '--json'], { env: by });
        expect([command[0], answer.status, answer.lines().at(-1)]).toMatchObject([command[0], 1, { error: { code } }]);
      }
      const moved = await run(['migrate', '--to', settingsFile(elsewhere), '--json'], { env });
      expect(moved.status, moved.err).toBe(0);
      await expectWhole(elsewhere, writers);
    },
  );

  test.skipIf(noStore !== null)(
    'O5 R20 [needs radosgw] to PostgreSQL and a real object store, a backup of that, and back',
    { timeout: 300_000 },
    async () => {
      const [cluster, store] = await Promise.all([Cluster.start(), startObjectStore()]);
      stopping.push(
        () => cluster.remove(),
        () => store.stop(),
      );
      const { server, writers } = await filled();
      // Larger than one part of an upload.
      await server.up();
      await writers[0]?.put([{ name: 'long.gpx', plain: noise('long', 9_000_000) }]);
      await server.down();
      const shared = sharedPlace(cluster.url(), store, `${store.bucket}/moved`);
      const there = await run(['migrate', '--to', settingsFile(shared), '--json'], { env: { CAIRN_DATA: server.data } });
      expect(there.status, there.err).toBe(0);
      const folder = newFolder('backups');
      expect((await run(['backup', folder, '--json'], { env: shared })).status).toBe(0);
      expect((await run(['verify', folder, '--json'], { env: {} })).json()).toMatchObject({ faults: [], accounts: 3 });
      const back = newFolder('back');
      const again = await run(['migrate', '--to', settingsFile({ CAIRN_DATA: back }), '--json'], { env: shared });
      expect(again.status, again.err).toBe(0);
      await expectWhole(shared, writers);
      await expectWhole({ CAIRN_DATA: back }, writers);
    },
  );
});
