import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { ServerProcess } from '../server-process.ts';
import { launchBrowser } from './browser.ts';

/** What a page said that a person should never cause: thrown errors, errors on the console, refusals of the policy. */
export type Complaint = string;

export interface Website {
  readonly url: string;
  /** Data folder of the server; its mails lie in `outbox`. */
  readonly data: string;
  readonly server: ServerProcess;
  readonly browser: Browser;
  /** A browser profile of its own: cookies, storage, language. */
  visitor(
    options?: BrowserContextOptions & { /** Draws the map too, which takes most of a small machine. */ readonly withMap?: boolean },
  ): Promise<Visitor>;
  close(): Promise<void>;
}
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Complaints of all pages of this visitor so far. */
  readonly complaints: Complaint[];
}

/** The built server in a temporary folder, and a browser. */
export async function openWebsite(environment: Readonly<Record<string, string>> = {}): Promise<Website> {
  const data = await mkdtemp(join(tmpdir(), 'cairn-web-'));
  const server = await ServerProcess.start({ data, environment });
  const browser = await launchBrowser();
  return {
    url: server.url,
    ...{ data, server, browser },
    visitor: async ({ withMap = false, ...options } = {}) => {
      const calm = { baseURL: server.url, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' } as const;
      const context = await browser.newContext({ ...calm, ...options });
      context.setDefaultTimeout(90_000);
      if (!withMap) await context.addInitScript(hideMap);
      const complaints: Complaint[] = [];
      context.on('page', (page) => listen(page, complaints));
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
        });
      });
      return { context, page: await context.newPage(), complaints };
    },
    close: async () => {
      await browser.close();
      await server.end('SIGTERM');
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** A map that is not shown is not drawn. */
function hideMap(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.map-place { display: none }');
  document.adoptedStyleSheets = [sheet];
}

function listen(page: Page, complaints: Complaint[]): void {
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    // An answer that is an error of the catalogue is part of the conversation; the browser prints it all the same.
    if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) return;
    // The event stream of a session that was ended.
    if (message.text().includes('net::ERR_INCOMPLETE_CHUNKED_ENCODING')) return;
    complaints.push(`console: ${message.text()}`);
  });
}
