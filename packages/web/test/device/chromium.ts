import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { hasBrowser, launchBrowser } from '../../../../e2e/src/web/browser.ts';

export { hasBrowser };

const here = import.meta.dirname;

/** One script for a browser, from sources of ours, with stand-ins for what suites use of Vitest and Node. */
async function bundled(entry: string): Promise<string> {
  const bundle = await rolldown({
    input: join(here, entry),
    platform: 'browser',
    resolve: {
      conditionNames: ['cairn-source', 'browser', 'import', 'default'],
      alias: {
        vitest: join(here, 'shims/vitest.ts'),
        'node:crypto': join(here, 'shims/node-crypto.ts'),
        'node:zlib': join(here, 'shims/node-zlib.ts'),
      },
    },
    transform: { define: { 'process.env': '{}' } },
    checks: { circularDependency: false },
    logLevel: 'warn',
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

interface Site {
  readonly url: string;
  close(): Promise<void>;
}
/** An origin of its own on the loopback, with an empty page and these scripts. */
async function serve(scripts: Readonly<Record<string, string>>): Promise<Site> {
  const server = createServer((request, response) => {
    const script = scripts[request.url ?? ''];
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? '<!doctype html><title>test</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a worker made of a script posts until it says that it is done. */
async function messagesOf<T>(page: Page, script: string, given: unknown): Promise<T[]> {
  return page.evaluate(
    ([url, data]) =>
      new Promise<T[]>((resolve, reject) => {
        const told: T[] = [];
        const worker = new Worker(url, { type: 'module' });
        worker.onerror = (event) => reject(new Error(`${event.message} (${event.filename}:${event.lineno})`));
        worker.onmessage = ({ data: message }: MessageEvent<T | 'done'>) => {
          if (message !== 'done') told.push(message);
          else resolve(told);
        };
        worker.postMessage(data);
      }),
    [script, given] as const,
  );
}

/** Runs a suite in a worker of a real Chromium, as the engine runs; @returns what it told. */
export async function runInBrowser<T>(entry: string, given: unknown): Promise<T[]> {
  const site = await serve({ '/suite.js': await bundled(entry) });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(site.url);
    return await messagesOf<T>(page, '/suite.js', given);
  } finally {
    await browser.close();
    await site.close();
  }
}
