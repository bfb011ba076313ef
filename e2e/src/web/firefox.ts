import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Tab } from './webdriver.ts';

const path = process.env['CAIRN_TEST_FIREFOX'] ?? '/usr/bin/firefox-esr';
export const hasFirefox = existsSync(path);

/** Nothing but the machine itself is reached; nothing is asked at the start. */
const preferences: Readonly<Record<string, string | number | boolean>> = {
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
  'network.proxy.no_proxies_on': '127.0.0.1',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.startup.page': 0,
  'intl.accept_languages': 'en-GB, en',
  'webgl.force-enabled': true,
};

/** A headless Firefox with a profile of its own, driven by WebDriver BiDi. */
export async function openFirefox(): Promise<Tab> {
  const profile = await mkdtemp(join(tmpdir(), 'cairn-firefox-'));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  await writeFile(join(profile, 'user.js'), lines.join('\n'));
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', '--width', '1280', '--height', '800'];
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile, MOZ_HEADLESS: '1' } });
  const ended = once(child, 'exit');
  const address = await new Promise<string>((found, failed) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const url = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
      if (url !== undefined) found(url);
    });
    void ended.then(() => failed(new Error('Firefox ended before it answered')));
  });
  const session = await Session.open(`${address}/session`);
  await session.ask('session.new', { capabilities: {} });
  const { contexts } = (await session.ask('browsingContext.getTree', {})) as { contexts: { context: string }[] };
  const context = contexts[0]?.context ?? '';
  return {
    open: async (url) => {
      await session.ask('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    run: async (body) => {
      const expression = `(async () => JSON.stringify((await (async () => { ${body} })()) ?? null))()`;
      const answer = (await session.ask('script.evaluate', { expression, target: { context }, awaitPromise: true })) as Evaluated;
      if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text);
      return JSON.parse(answer.result?.value ?? 'null') as unknown;
    },
    perform: async (actions) => {
      await session.ask('input.performActions', { context, actions });
    },
    close: async () => {
      session.close();
      child.kill('SIGTERM');
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Evaluated {
  readonly type: 'success' | 'exception';
  readonly result?: { readonly value?: string };
  readonly exceptionDetails?: { readonly text: string };
}

/** Questions and answers over one socket. */
class Session {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { readonly found: (result: unknown) => void; readonly failed: (error: Error) => void }>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const answer = JSON.parse(data) as { id?: number; type: string; result?: unknown; error?: string; message?: string };
      const waiting = this.#waiting.get(answer.id ?? 0);
      if (waiting === undefined) return;
      this.#waiting.delete(answer.id ?? 0);
      if (answer.type === 'success') waiting.found(answer.result);
      else waiting.failed(new Error(`${answer.error ?? ''}: ${answer.message ?? ''}`));
    });
  }
  static async open(url: string): Promise<Session> {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return new Session(socket);
  }
  ask(method: string, params: object): Promise<unknown> {
    const id = ++this.#last;
    return new Promise((found, failed) => {
      this.#waiting.set(id, { found, failed });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
  close(): void {
    this.#socket.close();
  }
}
