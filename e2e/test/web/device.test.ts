import { execFile } from 'node:child_process';
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@cairn/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mailedCode, outboxOf, signIn } from '../../src/person.ts';
import { chromium } from 'playwright-core';
import { chromiumPath, hasBrowser } from '../../src/web/browser.ts';
import { browserWithLibrary, DeviceTab } from './device/visitor.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Visitor, Website } from '../../src/web/website.ts';

const program = resolve(import.meta.dirname, '../../../packages/cli/dist/main.js');
const password = 'trombone and gravel';
const run = promisify(execFile);
const gpx = (text: string): string =>
  `<gpx version="1.1" creator="t"><trk><name>${text}</name><trkseg><trkpt lat="47.1" lon="8.5"><ele>400</ele></trkpt><trkpt lat="47.2" lon="8.6"><ele>450</ele></trkpt></trkseg></trk></gpx>`;

let website: Website;
let number = 0;
const open: Visitor[] = [];
const folders: string[] = [];

/** A new account with a password. */
async function account(): Promise<{ address: string; password: string }> {
  const address = `traveller${++number}@example.org`;
  const { client } = await signIn(website.url, website.data, address);
  const before = await outboxOf(website.data);
  await client.proofCode({ body: { purpose: 'set-password' } });
  await client.setPassword({ body: { code: await mailedCode(website.data, address, before), password } });
  await client.signOut();
  return { address, password };
}
async function browser(who: { address: string; password: string }): Promise<DeviceTab> {
  const { tab, visitor } = await browserWithLibrary(website, who);
  open.push(visitor);
  return tab;
}

/** Stops a tab's worker in its tracks, as a browser does with tabs in the background. @returns how to wake it. */
async function putWorkerToSleep(tab: DeviceTab): Promise<() => Promise<void>> {
  const session = await tab.page.context().newCDPSession(tab.page);
  const found = new Promise<string>((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId);
    });
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await found;
  let id = 0;
  const say = (method: string) => session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: ++id, method }) });
  await say('Debugger.enable');
  await say('Debugger.pause');
  return async () => {
    await say('Debugger.resume');
  };
}

/** A folder of the command line, signed in. */
class Folder {
  readonly root = mkdtempSync(join(tmpdir(), 'cairn-folder-'));
  constructor() {
    folders.push(this.root);
  }
  async cairn(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [program, ...args, '--folder', this.root]);
    return stdout;
  }
  async signIn(address: string): Promise<void> {
    const before = await outboxOf(website.data);
    await this.cairn('login', website.url, address, '--request-code');
    await this.cairn('login', website.url, address, '--code', await mailedCode(website.data, address, before));
  }
  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }
  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }
  tracks(): string[] {
    return readdirSync(join(this.root, 'tracks'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.gpx'))
      .sort();
  }
}

describe.skipIf(!hasBrowser)('the browser as a device', { timeout: 90_000 }, () => {
  beforeAll(async () => {
    website = await openWebsite();
  }, 60_000);
  afterEach(async () => {
    for (const { context, complaints } of open.splice(0)) {
      await context.close();
      expect(complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
    }
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  afterAll(async () => website.close());

  test('W7 S2 S11 two browsers and a folder of the command line come to the same, names and bytes', async () => {
    const who = await account();
    const [one, two] = [await browser(who), await browser(who)];
    const folder = new Folder();
    await folder.signIn(who.address);
    const odd = 'Wanderungen/Grüße: „Süd“ 🧭? .gpx';
    await one.write(odd, gpx('one'));
    await one.write('A.gpx', gpx('capital'));
    await one.write('a.gpx', gpx('small'));
    await one.call('sync');
    folder.write('tracks/from the folder.gpx', gpx('folder'));
    await folder.cairn('sync');
    await two.call('sync');
    await one.call('sync');
    const expected = ['GPX/A.gpx', 'GPX/a.gpx', 'GPX/from the folder.gpx', `GPX/${odd}`].sort();
    expect(await one.names()).toEqual(expected);
    expect(await two.names()).toEqual(expected);
    expect(folder.tracks().map((path) => `GPX/${path}`)).toEqual(expected);
    expect(await two.read(odd)).toBe(gpx('one'));
    expect(folder.read(`tracks/${odd}`)).toBe(gpx('one'));
    expect(await two.read('from the folder.gpx')).toBe(gpx('folder'));
    // What the folder did may have begun one more look.
    await one.until('it rests', async (tab) => (await tab.state()).running === null);
    expect(await one.state()).toMatchObject({ mode: 'library', counts: { local: 0, cloud: 0, conflicts: 0 }, trouble: null });
  });

  test('S1 S8 an edit in one browser reaches the other by itself', async () => {
    const who = await account();
    const [one, two] = [await browser(who), await browser(who)];
    await one.write('trip.gpx', gpx('trip'));
    await two.until('the trip arrives', async (tab) => (await tab.read('trip.gpx')) === gpx('trip'));
    await two.call('rename', { type: 'GPX', name: 'trip.gpx' }, { type: 'GPX', name: 'trips/trip.gpx' });
    await one.until('the rename arrives', async (tab) => (await tab.names()).join() === 'GPX/trips/trip.gpx');
    await one.call('remove', [{ type: 'GPX', name: 'trips/trip.gpx' }]);
    await two.until('the deletion arrives', async (tab) => (await tab.names()).length === 0);
  });

  test('S10 W7 edits offline are kept over a restart of the page and sent when the network is back', async () => {
    const who = await account();
    const one = await browser(who);
    await one.write('before.gpx', gpx('before'));
    await one.call('sync');
    await one.page.context().setOffline(true);
    await one.write('offline.gpx', gpx('offline'));
    await one.call('remove', [{ type: 'GPX', name: 'before.gpx' }]);
    const result = await one.call('sync');
    expect(result.stopped).toMatchObject({ kind: 'offline', code: 'no-network' });
    expect((await one.state()).trouble).toMatchObject({ kind: 'offline' });
    // The page is thrown away in the middle, and opened again without a network.
    await one.end('close');
    expect(await one.start({ offline: true })).toBe('library');
    expect(await one.names()).toEqual(['GPX/offline.gpx']);
    expect((await one.call('changes')).counts).toEqual({ local: 2, cloud: 0, conflicts: 0 });
    await one.page.context().setOffline(false);
    const { client } = await signIn(website.url, website.data, who.address);
    await one.until('everything is sent', async () => {
      const { files } = await client.list();
      return files.map(({ name }) => name).join() === 'offline.gpx';
    });
  });

  test('S6 a conflict is shown, blocks nothing, and is settled as a person chooses', async () => {
    const who = await account();
    const [one, two] = [await browser(who), await browser(who)];
    for (const tab of [one, two]) await tab.call('setAutomatic', { on: false, metered: false });
    await one.write('loop.gpx', gpx('loop'));
    await one.call('sync');
    await two.call('sync');
    await one.write('loop.gpx', gpx('loop, east'));
    await two.write('loop.gpx', gpx('loop, west'));
    await one.call('sync');
    const { conflicts } = await two.call('sync');
    expect(conflicts.map(({ key, choices }) => [key.name, choices])).toEqual([['loop.gpx', ['upload', 'download', 'keep-both']]]);
    expect((await two.state()).counts).toEqual({ local: 0, cloud: 0, conflicts: 1 });
    await two.call('resolve', { type: 'GPX', name: 'loop.gpx' }, 'keep-both');
    await one.call('sync');
    for (const tab of [one, two]) {
      expect(await tab.names()).toEqual(['GPX/loop (2).gpx', 'GPX/loop.gpx']);
      expect([await tab.read('loop.gpx'), await tab.read('loop (2).gpx')]).toEqual([gpx('loop, east'), gpx('loop, west')]);
    }
  });

  test('W7 two tabs share one engine; when the one that leads is closed, the other goes on', async () => {
    const who = await account();
    const first = await browser(who);
    const second = await DeviceTab.open(first.page.context());
    await second.start();
    await first.call('setAutomatic', { on: false, metered: false });
    await second.write('second.gpx', gpx('second'));
    await first.until('the other tab sees it', async (tab) => (await tab.names()).join() === 'GPX/second.gpx');
    const [a, b] = await Promise.all([first.call('sync'), second.call('sync')]);
    expect([...a.uploaded, ...b.uploaded].map(({ key }) => key.name)).toEqual(['second.gpx']);
    await second.until(
      'the state is told to both',
      async (tab) => (await tab.state()).counts?.local === 0 && (await tab.state()).lastSync > 0,
    );
    // Asked of a leader that is gone before it answers.
    const asked = second.write('after.gpx', gpx('after'));
    await first.page.close();
    await asked;
    expect((await second.call('sync')).uploaded.map(({ key }) => key.name)).toEqual(['after.gpx']);
  });

  test('W7 a tab that the browser put to sleep loses the lead to one that somebody looks at, and writes nothing when it wakes', async () => {
    const who = await account();
    const first = await browser(who);
    await first.call('setAutomatic', { on: false, metered: false });
    await first.call('sync');
    // Asleep within a transaction it would hold up everybody until the browser ends that, a minute later.
    await first.until('it is idle', async (tab) => !(await tab.state()).indexing && (await tab.state()).storage !== null);
    const wake = await putWorkerToSleep(first);
    const second = await DeviceTab.open(first.page.context());
    await second.start({ patienceMs: 800 });
    // Asked while it sleeps: when it wakes, it must not do it a second time.
    const late = first.write('late.gpx', gpx('late'));
    await second.write('awake.gpx', gpx('awake'));
    expect(await second.names()).toEqual(['GPX/awake.gpx']);
    await wake();
    await late;
    expect(await first.names()).toEqual(['GPX/awake.gpx', 'GPX/late.gpx']);
    const [a, b] = await Promise.all([second.call('sync'), first.call('sync')]);
    expect([...a.uploaded, ...b.uploaded].map(({ key }) => key.name).sort()).toEqual(['awake.gpx', 'late.gpx']);
  });

  test('R24 a worker that is killed in the middle of a sync loses nothing; the next one goes on', async () => {
    const who = await account();
    const [one, two] = [await browser(who), await browser(who)];
    await one.call('setAutomatic', { on: false, metered: false });
    await two.call('setAutomatic', { on: false, metered: false });
    for (let index = 0; index < 60; index++) await one.write(`many/${index}.gpx`, gpx(String(index)));
    const cancelled = one.call('sync');
    await one.call('cancel');
    expect((await cancelled).cancelled).toBe(true);
    for (const ms of [30, 60, 120]) {
      void one.call('sync').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await one.end('close');
      await one.start();
    }
    await one.call('sync');
    void two.call('sync').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await two.end('close');
    await two.start();
    await two.call('sync');
    expect(await two.names()).toEqual(await one.names());
    expect(await two.names()).toHaveLength(60);
    const { client } = await signIn(website.url, website.data, who.address);
    const history = await client.history({ query: { type: 'GPX', name: 'many/7.gpx' } });
    expect(history.versions).toHaveLength(1);
  });

  test('R24 contents that the browser threw away are never taken for deletions: they are told of and fetched again', async () => {
    const who = await account();
    const one = await browser(who);
    const large = gpx('large').replace('</gpx>', `<!--${Array.from({ length: 9000 }, (_, index) => Math.sin(index)).join()}--></gpx>`);
    await one.write('large.gpx', large);
    await one.write('small.gpx', gpx('small'));
    await one.call('sync');
    await one.end('close');
    const thrown = await one.page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      let count = 0;
      for await (const home of root.values()) {
        if (home.kind !== 'directory') continue;
        for await (const name of home.keys()) {
          await home.removeEntry(name);
          count++;
        }
      }
      return count;
    });
    expect(thrown).toBe(1);
    await one.start();
    expect((await one.call('sync')).deleted).toEqual([]);
    expect((await one.state()).trouble).toMatchObject({ kind: 'evicted', details: { fetched: 1, gone: 0 } });
    expect(await one.read('large.gpx')).toBe(large);
    const { client } = await signIn(website.url, website.data, who.address);
    expect((await client.list()).files).toHaveLength(2);
  });

  test('W7 a library that is gone altogether is told of, and comes back from the cloud', async () => {
    const who = await account();
    const one = await browser(who);
    await one.write('kept.gpx', gpx('kept'));
    await one.call('sync');
    await one.end('close');
    const session = await one.page.context().newCDPSession(one.page);
    await session.send('Storage.clearDataForOrigin', { origin: website.url, storageTypes: 'indexeddb,file_systems' });
    expect(await one.start()).toBe('online');
    expect((await one.state()).trouble).toMatchObject({ kind: 'evicted', code: 'library-evicted' });
    await one.end('close');
    await one.keep({ password });
    await one.start();
    await one.call('sync');
    expect(await one.read('kept.gpx')).toBe(gpx('kept'));
  });

  test('A5 signing out ends the token in all tabs; the files stay for the same account, or are wiped', async () => {
    const who = await account();
    const one = await browser(who);
    await one.write('mine.gpx', gpx('mine'));
    await one.call('sync');
    const other = await DeviceTab.open(one.page.context());
    await other.start();
    await one.end('keep');
    await other.until('the other tab is told', async (tab) => (await tab.endings()) === 1);
    expect(await one.endings()).toBe(1);
    await other.end('close');
    await one.end('close');
    expect(await one.start({ offline: true })).toBeNull();
    await one.keep({ password });
    expect(await one.start({ offline: true })).toBe('library');
    expect(await one.read('mine.gpx')).toBe(gpx('mine'));
    await one.end('leave');
    const left = await one.page.evaluate(async () => {
      const names: string[] = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
      return [...names, ...(await indexedDB.databases()).map(({ name = '' }) => name)].filter((name) => name.startsWith('cairn-library'));
    });
    expect(left).toEqual([]);
    const { client } = await signIn(website.url, website.data, who.address);
    expect((await client.devices()).devices.map(({ current }) => current)).toEqual([true]);
  });

  test('A8 without a library nothing stays: the same calls work on the cloud, and no device is registered', async () => {
    const who = await account();
    const visitor = await website.visitor();
    open.push(visitor);
    const tab = await DeviceTab.open(visitor.context);
    await tab.signIn(who.address, who.password);
    expect(await tab.start()).toBe('online');
    await tab.write('one.gpx', gpx('one'));
    await tab.write('one.gpx', gpx('two'));
    expect(await tab.read('one.gpx')).toBe(gpx('two'));
    await expect(tab.write('one.gpx', gpx('three'), null)).rejects.toThrow('LibraryError changed-meanwhile');
    await tab.call('rename', { type: 'GPX', name: 'one.gpx' }, { type: 'GPX', name: 'trips/one.gpx' });
    const { undo } = await tab.call('remove', [{ type: 'GPX', name: 'trips/one.gpx' }]);
    expect(await tab.names()).toEqual([]);
    await tab.call('undo', undo);
    expect(await tab.read('trips/one.gpx')).toBe(gpx('two'));
    await tab.until('the record is made', async () => (await tab.call('entries'))[0]?.record?.kind === 'track');
    const { client, device } = await signIn(website.url, website.data, who.address);
    expect((await client.devices()).devices.map(({ id }) => id)).toEqual([device]);
    expect(await tab.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual(['cairn-homes']);
    // A change from elsewhere is seen.
    const folder = new Folder();
    await folder.signIn(who.address);
    folder.write('tracks/other.gpx', gpx('other'));
    await folder.cairn('sync');
    await tab.until('the change is seen', async () => (await tab.names()).length === 2);
  });

  test('S2 files of any size travel; what the browser has no room for fails alone, says why, and comes when there is room', async () => {
    const who = await account();
    const one = await browser(who);
    const noise = (bytes: number): string =>
      Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 2_654_435_761) % 251)).toString('base64');
    const random = Array.from({ length: 9_000_000 }, () => Math.floor(Math.random() * 36).toString(36)).join('');
    await one.write('large.gpx', random);
    await one.write('middle.gpx', noise(200_000));
    await one.write('small.gpx', gpx('small'));
    const sent = await one.call('sync');
    expect(sent.failed).toEqual([]);
    // A profile on the disk: what private windows hold in memory is not counted.
    const profile = mkdtempSync(join(tmpdir(), 'cairn-profile-'));
    folders.push(profile);
    const context = await chromium.launchPersistentContext(profile, {
      ...{ executablePath: chromiumPath, headless: true, args: ['--no-sandbox'], baseURL: website.url },
    });
    const two = await DeviceTab.open(context);
    const session = await context.newCDPSession(two.page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: website.url, quotaSize: 4_000_000 });
    await two.signIn(who.address, who.password);
    await two.keep({ password });
    await two.start();
    await two.call('setAutomatic', { on: false, metered: false });
    const { failed } = await two.call('sync');
    expect(failed.map(({ key, code }) => [key?.name, code])).toEqual([['large.gpx', 'no-space']]);
    expect((await two.state()).trouble).toMatchObject({ kind: 'no-space' });
    expect(await two.names()).toEqual(['GPX/middle.gpx', 'GPX/small.gpx']);
    await session.send('Storage.overrideQuotaForOrigin', { origin: website.url });
    expect((await two.call('sync')).failed).toEqual([]);
    expect(await two.read('large.gpx')).toBe(random);
    expect(await two.read('middle.gpx')).toBe(await one.read('middle.gpx'));
    await context.close();
  });

  test('R56 a device that was signed out elsewhere says so and keeps its files', async () => {
    const who = await account();
    const one = await browser(who);
    await one.write('a.gpx', gpx('a'));
    await one.call('sync');
    const { client } = await signIn(website.url, website.data, who.address);
    await client.signOutOthers();
    const { stopped } = await one.call('sync');
    expect(stopped).toMatchObject({ kind: 'refused', code: 'not-signed-in' });
    expect((await one.state()).trouble).toMatchObject({ kind: 'signed-out' });
    expect(await one.read('a.gpx')).toBe(gpx('a'));
    await createClient({ server: website.url }).server();
  });
});
