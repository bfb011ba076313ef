import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import getPort from 'get-port';
import { copyOf, replace } from '../folders.ts';
import type { Service } from '../processes.ts';
import { run, start, timed, until, untilListening } from '../processes.ts';
import type { Bed, Place } from './tool.ts';

const key = 'bench';

interface Instance {
  readonly id: string;
  readonly home: string;
  readonly folder: string;
  readonly port: number;
  readonly gui: number;
}
interface Counts {
  readonly localFiles: number;
  readonly localBytes: number;
  readonly localDeleted: number;
  readonly needTotalItems: number;
  readonly state: string;
}

/**
 * Syncthing with discovery, relays, NAT, upgrades, reports and watcher off: a second instance is the server, D and E go to it directly,
 * which is the shortest way it has; B goes from it to a third, empty one. Every change is told by a forced scan, not by its slow watcher.
 */
export async function openSyncthing(place: Place, caseSensitive: boolean): Promise<Bed> {
  const one = await prepare(join(place.folder, 'device1'), join(place.folder, 'home1'));
  const server = await prepare(join(place.folder, 'store'), join(place.folder, 'home-server'));
  const two = await prepare(join(place.folder, 'device2'), join(place.folder, 'home2'));
  await copyOf(place.corpus, one.folder);
  const door = await place.door(server.port);
  await configure(one, [[server, door]], true, caseSensitive);
  await configure(
    server,
    [one, two].map((each) => [each, null] as const),
    false,
    caseSensitive,
  );
  await configure(two, [[server, door]], true, caseSensitive);
  const services = [await launch(server), await launch(one)];
  await untilConnected(one);
  const sameAs = (from: Instance, to: Instance, files: number): Promise<void> => untilSame(from, to, files);
  return {
    device1: one.folder,
    device2: two.folder,
    store: server.folder,
    server: [services[0]?.pid ?? 0],
    firstUpload: () =>
      timed(async () => {
        await resume(one);
        await sameAs(one, server, place.corpus.paths.length);
      }),
    firstDownload: async () => {
      const service = await launch(two);
      await untilConnected(two);
      const seconds = await timed(async () => {
        await resume(two);
        await sameAs(server, two, place.corpus.paths.length);
      });
      await service.stop();
      return seconds;
    },
    nothing: () => timed(() => scan(one)),
    single: async (files) => {
      const readings: number[] = [];
      for (const { path, content } of files) {
        const begun = performance.now();
        await replace(join(one.folder, path), content);
        await scan(one, path);
        await until(
          () => existsSync(join(server.folder, path)),
          60,
          () => `${path} did not arrive`,
          2,
        );
        readings.push((performance.now() - begun) / 1000);
      }
      return readings;
    },
    exchange: async () => {
      const seconds = await timed(async () => {
        await scan(one);
        await sameAs(one, server, 0);
      });
      return { seconds, other: server.folder };
    },
    list: async () => {
      const begun = performance.now();
      const text = await ask(server, 'GET', '/rest/db/browse?folder=bench');
      const tree: unknown = JSON.parse(text);
      const seconds = (performance.now() - begun) / 1000;
      return { seconds, count: filesIn(tree) };
    },
    close: async () => {
      for (const service of services) await service.stop();
    },
  };
}

async function prepare(folder: string, home: string): Promise<Instance> {
  await mkdir(folder, { recursive: true });
  await run('syncthing', ['generate', `--home=${home}`, '--no-default-folder']);
  const { output } = await run('syncthing', [`--home=${home}`, '--device-id']);
  return { id: output.trim(), home, folder, port: await getPort(), gui: await getPort() };
}

/** `peers` with the port at which each is called, or null where it calls itself. */
async function configure(
  self: Instance,
  peers: readonly (readonly [Instance, number | null])[],
  paused: boolean,
  caseSensitive: boolean,
): Promise<void> {
  await mkdir(join(self.folder, '.stfolder'), { recursive: true });
  const devices = peers.map(([peer, port]) => {
    const address = `tcp://127.0.0.1:${port ?? 1}`;
    return `<device id="${peer.id}" name="peer" compression="metadata"><address>${address}</address></device>`;
  });
  const members = [self.id, ...peers.map(([peer]) => peer.id)].map((id) => `<device id="${id}"/>`).join('');
  const off = [
    'globalAnnounceEnabled',
    'localAnnounceEnabled',
    'relaysEnabled',
    'natEnabled',
    'startBrowser',
    'crashReportingEnabled',
    'setLowPriority',
  ];
  await writeFile(
    join(self.home, 'config.xml'),
    `<configuration version="36">
<folder id="bench" path="${self.folder}" type="sendreceive" rescanIntervalS="0" fsWatcherEnabled="false" ignorePerms="false">
${members}<filesystemType>basic</filesystemType><minDiskFree unit="">0</minDiskFree><paused>${paused}</paused><caseSensitiveFS>${caseSensitive}</caseSensitiveFS>
</folder>
<device id="${self.id}" name="self"><address>dynamic</address></device>${devices.join('')}
<gui enabled="true" tls="false"><address>127.0.0.1:${self.gui}</address><apikey>${key}</apikey></gui>
<options><listenAddress>tcp://127.0.0.1:${self.port}</listenAddress>${off.map((name) => `<${name}>false</${name}>`).join('')}
<urAccepted>-1</urAccepted><autoUpgradeIntervalH>0</autoUpgradeIntervalH><reconnectionIntervalS>1</reconnectionIntervalS></options>
</configuration>`,
  );
}

async function launch(self: Instance): Promise<Service> {
  const log = `${self.home}.log`;
  const service = start('syncthing', ['serve', `--home=${self.home}`, '--no-browser', '--no-restart', '--no-upgrade'], log);
  await untilListening(service, self.gui, log);
  return service;
}

async function ask(self: Instance, method: string, path: string, body?: unknown): Promise<string> {
  const request = { method, headers: { 'X-API-Key': key }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const answer = await fetch(`http://127.0.0.1:${self.gui}${path}`, request);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`syncthing answered ${answer.status} to ${method} ${path}: ${text}`);
  return text;
}

const resume = (self: Instance): Promise<string> => ask(self, 'PATCH', '/rest/config/folders/bench', { paused: false });
const scan = (self: Instance, path?: string): Promise<string> =>
  ask(self, 'POST', `/rest/db/scan?folder=bench${path === undefined ? '' : `&sub=${encodeURIComponent(path)}`}`);

async function untilConnected(self: Instance): Promise<void> {
  const connected = async (): Promise<boolean> => (await ask(self, 'GET', '/rest/system/connections')).includes('"connected": true');
  await until(connected, 60, () => `syncthing did not connect; see ${self.home}.log`, 50);
}

async function counts(self: Instance): Promise<Counts> {
  return JSON.parse(await ask(self, 'GET', '/rest/db/status?folder=bench')) as Counts;
}

/** Waits until `to` holds what `from` holds, which is at least `files` files. */
async function untilSame(from: Instance, to: Instance, files: number): Promise<void> {
  const same = async (): Promise<boolean> => {
    const [here, there] = [await counts(from), await counts(to)];
    const equal = here.localFiles === there.localFiles && here.localBytes === there.localBytes && here.localDeleted === there.localDeleted;
    return equal && here.localFiles >= files && there.needTotalItems === 0 && here.state === 'idle' && there.state === 'idle';
  };
  await until(same, 900, async () => `syncthing did not finish: ${JSON.stringify([await counts(from), await counts(to)])}`, 20);
}

function filesIn(tree: unknown): number {
  if (!Array.isArray(tree)) return 0;
  const entries: readonly { readonly type?: string; readonly children?: unknown }[] = tree;
  return entries.reduce((sum, entry) => sum + (entry.type === 'FILE_INFO_TYPE_FILE' ? 1 : 0) + filesIn(entry.children), 0);
}
