import { mkdir } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds } from '../accounting.ts';
import { copyOf, replace } from '../folders.ts';
import type { RunResult, Service } from '../processes.ts';
import { run, start, until } from '../processes.ts';
import { command, mailedCode, openCairnServer, registerDevice } from './cairn-server.ts';
import type { Bed, NewFile, Place } from './tool.ts';

const address = 'traveller@example.org';

/** Cairn through its real command line: the server is `cairn serve`, the devices are `cairn sync` and `cairn watch`. */
export async function openCairn(place: Place): Promise<Bed> {
  const [device1, device2] = [join(place.folder, 'device1'), join(place.folder, 'device2')];
  await mkdir(device2, { recursive: true });
  await copyOf(place.corpus, device1);
  const server = await openCairnServer(place.folder, place.env);
  const url = `http://127.0.0.1:${await place.door(server.port)}`;
  const env = { ...process.env, ...place.env };
  const cairn = (folder: string, ...args: string[]): Promise<RunResult> => run(command, ['--folder', folder, ...args], { env });
  for (const folder of [device1, device2]) {
    const code = await mailedCode(server, address, () => cairn(folder, 'login', url, address, '--request-code'));
    await cairn(folder, 'login', url, address, '--code', code, '--name', folder === device1 ? 'one' : 'two');
  }
  const token = await registerDevice(server, address, 'list');
  const watched = { device1, device2, log: join(place.folder, 'watch.log'), env };
  const sync = async (folder: string): Promise<number> => (await cairn(folder, 'sync')).seconds;
  return {
    device1,
    device2,
    store: server.data,
    server: [server.service.pid],
    firstUpload: () => sync(device1),
    firstDownload: () => sync(device2),
    nothing: () => sync(device1),
    single: (files) => underWatch(watched, (watchers) => single(watchers, files)),
    resting: () => underWatch(watched, resting),
    exchange: async () => ({ seconds: (await sync(device1)) + (await sync(device2)), other: device2 }),
    list: () => list(`http://127.0.0.1:${server.port}/api/v1/changes?cursor=0`, token),
    close: () => server.service.stop(),
  };
}

interface Watched {
  readonly device1: string;
  readonly device2: string;
  readonly log: string;
  readonly env: NodeJS.ProcessEnv;
}

interface Watchers {
  readonly pids: readonly number[];
  /** Writes a file on the first device and waits for it on the second. Gives seconds. @throws Error after `patience` seconds. */
  readonly carry: (file: NewFile, patience: number) => Promise<number>;
}

/** Does something while `watch` runs in both folders, once both are at work. */
async function underWatch<T>({ device1, device2, log, env }: Watched, act: (watchers: Watchers) => Promise<T>): Promise<T> {
  const services: Service[] = [device1, device2].map((folder) => start(command, ['--folder', folder, 'watch'], log, { env }));
  const carry = async ({ path, content }: NewFile, patience: number): Promise<number> => {
    const begun = performance.now();
    await replace(join(device1, path), content);
    const there = (): boolean => statSync(join(device2, path), { throwIfNoEntry: false })?.size === Buffer.byteLength(content);
    await until(there, patience, () => `${path} did not arrive; see ${log}`, 1);
    return (performance.now() - begun) / 1000;
  };
  try {
    // Both watchers are at work when a first file has come through.
    await carry({ path: 'tracks/warm-up.gpx', content: `<gpx><name>${performance.now()}</name></gpx>\n` }, 60);
    return await act({ pids: services.map(({ pid }) => pid), carry });
  } finally {
    for (const service of services) await service.stop();
  }
}

/** D: from before the writing until the whole file is there. */
async function single({ carry }: Watchers, files: readonly NewFile[]): Promise<number[]> {
  const readings: number[] = [];
  for (const file of files) {
    await sleep(400);
    readings.push(await carry(file, 30));
  }
  return readings;
}

/** Share of a core that one `watch` takes while nothing happens. */
async function resting({ pids }: Watchers): Promise<number> {
  const [calmMs, measuredMs] = [5000, 20_000];
  await sleep(calmMs);
  const before = cpuSeconds(pids);
  await sleep(measuredMs);
  return (cpuSeconds(pids) - before) / (measuredMs / 1000) / pids.length;
}

/** F: one request, as a client of the API asks. */
async function list(url: string, token: string): Promise<{ seconds: number; count: number }> {
  const begun = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const { changes } = (await answer.json()) as { readonly changes: readonly { readonly kind: string }[] };
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, count: changes.filter(({ kind }) => kind === 'content').length };
}
