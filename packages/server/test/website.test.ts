import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { websiteIn } from '../src/adapters/website.ts';
import type { TestApp } from './support/app.ts';
import { startApp } from './support/app.ts';

let folder: string;
let app: TestApp;
const script = 'console.log("a script of the website");'.repeat(50);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-website-'));
  app = await startApp({}, undefined, { website: websiteIn(join(folder, 'dist')) });
});
afterEach(async () => {
  await app.app.close();
  await rm(folder, { recursive: true, force: true });
});

async function build(): Promise<void> {
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await mkdir(join(dist, '.vite'));
  await writeFile(join(folder, 'secret.txt'), 'not for anybody');
  await writeFile(join(dist, '.vite', 'manifest.json'), '{}');
  await writeFile(join(dist, 'index.html'), '<!doctype html><title>Cairn</title>');
  await writeFile(join(dist, 'mark.svg'), '<svg/>');
  await writeFile(join(dist, 'assets', 'index-Abc_-123.js'), script);
  await writeFile(join(dist, 'assets', 'index-Abc_-123.js.br'), brotliCompressSync(script));
  await writeFile(join(dist, 'assets', 'index-Abc_-123.js.gz'), gzipSync(script));
}
const get = (path: string, headers: Record<string, string> = {}) =>
  app.app.frame.inject({ method: 'GET', url: path, headers: { accept: '*/*', ...headers } });
const html = { accept: 'text/html,*/*' };

describe('the website', () => {
  test('R66 R67 comes with a policy that knows no inline code and typed sinks, and is asked for anew each time', async () => {
    await build();
    for (const path of ['/', '/account', '/link', '/set-up', '/tracks/walks/Sunday.gpx']) {
      const { statusCode, headers, body } = await get(path, html);
      expect([path, statusCode, headers['content-type']]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(body).toContain('<title>Cairn</title>');
      expect(headers['cache-control']).toBe('no-cache');
      expect(headers['content-security-policy']).toContain("script-src 'self'; ");
      expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'; trusted-types default");
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|http/);
    }
  });

  test('hashed files are kept for ever, others are compared; both go out as small as the client takes them', async () => {
    await build();
    for (const [accepted, encoding] of [
      ['gzip, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
      ['', undefined],
    ] as const) {
      const { headers, statusCode } = await get('/assets/index-Abc_-123.js', { 'accept-encoding': accepted });
      expect([accepted, statusCode, headers['content-encoding']]).toEqual([accepted, 200, encoding]);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['vary']).toBe('accept-encoding');
      expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    }
    const mark = await get('/mark.svg');
    expect(mark.headers['cache-control']).toBe('no-cache');
    const again = await get('/mark.svg', { 'if-none-match': String(mark.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('R48 swallows no address of a protocol, no missing file, and climbs nowhere', async () => {
    await build();
    for (const path of [
      '/api',
      '/api/v1/nowhere',
      '/userdata/nowhere',
      '/subscription/x',
      '/mapapi/x',
      '/share/x',
      '/tiles/1',
      '/.well-known/x',
    ]) {
      expect([path, (await get(path, html)).statusCode]).toEqual([path, 404]);
    }
    expect((await get('/assets/gone-12345678.js', html)).statusCode).toBe(404);
    expect((await get('/nowhere.js')).statusCode).toBe(404);
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/../../secret.txt',
      '/.vite/manifest.json',
      '//secret.txt',
    ]) {
      expect((await get(path)).body).not.toMatch(/not for anybody|^\{\}/);
    }
    expect((await app.app.frame.inject({ method: 'POST', url: '/account' })).statusCode).toBe(404);
    expect((await get('/api/v1/upload')).statusCode).toBe(405);
    expect((await get('/healthz')).statusCode).toBe(200);
  });

  test('says what to do where it was not built, and is there once it is', async () => {
    const before = await get('/', html);
    expect(before.statusCode).toBe(503);
    expect(before.body).toContain('npm run build');
    expect((await get('/healthz')).statusCode).toBe(200);
    await build();
    expect((await get('/', html)).statusCode).toBe(200);
  });
});
