import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@cairn/protocol';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { Cluster, systemPostgres } from '../../packages/server/test/postgres/cluster.ts';
import { inspect } from '../src/inspect.ts';
import { Journal } from '../src/journal.ts';
import { signIn } from '../src/person.ts';
import { ServerProcess } from '../src/server-process.ts';
import { seeded, writeUntilGone } from '../src/writers.ts';

// The binaries from npm cannot copy a running database: a standby needs those of the system.
const bin = systemPostgres();
const rounds = Number(process.env['CAIRN_TEST_FACTOR'] ?? '1');
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

async function ask(cluster: Cluster, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ host: cluster.folder, user: 'postgres', database: 'postgres' });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(25);
}

/** A primary that acknowledges nothing before its standby has flushed it. */
async function pair(tools: string): Promise<{ primary: Cluster; standby: Cluster }> {
  const primary = await Cluster.start({ bin: tools, durable: true, settings: { wal_level: 'replica', max_wal_senders: '4' } });
  const folder = mkdtempSync(join(tmpdir(), 'cairn-standby-'));
  if (identity.uid !== undefined) chownSync(folder, nobody, nobody);
  chmodSync(folder, 0o755);
  const copy = [
    '-h',
    primary.folder,
    '-U',
    'postgres',
    '-D',
    join(folder, 'data'),
    '-X',
    'stream',
    '-R',
    '-d',
    'application_name=standby1',
  ];
  execFileSync(join(tools, 'pg_basebackup'), [...copy, '-c', 'fast'], { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const standby = Cluster.over(folder, tools, { durable: true });
  await standby.run();
  await ask(primary, "ALTER SYSTEM SET synchronous_standby_names = 'standby1'");
  await ask(primary, 'SELECT pg_reload_conf()');
  await until(async () => (await ask(primary, "SELECT FROM pg_stat_replication WHERE sync_state = 'sync'")).length > 0);
  return { primary, standby };
}

test.skipIf(bin === null)(
  '[needs Debian’s PostgreSQL] R01 R20 the primary of PostgreSQL is killed during uploads: the standby takes over, and nothing acknowledged is lost',
  { timeout: 300_000 },
  async () => {
    for (let round = 0; round < rounds; round++) {
      const { primary, standby } = await pair(bin ?? '');
      const data = await mkdtemp(join(tmpdir(), 'cairn-fail-over-'));
      const hosts = encodeURIComponent(`${primary.folder},${standby.folder}`);
      const environment = { CAIRN_DATABASE_URL: `postgres:///postgres?user=postgres&host=${hosts}` };
      const servers = await Promise.all([1, 2].map(() => ServerProcess.start({ data, environment })));
      try {
        const writers = await Promise.all(
          servers.map(async ({ url }, index) => ({
            url,
            journal: new Journal(),
            token: (await signIn(url, data, `writer${index}@example.org`)).token,
          })),
        );
        let isOver = false;
        const writing = writers.map(async ({ url, journal, token }, index) => {
          for (let run = 0; !isOver; run++) {
            const client = createClient({ server: url, token });
            const bounded = new Proxy(client, {
              get(target, name) {
                if (isOver) throw new Error('it is over');
                return Reflect.get(target, name, target) as unknown;
              },
            });
            await writeUntilGone({
              client: bounded,
              journal,
              random: seeded(round * 99 + index * 9 + run),
              label: `w${index}`,
              deletes: index === 1,
            });
            await pause(50);
          }
        });
        const acknowledged = (): number => writers.reduce((sum, { journal }) => sum + journal.entries.length, 0);
        await until(() => acknowledged() > 40);
        await primary.stop('immediate');
        execFileSync(join(bin ?? '', 'pg_ctl'), ['promote', '-D', join(standby.folder, 'data')], {
          ...identity,
          cwd: '/',
          stdio: 'ignore',
        });
        const before = acknowledged();
        await until(() => acknowledged() > before + 40);
        isOver = true;
        await Promise.all(writing);
        for (const { url, journal, token } of writers)
          expect((await inspect(createClient({ server: url, token }), journal)).faults).toEqual([]);
      } finally {
        await Promise.all(servers.map((server) => server.end('SIGTERM')));
        await primary.remove();
        await standby.remove();
        await rm(data, { recursive: true, force: true });
      }
    }
  },
);
