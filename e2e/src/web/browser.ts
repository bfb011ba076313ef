import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** Debian's Chromium; another one by CAIRN_TEST_CHROMIUM. `tools/test.mjs` installs it where it may. */
export const chromiumPath = process.env['CAIRN_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(chromiumPath);

/** One headless browser; the flags let it draw maps without a graphics card and keep it from talking to anybody. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu-sandbox',
      '--disable-quic',
      // Debian asks for pages to be drawn by the graphics card, which is the processor here.
      '--disable-gpu-rasterization',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ],
  });
}
