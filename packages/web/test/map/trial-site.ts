import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

export interface TrialSite {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the page of `trial/` as the website is built, and serves it. */
export async function openTrial(): Promise<TrialSite> {
  const root = join(import.meta.dirname, '../..');
  const out = await mkdtemp(join(tmpdir(), 'cairn-trial-'));
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'trial'),
    base: '/',
    logLevel: 'warn',
    resolve: { conditions: ['cairn-source', 'module', 'browser', 'production'] },
    worker: { format: 'es' },
    build: { target: 'es2023', outDir: out, emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
    plugins: [(await import('@vitejs/plugin-react')).default()],
    cacheDir: join(root, '../../.cache/vite-trial'),
  });
  const server = createServer((request, response) => {
    void answer(out, request.url ?? '/').then(([status, type, bytes]) => {
      response.writeHead(status, { 'content-type': type });
      response.end(bytes);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      await new Promise<void>((closed) => server.close(() => closed()));
      await rm(out, { recursive: true, force: true });
    },
  };
}

async function answer(folder: string, url: string): Promise<[number, string, Buffer]> {
  const path = normalize(url.split(/[?#]/)[0] ?? '/');
  if (path === '/api/v1/map') return [200, 'application/json', Buffer.from('{"sources":[]}')];
  try {
    const name = path === '/' ? 'index.html' : path;
    return [200, types[extname(name)] ?? 'application/octet-stream', await readFile(join(folder, name))];
  } catch {
    return [404, 'text/plain', Buffer.from('not here')];
  }
}
