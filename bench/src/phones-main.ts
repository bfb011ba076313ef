// R31: OsmAnd's apps that sync at once, each by its own account: `npm run phones -- --devices 1000 --files 1000 --minutes 30`.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Agent } from 'node:http';
import { peakMemory } from './accounting.ts';
import { drive } from './load/generator.ts';
import { allDone, samples, uploadShot } from './load/shots.ts';
import type { AppDevice, Endpoint } from './phones-load.ts';
import { drivePhones, upload } from './phones-load.ts';
import { Random } from './random.ts';
import { openCairnServer, registerDevice } from './tools/cairn-server.ts';
import type { CairnServer } from './tools/cairn-server.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { devices: text, files: text, minutes: text, seed: text } });
const number = (value: string | undefined, standard: number): number => (value === undefined ? standard : Number(value));
const [devices, files, minutes] = [number(values.devices, 100), number(values.files, 200), number(values.minutes, 1)];
const seed = number(values.seed, 31);
/** Limits of R31 by endpoint: milliseconds that 99 of 100 requests keep. */
const limits: Readonly<Record<Endpoint, number>> = { list: 150, upload: 200, download: 100 };
const batch = 100;

const folder = await mkdtemp(join(tmpdir(), 'cairn-phones-'));
const server = await openCairnServer(folder, {});
try {
  const apps = await registerAll(server);
  const { times, errors } = await drivePhones({ port: server.port, devices: apps, minutes, seed });
  const all = Object.values(times).reduce((sum, list) => sum + list.length, 0);
  console.log(
    `${devices} devices, ${files} files each, ${minutes} min, seed ${seed}, ${cpus().length} processors: ${(all / minutes / 60).toFixed(1)} requests/s`,
  );
  for (const endpoint of Object.keys(limits) as Endpoint[]) {
    const sorted = times[endpoint].toSorted((a, b) => a - b);
    const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
    console.log(
      `${endpoint}: ${sorted.length} requests, median ${at(0.5)} ms, p99 ${at(0.99)} ms of ${limits[endpoint]} ms, longest ${at(1)} ms`,
    );
  }
  console.log(
    `errors: ${errors.length}; highest memory of the server: ${Math.round(peakMemory([server.service.pid]) / 1024 / 1024)} MiB of 512`,
  );
  for (const error of errors.slice(0, 5)) console.log(error);
  process.exitCode = errors.length > 0 ? 1 : 0;
} finally {
  await server.service.stop();
  await rm(folder, { recursive: true });
}

/** One account a device, with files in it. A token of our own API is one of OsmAnd's protocol too. */
async function registerAll(to: CairnServer): Promise<AppDevice[]> {
  const list = samples(64);
  const random = new Random(seed);
  const apps: AppDevice[] = [];
  for (let index = 0; index < devices; index++) {
    const token = await registerDevice(to, `phone-${index}@example.org`, 'phone');
    apps.push({ deviceid: Number(token.split('_')[2]), token, sent: [] });
  }
  for (let at = 0; at * batch < files; at++) {
    for (let from = 0; from < apps.length; from += 20) {
      const group = apps.slice(from, from + 20);
      // One request of each; `drive` ends after the first because its time is up.
      await drive(
        to.port,
        group.length,
        0.001,
        (lane) => uploadShot(list, group[lane]?.token ?? '', 'fill', at, batch),
        (status, body) => allDone(status, body, batch),
      );
    }
  }
  const agent = new Agent({ keepAlive: true });
  for (const app of apps)
    for (let index = 0; index < 5; index++) await upload({ port: to.port, agent }, app, `first/${index}.gpx`, random.bytes(50_000));
  agent.destroy();
  return apps;
}
