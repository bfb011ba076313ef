import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange, framingCases } from '../src/framing.ts';
import { ServerProcess } from '../src/server-process.ts';

let data: string;
let server: ServerProcess;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cairn-framing-'));
  server = await ServerProcess.start({ data, environment: { CAIRN_LOG: 'debug', CAIRN_TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(async () => {
  await server.end('SIGTERM');
  await rm(data, { recursive: true, force: true });
});

test(
  `R48 ${framingCases.length} frames that are broken, doubtful or odd: refused and closed, or answered one by one; nothing within a body is taken for a request`,
  { timeout: 120_000 },
  async () => {
    const port = Number(new URL(server.url).port);
    const results = await Promise.all(framingCases.map(async (one) => ({ ...one, ...(await exchange(port, one, 15_000)) })));
    const wrong = results.filter(({ wanted, statuses, closed }) =>
      wanted === 'refused'
        ? !closed || statuses.length > 1 || statuses.some((status) => status < 400)
        : !closed || statuses.join() !== wanted.join(),
    );
    expect(
      wrong.map(
        ({ name, wanted, statuses, closed }) => `${name}: ${statuses.join()}${closed ? '' : ', left open'} instead of ${String(wanted)}`,
      ),
    ).toEqual([]);
    expect(framingCases.length).toBeGreaterThanOrEqual(60);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(server.output.filter((line) => /"level":[56]0|exception/i.test(line))).toEqual([]);
  },
);

/** Our file for nginx, without TLS, on a port of this machine; it tells which requests it passed on. */
function configuration(place: string, port: number, cloud: string): string {
  const ours = readFileSync(resolve(import.meta.dirname, '../../deploy/proxies/nginx.conf'), 'utf8')
    .replaceAll(/\n\s+(listen \[::\]|ssl_).*/g, '')
    .replace(/server \{\n\s+listen 80;[^}]*\}/, '')
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`)
    .replace('127.0.0.1:8080', cloud)
    .replaceAll('/var/log/nginx/', `${place}/`)
    .replace(/log_format cairn[^;]*;/, "log_format cairn '$upstream_addr $status';");
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${place}/${name};`).join(' ');
  return `daemon off; worker_processes 1; pid ${place}/pid; error_log ${place}/main.log;\nevents {}\nhttp { ${temporary}\n${ours}\n}`;
}

test.skipIf(spawnSync('nginx', ['-v']).status !== 0)(
  '[needs nginx] R48 behind nginx the same frames never become more requests than nginx passed on',
  { timeout: 120_000 },
  async () => {
    const place = join(data, 'nginx');
    await mkdir(place);
    const port = await getPort();
    const config = join(place, 'nginx.conf');
    await writeFile(config, configuration(place, port, new URL(server.url).host));
    const proxy = spawn('nginx', ['-p', place, '-c', config], { stdio: 'ignore' });
    try {
      const status = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => ({ status: 0 }))).status;
      await expect.poll(status, { timeout: 20_000 }).toBe(200);
      const arrived = (): number => server.output.filter((line) => line.includes('"msg":"request"')).length;
      const passedOn = (): number =>
        readFileSync(join(place, 'cairn.log'), 'utf8')
          .split('\n')
          .filter((line) => /^127/.test(line)).length;
      const before = arrived() - passedOn();
      const results = await Promise.all(framingCases.map(async (one) => ({ ...one, ...(await exchange(port, one, 5_000)) })));
      expect(results.filter(({ statuses }) => statuses.includes(502)).map(({ name }) => name)).toEqual([]);
      expect(Math.min(passedOn(), arrived())).toBeGreaterThan(20);
      expect(arrived() - passedOn()).toBeLessThanOrEqual(before);
      expect(await status()).toBe(200);
    } finally {
      proxy.kill('SIGQUIT');
      await once(proxy, 'exit');
    }
  },
);
