import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import type { DeviceCalls, DeviceState, KeepOptions } from '../../../../packages/web/src/device/index.ts';
import type { Visitor, Website } from '../../../src/web/website.ts';
import type { DevicePage } from './page.ts';

const sources = join(import.meta.dirname, '../../../../packages/web/src/device');
const pageScript = '/assets/device-page.js';
const workerScript = '/assets/device-worker.js';

async function bundled(input: string): Promise<string> {
  const bundle = await rolldown({
    input,
    platform: 'browser',
    resolve: { conditionNames: ['cairn-source', 'browser', 'import', 'default'] },
    plugins: [
      {
        name: 'worker-address',
        resolveId: (id) => (id.endsWith('?worker&url') ? '\0worker' : null),
        load: (id) => (id === '\0worker' ? `export default '${workerScript}';` : null),
      },
    ],
    checks: { circularDependency: false },
    logLevel: 'warn',
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}
let scripts: Promise<Readonly<Record<string, string>>> | null = null;
async function makeScripts(): Promise<Readonly<Record<string, string>>> {
  const [page, worker] = await Promise.all([bundled(join(import.meta.dirname, 'page.ts')), bundled(join(sources, 'sync.worker.ts'))]);
  return { [pageScript]: page, [workerScript]: worker };
}

/** A page of the website, under its own policy, that holds nothing but the device: what screens do is done by tests. */
export async function openDevicePage(context: BrowserContext): Promise<Page> {
  scripts ??= makeScripts();
  const made = await scripts;
  await context.route(/\/device-test$/, async (route) => {
    const response = await route.fetch({ url: new URL('/', route.request().url()).href });
    await route.fulfill({ response, body: `<!doctype html><title>device</title><script type="module" src="${pageScript}"></script>` });
  });
  await context.route(/\/assets\/device-(page|worker)\.js$/, async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ contentType: 'text/javascript', body: made[pathname] ?? '' });
  });
  const page = await context.newPage();
  await page.goto('/device-test');
  await page.waitForFunction(() => 'cairn' in globalThis);
  return page;
}

/** One tab with this browser's device, used as screens use it. */
export class DeviceTab {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  static async open(context: BrowserContext): Promise<DeviceTab> {
    return new DeviceTab(await openDevicePage(context));
  }

  /** Signs in by session with a password. */
  async signIn(address: string, password: string): Promise<void> {
    const status = await this.page.evaluate(
      async (body) =>
        (await fetch('/api/v1/sessions', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }))
          .status,
      { address, password },
    );
    if (status !== 200) throw new Error(`signing in: ${status}`);
  }
  async keep(how: KeepOptions): Promise<void> {
    await this.page.evaluate(async (asked) => {
      const { api } = Reflect.get(globalThis, 'cairn') as DevicePage;
      const account = (await (await fetch('/api/v1/account')).json()) as Parameters<typeof api.keepLibrary>[0];
      await api.keepLibrary(account, asked);
    }, how);
  }
  /** Opens the device. @returns its mode, null when there is none. */
  async start(options: { readonly offline?: boolean; readonly patienceMs?: number } = {}): Promise<DeviceState['mode'] | null> {
    return this.page.evaluate(async ({ offline = false, ...rest }) => {
      const cairn = Reflect.get(globalThis, 'cairn') as DevicePage;
      const { api } = cairn;
      const answer = offline ? null : await fetch('/api/v1/account');
      const account = answer?.ok === true ? ((await answer.json()) as Parameters<typeof api.keepLibrary>[0]) : null;
      cairn.device = await api.openBrowserDevice({ account, ...rest });
      cairn.device?.onEnded(() => cairn.ended++);
      return cairn.device?.mode ?? null;
    }, options);
  }
  /** One call of the device; errors come as `name code: message`. Text stands for bytes. */
  async call<N extends keyof DeviceCalls>(name: N, ...args: Parameters<DeviceCalls[N]>): Promise<Awaited<ReturnType<DeviceCalls[N]>>> {
    const given = args.map((arg: unknown) => (arg instanceof Uint8Array ? { text: new TextDecoder().decode(arg) } : arg));
    return this.page.evaluate(
      async ([method, values]) => {
        const { device } = Reflect.get(globalThis, 'cairn') as DevicePage;
        const call = Reflect.get(device ?? {}, method) as (...all: unknown[]) => Promise<unknown>;
        const sent = values.map((value: unknown) =>
          typeof value === 'object' && value !== null && 'text' in value ? new TextEncoder().encode(String(value.text)) : value,
        );
        try {
          return (await call(...sent)) as never;
        } catch (error) {
          const code: unknown = error instanceof Error && 'code' in error ? error.code : '';
          throw new Error(error instanceof Error ? `${error.name} ${String(code)}: ${error.message}` : String(error), { cause: error });
        }
      },
      [name, given] as const,
    );
  }
  write(name: string, text: string, base?: string | null): Promise<readonly number[]> {
    return this.call('writeFile', { type: 'GPX', name }, new TextEncoder().encode(text), ...(base === undefined ? [] : [base]));
  }
  /** Text of a track; null when there is none. */
  async read(name: string): Promise<string | null> {
    return this.page.evaluate(async (file) => {
      const { device } = Reflect.get(globalThis, 'cairn') as DevicePage;
      try {
        const content = await device?.readFile({ type: 'GPX', name: file });
        return new TextDecoder().decode(content?.bytes);
      } catch {
        return null;
      }
    }, name);
  }
  async names(): Promise<string[]> {
    const entries = await this.call('entries');
    return entries.map(({ key }) => `${key.type}/${key.name}`).sort();
  }
  async state(): Promise<DeviceState> {
    return this.page.evaluate(() => {
      const { device } = Reflect.get(globalThis, 'cairn') as DevicePage;
      if (device === null) throw new Error('no device');
      return device.now;
    });
  }
  async until(what: string, isSo: (tab: DeviceTab) => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if (await isSo(this)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${what}: not within ten seconds; ${JSON.stringify(await this.state())}`);
  }
  /** `signOut`, `wipe` or `close` of the device. */
  async end(how: 'wipe' | 'close' | 'keep' | 'leave'): Promise<void> {
    await this.page.evaluate(async (way) => {
      const { device } = Reflect.get(globalThis, 'cairn') as DevicePage;
      if (way === 'wipe') await device?.wipe();
      else if (way === 'close') device?.close();
      else await device?.signOut({ keep: way === 'keep' });
    }, how);
  }
  async endings(): Promise<number> {
    return this.page.evaluate(() => (Reflect.get(globalThis, 'cairn') as DevicePage).ended);
  }
}

/** A browser profile of its own, signed in, with a library. */
export async function browserWithLibrary(
  website: Website,
  who: { address: string; password: string },
): Promise<{ tab: DeviceTab; visitor: Visitor }> {
  const visitor = await website.visitor();
  await visitor.page.close();
  const tab = await DeviceTab.open(visitor.context);
  await tab.signIn(who.address, who.password);
  await tab.keep({ password: who.password });
  if ((await tab.start()) !== 'library') throw new Error('no library was opened');
  return { tab, visitor };
}
