import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds } from '../accounting.ts';
import { canShare, holdTo } from '../cpu-share.ts';
import type { LoadResult, Shot, Wanted } from '../load/generator.ts';
import { drive } from '../load/generator.ts';
import { appListShot, getShot, isStored } from '../load/requests.ts';
import type { SetUp } from '../load/set-up.ts';
import { openSetUp } from '../load/set-up.ts';
import { samples, uploadShot } from '../load/shots.ts';
import { World, libraryFiles } from '../load/world.ts';
import type { Ledger } from '../readings.ts';
import type { CairnServer } from '../tools/cairn-server.ts';
import { openCairnServer } from '../tools/cairn-server.ts';
import { surround } from '../tools/surroundings.ts';

export interface ScalingOptions {
  readonly folder: string;
  readonly seconds: number;
  readonly env: NodeJS.ProcessEnv;
}
/** Readings stand under this name in place of a corpus. */
const scalingName = 'scaling';
type Note = (job: string, values: Readonly<Record<string, number>>) => void;

const accounts = 20_000;
const connections = 16;
/** Of a core, for each server: four of them leave room on two cores for the database and the load. */
const share = 0.2;

/**
 * One, two and four servers on one PostgreSQL under the mixture of R31 (a list, five uploads, five downloads), as fast as it goes. On a machine
 * where all share the cores with the database and the load, more servers find no more processor; so each is also held to a fixed share of
 * a core, as if it had a small machine of its own.
 */
export async function measureScaling({ folder, seconds, env }: ScalingOptions, ledger: Ledger): Promise<void> {
  const note: Note = (job, values) => {
    for (const [measure, value] of Object.entries(values))
      ledger.add({ corpus: scalingName, tool: 'cairn', job, measure, round: 1, value });
  };
  const setUp = await openSetUp('postgres', join(folder, 'postgres'));
  try {
    const world = await World.begin(setUp, env);
    await world.growTo(accounts);
    for (const count of [1, 2, 4]) {
      const servers = await openAll(setUp, env, count);
      const load = { setUp, world, servers, seconds };
      const label = `${count} ${count === 1 ? 'server' : 'servers'}`;
      const ends: (() => void)[] = [];
      try {
        note(label, await measureMix(load, null));
        const balancer = await surround(
          'balancer',
          servers.map(({ port }) => `http://127.0.0.1:${port}`),
        );
        try {
          note(`${label} behind nginx`, await measureMix(load, { port: portOf(String(balancer.facts['url'])), pid: balancer.pid }));
        } finally {
          await balancer.stop();
        }
        if (count === 2) note('one event, at a server with no listener', await measureNews(load));
        if (canShare()) {
          ends.push(...servers.map(({ service }) => holdTo(share, service.pid)));
          note(`${label} of a fifth of a core`, await measureMix(load, null));
        }
      } finally {
        for (const { service } of servers) await service.stop();
        for (const end of ends) end();
      }
    }
  } finally {
    await setUp.close();
  }
}

interface Load {
  readonly setUp: SetUp;
  readonly world: World;
  readonly servers: readonly CairnServer[];
  readonly seconds: number;
}

async function openAll(setUp: SetUp, env: NodeJS.ProcessEnv, count: number): Promise<readonly CairnServer[]> {
  const servers: CairnServer[] = [];
  for (let index = 0; index < count; index++) servers.push(await openCairnServer(setUp.folder, { ...env, ...setUp.env }));
  // Jobs that each server looks for after its start.
  await sleep(8000);
  return servers;
}

async function measureMix(load: Load, balancer: { port: number; pid: number } | null): Promise<Readonly<Record<string, number>>> {
  const { setUp, servers, seconds } = load;
  const ports = balancer === null ? servers.map(({ port }) => port) : [balancer.port];
  const groups = {
    server: servers.map(({ service }) => service.pid),
    database: setUp.database,
    nginx: balancer === null ? [] : [balancer.pid],
  };
  const drives = (time: number): Promise<readonly LoadResult[]> => {
    const { shot, wanted } = mixture(load.world);
    return Promise.all(ports.map((port) => drive(port, connections / ports.length, time, shot, wanted)));
  };
  await drives(seconds / 3);
  const before = Object.entries(groups).map(([name, pids]) => [name, cpuSeconds(pids)] as const);
  const own = process.cpuUsage();
  const results = await drives(seconds);
  const requests = results.reduce((sum, result) => sum + result.requests, 0);
  const { user, system } = process.cpuUsage(own);
  const each = before.map(
    ([name, cpu]) => [`${name} ms`, ((cpuSeconds(groups[name as keyof typeof groups]) - cpu) * 1000) / requests] as const,
  );
  return {
    'requests/s': results.reduce((sum, result) => sum + result.perSecond, 0),
    ...Object.fromEntries(each.filter(([, ms]) => ms > 0)),
    'load ms': (user + system) / 1000 / requests,
    'p50 ms': Math.max(...results.map(({ median }) => median)),
    'p99 ms': Math.max(...results.map(({ p99 }) => p99)),
  };
}

/** A list, then uploads and downloads by turns. */
function mixture(world: World): { shot: (connection: number, index: number) => Shot; wanted: Wanted } {
  const tracks = samples(512);
  const run = `mix-${performance.now()}`;
  let sent = 0;
  const shot = (_: number, index: number): Shot => {
    if (index % 11 === 0) return appListShot(world.anyLibrary());
    if (index % 2 === 0) return getShot(`/api/v1/content?seq=${world.whole(1, libraryFiles)}`, world.anyLibrary());
    return uploadShot(tracks, world.anySmall().token, run, sent++, 1);
  };
  return { shot, wanted: (status, body) => status === 200 && (!body.includes('"results"') || isStored(status, body)) };
}

/** Every server hears of every change, whether anybody listens there or not: uploads at one, the processor time of the other. */
async function measureNews({ servers, world, seconds }: Load): Promise<Readonly<Record<string, number>>> {
  const [first, second] = servers;
  if (first === undefined || second === undefined) return {};
  const { pid } = second.service;
  const idle = cpuSeconds([pid]);
  await sleep(seconds * 1000);
  const before = cpuSeconds([pid]);
  const tracks = samples(512);
  const run = `news-${performance.now()}`;
  const shot = (connection: number, index: number): Shot => uploadShot(tracks, world.anySmall().token, `${run}-${connection}`, index, 1);
  const { requests } = await drive(first.port, connections, seconds, shot, isStored);
  const busy = cpuSeconds([pid]) - before;
  return { 'server ms': (Math.max(0, busy - (before - idle)) * 1000) / requests, requests };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
