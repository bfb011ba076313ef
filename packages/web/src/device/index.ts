import { ApiError } from '@cairn/protocol';
import type { Client } from '@cairn/protocol';
import { LibraryError } from '@cairn/sync';
import type { DeviceCalls, DeviceEvent } from './calls.ts';
import { browserClient } from './engine/browser-client.ts';
import { forgetHome, homeId, homes, saveHome } from './engine/homes.ts';
import type { Home } from './engine/homes.ts';
import { remote, Waiting } from './rpc.ts';
import { firstState } from './state.ts';
import type { DeviceState, Trouble } from './state.ts';
import type { FromWorker, Opening } from './sync.worker.ts';
import workerUrl from './sync.worker.ts?worker&url';

export type { DeviceCalls, DeviceEvent, FileContent } from './calls.ts';
export type * from './index/records.ts';
export type * from './state.ts';
export type { Undo } from './library/edits.ts';

/** What a session knows of its account (`cloud.account()`). */
export interface AccountFacts {
  readonly account: number;
  readonly registered: number;
  readonly address: string;
}

/** This browser's files, whether it keeps a library or not. See packages/web/README.md. */
export interface BrowserDevice extends DeviceCalls {
  readonly mode: DeviceState['mode'];
  /** Number of the device in the account; null where nothing is kept. */
  readonly device: number | null;
  readonly now: DeviceState;
  /** Called after each change of `now`; @returns how to stop. */
  onState(listener: () => void): () => void;
  /** Called with the names whose content or record changed, or `all`. */
  onFiles(listener: (files: Extract<DeviceEvent, { files: unknown }>['files']) => void): () => void;
  /** Called once when the library is gone or the device signed out, also by another tab: open anew. */
  onEnded(listener: () => void): () => void;
  /** Signs this device out. `keep`: its files stay for the same account's next sign-in; else they are removed from this browser. */
  signOut(how: { readonly keep: boolean }): Promise<void>;
  /** Removes the library from this browser without asking the cloud. */
  wipe(): Promise<void>;
  /** Ends this page's part; the library goes on in other tabs. */
  close(): void;
}

export interface OpenOptions {
  /** Who is signed in by session; null when nobody is, or when that cannot be known offline. */
  readonly account: AccountFacts | null;
  /** Address of the server; default: where the page came from. */
  readonly server?: string;
  /** As `TabOptions.patienceMs`. */
  readonly patienceMs?: number;
}

/** Says in a cookie that a library was kept: cookies outlive the storage that a browser throws away. */
const keptMark = 'cairn-kept';

/**
 * Opens this browser's files: the library of the account that is signed in, else the library that was kept last (offline), else, with a
 * session, the cloud itself. Null when nobody is signed in and nothing is kept.
 */
export async function openBrowserDevice({ account, server = location.origin, patienceMs }: OpenOptions): Promise<BrowserDevice | null> {
  const kept = await homesOrNone();
  const home = account === null ? kept.find(isSignedIn) : kept.find((one) => one.id === homeId(account));
  if (home !== undefined && isSignedIn(home)) {
    if (account !== null && account.address !== home.address) await saveHome({ ...home, address: account.address });
    return start({ server, home, trouble: null, ...(patienceMs === undefined ? {} : { patienceMs }) });
  }
  if (account === null) return null;
  return start({ server, home: null, trouble: home === undefined && readMark() === homeId(account) ? libraryEvicted : null });
}

/** Whether files of this account are still here from before it signed out. */
export async function hasLibrary(account: AccountFacts): Promise<boolean> {
  return (await homesOrNone()).some((home) => home.id === homeId(account));
}

/** A browser that refuses to keep anything (private windows of some) keeps no library. */
async function homesOrNone(): Promise<Home[]> {
  try {
    return await homes();
  } catch {
    return [];
  }
}

/** The account's password, or a mailed code where it has none (`requestCode`). */
export type KeepOptions = ({ readonly password: string } | { readonly code: string }) & {
  /** Number of a device to sign out first, at the limit. */
  readonly signOut?: number;
  readonly lang?: string;
  readonly server?: string;
};

/**
 * Whether this browser has what a library needs: some leave out files of a website's own, WebKit refuses them in private windows, and none
 * gives them to pages without https.
 */
export async function canKeepLibrary(): Promise<boolean> {
  try {
    await navigator.storage.getDirectory();
    return 'locks' in navigator && 'serviceWorker' in navigator;
  } catch {
    return false;
  }
}

/**
 * Makes this browser a device that keeps a library (A8, W7), and asks the browser to keep it for good. Open the device anew afterwards.
 * @throws LibraryError `denied` before anything is changed; ApiError `sign-in-refused`, `code-invalid`, `device-limit` (its details hold `devices`; name one in `signOut`)
 */
export async function keepLibrary(account: AccountFacts, asked: KeepOptions): Promise<void> {
  if (!(await canKeepLibrary())) throw new LibraryError('denied', 'This browser cannot keep a library. Nothing was changed.');
  const client: Client = browserClient(asked.server ?? location.origin, null);
  const { lang, signOut } = asked;
  const body = {
    device: { ...describeBrowser(), ...(lang === undefined ? {} : { lang }) },
    ...(signOut === undefined ? {} : { signOut }),
  };
  const registered =
    'password' in asked
      ? await client.keepLibrary({ body: { ...body, password: asked.password } })
      : await client.registerDevice({ body: { ...body, address: account.address, code: asked.code } });
  const { address } = account;
  const id = homeId(account);
  await saveHome({
    id,
    account: account.account,
    registered: account.registered,
    address,
    device: registered.device,
    token: registered.token,
  });
  writeMark(id);
  // Firefox asks the person, who may leave that unanswered: nothing waits for it.
  void navigator.storage.persist().catch(() => false);
}

const libraryEvicted: Trouble = {
  kind: 'evicted',
  code: 'library-evicted',
  message:
    'The browser has thrown away the library that was kept here, to make room. What had been sent is safe in the cloud. ' +
    'Keep a library here again if you like; where the browser asks whether to keep data for good, say yes.',
};

function start(opening: Opening['open']): BrowserDevice {
  const worker = new Worker(workerUrl, { type: 'module', name: 'cairn device' });
  const waiting = new Waiting();
  const ask = (call: string, args: readonly unknown[]): Promise<never> =>
    waiting.ask(call, args, (question) => worker.postMessage(question));
  const calls = remote(ask) as DeviceCalls & { wipe(): Promise<void>; leave(): Promise<void> };
  const states = new Set<() => void>();
  const files = new Set<Parameters<BrowserDevice['onFiles']>[0]>();
  const ends = new Set<() => void>();
  const { home, server } = opening;
  let now: DeviceState = { ...firstState(home === null ? 'online' : 'library'), trouble: opening.trouble };

  const close = (): void => {
    worker.terminate();
    stopNoticing();
    waiting.fail(new DOMException('The page has let its device go.', 'AbortError'));
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if ('state' in data) {
      now = data.state;
      for (const tell of states) tell();
    } else if ('files' in data) for (const tell of files) tell(data.files);
    else if ('ended' in data) for (const tell of ends) tell();
    else waiting.take(data);
  };
  worker.postMessage({ open: opening } satisfies Opening);
  const stopNoticing = noticePage((event) => void calls.noticed(event).catch(() => undefined));
  void calls.state().then(
    (state) => {
      now = state;
      for (const tell of states) tell();
    },
    () => undefined,
  );

  const own: Omit<BrowserDevice, keyof DeviceCalls> = {
    mode: now.mode,
    device: home?.device ?? null,
    get now() {
      return now;
    },
    onState: (listener) => added(states, listener),
    onFiles: (listener) => added(files, listener),
    onEnded: (listener) => added(ends, listener),
    async signOut({ keep }) {
      if (home === null) return;
      await endToken(server, home.token);
      if (!keep) return own.wipe();
      await saveHome({ ...home, token: null });
      await calls.leave();
      for (const tell of ends) tell();
    },
    async wipe() {
      if (home === null) return;
      await calls.wipe();
      await forgetHome(home.id);
      writeMark('');
      for (const tell of ends) tell();
    },
    close,
  };
  return new Proxy(own, {
    get: (target, name, self) => Reflect.get(name in target ? target : calls, name, self) as unknown,
  }) as BrowserDevice;
}

/** A token that cannot be ended now, offline, is forgotten here all the same; the list of devices ends it for good. */
async function endToken(server: string, token: string): Promise<void> {
  try {
    await browserClient(server, token).signOut();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function noticePage(notice: (event: 'visible' | 'hidden' | 'online') => void): () => void {
  const visibility = (): void => notice(document.visibilityState === 'visible' ? 'visible' : 'hidden');
  const online = (): void => notice('online');
  document.addEventListener('visibilitychange', visibility);
  window.addEventListener('online', online);
  visibility();
  return () => {
    document.removeEventListener('visibilitychange', visibility);
    window.removeEventListener('online', online);
  };
}

function isSignedIn(home: Home): home is Home & { readonly token: string } {
  return home.token !== null;
}
function added<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
/** What the list of devices shows of this browser. */
function describeBrowser(): { name: string; platform: string } {
  const agent = navigator.userAgent;
  const brand = ['Firefox', 'Edg', 'OPR', 'SamsungBrowser', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`)) ?? 'Browser';
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'].find((name) => agent.includes(name)) ?? '';
  const name = { Edg: 'Edge', OPR: 'Opera', SamsungBrowser: 'Samsung Internet' }[brand] ?? brand;
  return { name: system === '' ? name : `${name} on ${system.replace('Mac OS X', 'macOS')}`, platform: 'web' };
}
function readMark(): string {
  return new RegExp(`(?:^|; )${keptMark}=([^;]*)`).exec(document.cookie)?.[1] ?? '';
}
function writeMark(id: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${keptMark}=${id}; Path=/; Max-Age=${id === '' ? 0 : 31_536_000}; SameSite=Strict${secure}`;
}
