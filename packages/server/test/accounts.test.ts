import { DevicesAnswer, RegisterAnswer } from '@cairn/protocol/schemas';
import { describe, expect, test, vi } from 'vitest';
import { hashOfSecret } from '../src/accounts/keys.ts';
import { bearer, startApp } from './support/app.ts';
import { codeIn, settle, wordIn } from './support/world.ts';

describe('making an account and signing in (A1, A2)', () => {
  test('A1 a code by mail makes the account and registers the device', async () => {
    const { call, code, clock, mailbox } = await startApp();
    expect(await code('a@example.org')).toMatch(/^[1-9]\d{7}$/);
    const body = {
      address: 'A@Example.org',
      code: codeIn(mailbox.last('a@example.org')),
      device: { name: 'phone', brand: 'Fair', lang: 'de' },
    };
    const registered = await call('POST', '/api/v1/devices', body);
    expect(registered.json).toMatchObject({ account: 1, device: 1, epoch: 0 });
    const { token } = RegisterAnswer.parse(registered.json);
    expect(token).toMatch(/^cairn_1_1_[\w-]{43}$/);
    const account = await call('GET', '/api/v1/account', undefined, bearer(token));
    expect(account.json).toMatchObject({
      account: 1,
      address: 'a@example.org',
      admin: false,
      plan: 'pro',
      deviceLimit: 6,
      device: 1,
      types: null,
      registered: clock.now(),
    });
    expect((await call('GET', '/api/v1/devices', undefined, bearer(token))).json).toMatchObject({
      devices: [{ id: 1, name: 'phone', brand: 'Fair', lang: 'de', current: true }],
    });
  });

  test('A2 the same address on a further device is the same account; the code works once', async () => {
    const { call, code, register } = await startApp();
    const first = await register('a@example.org');
    const body = { address: 'a@example.org', code: await code('a@example.org'), device: {} };
    expect((await call('POST', '/api/v1/devices', body)).json).toMatchObject({ account: first.account, device: 2 });
    expect((await call('POST', '/api/v1/devices', body)).error).toBe('code-invalid');
  });

  test('A2 blanks in the code, the long word and the whole link are taken', async () => {
    const { call, code, mailbox } = await startApp();
    const typed = [(text: string) => ` ${codeIn({ ...mailbox.last('a@example.org'), text }).replace(/(....)/, '$1 ')}`];
    await code('a@example.org');
    expect(
      (await call('POST', '/api/v1/devices', { address: 'a@example.org', code: typed[0]!(mailbox.last('a@example.org').text), device: {} }))
        .status,
    ).toBe(200);
    for (const form of [(word: string) => word, (word: string) => `http://127.0.0.1:8080/link#${word}`]) {
      await code('a@example.org');
      const word = wordIn(mailbox.last('a@example.org'));
      expect((await call('POST', '/api/v1/devices', { address: 'a@example.org', code: form(word), device: {} })).status).toBe(200);
    }
  });
});

const hour = 3_600_000;

describe('the administrator (A1, R62)', () => {
  test('A1 R62 the console shows a link once; the account made through it is the administrator; then the link is void', async () => {
    let app = await startApp({ REGISTRATION: 'closed' });
    const first = app.console[0]!;
    expect(first).toMatch(/^Open this link to become the administrator: http:\/\/127\.0\.0\.1:8080\/set-up#[\w-]{32}$/);
    app = await app.restart();
    const link = app.console[0]!;
    expect(link).not.toBe(first);
    const setUp = (line: string, address: string) => app.call('POST', '/api/v1/set-up', { token: line.split('#')[1], address });
    expect((await setUp(first, 'a@example.org')).error).toBe('set-up-done');
    // Asking twice is allowed: the mail may be late, the address mistyped.
    expect((await setUp(link, 'typo@example.org')).status).toBe(200);
    expect((await setUp(link, 'a@example.org')).status).toBe(200);
    await app.clock.advance(0);
    const body = { address: 'a@example.org', code: codeIn(app.mailbox.last('a@example.org')), device: {} };
    const { token } = RegisterAnswer.parse((await app.call('POST', '/api/v1/devices', body)).json);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(token))).json).toMatchObject({ admin: true });
    const late = { address: 'typo@example.org', code: codeIn(app.mailbox.last('typo@example.org')), device: {} };
    const second = RegisterAnswer.parse((await app.call('POST', '/api/v1/devices', late)).json);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(second.token))).json).toMatchObject({ admin: false });
    expect((await setUp(link, 'c@example.org')).error).toBe('set-up-done');
    expect((await app.restart()).console).toEqual([]);
  });

  test('R62 an ordinary code never makes an administrator, nor does a guessed token', async () => {
    const app = await startApp();
    const { token } = await app.register('a@example.org');
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(token))).json).toMatchObject({ admin: false });
    expect((await app.call('POST', '/api/v1/set-up', { token: 'x'.repeat(32), address: 'a@example.org' })).error).toBe('set-up-done');
  });
});

describe('invitations', () => {
  test('A1 with invitations only the invited register, each word once', async () => {
    const app = await startApp({ REGISTRATION: 'invite' });
    await app.store.putInvitation(hashOfSecret('word-for-one'), app.clock.now() + hour, { made: app.clock.now(), note: '' });
    const ask = (address: string, invitation?: string) =>
      app.call('POST', '/api/v1/codes', { address, ...(invitation === undefined ? {} : { invitation }) });
    await ask('stranger@example.org');
    await ask('a@example.org', 'word-for-one');
    await ask('b@example.org', 'word-for-one');
    await app.clock.advance(0);
    expect(app.mailbox.to('stranger@example.org')).toHaveLength(0);
    const register = (address: string) =>
      app.call('POST', '/api/v1/devices', { address, code: codeIn(app.mailbox.last(address)), device: {} });
    expect((await register('a@example.org')).status).toBe(200);
    expect((await register('b@example.org')).error).toBe('code-invalid');
  });
});

describe('devices (A4, A5, A8, R56)', () => {
  test('A8 the seventh device is told which to sign out; its code is not spent; one is signed out and it is in', async () => {
    const app = await startApp({ LIMITS: 'off' });
    const devices = [];
    for (let index = 1; index <= 6; index += 1) devices.push(await app.register('a@example.org', { name: `device ${index}` }));
    const code = await app.code('a@example.org');
    const refused = await app.call('POST', '/api/v1/devices', { address: 'a@example.org', code, device: {} });
    expect(refused).toMatchObject({ status: 409, error: 'device-limit', json: { error: { errorCode: 113, details: { limit: 6 } } } });
    expect(refused.text).toContain('"name":"device 3"');
    expect(refused.text).not.toMatch(/token|hash/);
    const body = { address: 'a@example.org', code, device: {}, signOut: 3 };
    expect((await app.call('POST', '/api/v1/devices', { ...body, signOut: 99 })).error).toBe('device-limit');
    expect((await app.call('POST', '/api/v1/devices', body)).json).toMatchObject({ device: 7 });
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(devices[2]!.token))).error).toBe('not-signed-in');
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(devices[3]!.token))).status).toBe(200);
  });

  test('A8 W7 R58 a browser that keeps a library becomes a device with the password, not with a session alone', async () => {
    const app = await startApp({ LIMITS: 'off' });
    const first = await app.register('a@example.org');
    const password = 'trombone and gravel';
    await app.call(
      'PUT',
      '/api/v1/account/password',
      { code: await app.proof(first.token, 'set-password'), password },
      bearer(first.token),
    );
    const signedIn = await app.call('POST', '/api/v1/sessions', { address: 'a@example.org', password });
    const session = { cookie: String(signedIn.headers['set-cookie']).split(';')[0]!, 'sec-fetch-site': 'same-origin' };
    const keep = (body: object) => app.call('POST', '/api/v1/devices/browser', { device: { name: 'Firefox' }, password, ...body }, session);
    expect((await keep({ password: 'trombone and sand' })).error).toBe('sign-in-refused');
    const kept = RegisterAnswer.parse((await keep({})).json);
    expect(kept).toMatchObject({ account: 1, device: 2 });
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(kept.token))).json).toMatchObject({ device: 2 });
    for (let index = 3; index <= 6; index += 1) await app.register('a@example.org');
    expect((await keep({})).error).toBe('device-limit');
    expect((await keep({ signOut: 2 })).json).toMatchObject({ device: 7 });
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(kept.token))).error).toBe('not-signed-in');
  });

  test('A8 a limit of 0 is none', async () => {
    const app = await startApp({ LIMITS: 'off', DEVICE_LIMIT: '0' });
    for (let index = 1; index <= 9; index += 1) expect((await app.register('a@example.org')).device).toBe(index);
  });

  test('A5 R56 signing out ends the token with the very next request', async () => {
    const app = await startApp();
    const one = await app.register('a@example.org');
    const two = await app.register('a@example.org');
    const three = await app.register('a@example.org');
    for (const device of [one, two, three])
      expect((await app.call('GET', '/api/v1/account', undefined, bearer(device.token))).status).toBe(200);
    expect((await app.call('DELETE', `/api/v1/devices/${two.device}`, undefined, bearer(one.token))).status).toBe(200);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(two.token))).error).toBe('not-signed-in');
    expect((await app.call('DELETE', `/api/v1/devices/${two.device}`, undefined, bearer(one.token))).error).toBe('not-found');
    expect((await app.call('POST', '/api/v1/devices/sign-out-others', undefined, bearer(one.token))).json).toMatchObject({ count: 1 });
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(three.token))).error).toBe('not-signed-in');
    expect((await app.call('DELETE', '/api/v1/sessions/current', undefined, bearer(one.token))).status).toBe(200);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(one.token))).error).toBe('not-signed-in');
  });

  test('R56 a look-up that began before a sign-out is not remembered after it', async () => {
    const app = await startApp();
    const one = await app.register('a@example.org');
    const two = await app.register('a@example.org');
    await app.call('GET', '/api/v1/account', undefined, bearer(one.token));
    const { deviceCredential } = app.store;
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    app.store.deviceCredential = async (account, device) => {
      const facts = await deviceCredential(account, device);
      await held;
      return facts;
    };
    const late = app.call('GET', '/api/v1/account', undefined, bearer(two.token));
    await settle();
    await app.call('DELETE', `/api/v1/devices/${two.device}`, undefined, bearer(one.token));
    goOn();
    await late;
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(two.token))).error).toBe('not-signed-in');
  });

  test('A4 last seen is kept, and is no write for each request', async () => {
    const app = await startApp();
    const { token } = await app.register('a@example.org');
    const writes = vi.spyOn(app.store, 'touchDevice');
    for (let round = 0; round < 30; round += 1) {
      await app.call('GET', '/api/v1/account', undefined, bearer(token));
      await app.clock.advance(60_000);
    }
    expect(writes.mock.calls.length).toBeLessThanOrEqual(6);
    const listed = DevicesAnswer.parse((await app.call('GET', '/api/v1/devices', undefined, bearer(token))).json);
    expect(app.clock.now() - listed.devices[0]!.lastSeen).toBeLessThanOrEqual(5 * 60_000);
  });
});

describe('changing the address (A6, R58)', () => {
  test('A6 R58 code to the old address, code to the new one, then it changes; the old one is told; sessions and codes end', async () => {
    const app = await startApp();
    const { token } = await app.register('old@example.org');
    const pending = await app.code('old@example.org');
    const first = await app.proof(token, 'change-address');
    expect(app.mailbox.mails.at(-1)!.to).toBe('old@example.org');
    expect((await app.call('POST', '/api/v1/account/address', { code: first, address: 'New@example.org' }, bearer(token))).status).toBe(
      200,
    );
    await app.clock.advance(0);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(token))).json).toMatchObject({ address: 'old@example.org' });
    const second = codeIn(app.mailbox.last('New@example.org'));
    expect((await app.call('POST', '/api/v1/account/address/confirm', { code: second }, bearer(token))).status).toBe(200);
    await app.clock.advance(0);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(token))).json).toMatchObject({ address: 'New@example.org' });
    expect(app.mailbox.last('old@example.org').text).toContain('N…@example.org');
    expect((await app.call('POST', '/api/v1/devices', { address: 'old@example.org', code: pending, device: {} })).error).toBe(
      'code-invalid',
    );
    const again = await app.register('old@example.org');
    expect(again.account).not.toBe(1);
    await app.call('POST', '/api/v1/codes', { address: 'new@EXAMPLE.org' });
    await app.clock.advance(0);
    const body = { address: 'new@EXAMPLE.org', code: codeIn(app.mailbox.last('New@example.org')), device: {} };
    expect((await app.call('POST', '/api/v1/devices', body)).json).toMatchObject({ account: 1 });
  });

  test('A6 R54 an address in use is refused only to who reads its mail', async () => {
    const app = await startApp({ LIMITS: 'off' });
    const mine = await app.register('mine@example.org');
    await app.register('taken@example.org');
    const change = async (address: string) => {
      const code = await app.proof(mine.token, 'change-address');
      return app.call('POST', '/api/v1/account/address', { code, address }, bearer(mine.token));
    };
    const [free, taken] = [await change('free@example.org'), await change('taken@example.org')];
    expect(`${taken.status} ${taken.text}`).toBe(`${free.status} ${free.text}`);
    await app.clock.advance(0);
    const code = codeIn(app.mailbox.last('taken@example.org'));
    expect((await app.call('POST', '/api/v1/account/address/confirm', { code }, bearer(mine.token))).error).toBe('address-in-use');
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(mine.token))).json).toMatchObject({ address: 'mine@example.org' });
  });

  test('A6 an account without devices and data gives way; with data it does not', async () => {
    for (const holdsData of [false, true]) {
      const app = await startApp({ LIMITS: 'off' });
      const mine = await app.register('mine@example.org');
      const idle = await app.register('idle@example.org');
      await app.call('DELETE', '/api/v1/sessions/current', undefined, bearer(idle.token));
      if (holdsData) app.withData.add(idle.account);
      const code = await app.proof(mine.token, 'change-address');
      await app.call('POST', '/api/v1/account/address', { code, address: 'idle@example.org' }, bearer(mine.token));
      await app.clock.advance(0);
      const confirm = { code: codeIn(app.mailbox.last('idle@example.org')) };
      const answer = await app.call('POST', '/api/v1/account/address/confirm', confirm, bearer(mine.token));
      expect(answer.error).toBe(holdsData ? 'address-in-use' : null);
    }
  });
});

describe('deleting the account (A7, R73)', () => {
  test('A7 R73 access ends at once for all devices, the content is dropped, the address can register again and finds nothing', async () => {
    const app = await startApp();
    const one = await app.register('canary-7391@example.org', { name: 'canary-device', brand: 'canary-brand' });
    const two = await app.register('canary-7391@example.org');
    await app.call('GET', '/api/v1/account', undefined, bearer(two.token));
    const code = await app.proof(one.token, 'delete-account');
    expect((await app.call('POST', '/api/v1/account/delete', { code }, bearer(one.token))).status).toBe(200);
    for (const { token } of [one, two])
      expect((await app.call('GET', '/api/v1/account', undefined, bearer(token))).error).toBe('not-signed-in');
    await app.clock.advance(60_000);
    expect(app.dropped).toContain(one.account);
    expect(app.mailbox.last('canary-7391@example.org').subject).toMatch(/deleted/);
    await app.clock.advance(24 * hour);
    app.db.exec('VACUUM');
    expect(app.db.serialize().toString('latin1')).not.toMatch(/canary/i);
    const fresh = await app.register('canary-7391@example.org');
    expect(fresh).toMatchObject({ device: 1 });
    expect(fresh.account).toBeGreaterThan(one.account);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(one.token))).error).toBe('not-signed-in');
  });
});

describe('plans (P1)', () => {
  test('P1 with plans on an account begins with none, and Start is activated once', async () => {
    const app = await startApp({ PLAN: 'start' });
    const { token } = await app.register('a@example.org');
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(token))).json).toMatchObject({
      plan: 'none',
      allowed: 0,
      types: [],
    });
    const started = await app.call('POST', '/api/v1/account/plan/start', undefined, bearer(token));
    expect(started.json).toMatchObject({ plan: 'start', allowed: 5 * 1024 * 1024, fileLimit: 2 * 1024 * 1024 });
    expect(started.text).toContain('FAVOURITES');
    expect((await app.call('POST', '/api/v1/account/plan/start', undefined, bearer(token))).json).toEqual(started.json);
  });

  test('P1 the free plan is offered with what the settings make of it, to who has none', async () => {
    const app = await startApp({ PLAN: 'start', QUOTA_START: '7000000', FILE_LIMIT_START: '3000000' });
    const { token } = await app.register('a@example.org');
    const account = async () => (await app.call('GET', '/api/v1/account', undefined, bearer(token))).json;
    expect(await account()).toMatchObject({ plan: 'none', allowed: 0, offer: { quota: 7_000_000, fileLimit: 3_000_000 } });
    const started = await app.call('POST', '/api/v1/account/plan/start', undefined, bearer(token));
    expect(started.json).toMatchObject({ allowed: 7_000_000, fileLimit: 3_000_000, offer: null });
    const everybody = await startApp();
    const { token: other } = await everybody.register('a@example.org');
    expect((await everybody.call('GET', '/api/v1/account', undefined, bearer(other))).json).toMatchObject({ plan: 'pro', offer: null });
  });
});
