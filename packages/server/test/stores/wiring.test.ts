import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startServer } from '../../src/main.ts';
import type { RunningServer } from '../../src/main.ts';
import { credentials } from './support/credentials.ts';

const folders: string[] = [];
const servers: RunningServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
async function start(environment: Readonly<Record<string, string>>): Promise<RunningServer> {
  const data = mkdtempSync(join(tmpdir(), 'cairn-wiring-'));
  folders.push(data);
  const settings = { CAIRN_DATA: data, CAIRN_PORT: '0', CAIRN_LOG: 'silent', ...environment };
  const server = await startServer({ environment: settings, cwd: data, console: () => undefined });
  servers.push(server);
  return server;
}
const addresses = ['/api/stores/google/notices', '/api/stores/apple/notices', '/api/stores/huawei/notices', '/fs/order-completed'];

test('P3 the server that is started has the stores of its settings: an unproven notice is refused; without them there is no store', async () => {
  for (const [environment, status] of [
    [credentials, 401],
    [{}, 404],
  ] as const) {
    const { url } = await start(environment);
    for (const address of addresses)
      expect([address, (await fetch(url + address, { method: 'POST', body: '{}' })).status]).toEqual([address, status]);
  }
});

test('a key file that is not there stops the start with a sentence', async () => {
  await expect(start({ CAIRN_GOOGLE_SERVICE_ACCOUNT: 'google.json' })).rejects.toThrow(
    /CAIRN_GOOGLE_SERVICE_ACCOUNT: .*google\.json cannot be read/,
  );
});
