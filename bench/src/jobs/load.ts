import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { drive, openLane } from '../load/generator.ts';
import { openBare, openNginx } from '../load/servers.ts';
import { allDone, putShot, samples, uploadShot } from '../load/shots.ts';
import type { Ledger } from '../readings.ts';
import { median } from '../readings.ts';
import { openCairnServer, registerDevice } from '../tools/cairn-server.ts';
import type { CairnServer } from '../tools/cairn-server.ts';
import { settle } from './settle.ts';

export interface LoadOptions {
  readonly folder: string;
  readonly repeat: number;
  /** Seconds of each load. */
  readonly seconds: number;
  readonly devices: number;
  /** Files in the small and the large account of aim 11, and how many uploads to each are timed. */
  readonly accounts: { readonly small: number; readonly large: number; readonly uploads: number };
  readonly env: NodeJS.ProcessEnv;
}

/** Readings of the loads stand under this name in place of a corpus. */
export const loadName = 'load';
const batchSize = 20;

/** Aims 9 and 10: uploads of 10 kB by 50 devices of 50 accounts, one a request and 20 a request, beside bare node and nginx. */
export async function measureLoads(options: LoadOptions, ledger: Ledger): Promise<void> {
  const list = samples(4096);
  const record = (tool: string, job: string, round: number, values: Readonly<Record<string, number>>): void => {
    for (const [measure, value] of Object.entries(values)) ledger.add({ corpus: loadName, tool, job, measure, round, value });
  };
  const servers = await openPutServers(options);
  const cairn = await openCairnServer(await made(options.folder, 'cairn'), options.env);
  const tokens = await registerAll(cairn, options.devices);
  const load = async (tool: string, job: string, round: number, size: number): Promise<void> => {
    await settle();
    const { port } = servers.get(tool) ?? cairn;
    const name = `${job.replaceAll(' ', '-')}-${round}`;
    const put = (connection: number, index: number): ReturnType<typeof putShot> => putShot(list, name, connection, index);
    const upload = (connection: number, index: number): ReturnType<typeof putShot> =>
      uploadShot(list, tokens[connection] ?? '', name, index, size);
    const wanted = servers.has(tool)
      ? (status: number): boolean => status === 201 || status === 204
      : (status: number, body: string): boolean => allDone(status, body, size);
    const result = await drive(port, options.devices, options.seconds, servers.has(tool) ? put : upload, wanted);
    record(tool, job, round, { 'files/s': result.perSecond * size, 'median ms': result.median, 'p99 ms': result.p99 });
  };
  try {
    for (const tool of [...servers.keys(), 'cairn']) await load(tool, 'warm-up', 0, 1);
    for (let round = 1; round <= options.repeat; round++) {
      for (const tool of [...servers.keys(), 'cairn']) await load(tool, 'one', round, 1);
      await load('cairn', 'batch', round, batchSize);
    }
    await measureCost(options, cairn, ledger);
  } finally {
    for (const { service } of [...servers.values(), cairn]) await service.stop();
  }
}

/** Aim 11: single uploads by turns to an account with few files and to one with many, on one server. */
async function measureCost(options: LoadOptions, cairn: CairnServer, ledger: Ledger): Promise<void> {
  const { small, large, uploads } = options.accounts;
  // What is timed is content that the account does not hold yet.
  const [held, fresh] = [samples(1024), samples(1024 + uploads).slice(1024)];
  const lane = await openLane(cairn.port);
  const upload = async (token: string, run: string, index: number, size: number): Promise<number> => {
    const shot = uploadShot(size === 1 ? fresh : held, token, run, index, size);
    const begun = performance.now();
    const { status, body } = await lane.exchange(shot);
    const took = performance.now() - begun;
    if (!allDone(status, body, size)) throw new Error(`the server answered ${status}: ${body.slice(0, 500)}`);
    return took;
  };
  const accounts = [];
  for (const count of [small, large]) {
    const token = await registerDevice(cairn, `files-${count}@example.org`, 'load');
    for (let index = 0; index * 500 < count; index++) await upload(token, 'fill', index, 500);
    accounts.push({ count, token, times: [] as number[] });
  }
  await settle();
  for (let index = 0; index < uploads; index++) {
    for (const { token, times } of index % 2 === 0 ? accounts : accounts.toReversed()) times.push(await upload(token, 'one', index, 1));
  }
  lane.close();
  for (const [position, { times }] of accounts.entries()) {
    const value = median(times.slice(Math.floor(uploads / 10))) ?? 0;
    ledger.add({ corpus: loadName, tool: 'cairn', job: 'cost', measure: position === 0 ? 'ms at few' : 'ms at many', round: 1, value });
  }
}

async function openPutServers(options: LoadOptions): Promise<ReadonlyMap<string, Awaited<ReturnType<typeof openBare>>>> {
  return new Map([
    ['bare node', await openBare(await made(options.folder, 'bare'))],
    ['nginx', await openNginx(await made(options.folder, 'nginx'), options.devices)],
  ]);
}

async function registerAll(cairn: CairnServer, count: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let device = 0; device < count; device++) tokens.push(await registerDevice(cairn, `device-${device}@example.org`, 'load'));
  return tokens;
}

async function made(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  return path;
}
