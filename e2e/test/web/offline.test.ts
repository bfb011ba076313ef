import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from '../../src/web/browser.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

const dist = resolve(import.meta.dirname, '../../../packages/web/dist');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** A copy of the built website that a test can make a newer version of. */
class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'cairn-site-'));
  readonly #server: Server;
  constructor() {
    cpSync(dist, this.folder, { recursive: true });
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://site').pathname;
      const file = join(this.folder, path);
      const isFile = path !== '/' && extname(path) !== '' && existsSync(file);
      if (!isFile && path.startsWith('/api')) return response.writeHead(503).end();
      response.setHeader('content-type', isFile ? (types[extname(path)] ?? 'application/octet-stream') : 'text/html');
      return response.end(readFileSync(isFile ? file : join(this.folder, 'index.html')));
    });
  }
  async open(): Promise<string> {
    await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  /** A newer version: another mark in the page, and a service worker with another version word. */
  renew(): void {
    const page = join(this.folder, 'index.html');
    writeFileSync(page, readFileSync(page, 'utf8').replace('<html ', '<html data-version="newer" '));
    const worker = join(this.folder, 'service-worker.js');
    writeFileSync(worker, readFileSync(worker, 'utf8').replace(/version:`[^`]+`/, 'version:`newer`'));
  }
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
    rmSync(this.folder, { recursive: true });
  }
}
const installed = (page: Page): Promise<unknown> => page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
const cached = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    return paths;
  });

let website: Website;
describe.skipIf(!hasBrowser)('without a network', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    website = await openWebsite();
  }, 60_000);
  afterAll(async () => website.close());

  test('W7 W1 the website starts on any of its pages, under its policy, and nothing of the API is ever kept', async () => {
    const { page, context, complaints } = await website.visitor();
    await page.goto('/');
    await installed(page);
    await page.evaluate(async () => fetch('/api/v1/server'));
    await context.setOffline(true);
    await page.goto('/favourites');
    await page.getByRole('navigation').getByRole('link', { name: 'Map', exact: true }).waitFor();
    const paths = await cached(page);
    expect(paths).toContain('/index.html');
    expect(paths.filter((path) => path.startsWith('/api'))).toEqual([]);
    expect(
      await page.evaluate(async () =>
        fetch('/api/v1/server').then(
          (answer) => answer.status,
          () => 'no answer',
        ),
      ),
    ).toBe('no answer');
    expect(complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(text))).toEqual([]);
    await context.close();
  });

  test('W7 it can be installed as an app', async () => {
    const { page, context } = await website.visitor();
    await page.goto('/');
    await installed(page);
    const session = await context.newCDPSession(page);
    const { installabilityErrors } = (await session.send('Page.getInstallabilityErrors')) as {
      installabilityErrors: { errorId: string }[];
    };
    // A window without history of its own cannot install; a person's can.
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    const { errors } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    await context.close();
  });

  test('W7 a newer version is offered, and taken when the person says so', async () => {
    const copy = new Copy();
    const { page, context } = await website.visitor({ baseURL: await copy.open() });
    await page.goto('/');
    await installed(page);
    await page.reload();
    expect(await page.locator('html[data-version=newer]').count()).toBe(0);
    copy.renew();
    await page.evaluate(async () => (await (await navigator.serviceWorker.getRegistration())?.update())?.scope);
    const offer = page.getByRole('status').filter({ hasText: 'newer version' });
    await offer.waitFor();
    await page.reload();
    // Until then every page stays of the version that it began with.
    expect(await page.locator('html[data-version=newer]').count()).toBe(0);
    await offer.getByRole('button').click();
    await page.locator('html[data-version=newer]').waitFor({ timeout: 20_000 });
    expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(1);
    await context.close();
    await copy.close();
  });
});
