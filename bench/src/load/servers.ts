import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import getPort from 'get-port';
import type { Service } from '../processes.ts';
import { start, untilListening } from '../processes.ts';

export interface PutServer {
  readonly service: Service;
  readonly port: number;
}

/** nginx with WebDAV's `PUT`, as Debian's package has it: not durable. */
export async function openNginx(folder: string, devices: number): Promise<PutServer> {
  const port = await getPort();
  const log = join(folder, 'nginx.log');
  const config = join(folder, 'nginx.conf');
  for (let device = 0; device < devices; device++) await mkdir(join(folder, 'root', `d${device}`), { recursive: true });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, 'temporary', name)};`,
  );
  await mkdir(join(folder, 'temporary'));
  await writeFile(
    config,
    `daemon off; worker_processes auto; pid ${join(folder, 'nginx.pid')}; error_log ${log};
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nodelay on; keepalive_requests 10000000; client_max_body_size 100m; client_body_buffer_size 64k;
  ${temporary.join(' ')}
  server { listen 127.0.0.1:${port}; location / { root ${join(folder, 'root')}; dav_methods PUT DELETE MKCOL MOVE; create_full_put_path on; } }
}
`,
  );
  const service = start('/usr/sbin/nginx', ['-c', config, '-p', folder, '-e', log], log);
  await untilListening(service, port, log);
  return { service, port };
}

/** Bare `node:http` with one fdatasync a file. */
export async function openBare(folder: string): Promise<PutServer> {
  const port = await getPort();
  const log = join(folder, 'bare.log');
  const program = resolve(import.meta.dirname, 'bare-server.ts');
  const service = start(process.execPath, [program, join(folder, 'root'), String(port)], log);
  await untilListening(service, port, log);
  return { service, port };
}
