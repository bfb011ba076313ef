import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CairnError } from '@cairn/protocol';
import { afterEach, expect, test } from 'vitest';
import { readDatabaseUrl } from '../../src/adapters/postgres/database-url.ts';
import { postgresEvents } from '../../src/adapters/postgres/events.ts';
import { postgresLease } from '../../src/adapters/postgres/lease.ts';
import { takeAlone } from '../../src/adapters/postgres/presence.ts';
import { openPostgresStore } from '../../src/adapters/postgres/store.ts';
import type { PostgresStore } from '../../src/adapters/postgres/store.ts';
import { postgresCopy } from '../../src/adapters/postgres/table-copy.ts';
import { startServer } from '../../src/main.ts';
import { putTexts } from '../contracts/log-store.contract.ts';
import { LineLog } from '../support/world.ts';
import { freshUrl, testCluster } from './test-database.ts';

const cleaning: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});
async function open(url: string, connections = 3): Promise<PostgresStore> {
  const opened = await openPostgresStore(url, connections);
  cleaning.push(() => opened.close());
  return opened;
}
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A line to the database that can be cut or fall silent. */
class Line {
  state: 'whole' | 'silent' | 'cut' = 'whole';
  url = '';
  readonly #sockets = new Set<Socket>();
  async open(): Promise<void> {
    const target = await freshUrl();
    const { folder } = await testCluster();
    const server = createServer((incoming) => {
      if (this.state === 'cut') return void incoming.destroy();
      const outgoing = connect(join(folder, '.s.PGSQL.5432'));
      for (const [from, to] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        this.#sockets.add(from);
        from.on('data', (data) => {
          if (this.state !== 'silent') to.write(data);
        });
        from.on('error', () => undefined);
        from.on('close', () => to.destroy());
      }
    }).listen(0, '127.0.0.1');
    cleaning.push(() => {
      this.cut();
      server.close();
    });
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    this.url = target.replace(/host=[^&]*/, `host=127.0.0.1&port=${String(port)}`);
  }
  cut(): void {
    this.state = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }
}

test('R40 a database that refuses: requests are answered with busy at once, and go on when it is back', async () => {
  const line = new Line();
  await line.open();
  const { store } = await open(line.url);
  await putTexts(store, 1, [{ name: 'a', text: 'one' }]);
  line.cut();
  for (let tries = 0; tries < 5; tries++) {
    const refused: unknown = await store.logState(1).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CairnError);
    expect(refused).toMatchObject({ code: 'busy' });
    await expect(putTexts(store, 1, [{ name: 'b', text: 'two' }])).rejects.toMatchObject({ code: 'busy' });
  }
  line.state = 'whole';
  let at: { seq: number } | null = null;
  while (at === null) at = await store.logState(1).catch(() => null);
  expect(at.seq).toBe(1);
  await putTexts(store, 1, [{ name: 'b', text: 'two' }]);
  expect(await store.auditLog(1)).toEqual([]);
});

test('R40 a database that falls silent is left after a while, and nobody waits for it for ever', { timeout: 120_000 }, async () => {
  const line = new Line();
  await line.open();
  const { store } = await open(line.url, 2);
  await putTexts(store, 1, [{ name: 'a', text: 'one' }]);
  line.state = 'silent';
  const waiting = Array.from({ length: 12 }, () => store.logState(1).catch((error: unknown) => error));
  for (const answer of await Promise.all(waiting)) expect(answer).toMatchObject({ code: 'busy' });
  line.state = 'whole';
  let at: { seq: number } | null = null;
  while (at === null) at = await store.logState(1).catch(() => null);
  expect(at.seq).toBe(1);
});

test('events come to other processes, and what was missed while the line was cut is made up for', async () => {
  const line = new Line();
  await line.open();
  const [one, two] = [await open(line.url), await open(line.url)];
  const events = async ({ store, database, address }: PostgresStore, holder: string) => {
    const opened = await postgresEvents({ database, address, holder, look: (account) => store.logState(account), log: new LineLog() });
    cleaning.push(() => opened.close());
    return opened;
  };
  const [here, there] = [await events(one, 'here'), await events(two, 'there')];
  const taken: [string, number][] = [];
  there.onTaken((...one) => taken.push(one));
  here.onTaken((...one) => taken.push(one));
  here.tellTaken('a-subject_1', 1250.5);
  await until(() => taken.length > 0);
  expect(taken, 'R38 heard by the others alone').toEqual([['a-subject_1', 1250.5]]);
  const heard: number[] = [];
  const ended: (number | null)[] = [];
  cleaning.push(there.subscribe(1, ({ seq }) => heard.push(seq)));
  there.onAccessChanged((account) => ended.push(account));
  const own: number[] = [];
  cleaning.push(here.subscribe(1, ({ seq }) => own.push(seq)));
  for (let index = 0; index < 500; index++) here.publish(index % 400, { seq: index + 1, epoch: 0, dataEpoch: 0 });
  here.accessChanged(7);
  await until(() => heard.includes(402) && ended.includes(7));
  expect(own, 'at once, and once').toEqual([2, 402]);
  line.cut();
  here.publish(1, { seq: 403, epoch: 0, dataEpoch: 0 });
  line.state = 'whole';
  await until(() => ended.includes(null));
  await until(() => heard.at(-1) === 0);
  expect(heard.at(-1), 'where the log stands').toBe(0);
});

test('R19 a database is for servers or for one command alone; whoever dies gives it back', async () => {
  const url = await freshUrl();
  const events = async () => {
    const { store, database, address } = await open(url);
    return postgresEvents({ database, address, holder: 'x', look: (account) => store.logState(account), log: new LineLog() });
  };
  const [one, two] = [await events(), await events()];
  expect(await takeAlone(url)).toBe(null);
  await one.close();
  expect(await takeAlone(url), 'another server is left').toBe(null);
  await two.close();
  const alone = await takeAlone(url);
  expect(alone).not.toBe(null);
  expect(await takeAlone(url), 'one command at a time').toBe(null);
  const elsewhere = await takeAlone(await freshUrl());
  expect(elsewhere, 'another place in the same PostgreSQL').not.toBe(null);
  await elsewhere?.release();
  await expect(events()).rejects.toThrow('has this database for itself');
  await alone?.release();
  await (await events()).close();
});

test('R19 R76 no server takes up a database that a restore or a move left half filled, wherever it is started, and nothing is written to it', async () => {
  const url = await freshUrl();
  const copy = await postgresCopy(url);
  cleaning.push(() => copy.close());
  const serving = async () => {
    const data = mkdtempSync(join(tmpdir(), 'cairn-elsewhere-'));
    cleaning.push(() => rmSync(data, { recursive: true }));
    const environment = { CAIRN_DATA: data, CAIRN_DATABASE_URL: url, CAIRN_PORT: '0', CAIRN_LOG: 'silent' };
    return startServer({ environment, cwd: data, console: () => undefined });
  };
  await copy.mark.begin('migrate from /srv/old');
  await copy.mark.begin('migrate from /srv/old');
  expect(await copy.mark.work()).toBe('migrate from /srv/old');
  const refused = serving();
  await expect(refused).rejects.toMatchObject({ code: 'unfinished-database' });
  await expect(refused).rejects.toThrow(/"migrate from \/srv\/old" was cut off .* Run that command again.* drop the database/);
  const { store } = await open(url);
  expect(await store.noted('secret'), 'the refused server has left its mark').toBe(null);
  await copy.mark.end();
  expect(await copy.mark.work()).toBe(null);
  const server = await serving();
  await server.stop();
});

test('a lease has one holder at a time; it is kept by signs of life and given up at the end', async () => {
  const url = await freshUrl();
  const [one, two] = [await open(url), await open(url)];
  const [ours, theirs] = [postgresLease(one.database, 'ours'), postgresLease(two.database, 'theirs')];
  expect(await ours.take('job', 0, 60_000)).toBe(true);
  expect(await ours.take('job', 0, 60_000), 'again').toBe(true);
  expect(await theirs.take('job', 0, 60_000)).toBe(false);
  expect(await theirs.take('another job', 0, 60_000)).toBe(true);
  await ours.release('job');
  expect(await theirs.take('job', 0, 60_000)).toBe(true);
  expect(await ours.take('job', 0, 60_000)).toBe(false);
  await theirs.close();
  expect(await ours.take('job', 0, 60_000)).toBe(true);
  const many = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? ours : theirs).take('race', 0, 60_000)));
  expect(new Set(many.filter((_, index) => index % 2 === 0)).size, 'one of them has it').toBe(1);
  expect(many[0]).not.toBe(many[1]);
  await ours.close();
});

test('addresses are read as PostgreSQL reads them, and a fault never tells the password', () => {
  const read = (text: string) => readDatabaseUrl(text, (path) => `certificate of ${path}`);
  expect(read('postgres://ann:p%40ss@db1:5433,db2/cairn')).toMatchObject({
    hosts: [
      { host: 'db1', port: 5433 },
      { host: 'db2', port: 5432 },
    ],
    ...{ user: 'ann', password: 'p@ss', database: 'cairn', ssl: false },
  });
  expect(read('postgresql://ann@[::1]/cairn?sslmode=verify-full&sslrootcert=/ca.pem')).toMatchObject({
    hosts: [{ host: '::1', port: 5432 }],
    ssl: { rejectUnauthorized: true, ca: 'certificate of /ca.pem' },
  });
  expect(read('postgres:///cairn?host=/run/postgresql').hosts).toEqual([{ host: '/run/postgresql', port: 5432 }]);
  for (const wrong of [
    'mysql://a',
    'postgres://ann:geheim@h:99999/c',
    'postgres://ann:geheim@h/c?sslmode=prefer',
    'postgres://a:geheim@h/?what=1',
  ]) {
    let said = '';
    try {
      read(wrong);
    } catch (error) {
      said = String(error);
    }
    expect(said, wrong).not.toBe('');
    expect(said).not.toContain('geheim');
  }
});
