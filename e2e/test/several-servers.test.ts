import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@cairn/protocol';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cluster } from '../../packages/server/test/postgres/cluster.ts';
import type { Balancer } from '../src/balancer.ts';
import { balance } from '../src/balancer.ts';
import { gzipped } from '../src/content.ts';
import { inspect } from '../src/inspect.ts';
import { Journal } from '../src/journal.ts';
import type { Device } from '../src/person.ts';
import { signIn } from '../src/person.ts';
import { ServerProcess } from '../src/server-process.ts';
import { seeded, writeUntilGone } from '../src/writers.ts';

const factor = Number(process.env['CAIRN_TEST_FACTOR'] ?? '1');
let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start({ settings: { max_connections: '200' } });
});
afterAll(() => cluster.remove());

async function database(): Promise<string> {
  const client = new Client({ host: cluster.folder, user: 'postgres', database: 'postgres' });
  await client.connect();
  const name = `d${Math.floor(performance.now() * 1000)}`;
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return cluster.url(name);
}

/** Servers on one database and one data folder, as several processes of one machine. */
class Servers {
  readonly data: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly running: ServerProcess[] = [];
  private constructor(data: string, environment: Readonly<Record<string, string>>) {
    this.data = data;
    this.environment = environment;
  }
  static async start(count: number, settings: Readonly<Record<string, string>> = {}): Promise<Servers> {
    const data = await mkdtemp(join(tmpdir(), 'cairn-several-'));
    const environment = { CAIRN_DATABASE_URL: await database(), CAIRN_DATABASE_CONNECTIONS: '8', ...settings };
    const servers = new Servers(data, environment);
    servers.running.push(...(await Promise.all(Array.from({ length: count }, () => ServerProcess.start({ data, environment })))));
    return servers;
  }
  at(index: number): ServerProcess {
    const server = this.running[index];
    if (server === undefined) throw new Error('no such server');
    return server;
  }
  /** Kills one and starts it again under the same address. */
  async killAndRestart(index: number): Promise<void> {
    const { port } = new URL(this.at(index).url);
    await this.at(index).end('SIGKILL');
    await pause(300);
    const environment = { ...this.environment, CAIRN_PORT: port };
    this.running[index] = await ServerProcess.start({ data: this.data, environment });
  }
  async stop(): Promise<void> {
    await Promise.all(this.running.map((server) => server.end('SIGTERM')));
    await rm(this.data, { recursive: true, force: true });
  }
}

const through = (server: ServerProcess, { token }: Device) => createClient({ server: server.url, token });
async function put(server: ServerProcess, device: Device, name: string, text: string): Promise<number> {
  const body = gzipped(Buffer.from(text));
  const items = [{ header: { type: 'GPX', name, base: 0, clientTime: 0, length: body.length }, body }];
  const [result] = (await through(server, device).upload({ items })).results;
  if (result?.status !== 'done') throw new Error(JSON.stringify(result));
  return result.version.seq;
}
/** Positions that an event stream tells, as they come. */
async function listen(server: ServerProcess, { token }: Device): Promise<{ seqs: number[]; ended: Promise<void> }> {
  const answer = await fetch(`${server.url}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } });
  const seqs: number[] = [];
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      for (const found of text.matchAll(/"seq":(\d+)/g)) if (!seqs.includes(Number(found[1]))) seqs.push(Number(found[1]));
    }
  };
  return { seqs, ended: read().catch(() => undefined) };
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(10);
}

describe('several servers on one PostgreSQL', () => {
  test(
    'events, endings of access and budgets of guesses hold across processes; one of them does the jobs',
    { timeout: 120_000 },
    async () => {
      const servers = await Servers.start(2);
      try {
        const [one, two] = [servers.at(0), servers.at(1)];
        const phone = await signIn(one.url, servers.data, 'ann@example.org', 'phone');
        const tablet = await signIn(two.url, servers.data, 'ann@example.org', 'tablet');
        const heard = await listen(two, tablet);
        await put(one, phone, 'a.gpx', 'from the phone');
        await until(() => heard.seqs.includes(1));
        expect((await through(two, tablet).list({ query: {} })).files.map((file) => file.name)).toEqual(['a.gpx']);

        // R56: signed out at one server, gone at the other at once, and its open stream ends.
        await through(one, phone).signOutDevice({ params: { id: tablet.device } });
        await expect(through(two, tablet).list({ query: {} })).rejects.toMatchObject({ code: 'not-signed-in' });
        await heard.ended;

        // R52: twenty wrong codes in all, wherever they are tried.
        let invalid = 0;
        for (let tries = 0; ; tries++) {
          const client = createClient({ server: servers.at(tries % 2).url });
          if (tries % 5 === 0) await client.requestCode({ body: { address: 'ann@example.org' } });
          const refused: unknown = await client
            .registerDevice({ body: { address: 'ann@example.org', code: '10000000', device: {} } })
            .catch((error: unknown) => error);
          const code = refused instanceof Error && 'code' in refused ? refused.code : 'taken';
          if (code === 'too-many-tries') break;
          expect(code).toBe('code-invalid');
          invalid += 1;
        }
        expect(invalid).toBe(20);

        const client = new Client({ connectionString: servers.environment['CAIRN_DATABASE_URL'] ?? '' });
        await client.connect();
        await until(async () => (await client.query('SELECT FROM lease')).rowCount !== 0);
        const { rows } = await client.query<{ name: string; holders: string }>(
          'SELECT name, count(DISTINCT holder) AS holders FROM lease GROUP BY name',
        );
        for (const row of rows) expect(row, 'R05 one process does a job').toMatchObject({ holders: '1' });
        await client.end();
      } finally {
        await servers.stop();
      }
    },
  );

  test(
    'R02 R20 servers are killed under load behind the balancer: devices go on, nothing acknowledged is lost',
    { timeout: 300_000 },
    async () => {
      const servers = await Servers.start(3);
      let balancer: Balancer | null = null;
      try {
        const { url } = (balancer = await balance(servers.running.map((server) => server.url)));
        const writers = await Promise.all(
          Array.from({ length: 4 }, async (_, index) => {
            const device = await signIn(servers.at(index % 3).url, servers.data, `writer${index}@example.org`);
            return { device, journal: new Journal() };
          }),
        );
        let isOver = false;
        const writing = writers.map(async ({ device, journal }, index) => {
          const client = createClient({ server: url, token: device.token });
          for (let run = 0; !isOver; run++) {
            const options = { client, journal, random: seeded(index * 1000 + run), label: `w${index}`, deletes: index % 2 === 1 };
            const asked = new Proxy(client, {
              get(target, name) {
                if (isOver) throw new Error('it is over');
                return Reflect.get(target, name, target) as unknown;
              },
            });
            await writeUntilGone({ ...options, client: asked });
            await pause(20);
          }
        });
        const acknowledged = (): number => writers.reduce((sum, { journal }) => sum + journal.entries.length, 0);
        for (let round = 0; round < 3 * factor; round++) {
          const before = acknowledged();
          await pause(700);
          await servers.killAndRestart(round % 3);
          await until(() => acknowledged() > before + 20);
        }
        isOver = true;
        await Promise.all(writing);
        expect(acknowledged()).toBeGreaterThan(60);
        for (const [index, { device, journal }] of writers.entries()) {
          const { faults } = await inspect(createClient({ server: servers.at(index % 3).url, token: device.token }), journal);
          expect(faults).toEqual([]);
        }
      } finally {
        await balancer?.stop();
        await servers.stop();
      }
    },
  );
});
