import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServerEnded, ServerProcess } from '../src/server-process.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'cairn-one-'));
});
afterEach(async () => rm(data, { recursive: true, force: true }));

test('R19 a second server on the same data folder refuses to start and names the folder', async () => {
  const first = await ServerProcess.start({ data });
  const second = await ServerProcess.start({ data }).catch((error: unknown) => error);
  if (!(second instanceof ServerEnded)) throw new Error('the second server started');
  expect(second.status).toBe(1);
  expect(second.lines.join('\n')).toContain(data);
  expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
  await first.end('SIGTERM');
});

test('R19 the lock of a killed server does not stay behind', async () => {
  const first = await ServerProcess.start({ data });
  await first.end('SIGKILL');
  const second = await ServerProcess.start({ data });
  expect(await second.end('SIGTERM')).toBe(0);
});
