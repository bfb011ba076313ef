import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, Operation } from '@cairn/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentOf, gzipped, noise } from '../src/content.ts';
import { signIn } from '../src/person.ts';
import { ServerProcess } from '../src/server-process.ts';
import type { SystemCall } from '../src/trace.ts';
import { readTrace, tracerAvailable } from '../src/trace.ts';

const available = tracerAvailable();
if (!available) console.warn('flush order: strace is not to be had here; skipped');

describe.skipIf(!available)('R01 acknowledged means flushed, seen in the system calls', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-order-'));
  const data = join(folder, 'data');
  const trace = join(folder, 'trace');
  let server: ServerProcess;
  let client: Client;
  let base = 0;
  beforeAll(async () => {
    const calls = 'trace=openat,write,writev,pwrite64,pwritev,fsync,fdatasync,rename,renameat,renameat2,link,linkat,sendto,sendmsg';
    server = await ServerProcess.start({ data, through: ['strace', '-f', '-y', '-s', '64', '-e', calls, '-o', trace] });
    ({ client } = await signIn(server.url, data, 'a@example.org'));
  });
  afterAll(async () => {
    await server.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  /** System calls from the start of `work` to its answer. */
  const during = async (work: () => Promise<unknown>): Promise<SystemCall[]> => {
    const before = readFileSync(trace).length;
    await work();
    const calls = readTrace(readFileSync(trace).subarray(before).toString());
    const answered = calls.findIndex((call) => /^(write|writev|sendto|sendmsg)$/.test(call.name) && call.text.includes('HTTP/1.1 200'));
    expect(answered).toBeGreaterThan(0);
    return calls.slice(0, answered);
  };
  const flushes = (call: SystemCall, of: string): boolean => /^f(data)?sync$/.test(call.name) && call.text.includes(of);
  const writes = (call: SystemCall, to: string): boolean => /^(write|writev|pwrite64|pwritev)$/.test(call.name) && call.text.includes(to);
  const databaseFlushed = (calls: SystemCall[]): void => {
    const written = calls.findLastIndex((call) => writes(call, 'cairn.db-wal'));
    const flushed = calls.findLastIndex((call) => flushes(call, 'cairn.db-wal'));
    expect(written).toBeGreaterThanOrEqual(0);
    expect(flushed).toBeGreaterThan(written);
  };
  const upload = async (name: string, plain: Uint8Array): Promise<void> => {
    const body = gzipped(plain);
    const header = { type: 'GPX', name, base: 0, clientTime: 0, length: body.length };
    const { results } = await client.upload({ items: [{ header, body }] });
    expect(results[0]?.status).toBe('done');
    if (results[0]?.status === 'done') base = results[0].version.seq;
  };
  const operate = async (operation: Operation): Promise<void> => {
    const { results } = await client.operate({ body: { operations: [operation] } });
    expect(results[0]?.status).toBe('done');
    if (results[0]?.status === 'done') base = results[0].version.seq;
  };

  test('a small upload: written to the log of the database, flushed, then answered', async () => {
    databaseFlushed(await during(async () => upload('small.gpx', contentOf('small', 5000))));
  });

  test('a large upload: written, flushed, renamed, folder flushed, row flushed, then answered', async () => {
    const calls = await during(async () => upload('large.gpx', noise('large', 600_000)));
    const written = calls.findLastIndex((call) => writes(call, '/blobs/'));
    const flushed = calls.findIndex((call, index) => index > written && flushes(call, '/blobs/'));
    const renamed = calls.findLastIndex((call) => /^(rename|link)/.test(call.name) && call.text.includes('/blobs/'));
    const folderFlushed = calls.findIndex((call, index) => index > renamed && flushes(call, '/blobs'));
    const rowFlushed = calls.findLastIndex((call) => flushes(call, 'cairn.db-wal'));
    expect(written).toBeGreaterThanOrEqual(0);
    expect(flushed).toBeGreaterThan(written);
    expect(renamed).toBeGreaterThan(flushed);
    expect(folderFlushed).toBeGreaterThan(renamed);
    expect(rowFlushed).toBeGreaterThan(folderFlushed);
    databaseFlushed(calls);
  });

  test('a rename and a delete: flushed, then answered', async () => {
    databaseFlushed(await during(async () => operate({ op: 'rename', type: 'GPX', name: 'large.gpx', to: 'renamed.gpx', base })));
    databaseFlushed(await during(async () => operate({ op: 'delete', type: 'GPX', name: 'renamed.gpx', base, scope: 'everywhere' })));
  });
});
