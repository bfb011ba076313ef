import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { TestDevice, track } from '../world/device.ts';
import { newFolder, run } from '../world/program.ts';
import { TestServer } from '../world/server.ts';

// Each story runs many real commands; on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const server = TestServer.forStories();
const containing = (text: string) => expect.stringContaining(text) as unknown;

describe('signing in', () => {
  test('A1 a code by mail makes the account and the device', async () => {
    const device = new TestDevice(newFolder());
    const asked = await device.json('login', server.url, 'new@example.org', '--request-code');
    expect([asked.status, asked.json()]).toEqual([0, { mailed: true, livesMs: 600_000, resendAfterMs: expect.any(Number) as unknown }]);
    expect(asked.err).toContain('A code is on its way to new@example.org');
    const signed = await device.json(
      'login',
      server.url,
      'new@example.org',
      '--code',
      await server.code('new@example.org'),
      '--name',
      'my laptop',
    );
    expect([signed.status, signed.json()]).toEqual([
      0,
      {
        signedIn: 'new@example.org',
        server: server.url,
        account: expect.any(Number) as unknown,
        device: expect.any(Number) as unknown,
        name: 'my laptop',
      },
    ]);
    const again = await device.run('login', server.url, 'NEW@example.org');
    expect([again.status, again.out]).toEqual([0, containing('signed in already')]);
    const devices = await device.json('devices');
    expect(devices.json()).toMatchObject({ limit: 6, devices: [{ name: 'my laptop', brand: 'cairn', current: true }] });
    const account = await device.json('account');
    expect(account.json()).toMatchObject({ address: 'new@example.org', server: server.url, plan: 'pro', devices: 1, deviceLimit: 6 });
    const text = await device.ok('account');
    expect(text.out).toMatch(/E-mail\s+new@example\.org/);
    expect(text.out).toMatch(/Space\s+0 bytes of 3\.15 GB used/);
  });

  test('A2 without a terminal it says how to have the code mailed, and mails none', async () => {
    const device = new TestDevice(newFolder());
    const ran = await device.run('login', server.url, 'nobody@example.org');
    expect([ran.status, ran.err]).toEqual([
      2,
      containing(`--folder ${device.folder} login ${server.url} nobody@example.org --request-code`),
    ]);
    expect(server.codes('nobody@example.org')).toBe(0);
  });

  test('A2 a wrong code and a code that was spent are refused; the folder is as before', async () => {
    const device = new TestDevice(newFolder());
    await device.ok('login', server.url, 'wrong@example.org', '--request-code');
    const code = await server.code('wrong@example.org');
    const wrong = await device.run('login', server.url, 'wrong@example.org', '--code', code === '12345678' ? '12345679' : '12345678');
    expect([wrong.status, wrong.err]).toEqual([1, containing('The code is wrong, used or no longer valid')]);
    expect(device.has('.cairn/session.json')).toBe(false);
    await device.ok('login', server.url, 'wrong@example.org', '--code', code);
    const other = new TestDevice(newFolder());
    const spent = await other.run('login', server.url, 'wrong@example.org', '--code', code);
    expect([spent.status, spent.err]).toEqual([1, containing('Ask for a new one')]);
  });

  test('A8 the seventh device is told which to sign out, and can', async () => {
    const address = 'many@example.org';
    const devices = [];
    for (let number = 1; number <= 6; number++) devices.push(await TestDevice.signedIn(server, address, `device ${number}`));
    const seventh = new TestDevice(newFolder());
    const before = server.codes(address);
    await seventh.ok('login', server.url, address, '--request-code');
    const code = await server.code(address, before);
    const refused = await seventh.json('login', server.url, address, '--code', code);
    expect([refused.status, refused.json()]).toEqual([1, { error: { code: 'device-limit', message: expect.any(String) as unknown } }]);
    expect(refused.err).toMatch(/device 1[^]*device 6/);
    expect(refused.err).toContain('--sign-out ID');
    const list = (await devices[0]!.json('devices')).json() as { devices: { id: number; name: string }[] };
    const third = list.devices.find(({ name }) => name === 'device 3')!;
    await seventh.ok('login', server.url, address, '--code', code, '--sign-out', String(third.id));
    const gone = await devices[2]!.run('account');
    expect([gone.status, gone.err]).toEqual([1, containing('This device was signed out')]);
    expect((await seventh.json('devices')).json()).toMatchObject({ devices: { length: 6 } });
  });

  test('A4 devices sign-out ends one device or all others; files on them stay', async () => {
    const address = 'sign-out@example.org';
    const [one, two, three] = [
      await TestDevice.signedIn(server, address, 'one'),
      await TestDevice.signedIn(server, address, 'two'),
      await TestDevice.signedIn(server, address, 'three'),
    ];
    two.write('tracks/mine.gpx', track('mine'));
    const list = (await one.json('devices')).json() as { devices: { id: number; name: string; current: boolean }[] };
    const id = list.devices.find(({ name }) => name === 'two')!.id;
    expect((await one.json('devices', 'sign-out', String(id))).json()).toEqual({ signedOut: id });
    expect((await two.run('sync')).status).toBe(1);
    expect(two.has('tracks/mine.gpx')).toBe(true);
    const own = list.devices.find(({ current }) => current)!.id;
    const refused = await one.run('devices', 'sign-out', String(own));
    expect([refused.status, refused.err]).toEqual([1, containing('logout')]);
    expect((await one.run('devices', 'sign-out', '999999')).status).toBe(1);
    expect((await one.json('devices', 'sign-out', '--others')).json()).toEqual({ signedOut: 1 });
    expect((await three.run('account')).status).toBe(1);
    expect((await one.run('account')).status).toBe(0);
  });

  test('A5 logout ends the token here; the same person can sign in again and goes on', async () => {
    const device = await TestDevice.signedIn(server, 'logout@example.org', 'laptop');
    device.write('tracks/a.gpx', track('a'));
    await device.ok('sync');
    const out = await device.ok('logout');
    expect(out.out).toContain('The files in this folder stay as they are.');
    const after = await device.run('status');
    expect([after.status, after.err]).toEqual([1, containing('To sign in again')]);
    await device.signIn(server, 'logout@example.org');
    const synced = await device.json('sync');
    expect(synced.lines().at(-1)).toMatchObject({ uploaded: 0, downloaded: 0 });
  });

  test('a folder of another account is refused, and --new-account begins afresh without deleting anything', async () => {
    const device = await TestDevice.signedIn(server, 'first@example.org', 'laptop');
    device.write('tracks/a.gpx', track('a'));
    await device.ok('sync');
    const refused = await device.run('login', server.url, 'second@example.org', '--request-code');
    expect([refused.status, refused.err]).toEqual([1, containing('This folder belongs to first@example.org')]);
    expect(server.codes('second@example.org')).toBe(0);
    await device.signIn(server, 'second@example.org', '--new-account');
    const synced = await device.json('sync');
    expect(synced.lines().at(-1)).toMatchObject({ uploaded: 1, deleted: 0 });
    expect(device.has('tracks/a.gpx')).toBe(true);
  });
});

describe('servers that are none', () => {
  test('an unknown name, a port where nothing listens, and a server of something else are told apart', async () => {
    const folder = newFolder();
    const unknown = await run(['--folder', folder, 'login', `https://${'x'.repeat(64)}.example`, 'a@example.org', '--request-code']);
    expect([unknown.status, unknown.err]).toEqual([1, containing('is not known')]);
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const nobody = await run(['--folder', folder, 'login', `http://127.0.0.1:${port}`, 'a@example.org', '--request-code']);
    expect([nobody.status, nobody.err]).toEqual([1, containing(`Nothing answers at http://127.0.0.1:${port}`)]);
    const other = createServer((_, answer) => answer.end('<html>hello</html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const strange = await run(['--folder', folder, '--json', 'login', url, 'a@example.org', '--request-code']);
    expect([strange.status, strange.json()]).toMatchObject([
      1,
      { error: { code: 'not-cairn', message: containing('not a Cairn server') } },
    ]);
    await new Promise((resolve) => other.close(resolve));
  });

  test('a folder that does not exist is not made by a slip of the finger', async () => {
    const missing = join(newFolder(), 'tracs');
    const ran = await run(['--folder', missing, 'login', server.url, 'a@example.org', '--request-code']);
    expect([ran.status, ran.err]).toEqual([1, containing('There is no folder')]);
  });

  test('a command in a folder that is no device says how to make it one', async () => {
    const ran = await run(['status'], { cwd: newFolder() });
    expect([ran.status, ran.err]).toEqual([1, containing('login SERVER EMAIL')]);
  });
});

describe('the address and the end', () => {
  test('A6 change-email: a code to the old address, then one to the new; only then it changes', async () => {
    const device = await TestDevice.signedIn(server, 'old@example.org', 'laptop');
    const before = server.codes('old@example.org');
    await device.ok('change-email', 'fresh@example.org', '--request-code');
    const moved = await device.json('change-email', 'fresh@example.org', '--code', await server.code('old@example.org', before));
    expect([moved.status, moved.json()]).toMatchObject([0, { mailed: true }]);
    expect((await device.json('account')).json()).toMatchObject({ address: 'old@example.org' });
    const wrong = await device.run('change-email', 'fresh@example.org', '--new-code', '12121212');
    expect(wrong.status).toBe(1);
    const done = await device.json('change-email', 'fresh@example.org', '--new-code', await server.code('fresh@example.org'));
    expect([done.status, done.json()]).toMatchObject([0, { address: 'fresh@example.org' }]);
    expect((await device.json('account')).json()).toMatchObject({ address: 'fresh@example.org' });
    expect((await device.json('status')).json()).toMatchObject({ account: 'fresh@example.org' });
  });

  test('A6 an address with an account that is in use is refused, and everything stays', async () => {
    const device = await TestDevice.signedIn(server, 'mine@example.org', 'laptop');
    const other = await TestDevice.signedIn(server, 'theirs@example.org', 'laptop');
    const before = server.codes('mine@example.org');
    await device.ok('change-email', 'theirs@example.org', '--request-code');
    const code = await server.code('mine@example.org', before);
    const theirs = server.codes('theirs@example.org');
    const asked = await device.run('change-email', 'theirs@example.org', '--code', code);
    const refused =
      asked.status === 0
        ? await device.run('change-email', 'theirs@example.org', '--new-code', await server.code('theirs@example.org', theirs))
        : asked;
    expect([refused.status, refused.err]).toEqual([1, containing('already has an account')]);
    expect((await device.json('account')).json()).toMatchObject({ address: 'mine@example.org' });
    expect((await other.json('account')).json()).toMatchObject({ address: 'theirs@example.org' });
  });

  test('A7 delete-account needs a code and --yes; then the cloud is empty, the folder is not', async () => {
    const device = await TestDevice.signedIn(server, 'gone@example.org', 'laptop');
    const phone = await TestDevice.signedIn(server, 'gone@example.org', 'phone');
    device.write('tracks/a.gpx', track('a'));
    await device.ok('sync');
    expect((await device.run('delete-account')).status).toBe(2);
    const before = server.codes('gone@example.org');
    await device.ok('delete-account', '--request-code');
    const code = await server.code('gone@example.org', before);
    expect((await device.run('delete-account', '--code', code)).status).toBe(2);
    const wrong = await device.run('delete-account', '--code', code === '12345678' ? '12345679' : '12345678', '--yes');
    expect([wrong.status, wrong.err]).toEqual([1, containing('The code is wrong')]);
    const done = await device.json('delete-account', '--code', code, '--yes');
    expect([done.status, done.json()]).toEqual([0, { deleted: 'gone@example.org' }]);
    expect(device.has('tracks/a.gpx')).toBe(true);
    expect((await phone.run('sync')).status).toBe(1);
    await device.signIn(server, 'gone@example.org', '--new-account');
    expect((await device.json('storage')).json()).toMatchObject({ files: 0, used: 0 });
  });
});

test('P1 a server that runs plans offers the free one, and activates it once', async () => {
  const plans = await TestServer.start({ CAIRN_PLAN: 'start', CAIRN_QUOTA_START: '7000000' });
  try {
    const device = await TestDevice.signedIn(plans, 'free@example.org', 'laptop');
    const none = await device.ok('plan');
    expect(none.out).toContain('up to 7 MB. To activate it:  ');
    expect(none.out).toContain('plan start');
    expect((await device.json('plan', 'start')).json()).toMatchObject({
      plan: 'start',
      started: true,
      types: expect.arrayContaining(['FAVOURITES']) as unknown,
    });
    expect((await device.json('plan', 'start')).json()).toMatchObject({ plan: 'start', started: false });
    mkdirSync(join(device.folder, 'tracks'));
    writeFileSync(join(device.folder, 'tracks/a.gpx'), track('a'));
    const refused = await device.json('sync');
    expect([refused.status, refused.lines().at(-1)]).toMatchObject([
      1,
      { failed: [{ type: 'GPX', name: 'a.gpx', reason: containing('plan') }] },
    ]);
  } finally {
    await plans.down();
  }
});

test('P7 downloads says what limits them here', async () => {
  const device = await TestDevice.signedIn(server, 'downloads@example.org', 'laptop');
  expect((await device.json('downloads')).json()).toMatchObject({
    unlimited: true,
    freeDiskSpace: expect.any(Number) as unknown,
    maps: [],
  });
});
