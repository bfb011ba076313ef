import { hash } from '@node-rs/argon2';
import { CodeSessionAnswer, SessionAnswer, SessionsAnswer } from '@cairn/protocol/schemas';
import { describe, expect, test } from 'vitest';
import { commonPasswords, isCommon } from '../src/accounts/common-passwords.ts';
import { whyRefused } from '../src/accounts/password-rules.ts';
import { argon2Passwords } from '../src/adapters/passwords.ts';
import type { TestApp } from './support/app.ts';
import { bearer, startApp } from './support/app.ts';
import { codeIn } from './support/world.ts';

const day = 86_400_000;
const good = 'trombone and gravel';
const address = 'mira.holm@example.org';
const same = { 'sec-fetch-site': 'same-origin', 'x-cairn': 'test' };

async function withPassword(app: TestApp, password = good): Promise<string> {
  const { token } = await app.register(address);
  const code = await app.proof(token, 'set-password');
  const set = await app.call('PUT', '/api/v1/account/password', { code, password }, bearer(token));
  if (set.status !== 200) throw new Error(set.text);
  return token;
}
async function signIn(app: TestApp, password = good): Promise<string> {
  const answer = await app.call('POST', '/api/v1/sessions', { address, password });
  expect(SessionAnswer.parse(answer.json).account).toBe(1);
  return String(answer.headers['set-cookie']).split(';')[0]!;
}

describe('R55 passwords', () => {
  test('R55 common, short, walked and context passwords are refused; long ones and any characters are taken whole', () => {
    const facts = { least: 12, address };
    expect(commonPasswords().size).toBeGreaterThanOrEqual(3000);
    const refused = [
      'short',
      'password1234',
      'P4ssw0rd2024!',
      'qwertyuiop12',
      '123456789012',
      'abcabcabcabc',
      'aaaaaaaaaaaaaaaa',
      'miraholm1234',
      'cairncairn12',
      'OsmAnd-osmand1',
      'iloveyou1234',
    ];
    for (const password of refused) expect([password, whyRefused(password, facts)]).not.toEqual([password, null]);
    const taken = [
      good,
      'x7#Kq'.repeat(30),
      'пароль від гори 77 метрів',
      '🏔️🧭🥾🗺️🌲🌧️🌈⛺🔥🌙⭐🦊',
      ' blank at both ends ',
      'correct horse battery staple',
    ];
    for (const password of taken) expect([password, whyRefused(password, facts)]).toEqual([password, null]);
    expect(isCommon('Kx7mPq2vLw9z')).toBe(false);
  });

  test('R55 parameters are at least 19 MiB, 2 passes, 1 lane; older ones are renewed at sign-in; nothing is cut off', async () => {
    const passwords = argon2Passwords();
    const stored = await passwords.hash('x'.repeat(200));
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(stored, 'x'.repeat(199))).toBe(false);
    const app = await startApp();
    await withPassword(app);
    const weak = await hash(good, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    app.db.prepare('UPDATE account SET password = ?').run(weak);
    await signIn(app);
    expect(app.db.prepare('SELECT password FROM account').pluck().get()).toMatch(/m=19456,t=2,p=1/);
    await signIn(app);
  });

  test('R55 R39 two hundred sign-ins at once hash a few at a time', async () => {
    const passwords = argon2Passwords();
    const stored = await passwords.hash(good);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    const right = await Promise.all(Array.from({ length: 200 }, () => passwords.verify(stored, good)));
    clearInterval(watch);
    expect(right.every(Boolean)).toBe(true);
    expect(peak - before).toBeLessThan(300 * 1024 * 1024);
  });

  test('R55 the rule is asked where a password is set, and the code is not spent by a refusal', async () => {
    const app = await startApp();
    const { token } = await app.register(address);
    const code = await app.proof(token, 'set-password');
    const set = (password: string) => app.call('PUT', '/api/v1/account/password', { code, password }, bearer(token));
    expect((await set('miraholm1234')).error).toBe('password-refused');
    expect((await set(good)).status).toBe(200);
  });
});

describe('R52 passwords and the budget', () => {
  test('R52 parallel tries pass no further than twenty; the right one is not counted', async () => {
    const app = await startApp({ LIMITS: 'off' });
    await withPassword(app);
    for (let round = 0; round < 25; round += 1) await signIn(app);
    const tries = Array.from({ length: 60 }, (_, index) =>
      app.call('POST', '/api/v1/sessions', { address, password: `wrong guess ${index}` }),
    );
    const answers = await Promise.all(tries);
    expect(answers.filter(({ error }) => error === 'sign-in-refused')).toHaveLength(20);
    expect(answers.filter(({ error }) => error === 'too-many-tries')).toHaveLength(40);
  });
});

describe('R64 web sessions', () => {
  test('R64 the cookie is HttpOnly, SameSite, for the whole site, and new at each sign-in', async () => {
    const app = await startApp();
    await withPassword(app);
    const answer = await app.call('POST', '/api/v1/sessions', { address, password: good });
    expect(answer.headers['set-cookie']).toMatch(/^cairn=1\.[\w-]{16}\.[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
    expect(await signIn(app)).not.toBe(await signIn(app));
  });

  test('R64 signing in again ends the session that this browser had, and no other', async () => {
    const app = await startApp();
    const token = await withPassword(app);
    const get = async (cookie: string) => (await app.call('GET', '/api/v1/account', undefined, { cookie })).status;
    const elsewhere = await signIn(app);
    const first = await signIn(app);
    const again = async (path: string, body: object): Promise<string> =>
      String((await app.call('POST', path, body, { ...same, cookie: first })).headers['set-cookie']).split(';')[0]!;
    // Whoever fails keeps the session that is there.
    await app.call('POST', '/api/v1/sessions', { address, password: 'not the password' }, { ...same, cookie: first });
    expect(await get(first)).toBe(200);
    const second = await again('/api/v1/sessions', { address, password: good });
    expect([await get(first), await get(second), await get(elsewhere)]).toEqual([401, 200, 200]);
    const third = await app.call('POST', '/api/v1/sessions/code', { address, code: await app.code(address) }, { ...same, cookie: second });
    expect([await get(second), await get(String(third.headers['set-cookie']).split(';')[0]!), await get(elsewhere)]).toEqual([
      401, 200, 200,
    ]);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(token))).status).toBe(200);
  });

  test('R64 sign-out ends the session on the server; idle ones end after 7 days, all after 30', async () => {
    const app = await startApp();
    await withPassword(app);
    const get = async (cookie: string) => (await app.call('GET', '/api/v1/account', undefined, { cookie })).status;
    const out = await signIn(app);
    expect(await get(out)).toBe(200);
    const left = await app.call('DELETE', '/api/v1/sessions/current', undefined, { cookie: out, ...same });
    expect(left.headers['set-cookie']).toMatch(/^cairn=; .*Max-Age=0/);
    expect(await get(out)).toBe(401);
    const idle = await signIn(app);
    const busy = await signIn(app);
    for (let step = 0; step < 8; step += 1) {
      await app.clock.skip(day);
      expect(await get(busy)).toBe(200);
    }
    expect(await get(idle)).toBe(401);
    for (let step = 0; step < 21; step += 1) {
      await app.clock.skip(day);
      expect(await get(busy)).toBe(200);
    }
    await app.clock.skip(2 * day);
    expect(await get(busy)).toBe(401);
  });

  test('R65 a change with a cookie needs this site’s origin and something that no form can send', async () => {
    const app = await startApp();
    await withPassword(app);
    const cookie = await signIn(app);
    const signOutOthers = async (headers: Record<string, string>) =>
      (await app.call('POST', '/api/v1/devices/sign-out-others', undefined, { cookie, ...headers })).status;
    const refused = [
      {},
      { 'x-cairn': '1' },
      { origin: 'http://127.0.0.1:8080' },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'cross-site', 'x-cairn': '1' },
      { 'sec-fetch-site': 'same-site', 'x-cairn': '1' },
      { origin: 'http://evil.example', 'x-cairn': '1' },
      { origin: 'null', 'x-cairn': '1' },
      { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:8080', 'x-cairn': '1' },
    ];
    for (const headers of refused) expect([headers, await signOutOthers(headers)]).toEqual([headers, 403]);
    expect(await signOutOthers({ origin: 'http://127.0.0.1:8080', 'x-cairn': '1' })).toBe(200);
    expect(await signOutOthers(same)).toBe(200);
    const foreign = await app.call('POST', '/api/v1/sessions', { address, password: good }, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.error).toBe('forbidden');
  });

  test('R58 a new password ends all sessions but the one that set it, and pending codes; the address is told', async () => {
    const app = await startApp({ LIMITS: 'off' });
    const token = await withPassword(app);
    const stolen = await signIn(app);
    const pending = await app.proof(token, 'delete-account');
    const code = await app.proof(token, 'set-password');
    const set = await app.call('PUT', '/api/v1/account/password', { code, password: 'gravel and trombone' }, bearer(token));
    expect(set.status).toBe(200);
    expect((await app.call('GET', '/api/v1/account', undefined, { cookie: stolen })).status).toBe(401);
    expect((await app.call('POST', '/api/v1/account/delete', { code: pending }, bearer(token))).error).toBe('code-invalid');
    await app.clock.advance(0);
    expect(app.mailbox.last(address).subject).toMatch(/password/);
    expect((await app.call('POST', '/api/v1/sessions', { address, password: good })).error).toBe('sign-in-refused');
  });
});

describe('A1 A3 web sessions by code', () => {
  const byCode = async (app: TestApp, to: string, code: string, browser = 'Firefox on Linux') =>
    app.call('POST', '/api/v1/sessions/code', { address: to, code, browser });
  const cookieOf = (answer: { headers: Record<string, unknown> }): string => String(answer.headers['set-cookie']).split(';')[0]!;

  test('A1 A3 the first code of an address makes the account, opens a session and lets a password be set without a further mail', async () => {
    const app = await startApp();
    const answer = await byCode(app, address, await app.code(address));
    expect(answer.status).toBe(200);
    const opened = CodeSessionAnswer.parse(answer.json);
    expect(opened.passwordSet).toBe(false);
    const cookie = cookieOf(answer);
    expect((await app.call('GET', '/api/v1/account', undefined, { cookie })).json).toMatchObject({
      address,
      passwordSet: false,
      device: null,
    });
    const mails = app.mailbox.mails.length;
    const set = await app.call('PUT', '/api/v1/account/password', { code: opened.proof, password: good }, { cookie, ...same });
    expect(set.status).toBe(200);
    await app.clock.advance(0);
    // The notice of the change, and no code.
    expect(app.mailbox.mails.slice(mails).map((mail) => mail.code)).toEqual([undefined]);
    await signIn(app);
    const again = CodeSessionAnswer.parse((await byCode(app, address, await app.code(address))).json);
    expect([again.account, again.passwordSet]).toEqual([1, true]);
  });

  test('A3 an account made on a phone gets a session by code; its devices stay', async () => {
    const app = await startApp();
    const { token } = await app.register(address);
    const opened = CodeSessionAnswer.parse((await byCode(app, address, await app.code(address))).json);
    expect([opened.account, opened.passwordSet]).toEqual([1, false]);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(token))).status).toBe(200);
  });

  test('R51 R52 a code opens one session, a wrong one none; the word of the answer ends as a code does and is good for nothing else', async () => {
    const app = await startApp();
    const code = await app.code(address);
    expect((await byCode(app, address, '10000000')).error).toBe('code-invalid');
    const answer = await byCode(app, address, code);
    expect((await byCode(app, address, code)).error).toBe('code-invalid');
    const { proof } = CodeSessionAnswer.parse(answer.json);
    const cookie = cookieOf(answer);
    expect((await app.call('POST', '/api/v1/account/delete', { code: proof }, { cookie, ...same })).error).toBe('code-invalid');
    expect((await byCode(app, address, proof)).error).toBe('code-invalid');
    await app.clock.skip(11 * 60_000);
    const late = await app.call('PUT', '/api/v1/account/password', { code: proof, password: good }, { cookie, ...same });
    expect(late.error).toBe('code-invalid');
  });

  test('A1 R62 the set-up link makes the administrator by a session too', async () => {
    const app = await startApp({ REGISTRATION: 'closed' });
    const token = app.console[0]!.split('#')[1];
    expect((await app.call('GET', '/api/v1/server')).json).toMatchObject({ administrator: false, outbox: true });
    await app.call('POST', '/api/v1/set-up', { token, address });
    await app.clock.advance(0);
    const answer = await byCode(app, address, codeIn(app.mailbox.last(address)));
    expect((await app.call('GET', '/api/v1/account', undefined, { cookie: cookieOf(answer) })).json).toMatchObject({ admin: true });
    expect((await app.call('GET', '/api/v1/server')).json).toMatchObject({ administrator: true });
    expect((await byCode(app, 'b@example.org', await app.code('b@example.org').catch(() => '10000000'))).error).toBe('code-invalid');
  });

  test('A4 R64 sessions are listed with their browser and ended one by one, at once', async () => {
    const app = await startApp();
    const one = cookieOf(await byCode(app, address, await app.code(address)));
    await app.clock.skip(60_000);
    const two = cookieOf(await byCode(app, address, await app.code(address), 'Safari on iPhone'));
    const stranger = cookieOf(await byCode(app, 'b@example.org', await app.code('b@example.org')));
    const list = async (cookie: string) =>
      SessionsAnswer.parse((await app.call('GET', '/api/v1/sessions', undefined, { cookie })).json).sessions;
    expect((await list(two)).map(({ browser, current }) => [browser, current])).toEqual([
      ['Safari on iPhone', true],
      ['Firefox on Linux', false],
    ]);
    const { id } = (await list(two))[1]!;
    expect((await app.call('DELETE', `/api/v1/sessions/${id}`, undefined, { cookie: stranger, ...same })).error).toBe('not-found');
    expect((await app.call('DELETE', `/api/v1/sessions/${id}`, undefined, { cookie: two, ...same })).status).toBe(200);
    expect((await app.call('GET', '/api/v1/account', undefined, { cookie: one })).status).toBe(401);
    expect(await list(two)).toHaveLength(1);
  });

  test('R64 no session over plain http but on the machine itself', async () => {
    const app = await startApp();
    await withPassword(app);
    for (const [host, error] of [
      ['localhost:8080', null],
      ['127.0.0.1:8080', null],
      ['[::1]:8080', null],
      ['192.168.1.5:8080', 'tls-required'],
      ['127.0.0.1.example.org', 'tls-required'],
      ['cairn.example.org', 'tls-required'],
    ] as const) {
      const answer = await app.call('POST', '/api/v1/sessions', { address, password: good }, { host });
      expect([host, answer.error]).toEqual([host, error]);
    }
  });
});
