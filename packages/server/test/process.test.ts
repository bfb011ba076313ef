import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { createClient } from '@cairn/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunningServer, ServeOptions } from '../src/main.ts';
import { startServer } from '../src/main.ts';

const cleaning: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'cairn-server-'));
  cleaning.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
async function start(settings: Record<string, string> = {}, data = folder()): Promise<RunningServer & { lines: string[]; data: string }> {
  const lines: string[] = [];
  const environment = { CAIRN_PORT: '0', CAIRN_DATA: data, CAIRN_LOG: 'silent', ...settings };
  const options: ServeOptions = { environment, cwd: data, console: (line) => lines.push(line) };
  const server = await startServer(options);
  cleaning.push(() => server.stop());
  return { ...server, lines, data };
}
async function signIn(
  server: { url: string; lines: string[] },
  address: string,
): Promise<{ token: string; account: number; device: number }> {
  const client = createClient({ server: server.url });
  const codes = (): string[] => server.lines.filter((line) => line.startsWith('Code for '));
  const before = codes().length;
  await client.requestCode({ body: { address } });
  const code = await until(() => /: (\d{8})$/.exec(codes()[before] ?? '')?.[1]);
  return client.registerDevice({ body: { address, code, device: {} } });
}
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('the real server', () => {
  test('A1 says where it answers on a free port, after the set-up link; a code comes to console and outbox; the client signs in', async () => {
    const server = await start();
    expect(server.lines[0]).toMatch(/^Open this link to become the administrator: http:\/\/127\.0\.0\.1:\d+\/set-up#/);
    expect(server.lines.at(-1)).toBe(`cairn is ready at ${server.url}`);
    const { token } = await signIn(server, 'a@example.org');
    const account = await createClient({ server: server.url, token }).account();
    expect(account).toMatchObject({ address: 'a@example.org', used: 0, device: 1 });
  });

  test('R19 a second server on the same folder does not start and says why; after a stop it does, and nothing is forgotten', async () => {
    const first = await start();
    const { token } = await signIn(first, 'a@example.org');
    await expect(start({}, first.data)).rejects.toThrow(/data folder/);
    await first.stop();
    const again = await start({}, first.data);
    expect((await createClient({ server: again.url, token }).account()).address).toBe('a@example.org');
  });

  test('R56 an open event stream ends when its device is signed out, and others stay', async () => {
    const server = await start();
    const one = await signIn(server, 'a@example.org');
    const two = await signIn(server, 'a@example.org');
    const open = async (token: string): Promise<Response> =>
      fetch(`${server.url}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } });
    const [mine, theirs] = [await open(one.token), await open(two.token)];
    const ended = readToEnd(theirs);
    await createClient({ server: server.url, token: one.token }).signOutDevice({ params: { id: two.device } });
    expect(await ended).toContain('data:');
    expect((await open(two.token)).status).toBe(401);
    expect(mine.body).not.toBeNull();
    const still = readToEnd(mine);
    await server.stop();
    await still;
  });

  test('R71 built-in TLS speaks 1.2 and newer only', async () => {
    const tls = join(import.meta.dirname, 'support/tls');
    const server = await start({ CAIRN_TLS_CERT: join(tls, 'cert.pem'), CAIRN_TLS_KEY: join(tls, 'key.pem') });
    expect(server.url).toMatch(/^https:/);
    const port = Number(new URL(server.url).port);
    const shake = (version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string> =>
      new Promise((resolve) => {
        const ciphers = version < 'TLSv1.2' ? 'DEFAULT@SECLEVEL=0' : undefined;
        const socket = tlsConnect({
          host: '127.0.0.1',
          port,
          rejectUnauthorized: false,
          minVersion: version,
          maxVersion: version,
          ...(ciphers === undefined ? {} : { ciphers }),
        });
        socket.once('secureConnect', () => {
          resolve(socket.getProtocol() ?? '');
          socket.destroy();
        });
        socket.once('error', () => resolve('refused'));
      });
    expect(await Promise.all([shake('TLSv1'), shake('TLSv1.1'), shake('TLSv1.2'), shake('TLSv1.3')])).toEqual([
      'refused',
      'refused',
      'TLSv1.2',
      'TLSv1.3',
    ]);
  });

  test('large JSON is packed where the client takes it, small and unwanted is not', async () => {
    const server = await start();
    const head = async (path: string, accept: string): Promise<string> => {
      const answer = await new Promise<{ encoding: string }>((resolve, reject) => {
        httpRequest(`${server.url}${path}`, { headers: { 'accept-encoding': accept } }, (message) => {
          message.resume().once('end', () => resolve({ encoding: message.headers['content-encoding'] ?? '' }));
        })
          .once('error', reject)
          .end();
      });
      return answer.encoding;
    };
    expect(await head('/api/v1/openapi.json', 'gzip, deflate')).toBe('gzip');
    expect(await head('/api/v1/openapi.json', 'identity')).toBe('');
    expect(await head('/api/v1/openapi.json', 'gzip;q=0')).toBe('');
    expect(await head('/api/v1/server', 'gzip')).toBe('');
  });
});

async function readToEnd(response: Response): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  } catch {
    // Cut off is ended too.
  }
  return text;
}

/** A server as a process of its own. */
async function spawned(
  script: string,
  data: string,
): Promise<{ url: string; child: ReturnType<typeof spawn>; output: () => string; exit: Promise<number | null> }> {
  const file = join(folder(), 'start.mjs');
  writeFileSync(file, script);
  const child = spawn(process.execPath, ['--conditions=cairn-source', file], {
    env: { PATH: process.env['PATH'], CAIRN_DATA: data, CAIRN_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cleaning.push(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (output += String(chunk)));
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await until(() => (child.exitCode !== null ? output : /cairn is ready at (\S+)/.exec(output)?.[1]));
  return { url, child, output: () => output, exit };
}
const main = JSON.stringify(join(import.meta.dirname, '../src/main.ts'));

describe('R12 stopping', () => {
  test('R12 SIGTERM finishes what is in work, ends event streams, and the process ends with 0', async () => {
    const { url, child, output, exit } = await spawned(`import { serve } from ${main}; await serve();`, folder());
    const { token } = await signIn(
      {
        url,
        get lines() {
          return output().split('\n');
        },
      },
      'a@example.org',
    );
    const stream = await fetch(`${url}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } });
    const inWork = Array.from({ length: 20 }, () => createClient({ server: url, token }).account());
    await inWork[0];
    child.kill('SIGTERM');
    const done = await Promise.allSettled(inWork);
    expect(await exit).toBe(0);
    await readToEnd(stream);
    for (const answer of done)
      if (answer.status === 'rejected') expect(String(answer.reason)).toMatch(/busy|connection|reach|fetch|socket/i);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  test('R12 a connection that never asked anything, as browsers open them ahead, holds nothing up', async () => {
    const { url, child, exit } = await spawned(`import { serve } from ${main}; await serve();`, folder());
    const silent = connect(Number(new URL(url).port), '127.0.0.1');
    await once(silent, 'connect');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const closed = once(silent, 'close');
    child.kill('SIGTERM');
    // The patience of the server is longer than that of this test.
    await closed;
    expect(await exit).toBe(0);
  }, 20_000);

  test('R12 an exception that nobody expected is logged and ends the process with a status that is not 0', async () => {
    // Thrown from a timer once the server has said that it answers.
    const thrown = "setTimeout(() => { throw new Error('planted'); }, 200)";
    const script = `import { serve } from ${main}; await serve({ console: (line) => { console.log(line); if (line.startsWith('cairn is ready')) ${thrown}; } });`;
    const { output, exit } = await spawned(script, folder());
    expect(await exit).toBe(70);
    expect(output()).toContain('planted');
    expect(output()).toContain('something happened that nobody expected');
  });

  test('settings that make no sense end the start with a sentence and a status that is not 0', async () => {
    const { output, exit } = await spawned(`import { serve } from ${main}; process.env.CAIRN_PROT = '1'; await serve();`, folder());
    expect(await exit).toBe(1);
    expect(output()).toContain('did you mean CAIRN_PORT?');
  });
});
