import { describe, expect, test } from 'vitest';
import { codeIn } from '../support/world.ts';
import { faultOf, platforms } from './phone.ts';
import { startPhones } from './world.ts';

const okBody = '{"status":"ok"}';
const hourMs = 3_600_000;

describe.each(platforms)('%s: account', (platform) => {
  test('C1 a new address: ok, one mail with a numeric code that does not begin with 0', async () => {
    const { phone, app } = await startPhones();
    const reply = await phone(platform).registerUser('Ana+maps@example.org', false, { lang: 'en' });
    expect([reply.status, reply.text]).toEqual([200, okBody]);
    await app.clock.advance(0);
    expect(app.mailbox.mails).toHaveLength(1);
    expect(codeIn(app.mailbox.last('Ana+maps@example.org'))).toMatch(/^[1-9]\d{7}$/);
  });

  test('C2 C3 C5 a known address is told so in whatever form it comes; to sign in mails a new code, and the old one is dead', async () => {
    const { phone, signedIn, codeOf } = await startPhones();
    await signedIn('ana@example.org', platform);
    const app = phone(platform, 'another');
    for (const login of [false, undefined])
      for (const email of ['ana@example.org', '  ANA@Example.ORG ']) {
        expect(faultOf(await app.registerUser(email, login))).toMatchObject({ status: 400, code: 111 });
      }
    await app.registerUser('ana@example.org', true);
    const old = await codeOf('ana@example.org');
    expect((await app.registerUser(' Ana@example.org', true)).text).toBe(okBody);
    expect(faultOf(await app.registerDevice('ana@example.org', old))).toMatchObject({ status: 400, code: 104 });
    expect((await app.registerDevice('ana@example.org', await codeOf('ana@example.org'))).status).toBe(200);
    expect(faultOf(await app.registerUser('no address', false))).toMatchObject({ status: 400, code: 101 });
  });

  test('C4 C6 C10 an unknown address that signs in gets an account; the answer has what both apps read, as they read it', async () => {
    const { phone, codeOf } = await startPhones();
    const app = phone(platform);
    expect((await app.registerUser('new@example.org', true, { lang: 'xx', orderid: 'promo', userId: '7', userToken: 'x' })).status).toBe(
      200,
    );
    const reply = await app.registerDevice('NEW@example.org', await codeOf('new@example.org'), { lang: undefined, orderid: 'GPA.1' });
    const body = JSON.parse(reply.text) as Record<string, unknown>;
    expect(body).toMatchObject({ deviceid: app.phoneId });
    for (const key of ['id', 'userid']) expect(Number.isInteger(body[key]) && Number(body[key]) < 2 ** 31).toBe(true);
    for (const key of ['deviceid', 'accesstoken', 'udpatetime']) expect(typeof body[key]).toBe('string');
    const bare = phone(platform);
    await bare.registerUser('new@example.org', true);
    const plain = { email: 'new@example.org', token: await codeOf('new@example.org') };
    expect((await bare.form('device-register', plain)).status).toBe(200);
  });

  test('C7 a wrong, used or old code is 104; an unknown or empty address is 103', async () => {
    const { phone, app: world, codeOf } = await startPhones();
    const app = phone(platform);
    await app.registerUser('ana@example.org', false);
    const code = await codeOf('ana@example.org');
    const wrong = String(Number(code) === 99_999_999 ? 10_000_000 : Number(code) + 1);
    expect(faultOf(await app.registerDevice('ana@example.org', wrong)).code).toBe(104);
    expect((await app.registerDevice('ana@example.org', code)).status).toBe(200);
    expect(faultOf(await app.registerDevice('ana@example.org', code)).code).toBe(104);
    await app.registerUser('ana@example.org', true);
    const late = await codeOf('ana@example.org');
    world.clock.set(world.clock.now() + 24 * hourMs);
    expect(faultOf(await app.registerDevice('ana@example.org', late)).code).toBe(104);
    expect(faultOf(await app.registerDevice('nobody@example.org', code)).code).toBe(103);
    expect(faultOf(await app.registerDevice('', code)).code).toBe(103);
  });

  test('C8 after five wrong codes the right one is refused too, and a new code refills no budget', async () => {
    const { phone, signedIn, codeOf } = await startPhones();
    await signedIn('ana@example.org', platform);
    const app = phone(platform, 'another');
    let tries = 0;
    for (let mail = 0; mail < 5; mail++) {
      await app.registerUser('ana@example.org', true);
      const code = await codeOf('ana@example.org');
      for (let wrong = 0; wrong < 5; wrong++, tries++) {
        expect(faultOf(await app.registerDevice('ana@example.org', String(10_000_000 + tries))).code).toBe(104);
      }
      expect(faultOf(await app.registerDevice('ana@example.org', code)).code).toBe(104);
    }
    await app.registerUser('ana@example.org', true);
    expect(faultOf(await app.registerDevice('ana@example.org', await codeOf('ana@example.org'))).code).toBe(104);
  });

  test('C9 the same phone and model again ends its old token, takes no second place and keeps its maps; without a model both stay', async () => {
    const { signedIn, phone, codeOf, app: world } = await startPhones({ DEVICE_LIMIT: '2' });
    const first = await signedIn('ana@example.org', platform);
    await signedIn('ana@example.org', platform, 'another phone');
    await first.uploaded({ name: 'World.obf', type: 'FILE', part: new Uint8Array(0) });
    const again = await signedIn('ana@example.org', platform);
    expect(faultOf(await first.get('user-validate-sub', first.auth))).toMatchObject({ status: 400, code: 105 });
    expect((await again.list()).uniqueFiles).toMatchObject([{ name: 'World.obf', deviceid: again.deviceid }]);
    const third = phone(platform, 'a third one');
    await third.registerUser('ana@example.org', true);
    expect(faultOf(await third.registerDevice('ana@example.org', await codeOf('ana@example.org'))).code).toBe(113);
    expect(await world.store.devices(again.userid)).toHaveLength(2);
    for (const email of ['b@example.org', 'b@example.org']) {
      const bare = phone(platform, 'bare');
      await bare.registerUser(email, true);
      await bare.registerDevice(email, await codeOf(email), { model: '' });
    }
    expect(await world.store.devices(again.userid + 1)).toHaveLength(2);
  });

  test('C11 the account as the app reads it: Pro has an order id, Start and no plan have none, the pending code is never shown', async () => {
    for (const plan of ['pro', 'start']) {
      const { signedIn, app: world } = await startPhones({ PLAN: plan });
      const app = await signedIn('ana@example.org', platform);
      await app.json('send-code', app.auth, { email: 'ana@example.org', action: 'delete', lang: 'en' });
      const reply = await app.get('user-validate-sub', app.auth);
      const body = JSON.parse(reply.text) as Record<string, unknown>;
      expect(body).toMatchObject({ id: app.userid, email: 'ana@example.org' });
      expect(String(body['regTime'])).toMatch(/^Nov 21, 2026, 7:00:00 AM$/);
      expect(body).not.toHaveProperty('token');
      if (plan === 'pro') expect(body['orderid']).toMatch(/^cairn-/);
      else expect(body).not.toHaveProperty('orderid');
      await world.store.activateStart(app.userid, 1);
      expect(JSON.parse((await app.get('user-validate-sub', app.auth)).text)).toHaveProperty('id');
      expect(faultOf(await app.get('user-validate-sub', { ...app.auth, accessToken: 'x' })).code).toBe(105);
    }
  });

  test('C12 R57 an order id is answered and changes nothing', async () => {
    const { signedIn, phone, app: world } = await startPhones();
    const owner = await signedIn('ana@example.org', platform);
    const before = JSON.stringify(await world.store.account(owner.userid));
    const stranger = phone(platform, 'stranger');
    for (const orderid of ['GPA.1', '', undefined]) {
      expect((await stranger.form('user-update-orderid', { email: 'ana@example.org', orderid, deviceid: 'x' })).text).toBe(okBody);
    }
    expect(JSON.stringify(await world.store.account(owner.userid))).toBe(before);
    expect(faultOf(await stranger.form('user-update-orderid', { email: 'none' })).code).toBe(101);
  });

  test('C13 a code for deleting is mailed; another action answers ok and mails nothing; a bad token is 105', async () => {
    const { signedIn, app: world } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const mails = (): number => world.mailbox.mails.length;
    const before = mails();
    for (const action of ['pizza', '', null]) expect((await app.json('send-code', app.auth, { action })).text).toBe(okBody);
    await world.clock.advance(0);
    expect(mails()).toBe(before);
    expect((await app.json('send-code', app.auth, { email: 'x', action: 'delete', lang: 'de' })).text).toBe(okBody);
    await world.clock.advance(0);
    expect(mails()).toBe(before + 1);
    expect(faultOf(await app.json('send-code', { ...app.auth, accessToken: 'x' }, { action: 'delete' })).code).toBe(105);
  });

  test('C14 C15 a code is confirmed without being spent and deletes the account once; a wrong one deletes nothing; nothing is ever a 500', async () => {
    const { signedIn, phone, app: world, codeOf } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    await app.uploaded({ name: 'a.gpx', content: '<gpx/>' });
    const stranger = phone(platform, 'stranger');
    const confirm = (username: unknown, token: unknown) => stranger.json('auth/confirm-code', {}, { username, password: null, token });
    for (const [username, token] of [
      ['ana@example.org', '12345678'],
      ['nobody@example.org', '12345678'],
      ['no address', '1'],
      ['ana@example.org', null],
      [null, null],
    ])
      expect(faultOf(await confirm(username, token)).status).toBe(400);
    await app.json('send-code', app.auth, { action: 'delete' });
    const code = await codeOf('ana@example.org');
    expect(faultOf(await confirm('ana@example.org', '12345678'))).toMatchObject({ status: 400, code: 104 });
    expect((await confirm('ANA@example.org', code)).text).toBe(okBody);
    expect(faultOf(await app.json('delete-account', app.auth, { token: '12345678' }))).toMatchObject({ status: 400, code: 104 });
    expect((await app.list()).uniqueFiles).toHaveLength(1);
    // Older Android sends the digits as a number.
    const gone = await app.json('delete-account', app.auth, { username: 'ana@example.org', password: '', token: Number(code) });
    expect([gone.status, gone.text]).toEqual([200, okBody]);
    expect(faultOf(await app.get('list-files', app.auth)).code).toBe(105);
    expect(faultOf(await confirm('ana@example.org', code)).code).toBe(104);
    await world.app.jobs.runNow('drop-deleted-accounts');
    expect(await world.store.logAccounts(0, 10)).toEqual([]);
  });
});

test('R52 wrong codes of all routes wear one budget: what is spent at confirm-code is missing at device-register', async () => {
  const { signedIn, phone, codeOf } = await startPhones();
  const app = await signedIn('ana@example.org', 'android');
  const stranger = phone('ios', 'stranger');
  for (let mail = 0; mail < 4; mail++) {
    await app.json('send-code', app.auth, { action: 'delete' });
    for (let wrong = 0; wrong < 5; wrong++)
      await stranger.json('auth/confirm-code', {}, { username: 'ana@example.org', token: 10_000_000 + wrong });
  }
  await stranger.registerUser('ana@example.org', true);
  expect(faultOf(await stranger.registerDevice('ana@example.org', await codeOf('ana@example.org'))).code).toBe(104);
  // The device that is signed in is not touched by it.
  expect((await app.get('list-files', app.auth)).status).toBe(200);
});

test('R54 where the operator hides it, known and unknown addresses are answered alike', async () => {
  const { signedIn, phone, app: world } = await startPhones({ KNOWN_ADDRESSES: 'hide' });
  await signedIn('ana@example.org', 'android');
  const stranger = phone('android', 'stranger');
  const answers = [];
  for (const email of ['ana@example.org', 'new@example.org']) {
    const first = await stranger.registerUser(email, false);
    answers.push([first.status, first.text]);
    const second = await stranger.registerDevice(email, '12345678');
    answers.push([second.status, second.text]);
  }
  expect(answers.slice(0, 2)).toEqual(answers.slice(2));
  expect(faultOf(await stranger.registerDevice('never@example.org', '12345678')).code).toBe(104);
  await world.clock.advance(0);
  expect(world.mailbox.mails.map((mail) => mail.to).slice(-2)).toEqual(['ana@example.org', 'new@example.org']);
});

test('R53 R54 asking for mails, or whether addresses are known, ends for a source', async () => {
  const { phone, signedIn } = await startPhones({ LIMITS: 'on' });
  await signedIn('ana@example.org', 'android');
  const stranger = phone('android', 'stranger');
  const codes: number[] = [];
  for (let asked = 0; asked < 40; asked++) codes.push(faultOf(await stranger.registerUser('ana@example.org', false)).code);
  expect(codes.slice(0, 20).every((code) => code === 111)).toBe(true);
  expect(codes.at(-1)).toBe(429);
});
