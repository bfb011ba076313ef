import type { Route } from '@cairn/protocol';
import { deviceApi, deviceRoutes } from '@cairn/protocol/schemas';
import type { DeviceRouteName } from '@cairn/protocol/schemas';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bearer } from '../support/app.ts';
import { exampleFor } from '../support/requests.ts';
import { faultOf } from './phone.ts';
import type { Params, Phone, Reply } from './phone.ts';
import { startPhones } from './world.ts';

const names = Object.keys(deviceRoutes) as DeviceRouteName[];
const guarded = names.filter((name) => deviceRoutes[name].credential === 'app');

/** A request that the schemas of the route take, with these credentials among its parameters. */
function send(app: Phone, name: DeviceRouteName, credential: Params, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  const route: Route = deviceRoutes[name];
  const { url, body } = exampleFor(route);
  const params = { ...Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? '')), ...credential };
  const path = route.path.replace('/userdata/', '');
  if (route.sends === 'multipart') return app.upload({ name: 'x.gpx', part: gzipSync('x') }, params);
  if (route.method === 'GET') return app.get(path, params, headers);
  return route.sends === 'form' ? app.form(path, params) : app.json(path, params, body);
}

test('R57 R60 R70 without the token of a device that is signed in no route of the apps answers or changes anything', async () => {
  const { signedIn, app: world } = await startPhones();
  const app = await signedIn('ana@example.org', 'android');
  const stranger = await signedIn('b@example.org', 'ios');
  const replaced = await signedIn('gone@example.org', 'ios');
  const now = await signedIn('gone@example.org', 'ios');
  await app.uploaded({ name: 'x.gpx', content: 'mine' });
  const blocked = await signedIn('blocked@example.org', 'ios');
  await world.store.setBlocked(blocked.userid, true);
  world.app.frame.server.closeIdleConnections();
  const [, account, device, secret] = app.token.split('_');
  const credentials: Record<string, Params> = {
    anonymous: {},
    'number alone': { deviceid: app.deviceid },
    'empty token': { deviceid: app.deviceid, accessToken: '' },
    garbage: { deviceid: app.deviceid, accessToken: 'x' },
    'wrong secret': { deviceid: app.deviceid, accessToken: `cairn_${account}_${device}_${'A'.repeat(43)}` },
    'cut off': { deviceid: app.deviceid, accessToken: app.token.slice(0, -1) },
    'own secret, other account': { deviceid: app.deviceid, accessToken: `cairn_${stranger.userid}_${device}_${secret}` },
    'other number': { deviceid: app.deviceid + 7, accessToken: app.token },
    'number as text': { deviceid: `0${app.deviceid}x`, accessToken: app.token },
    replaced: { deviceid: replaced.deviceid, accessToken: replaced.token },
    blocked: blocked.auth,
    'other spelling': { deviceId: app.deviceid, accesstoken: app.token },
  };
  expect(now.deviceid).not.toBe(replaced.deviceid);
  const tables = world.db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'tally' ORDER BY name")
    .pluck()
    .all() as string[];
  const state = (): string => JSON.stringify(tables.map((table) => world.db.prepare(`SELECT * FROM ${table}`).all()));
  await world.clock.advance(0);
  const before = state();
  for (const name of guarded) {
    for (const [kind, credential] of Object.entries(credentials)) {
      const reply = await send(app, name, credential);
      const fault = faultOf(reply);
      const missing = credential['deviceid'] === undefined || kind === 'number as text';
      expect([name, kind, fault.status, fault.code]).toEqual([name, kind, 400, missing ? 400 : 105]);
      expect(reply.raw.toString()).not.toContain('mine');
    }
    if (deviceRoutes[name].method === 'GET') expect(faultOf(await send(app, name, {}, bearer('x'))).code).toBe(105);
  }
  expect(state()).toBe(before);
  for (const path of ['remap-filenames', 'backup-storage', 'anything']) {
    const reply = await app.form(path, { ...app.auth, storageid: 'x' });
    expect([reply.status, faultOf(reply).code]).toEqual([404, 404]);
  }
});

test(
  'R70 every route of a device takes the token from the Authorization header as well; a wrong one is an error',
  { timeout: 120_000 },
  async () => {
    const { signedIn, app: world } = await startPhones();
    const ask = async (name: DeviceRouteName, params: Params, headers: Readonly<Record<string, string>>) => {
      const route: Route = deviceRoutes[name];
      const { url, body } = exampleFor(route);
      const query = new URLSearchParams(url.split('?')[1] ?? '');
      for (const [key, value] of Object.entries(params)) query.set(key, String(value));
      const boundary = 'between';
      const part = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n`;
      const file = Buffer.concat([Buffer.from(part), gzipSync('x'), Buffer.from(`\r\n--${boundary}--\r\n`)]);
      const isUpload = route.sends === 'multipart';
      const type = isUpload
        ? `multipart/form-data; boundary=${boundary}`
        : route.sends === 'form'
          ? 'application/x-www-form-urlencoded'
          : 'application/json';
      const answer = await world.app.frame.inject({
        ...{ method: route.method, url: `${route.path}?${query.toString()}` },
        headers: { ...headers, ...(route.method === 'GET' ? {} : { 'content-type': type }) },
        ...(route.method === 'GET' ? {} : { payload: isUpload ? file : route.sends === 'form' ? '' : JSON.stringify(body ?? {}) }),
      });
      const fault = deviceApi.AppError.safeParse(
        answer.headers['content-type']?.toString().includes('json') === true ? answer.json() : null,
      );
      return { status: answer.statusCode, code: fault.data?.error.errorCode ?? 0 };
    };
    for (const name of guarded) {
      const app = await signedIn(`${name.toLowerCase()}@example.org`, 'ios', `phone of ${name}`);
      const wrong = await ask(name, {}, bearer(`${app.token.slice(0, -3)}AAA`));
      expect([name, wrong.status, wrong.code]).toEqual([name, 400, 105]);
      const inAddress = await ask(name, app.auth, {});
      const inHeader = await ask(name, {}, bearer(app.token));
      expect([name, inHeader]).toEqual([name, inAddress]);
      expect([name, inHeader.code === 105]).toEqual([name, false]);
    }
  },
);

test('R60 names that look like patterns or folders touch no other name', async () => {
  const { signedIn } = await startPhones();
  const app = await signedIn('ana@example.org', 'android');
  for (const name of ['a', 'a/b', 'ab', 'A', 'a%', 'a_']) await app.uploaded({ name, content: name });
  for (const name of ['%', '_', 'a/', 'a*', 'a%%', '__', 'b', '']) await app.deleteFile(name === '' ? 'none' : name);
  expect((await app.list()).totalFiles).toBe(6);
  await app.deleteFile('a%');
  await app.deleteFile('a_');
  expect((await app.list()).uniqueFiles.map((row) => row.name).toSorted()).toEqual(['A', 'a', 'a/b', 'ab']);
});

test('R56 tokens lie as hashes only, and R69 nothing secret of the apps reaches the log', async () => {
  const { signedIn, app: world, codeOf } = await startPhones();
  const app = await signedIn('ana@example.org', 'android', 'PHONEMARK');
  for (const name of names) {
    await send(app, name, app.auth);
    await send(app, name, { ...app.auth, accessToken: 'QUERYMARK' });
  }
  await app.json('send-code', app.auth, { action: 'delete' });
  const code = await codeOf('ana@example.org');
  await app.json('delete-account', app.auth, { token: 'BODYMARK' });
  const secrets = [app.token, app.token.split('_')[3] ?? '', code, 'QUERYMARK', 'BODYMARK', 'PHONEMARK'];
  const log = JSON.stringify(world.log.lines);
  const dump = world.db.serialize().toString('latin1');
  for (const secret of secrets) {
    expect(log).not.toContain(secret);
    expect(dump).not.toContain(secret);
  }
});

test('R45 what a user wrote leaves as an inert attachment, whatever its name and type', async () => {
  const { signedIn } = await startPhones();
  const app = await signedIn('ana@example.org', 'android');
  for (const name of ['x.html', 'x.svg', 'a"; filename="evil.html', 'two\r\nset-cookie: x=1', 'ü🧭.xml']) {
    await app.uploaded({ name, type: 'FILE', content: '<script>alert(1)</script>' });
    const { headers } = await app.download(name, 'FILE');
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-disposition']).toMatch(/^attachment; filename="[ -!#-~]*"; filename\*=UTF-8''[\w!#$&+\-.^`|~%]*$/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain('sandbox');
    expect(headers['set-cookie']).toBeUndefined();
  }
});
