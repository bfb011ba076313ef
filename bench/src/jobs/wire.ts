import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { requireEqual } from '../folders.ts';
import type { Proxy } from '../proxy.ts';
import { openProxy } from '../proxy.ts';
import type { Ledger } from '../readings.ts';
import type { Bed } from '../tools/tool.ts';
import type { Contestant, RoundOptions } from './rounds.ts';
import { attempt, newFiles } from './rounds.ts';
import { settle } from './settle.ts';

export interface WireOptions extends RoundOptions {
  /** Round trip of the distant part, milliseconds; 0 leaves it out. */
  readonly roundTripMs: number;
  /** How often C is measured from afar. */
  readonly repeat: number;
}

/**
 * What is not timed against the others: bytes and requests on the wire, counted by a proxy between devices and server, and then the
 * same devices with the server far away.
 */
export async function measureWire(contestants: readonly Contestant[], options: WireOptions, ledger: Ledger): Promise<void> {
  for (const { tool, open } of contestants) {
    const proxies: Proxy[] = [];
    const door = async (port: number): Promise<number> => {
      const proxy = await openProxy(port);
      proxies.push(proxy);
      return proxy.port;
    };
    const folder = join(options.folder, 'wire', tool.replaceAll(/\W+/g, '-'));
    await mkdir(folder, { recursive: true });
    await attempt(tool, 'wire', options, ledger, async () => {
      const bed = await open({ folder, corpus: options.corpus, door, env: options.env });
      try {
        await countJobs(tool, bed, proxies, options, ledger);
        if (options.roundTripMs > 0) await measureFar(tool, bed, proxies, options, ledger);
      } finally {
        await bed.close();
      }
    });
    for (const proxy of proxies) await proxy.close();
  }
}

async function countJobs(tool: string, bed: Bed, proxies: readonly Proxy[], options: WireOptions, ledger: Ledger): Promise<void> {
  const count = async (job: string, act: () => Promise<unknown>): Promise<void> => {
    const before = total(proxies);
    await act();
    const after = total(proxies);
    const measures = {
      'wire bytes': after.bytes - before.bytes,
      'up bytes': after.up - before.up,
      requests: after.requests - before.requests,
    };
    for (const [measure, value] of Object.entries(measures)) add(ledger, options, tool, job, measure, value);
  };
  await count('A', bed.firstUpload);
  await count('B', bed.firstDownload);
  await requireEqual(bed.device1, bed.device2, `${tool}, job B through a proxy`);
  await count('C', bed.nothing);
  await count('C again', bed.nothing);
  await count('rename', async () => {
    const path = await largestTrack(bed.device1, options.corpus.paths);
    add(ledger, options, tool, 'rename', 'file bytes', (await stat(path)).size);
    await rename(path, path.replace(/\.gpx$/, ' elsewhere.gpx'));
    await settle();
    await bed.nothing();
  });
}

async function measureFar(tool: string, bed: Bed, proxies: readonly Proxy[], options: WireOptions, ledger: Ledger): Promise<void> {
  for (const proxy of proxies) proxy.setRoundTrip(options.roundTripMs);
  for (let turn = 0; turn < options.repeat; turn++) {
    await settle();
    add(ledger, options, tool, 'C far', 'seconds', await bed.nothing());
  }
  const files = newFiles(tool.startsWith('cairn') ? options.singles : 1, 900);
  for (const seconds of await bed.single(files)) add(ledger, options, tool, 'D far', 'seconds', seconds);
}

function add(ledger: Ledger, { corpus }: WireOptions, tool: string, job: string, measure: string, value: number): void {
  ledger.add({ corpus: corpus.name, tool, job, measure, round: 1, value });
}

function total(proxies: readonly Proxy[]): { readonly bytes: number; readonly up: number; readonly requests: number } {
  const counts = proxies.map((proxy) => proxy.traffic());
  const sum = (pick: (traffic: (typeof counts)[number]) => number): number => counts.reduce((all, each) => all + pick(each), 0);
  return { bytes: sum(({ up, down }) => up + down), up: sum(({ up }) => up), requests: sum(({ requests }) => requests) };
}

async function largestTrack(folder: string, paths: readonly string[]): Promise<string> {
  let largest = { path: '', size: -1 };
  for (const path of paths) {
    if (!path.startsWith('tracks/')) continue;
    const { size } = await stat(join(folder, path));
    if (size > largest.size) largest = { path: join(folder, path), size };
  }
  return largest.path;
}
