import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from '../../src/web/browser.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

const archivePath = join(import.meta.dirname, '../../../../shared/data/tiles/andorra.pmtiles');
const hasTiles = existsSync(archivePath);
if (!hasTiles && process.env['CI'] === 'true') throw new Error(`The test data is missing: ${archivePath}`);
if (!hasTiles) console.warn(`Skipped: remote archives need ${archivePath}`);

/** One orange point, stretched over a tile. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8v43hPwAHrgLyS1xDPwAAAABJRU5ErkJggg==', 'base64');

/** A map server of somebody else on the loopback: an archive by ranges, a TileJSON with pictures, a whole style. */
class OtherServer {
  readonly asked: string[] = [];
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));
  readonly #archive = hasTiles ? readFileSync(archivePath) : Buffer.alloc(0);

  async open(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { url = '/', headers, method = '' } = request;
    this.asked.push(`${method} ${url} ${headers.cookie === undefined ? '' : 'with a cookie'}`.trim());
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'range');
    response.setHeader('access-control-expose-headers', 'content-range, etag');
    if (method === 'OPTIONS') response.end();
    else if (url === '/andorra.pmtiles') this.#range(headers.range ?? '', response);
    else if (url.startsWith('/pictures/')) response.setHeader('content-type', 'image/png').end(picture);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(this.#document(url)));
  }
  #range(range: string, response: ServerResponse): void {
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
    const end = to === '' ? this.#archive.length - 1 : Math.min(Number(to), this.#archive.length - 1);
    response.writeHead(206, { 'content-range': `bytes ${from}-${end}/${this.#archive.length}`, 'content-length': end - Number(from) + 1 });
    response.end(this.#archive.subarray(Number(from), end + 1));
  }
  #document(url: string): object {
    if (url === '/pictures.json') {
      return {
        tilejson: '3.0.0',
        tiles: ['/pictures/{z}/{x}/{y}.png'],
        minzoom: 0,
        maxzoom: 4,
        attribution: '<b onclick=pwned(1)>Orange</b> &amp; friends',
      };
    }
    return { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#7a1fa2' } }] };
  }
}

const other = new OtherServer();
let address: string;
let website: Website;
beforeAll(async () => {
  if (!hasBrowser || !hasTiles) return;
  address = await other.open();
  website = await openWebsite({
    CAIRN_TILES: `${address}/andorra.pmtiles#attribution=Far%20away ${address}/pictures.json#maxzoom=4 ${address}/style.json#name=Violet`,
  });
});
afterAll(async () => {
  if (!hasBrowser || !hasTiles) return;
  await website.close();
  await other.close();
});

describe.skipIf(!hasBrowser || !hasTiles)('W1 maps of other servers', { timeout: 180_000 }, () => {
  test('W1 R49 a remote archive, a TileJSON and a whole style are drawn, named in plain text, and asked without cookies', async () => {
    const { page, context, complaints } = await website.visitor({ withMap: true });
    await page.goto('/#map=13/42.5075/1.5218');
    await page.locator('.map-canvas[data-drawn]').waitFor({ timeout: 60_000 });
    await page.getByText(/Far away/).waitFor();
    expect(other.asked.filter((line) => line === 'GET /andorra.pmtiles').length).toBeGreaterThan(1);
    expect((await page.locator('.map-canvas').screenshot()).length).toBeGreaterThan(60_000);

    await page.goto('/?far#map=2/20/20');
    await page.locator('.map-canvas[data-drawn]').waitFor({ timeout: 60_000 });
    await expect.poll(() => other.asked.some((line) => line.startsWith('GET /pictures/'))).toBe(true);
    await page.getByText(/Orange & friends/).waitFor();

    await page
      .getByRole('button', { name: /Look of the map|Map style|Layers|Look/ })
      .first()
      .click();
    await page.getByText('Violet', { exact: true }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => colorInTheMiddle(), { timeout: 20_000 }).toBe('violet');
    async function colorInTheMiddle(): Promise<string> {
      const shot = (await page.locator('.map-canvas').screenshot({ type: 'png' })).toString('base64');
      const [red = 0, green = 0, blue = 0] = await page.evaluate(async (data) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context2d = canvas.getContext('2d');
        context2d?.drawImage(image, 0, 0);
        return [...(context2d?.getImageData(image.width / 2, image.height / 2, 1, 1).data ?? [])];
      }, shot);
      return red > 90 && green < 70 && blue > 120 ? 'violet' : `${red},${green},${blue}`;
    }
    expect(other.asked.filter((line) => line.includes('cookie'))).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
