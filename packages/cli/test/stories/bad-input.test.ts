import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { TestDevice, track } from '../world/device.ts';
import { ended, newFolder, run, start, until } from '../world/program.ts';
import { TestServer } from '../world/server.ts';
import { SlowLink } from '../world/slow-link.ts';

// Each story runs many real commands; on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const server = TestServer.forStories();
afterAll(() => {
  if (isMounted) spawnSync('umount', [smallDisk]);
});
const containing = (text: string) => expect.stringContaining(text) as unknown;
/** How to run a program for which permissions count: root needs to be freed of its rights. Null where that cannot be done. */
const bound = process.getuid?.() === 0 ? freedOfRights() : [];
function freedOfRights(): string[] | null {
  const through = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search'];
  return spawnSync('setpriv', [...through.slice(1), 'true']).status === 0 ? through : null;
}

/** A small disk of its own takes the right to mount one. */
const smallDisk = newFolder('disk');
const isMounted = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', smallDisk]).status === 0;

/** Bytes that gzip cannot shrink, the same in every run. */
function noise(bytes: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: bytes }, () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16);
}

describe('odd things in the folder', () => {
  test('links, pipes and foreign data are named and left alone; the rest is uploaded', async () => {
    const device = await TestDevice.signedIn(server, 'odd@example.org', 'laptop');
    device.write('tracks/a.gpx', track('a'));
    device.write('notes to self.txt.bak', 'mine');
    symlinkSync('/etc/passwd', join(device.folder, 'tracks/link.gpx'));
    execFileSync('mkfifo', [join(device.folder, 'tracks/pipe.gpx')]);
    const synced = await device.json('sync');
    expect([synced.status, synced.lines().at(-1)]).toMatchObject([0, { uploaded: 1, failed: [] }]);
    const { problems } = (await device.json('status')).json() as { problems: { path: string; kind: string }[] };
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'tracks/link.gpx', kind: 'note' }),
        expect.objectContaining({ path: 'tracks/pipe.gpx', kind: 'note' }),
      ]),
    );
    const text = await device.ok('status');
    expect(text.out).toMatch(/tracks\/link\.gpx/);
    const named = await device.run('upload', 'notes to self.txt.bak');
    expect([named.status, named.err]).toEqual([1, containing('notes to self.txt.bak is not OsmAnd data')]);
  });

  test.skipIf(bound === null)('a file that cannot be read fails alone, and is no deletion', async () => {
    const device = await TestDevice.signedIn(server, 'locked@example.org', 'laptop');
    device.write('tracks/a.gpx', track('a'));
    device.write('tracks/b.gpx', track('b'));
    await device.ok('sync');
    device.write('tracks/b.gpx', track('b, edited'));
    chmodSync(join(device.folder, 'tracks/b.gpx'), 0);
    device.write('tracks/c.gpx', track('c'));
    const sync = () => run(['--folder', device.folder, '--json', 'sync'], { through: bound ?? [] });
    const synced = await sync();
    expect([synced.status, synced.lines().at(-1)]).toMatchObject([1, { uploaded: 1, deleted: 0, failed: [{ name: 'b.gpx' }] }]);
    chmodSync(join(device.folder, 'tracks/b.gpx'), 0o600);
    expect((await sync()).lines().at(-1)).toMatchObject({ uploaded: 1, failed: [] });
  });

  test('a name that is no OsmAnd data, lies outside or leaves the folder is refused', async () => {
    const device = await TestDevice.signedIn(server, 'outside@example.org', 'laptop');
    for (const path of ['../x.gpx', '/etc/passwd', 'tracks/../../x.gpx']) {
      const ran = await device.run('upload', path);
      expect([ran.status, ran.err], path).toEqual([1, containing('is not inside the folder')]);
    }
    const state = await device.run('upload', '.cairn/session.json');
    expect([state.status, state.err]).toEqual([1, containing('is not OsmAnd data')]);
  });

  test('a name that this disk cannot hold fails on this device alone and is never a deletion', async () => {
    const laptop = await TestDevice.signedIn(server, 'names@example.org', 'laptop');
    laptop.write('tracks/a.gpx', track('a'));
    await laptop.ok('sync');
    // A type that this version does not know may carry any name; this one would have to be longer than a name on a disk can be.
    const long = `${'x'.repeat(300)}.gpx`;
    await uploadAs(laptop, 'GPX', long, track('long'));
    const synced = await laptop.json('sync');
    expect([synced.status, synced.lines().at(-1)]).toMatchObject([1, { deleted: 0, failed: [{ type: 'GPX', name: long }] }]);
    expect((await laptop.json('trash')).json()).toEqual({ items: [] });
  });
});

describe('limits of the server', () => {
  test('a file over the limit fails alone with its reason and stays here', async () => {
    const small = await TestServer.start({ CAIRN_FILE_LIMIT: '20KiB', CAIRN_FILE_LIMIT_START: '20KiB' });
    try {
      const device = await TestDevice.signedIn(small, 'big@example.org', 'laptop');
      device.write('tracks/small.gpx', track('small'));
      device.write('tracks/big.gpx', noise(60_000, 1));
      const synced = await device.json('sync');
      expect([synced.status, synced.lines().at(-1)]).toMatchObject([
        1,
        { uploaded: 1, failed: [{ name: 'big.gpx', reason: containing('stays on your device') }] },
      ]);
      const text = await device.run('sync');
      expect([text.status, text.out]).toEqual([1, containing('tracks/big.gpx')]);
    } finally {
      await small.down();
    }
  });

  test('a quota that is exceeded in the middle: what fits is in the cloud, the rest is named; with more room a second run finishes', async () => {
    const tight = await TestServer.start({ CAIRN_QUOTA_PRO: '100KiB' });
    try {
      const device = await TestDevice.signedIn(tight, 'quota@example.org', 'laptop');
      for (let number = 1; number <= 4; number++) device.write(`tracks/${number}.gpx`, noise(40_000, number));
      const synced = await device.json('sync');
      expect([synced.status, synced.lines().at(-1)]).toMatchObject([1, { uploaded: 2, failed: { length: 2 } }]);
      expect((synced.lines().at(-1) as { failed: { reason: string }[] }).failed[0]!.reason).toContain('The file stays on your device');
      await tight.down();
      await tight.up({ CAIRN_QUOTA_PRO: '1MiB' });
      expect((await device.json('sync')).lines().at(-1)).toMatchObject({ uploaded: 2, failed: [] });
    } finally {
      await tight.down();
    }
  });
});

describe('a full disk on this side', () => {
  test.skipIf(!isMounted)(
    'R11 what does not fit fails with what to do, what fits is whole; with more room a second run finishes',
    async () => {
      const laptop = await TestDevice.signedIn(server, 'full@example.org', 'laptop');
      for (let number = 1; number <= 10; number++) laptop.write(`tracks/${number}.gpx`, noise(600_000, number));
      await laptop.ok('sync');
      const phone = await TestDevice.signedIn(server, 'full@example.org', 'phone', smallDisk);
      const full = await phone.json('sync');
      expect([full.status, full.out + full.err]).toEqual([1, expect.stringMatching(/full|no space|room/) as unknown]);
      for (const [path, content] of Object.entries(phone.files())) expect(content, path).toBe(laptop.files()[path]);
      execFileSync('mount', ['-o', 'remount,size=64m', smallDisk]);
      expect((await phone.json('sync')).lines().at(-1)).toMatchObject({ failed: [], deleted: 0 });
      expect(phone.files()).toEqual(laptop.files());
    },
  );
});

describe('trouble on the way', () => {
  async function deviceBehind(link: SlowLink, address: string, files: number): Promise<TestDevice> {
    const device = new TestDevice(newFolder());
    await device.ok('login', link.url, address, '--request-code');
    await device.ok('login', link.url, address, '--code', await server.code(address));
    for (let number = 1; number <= files; number++) device.write(`tracks/${number}.gpx`, noise(400_000, number));
    return device;
  }

  test('S2 Ctrl-C in the middle: it says that it stops, what was confirmed is recorded, the next sync sends only the rest', async () => {
    const link = await SlowLink.to(server.url, 1_000_000);
    const files = 60;
    const device = await deviceBehind(link, 'stop@example.org', files);
    const total = files * 400_000;
    link.speed = 16_000;
    const before = link.sent;
    const child = start(['--folder', device.folder, '--json', 'sync']);
    const going = ended(child);
    let said = '';
    child.stderr?.on('data', (text: string) => (said += text));
    await until('a part of the upload', () => (link.sent - before > 3_000_000 ? true : undefined));
    child.kill('SIGINT');
    await until('the word that it stops', () => (said.includes('Stopping') ? true : undefined));
    link.speed = 1_000_000;
    const ran = await going;
    expect([ran.status, ran.err]).toEqual([1, containing('Stopped. What was done is recorded; go on with:  cairn')]);
    const first = ran.lines().at(-1) as { uploaded: number; stopped: unknown };
    expect(first.stopped).toEqual({ code: 'cancelled' });
    expect(first.uploaded).toBeGreaterThan(0);
    expect(first.uploaded).toBeLessThan(files);
    const again = await device.json('sync');
    expect([again.status, again.lines().at(-1)]).toMatchObject([0, { uploaded: files - first.uploaded, failed: [] }]);
    // Nothing travelled twice.
    expect(link.sent - before).toBeLessThan(total * 1.02);
    expect((await device.json('storage')).json()).toMatchObject({ files, history: { files: 0 } });
    await link.close();
  });

  test('no network in the middle: it says so, keeps what was confirmed, and a second run finishes', async () => {
    const link = await SlowLink.to(server.url, 1_000_000);
    const device = await deviceBehind(link, 'cut@example.org', 20);
    link.speed = 16_000;
    const before = link.sent;
    const going = device.json('sync');
    await until('a part of the upload', () => (link.sent - before > 4_000_000 ? true : undefined));
    await link.close();
    const ran = await going;
    expect(ran.status).toBe(1);
    expect(ran.err).toMatch(/Error: .*(answers|broke|reached)/);
    expect(Object.keys(device.files())).toHaveLength(20);
  });

  test('a server that restarts in the middle of a sync: the sync goes on by itself', async () => {
    const device = await TestDevice.signedIn(server, 'restart@example.org', 'laptop');
    for (let number = 1; number <= 30; number++) device.write(`tracks/${number}.gpx`, noise(20_000, number));
    await server.down('SIGKILL');
    const going = device.json('sync');
    await server.up();
    const ran = await going;
    expect([ran.status, ran.lines().at(-1)]).toMatchObject([0, { uploaded: 30, failed: [] }]);
  });

  test('two syncs at once in one folder: both end well, every file is in the cloud once', async () => {
    const device = await TestDevice.signedIn(server, 'twice@example.org', 'laptop');
    for (let number = 1; number <= 50; number++) device.write(`tracks/${number}.gpx`, track(String(number)));
    const both = await Promise.all([device.json('sync'), device.json('sync')]);
    for (const ran of both) expect(ran.status).toBe(0);
    const uploaded = both.map((ran) => (ran.lines().at(-1) as { uploaded: number }).uploaded);
    expect(uploaded.toSorted((a, b) => a - b)).toEqual([0, 50]);
    expect((await device.json('storage')).json()).toMatchObject({ files: 50, history: { files: 0 } });
  });

  test('offline, status still shows what this device knows', async () => {
    const away = await TestServer.start();
    const device = await TestDevice.signedIn(away, 'offline@example.org', 'laptop');
    device.write('tracks/a.gpx', track('a'));
    await device.ok('sync');
    await away.down();
    device.write('tracks/b.gpx', track('b'));
    const shown = await device.json('status');
    expect([shown.status, shown.json()]).toMatchObject([0, { local: 1, offline: containing('') }]);
    const synced = await device.run('sync');
    expect([synced.status, synced.err]).toEqual([1, containing('Nothing answers')]);
  });
});

describe('the brake', () => {
  test('S2 many deletions wait for the person; everything else goes on; --yes carries them out', async () => {
    const device = await TestDevice.signedIn(server, 'brake@example.org', 'laptop');
    for (let number = 1; number <= 20; number++) device.write(`tracks/${number}.gpx`, track(String(number)));
    await device.ok('sync');
    for (let number = 1; number <= 12; number++) rmSync(join(device.folder, `tracks/${number}.gpx`));
    device.write('tracks/new.gpx', track('new'));
    const braked = await device.run('sync');
    expect([braked.out, braked.err].join('')).toContain('sync --yes');
    expect((await device.json('storage')).json()).toMatchObject({ files: 21 });
    expect((await device.json('status')).json()).toMatchObject({ waiting: { here: 0, cloud: 12 } });
    const done = await device.json('sync', '--yes');
    expect([done.status, done.lines().at(-1)]).toMatchObject([0, { deleted: 12 }]);
    expect((await device.json('storage')).json()).toMatchObject({ files: 9 });
  });
});

test('what is not typed as it should be ends with status 2, and says how', async () => {
  for (const [args, text] of [
    [['synk'], 'Did you mean sync?'],
    [['sync', '--yess'], 'Did you mean --yes?'],
    [['login', 'https://x.example'], 'Usage: cairn login SERVER EMAIL'],
    [['trash', 'burn'], 'restore FILE'],
  ] as const) {
    const ran = await run([...args], { cwd: newFolder() });
    expect([ran.status, ran.err], args.join(' ')).toEqual([2, containing(text)]);
    expect(ran.out).toBe('');
  }
  mkdirSync(join(newFolder(), 'x'));
  expect((await run(['--help'])).status).toBe(0);
  expect((await run([])).out).toContain('cairn keeps a folder');
  expect((await run(['--version'])).out).toMatch(/^cairn \d+\.\d+\.\d+\n$/);
});

/** Puts a file into the cloud as another device would that can hold names which this disk cannot. */
async function uploadAs(device: TestDevice, type: string, name: string, content: string): Promise<void> {
  const { createClient } = await import('@cairn/protocol');
  const { gzipSync } = await import('node:zlib');
  const session = JSON.parse(device.read('.cairn/session.json')) as { server: string; token: string };
  const client = createClient(session);
  const body = gzipSync(content);
  const { results } = await client.upload({ items: [{ header: { type, name, base: 0, clientTime: 0, length: body.length }, body }] });
  expect(results).toMatchObject([{ status: 'done' }]);
}
