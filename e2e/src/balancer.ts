import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import getPort from 'get-port';

const shipped = resolve(import.meta.dirname, '..', '..', 'deploy', 'proxies', 'nginx-several-servers.conf');

export interface Balancer {
  readonly url: string;
  /** `nginx` with the configuration that is shipped, or a stand-in that goes round. */
  readonly kind: 'nginx' | 'stand-in';
  stop(): Promise<void>;
}

/** One address for several servers, each `http://host:port`. */
export async function balance(servers: readonly string[]): Promise<Balancer> {
  const hosts = servers.map((url) => new URL(url).host);
  return spawnSync('nginx', ['-v']).status === 0 ? startNginx(hosts) : startStandIn(hosts);
}

async function startNginx(hosts: readonly string[]): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-nginx-'));
  chmodSync(folder, 0o755);
  const port = await getPort();
  const site = readFileSync(shipped, 'utf8')
    .replace(/(?: {4}server 127\.0\.0\.1:\d+ .*\n)+/, hosts.map((host) => `    server ${host} max_fails=1 fail_timeout=5s;\n`).join(''))
    .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
    .replace(/^ *ssl_certificate.*\n/gm, '')
    .replace('/var/log/nginx/cairn.log', join(folder, 'access.log'));
  writeFileSync(join(folder, 'cairn.conf'), site);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${join(folder, kind)};`);
  const main = `daemon off; worker_processes 1; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')};
events { worker_connections 1024; }
http { ${temporary.join(' ')} include ${join(folder, 'cairn.conf')}; }
`;
  writeFileSync(join(folder, 'nginx.conf'), main);
  const child = spawn('nginx', ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  for (let tries = 0; !(await answers(port)); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`nginx does not start: ${readFileSync(join(folder, 'error.log'), 'utf8')}`);
    await pause(25);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    kind: 'nginx',
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Connections in turn; one that cannot be made goes to the next server. */
async function startStandIn(hosts: readonly string[]): Promise<Balancer> {
  let turn = 0;
  const server = createServer((incoming) => {
    incoming.on('error', () => undefined);
    const attempt = (left: number): void => {
      const [host = '', port = ''] = (hosts[turn++ % hosts.length] ?? '').split(':');
      const outgoing = connect(Number(port), host);
      outgoing.once('connect', () => incoming.pipe(outgoing).pipe(incoming));
      outgoing.once('error', () => (left > 0 && outgoing.connecting ? attempt(left - 1) : incoming.destroy()));
      incoming.once('close', () => outgoing.destroy());
    };
    attempt(hosts.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    kind: 'stand-in',
    async stop() {
      server.close();
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((found) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      found(true);
    });
    socket.once('error', () => found(false));
  });
}
