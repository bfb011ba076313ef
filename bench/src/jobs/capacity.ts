import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { diskBytes, cpuSeconds, forgetPeak, peakMemory, residentMemory } from '../accounting.ts';
import type { Shot, Wanted } from '../load/generator.ts';
import { drive, openLane } from '../load/generator.ts';
import { weights } from '../load/population.ts';
import type { Owner } from '../load/requests.ts';
import { appListShot, getShot, isStored, isWhole, photoShot } from '../load/requests.ts';
import type { SetUp, SetUpName } from '../load/set-up.ts';
import { openSetUp } from '../load/set-up.ts';
import { allDone, samples, uploadShot } from '../load/shots.ts';
import { World, libraryFiles, smallAccount } from '../load/world.ts';
import { Random } from '../random.ts';
import type { Ledger } from '../readings.ts';
import type { CairnServer } from '../tools/cairn-server.ts';
import { openCairnServer, registerDevice } from '../tools/cairn-server.ts';
import { settle } from './settle.ts';

export interface CapacityOptions {
  readonly folder: string;
  readonly setUps: readonly SetUpName[];
  /** How many accounts there are at each step. */
  readonly accounts: readonly number[];
  /** How long each kind of request is measured, seconds. */
  readonly seconds: number;
  readonly env: NodeJS.ProcessEnv;
}
type Note = (job: string, values: Readonly<Record<string, number>>) => void;
interface Operation {
  readonly name: string;
  readonly shot: (connection: number, index: number) => Shot;
  readonly wanted: Wanted;
}
/** A server with what belongs to it, while it is measured. */
interface Bench {
  readonly server: CairnServer;
  readonly setUp: SetUp;
  readonly world: World;
  readonly seconds: number;
  readonly note: Note;
}

const connections = 8;
const batchSize = 20;
const photoBytes = 200_000;
const signUps = 40;

/** What each kind of request costs, and what each account weighs, as the accounts become more: on every set-up, step by step on one database. */
export async function measureCapacity(options: CapacityOptions, ledger: Ledger): Promise<void> {
  for (const name of options.setUps) {
    const setUp = await openSetUp(name, join(options.folder, name));
    try {
      const world = await World.begin(setUp, options.env);
      for (const accounts of options.accounts) {
        const note: Note = (job, values) => {
          for (const [measure, value] of Object.entries(values))
            ledger.add({ corpus: name, tool: 'cairn', job: `${job} at ${accounts}`, measure, round: 1, value });
        };
        await world.growTo(accounts);
        await weigh(setUp, note);
        await measureRequests(setUp, world, options, note);
      }
    } finally {
      await setUp.close();
    }
  }
}

/** What the database keeps, by table; and the place of large contents. */
async function weigh(setUp: SetUp, note: Note): Promise<void> {
  const rows = await setUp.rows();
  for (const [table, { rows: count, bytes }] of await weights(rows)) {
    if (count >= 100) note(`table ${table}`, { rows: count, bytes, 'bytes a row': bytes / count });
  }
  await rows.close();
  if (setUp.name !== 'postgres-s3') note('large contents', { bytes: await diskBytes(join(setUp.folder, 'store', 'blobs')) });
}

async function measureRequests(setUp: SetUp, world: World, { seconds, env }: CapacityOptions, note: Note): Promise<void> {
  await settle();
  const server = await openCairnServer(setUp.folder, { ...env, ...setUp.env });
  const bench: Bench = { server, setUp, world, seconds, note };
  try {
    const pids = [server.service.pid, ...setUp.database];
    const before = cpuSeconds(pids);
    await untilQuiet(pids);
    note('jobs after the start', { 'cpu s': cpuSeconds(pids) - before });
    note('server', { 'bytes at rest': residentMemory(server.service.pid) });
    for (const operation of await operationsOf(bench)) await measureOperation(bench, operation);
    await measureSignUps(bench);
    note('server', { 'peak bytes': peakMemory([server.service.pid]) });
    await measureListeners(bench);
  } finally {
    await server.service.stop();
  }
}

/** Until the jobs that every server does after its start are done: less than a twentieth of a core over a second. */
async function untilQuiet(pids: readonly number[]): Promise<void> {
  await sleep(6000);
  for (let tries = 0; tries < 120; tries++) {
    const before = cpuSeconds(pids);
    await sleep(1000);
    if (cpuSeconds(pids) - before < 0.05) return;
  }
}

/** Warmed up first; then the processor time of every process of the server, and of the database, for each request. */
async function measureOperation({ server, setUp, seconds, note }: Bench, { name, shot, wanted }: Operation): Promise<void> {
  // Names are never used twice.
  const later = 1_000_000;
  await drive(server.port, connections, seconds / 3, shot, wanted);
  const pids = [server.service.pid];
  const before = { server: cpuSeconds(pids), database: cpuSeconds(setUp.database) };
  const result = await drive(server.port, connections, seconds, (connection, index) => shot(connection, later + index), wanted);
  const each = (cpu: number): number => (cpu * 1000) / result.requests;
  note(name, {
    'server ms': each(cpuSeconds(pids) - before.server),
    ...(setUp.database.length === 0 ? {} : { 'database ms': each(cpuSeconds(setUp.database) - before.database) }),
    ...{ requests: result.requests, 'p50 ms': result.median, 'p99 ms': result.p99 },
  });
}

async function operationsOf({ server, world, setUp }: Bench): Promise<readonly Operation[]> {
  const tracks = samples(512);
  const photos = photosOf(256);
  const run = `${setUp.name}-${performance.now()}`;
  const seqOf = (): number => world.whole(1, libraryFiles);
  const upload =
    (size: number) =>
    (connection: number, index: number): Shot =>
      uploadShot(tracks, world.anySmall().token, `${run}-${size}-${connection}`, index, size);
  const photo = (connection: number, index: number): Shot =>
    photoShot(
      photos[(index * connections + connection) % photos.length] ?? Buffer.alloc(0),
      `${run}-${connection}-${index}.jpg`,
      world.anySmall(),
    );
  const stored = await storePhotos(server, world, photos, run);
  const fetched = (): Shot => {
    const { seq, owner } = stored[world.whole(0, stored.length - 1)] ?? { seq: 0, owner: world.anySmall() };
    return getShot(`/api/v1/content?seq=${seq}`, owner);
  };
  return [
    { name: 'nothing new', shot: () => getShot(`/api/v1/changes?cursor=${smallAccount.versions}`, world.anySmall()), wanted: isWhole },
    { name: 'changes, all of 1,000', shot: () => getShot('/api/v1/changes?cursor=0', world.anyLibrary()), wanted: isWhole },
    { name: 'list of 1,000, app', shot: () => appListShot(world.anyLibrary()), wanted: isWhole },
    { name: 'download of 10 kB', shot: () => getShot(`/api/v1/content?seq=${seqOf()}`, world.anyLibrary()), wanted: isWhole },
    { name: 'download of 200 kB', shot: fetched, wanted: isWhole },
    { name: 'upload of 10 kB', shot: upload(1), wanted: isStored },
    { name: 'upload of 20 × 10 kB', shot: upload(batchSize), wanted: (status, body) => allDone(status, body, batchSize) },
    { name: 'upload of 200 kB', shot: photo, wanted: isStored },
  ];
}

/** Photos that do not shrink: they lie beside the database. */
function photosOf(count: number): readonly Buffer[] {
  const random = new Random(200);
  return Array.from({ length: count }, () => gzipSync(random.bytes(photoBytes), { level: 1 }));
}

/** Some photos, and where they are. */
async function storePhotos(
  server: CairnServer,
  world: World,
  photos: readonly Buffer[],
  run: string,
): Promise<readonly { readonly seq: number; readonly owner: Owner }[]> {
  const lane = await openLane(server.port);
  const stored: { seq: number; owner: Owner }[] = [];
  for (const [index, member] of photos.entries()) {
    const owner = world.smallAt(index);
    const { status, body } = await lane.exchange(photoShot(member, `${run}-first-${index}.jpg`, owner));
    const seq = Number(/"seq":(\d+)/.exec(body)?.[1]);
    if (!isStored(status, body)) throw new Error(`the server answered ${status}: ${body.slice(0, 500)}`);
    stored.push({ seq, owner });
  }
  lane.close();
  return stored;
}

/** A new account with its device: code, mail, registration. */
async function measureSignUps({ server, setUp, note }: Bench): Promise<void> {
  const pids = [server.service.pid];
  const before = { server: cpuSeconds(pids), database: cpuSeconds(setUp.database) };
  const run = Math.floor(performance.now() * 1000);
  for (let index = 0; index < signUps; index++) await registerDevice(server, `new-${run}-${index}@example.org`, 'phone');
  const each = (cpu: number): number => (cpu * 1000) / signUps;
  note('new account', {
    'server ms': each(cpuSeconds(pids) - before.server),
    ...(setUp.database.length === 0 ? {} : { 'database ms': each(cpuSeconds(setUp.database) - before.database) }),
  });
}

/** Devices that listen for events: what each holds, and what it costs to tell one. */
async function measureListeners(bench: Bench): Promise<void> {
  const { server, world, note } = bench;
  const listeners = 1000;
  const { pid } = server.service;
  forgetPeak(pid);
  const before = residentMemory(pid);
  const sockets: Socket[] = [];
  for (let index = 0; index < listeners; index++) sockets.push(await listen(server.port, world.smallAt(index)));
  note('listening device', { 'bytes each': (residentMemory(pid) - before) / listeners });
  const tracks = samples(512);
  const run = `heard-${performance.now()}`;
  const shot = (connection: number, index: number): Shot =>
    uploadShot(tracks, world.smallAt((index * connections + connection) % listeners).token, `${run}-${connection}`, index, 1);
  await measureOperation(bench, { name: 'upload of 10 kB, heard by one', shot, wanted: isStored });
  for (const socket of sockets) socket.destroy();
}

/** Opens a stream of events and waits for its first word. */
function listen(port: number, { token }: Owner): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(`GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (data) => (data.toString('latin1').startsWith('HTTP/1.1 200') ? resolve(socket) : reject(new Error(String(data)))));
  });
}
