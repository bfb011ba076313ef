import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import getPort from 'get-port';
import type { Tab } from './webdriver.ts';

const [driver, display] = ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb'];
/** MiniBrowser of WebKitGTK draws into a display of its own. */
export const hasWebKit = existsSync(driver) && existsSync(display);

/** WebKitGTK driven by WebDriver: always a private window, which keeps nothing and gets no files of its own. */
export async function openWebKit(): Promise<Tab> {
  const home = await mkdtemp(join(tmpdir(), 'cairn-webkit-'));
  const screen = spawn(display, ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [number] = (await once(createInterface({ input: screen.stdout }), 'line')) as [string];
  const port = await getPort();
  const environment = { ...process.env, HOME: home, DISPLAY: `:${number}`, XDG_RUNTIME_DIR: home, NO_AT_BRIDGE: '1', LANG: 'en_GB.UTF-8' };
  const child = spawn(driver, [`--port=${port}`], { stdio: 'ignore', env: environment });
  const ask = async (method: 'POST' | 'DELETE', path: string, body: object = {}): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(method === 'POST' ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`WebDriver: ${JSON.stringify(value)}`);
    return value;
  };
  const options = {
    'webkitgtk:browserOptions': {
      args: ['--automation'],
    },
  };
  const asked = await begun(() => ask('POST', '/session', { capabilities: { alwaysMatch: options } }));
  const session = `/session/${(asked as { sessionId: string }).sessionId}`;
  await ask('POST', `${session}/timeouts`, { script: 60_000, pageLoad: 60_000 });
  return {
    open: async (url) => {
      await ask('POST', `${session}/url`, { url });
    },
    run: async (body) => {
      const script = `const done = arguments[0];
        (async () => { ${body} })().then((value) => done({ value: JSON.stringify(value ?? null) }), (error) => done({ error: String(error) }));`;
      const answer = (await ask('POST', `${session}/execute/async`, { script, args: [] })) as { value?: string; error?: string };
      if (answer.value === undefined) throw new Error(answer.error);
      return JSON.parse(answer.value) as unknown;
    },
    perform: async (actions) => {
      await ask('POST', `${session}/actions`, { actions });
    },
    close: async () => {
      await ask('DELETE', session).catch(() => undefined);
      await Promise.all([stopped(child), stopped(screen)]);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The driver takes a moment until it listens. */
async function begun(ask: () => Promise<unknown>): Promise<unknown> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries > 50 || !(error instanceof TypeError)) throw error;
      await pause(200);
    }
  }
}
async function stopped(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
