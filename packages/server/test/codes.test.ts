import { errors } from '@cairn/protocol';
import type { Route } from '@cairn/protocol';
import { allRoutes } from '@cairn/protocol/schemas';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../src/adapters/system-random.ts';
import type { Registered, TestApp } from './support/app.ts';
import { bearer, startApp } from './support/app.ts';
import { codeIn, wordIn } from './support/world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const address = 'a@example.org';
const wrong = (code: string): string => (code === '10000000' ? '10000001' : '10000000');
const tryCode = (app: TestApp, code: string, to = address) => app.call('POST', '/api/v1/devices', { address: to, code, device: {} });

describe('R51 one-time codes', () => {
  test('R51 are uniform over 10,000,000-99,999,999', () => {
    const bins = Array.from({ length: 90 }, () => 0);
    const rounds = 1_000_000;
    for (let round = 0; round < rounds; round += 1) {
      const code = systemRandom.int(10_000_000, 100_000_000);
      const bin = Math.floor(code / 1_000_000) - 10;
      bins[bin] = (bins[bin] ?? Number.NaN) + 1;
    }
    expect(bins).toHaveLength(90);
    const expected = rounds / bins.length;
    const chi = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 89 degrees of freedom: above 178 once in 10^7 runs.
    expect(chi).toBeLessThan(178);
  });

  test('R51 end after ten minutes, also the word', async () => {
    const app = await startApp();
    const code = await app.code(address);
    const word = wordIn(app.mailbox.last(address));
    await app.clock.advance(10 * minute);
    expect((await tryCode(app, code)).error).toBe('code-invalid');
    expect((await tryCode(app, word)).error).toBe('code-invalid');
  });

  test('R51 a new mail makes the old code and the old word void', async () => {
    const app = await startApp();
    const old = await app.code(address);
    const oldWord = wordIn(app.mailbox.last(address));
    const fresh = await app.code(address);
    expect((await tryCode(app, old)).error).toBe('code-invalid');
    expect((await tryCode(app, oldWord)).error).toBe('code-invalid');
    expect((await tryCode(app, fresh)).status).toBe(200);
  });

  test('R51 a code for one purpose is worth nothing for another, nor for another account', async () => {
    const app = await startApp();
    const { token } = await app.register(address);
    const other = await app.register('b@example.org');
    const code = await app.proof(token, 'change-address');
    for (const [path, body] of [
      ['/api/v1/account/delete', { code }],
      ['/api/v1/account/address/confirm', { code }],
    ] as const) {
      expect((await app.call('POST', path, body, bearer(token))).error).toBe('code-invalid');
    }
    expect((await app.call('PUT', '/api/v1/account/password', { code, password: 'trombone gravel' }, bearer(token))).error).toBe(
      'code-invalid',
    );
    expect((await tryCode(app, code)).error).toBe('code-invalid');
    const change = { code, address: 'new@example.org' };
    expect((await app.call('POST', '/api/v1/account/address', change, bearer(other.token))).error).toBe('code-invalid');
    expect((await app.call('POST', '/api/v1/account/address', change, bearer(token))).status).toBe(200);
  });

  test('R51 R56 R72 a dump of the database holds no code, no word, no token and no set-up token', async () => {
    const app = await startApp();
    const { token } = await app.register(address);
    app.mailbox.broken = true;
    await app.call('POST', '/api/v1/codes', { address }, bearer(token));
    app.mailbox.broken = false;
    const dump = app.db.serialize().toString('latin1');
    await app.clock.advance(minute);
    const mail = app.mailbox.last(address);
    for (const secret of [codeIn(mail), wordIn(mail), token.split('_')[3]!, app.console[0]!.split('#')[1]!])
      expect(dump).not.toContain(secret);
    // And the dump is of use as evidence: what is no secret is in it.
    expect(dump).toContain(address);
  });
});

describe('R52 the budget of wrong tries', () => {
  test('R52 a code is dead after five wrong tries', async () => {
    const app = await startApp();
    const code = await app.code(address);
    for (let round = 0; round < 5; round += 1) expect((await tryCode(app, wrong(code))).error).toBe('code-invalid');
    expect((await tryCode(app, code)).error).toBe('code-invalid');
  });

  test('R52 after twenty wrong tries in a day nothing is judged, over restarts; a new mail refills nothing, its word still opens', async () => {
    let app = await startApp();
    const { token } = await app.register(address);
    for (let round = 0; round < 4; round += 1) {
      const code = await app.code(address);
      for (let guess = 0; guess < 5; guess += 1) expect((await tryCode(app, wrong(code))).error).toBe('code-invalid');
      await app.clock.advance(61 * minute);
    }
    app = await app.restart();
    const right = await app.code(address);
    const refused = await tryCode(app, right);
    expect(refused).toMatchObject({ status: 429, error: 'too-many-tries' });
    expect(refused.headers['retry-after']).toBeDefined();
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(token))).status).toBe(200);
    expect((await tryCode(app, wordIn(app.mailbox.last(address)))).status).toBe(200);
    await app.clock.advance(day);
    expect((await tryCode(app, await app.code(address))).status).toBe(200);
  });

  test('R52 parallel tries pass no further than one after another', async () => {
    const app = await startApp({ LIMITS: 'off' });
    await app.register(address);
    await app.code(address);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => tryCode(app, String(20_000_000 + index))));
    expect(answers.filter((answer) => answer.error === 'code-invalid')).toHaveLength(20);
    expect(answers.filter((answer) => answer.error === 'too-many-tries')).toHaveLength(80);
  });

  test('R52 every route of every protocol that takes a code or a password draws on the one budget', async () => {
    // What could be guessed there opens no account: a long secret, or a promo code.
    const others = ['setUp', 'confirmList', 'usePromo'];
    const guessing = Object.entries<Route>(allRoutes)
      .filter(([name, route]) => (route.credential === 'proof' || route.limit === 'guess') && !others.includes(name))
      .map(([name]) => name);
    expect(guessing.sort()).toEqual(Object.keys(wrongTries).sort());
    for (const first of guessing) {
      const app = await startApp({ LIMITS: 'off' });
      const registered = await app.register(address);
      for (let round = 0; round < 20; round += 1) await wrongTry(app, first, registered);
      for (const name of guessing) expect([first, name, await wrongTry(app, name, registered)]).toEqual([first, name, 'too-many-tries']);
    }
  });

  // He has as many network addresses as he likes (no limits), every way in, and always a fresh code to guess. Long form: CHECK_ADDRESSES=1000.
  test(
    'R52 an attacker with any number of addresses finds the code of an account within 30 days with a chance of at most 10^-5',
    { timeout: 3_600_000 },
    async () => {
      const accounts = Number(process.env['CHECK_ADDRESSES'] ?? '2');
      const app = await startApp({ LIMITS: 'off' });
      for (let index = 0; index < accounts; index += 1) await app.register(`v${index}@example.org`);
      const ways = ['registerDevice', 'signInWithCode', 'appRegisterDevice', 'appConfirmCode', 'signIn'];
      const judged = new Map<string, number>();
      for (let hour = 0; hour < 30 * 24; hour += 1) {
        for (let index = 0; index < accounts; index += 1) {
          const to = `v${index}@example.org`;
          if (hour % 4 === 0) await app.call('POST', '/api/v1/codes', { address: to });
          for (let guess = 0; guess < 3; guess += 1) {
            // Mostly codes; each password that he tries costs him one.
            const way = ways[(hour + guess) % (hour % 10 === 0 ? ways.length : ways.length - 1)] ?? '';
            const code = String(10_000_000 + hour * 10 + guess);
            if ((await wrongTry(app, way, null, to, code)) === 'code-invalid') judged.set(to, (judged.get(to) ?? 0) + 1);
          }
        }
        await app.clock.skip(60 * minute);
      }
      for (const guesses of judged.values()) {
        expect(guesses / 9e7).toBeLessThanOrEqual(1e-5);
        // And were codes of six digits still in use:
        expect(guesses / 9e5).toBeLessThanOrEqual(1e-3);
      }
      expect(Math.min(...judged.values())).toBeGreaterThan(450);
      await app.call('POST', '/api/v1/codes', { address: 'v0@example.org' });
      await app.clock.advance(0);
      expect((await tryCode(app, wordIn(app.mailbox.last('v0@example.org')), 'v0@example.org')).status).toBe(200);
    },
  );
});

/** What a wrong try of each route that takes a code or a password carries. */
const wrongTries: Readonly<Record<string, (to: string, code: string) => object>> = {
  registerDevice: (to, code) => ({ address: to, code, device: {} }),
  signIn: (to) => ({ address: to, password: 'wrong wrong wrong' }),
  signInWithCode: (to, code) => ({ address: to, code }),
  keepLibrary: () => ({ password: 'wrong wrong wrong', device: {} }),
  changeAddress: (_, code) => ({ code, address: 'new@example.org' }),
  confirmAddress: (_, code) => ({ code }),
  setPassword: (_, code) => ({ code, password: 'trombone gravel' }),
  deleteAccount: (_, code) => ({ code }),
  appRegisterDevice: (to, token) => ({ email: to, token, deviceid: 'his phone' }),
  appConfirmCode: (to, token) => ({ username: to, token }),
  appDeleteAccount: (_, token) => ({ token }),
};
/** One wrong try on a route; the code of the error, also where the protocol of the apps says it in a sentence. */
async function wrongTry(app: TestApp, name: string, signedIn: Registered | null, to = address, code = '10000000'): Promise<string | null> {
  const route: Route | undefined = Object.entries<Route>(allRoutes).find(([known]) => known === name)?.[1];
  if (route === undefined) throw new Error(`there is no route ${name}`);
  const body = wrongTries[name]?.(to, code) ?? {};
  const own = signedIn === null || route.credential !== 'app' ? '' : `?deviceid=${signedIn.device}&accessToken=${signedIn.token}`;
  const headers = signedIn === null || route.credential === 'app' ? {} : bearer(signedIn.token);
  const isForm = route.sends === 'form';
  const answer = await app.call(
    ...([
      route.method,
      `${route.path}${own}`,
      isForm ? new URLSearchParams(Object.entries(body) as [string, string][]).toString() : body,
    ] as const),
    isForm ? { ...headers, 'content-type': 'application/x-www-form-urlencoded' } : headers,
  );
  if (route.speaks !== 'osmand') return answer.error;
  if (answer.text.includes(errors['too-many-tries'].text)) return 'too-many-tries';
  return answer.status === 400 ? 'code-invalid' : answer.text;
}

describe('R53 mails', () => {
  test('R53 five an hour and fifteen a day to one address, over restarts, whoever asks', async () => {
    let app = await startApp();
    const sent: number[] = [];
    for (let step = 0; step < 3 * 24 * 12; step += 1) {
      const answer = await app.call('POST', '/api/v1/codes', { address });
      if (answer.status === 200) sent.push(app.clock.now());
      else expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      await app.clock.skip(5 * minute);
      if (step % 50 === 0) app = await app.restart();
    }
    const most = (window: number): number =>
      Math.max(...sent.map((begin) => sent.filter((at) => at >= begin && at < begin + window).length));
    expect(most(60 * minute)).toBe(5);
    expect(most(day)).toBe(15);
  });

  test('R53 one client cannot flood many addresses, and the limits count every route that mails', async () => {
    const app = await startApp();
    const answers = [];
    for (let index = 0; index < 40; index += 1)
      answers.push((await app.call('POST', '/api/v1/codes', { address: `x${index}@example.org` })).status);
    expect(answers.filter((status) => status === 200).length).toBe(30);
    const fresh = await startApp();
    const { token } = await fresh.register(address);
    const proofs = [];
    for (let index = 0; index < 6; index += 1)
      proofs.push((await fresh.call('POST', '/api/v1/account/codes', { purpose: 'set-password' }, bearer(token))).status);
    expect(proofs).toEqual([200, 200, 200, 200, 429, 429]);
  });

  test('R53 the queue survives a restart and tries again with growing waits', async () => {
    const app = await startApp({ CODE_MINUTES: '60' });
    app.mailbox.broken = true;
    await app.call('POST', '/api/v1/codes', { address });
    await app.clock.advance(1000);
    const again = await app.restart();
    expect(again.mailbox.mails).toHaveLength(0);
    await again.clock.advance(3 * minute);
    expect(again.mailbox.to(address)).toHaveLength(1);
    await again.clock.advance(60 * minute);
    expect(again.mailbox.to(address)).toHaveLength(1);
  });

  test('R53 a mail whose code has ended is not sent', async () => {
    const app = await startApp();
    app.mailbox.broken = true;
    await app.call('POST', '/api/v1/codes', { address });
    await app.clock.advance(1000);
    app.mailbox.broken = false;
    app.clock.set(app.clock.now() + 11 * minute);
    await app.clock.advance(60 * minute);
    expect(app.mailbox.mails).toHaveLength(0);
  });
});

describe('R54 no account is told apart', () => {
  test('R54 a code is asked for alike for known, unknown and blocked addresses, with registration open and closed', async () => {
    const open = await startApp({ LIMITS: 'off' });
    await open.register(address);
    await open.register('blocked@example.org');
    await open.store.setBlocked(2, true);
    const closed = await startApp({ REGISTRATION: 'closed' });
    const answers = [
      await open.call('POST', '/api/v1/codes', { address }),
      await open.call('POST', '/api/v1/codes', { address: 'nobody@example.org' }),
      await open.call('POST', '/api/v1/codes', { address: 'blocked@example.org' }),
      await closed.call('POST', '/api/v1/codes', { address: 'nobody@example.org' }),
    ];
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.text}`)).size).toBe(1);
    await open.clock.advance(0);
    await closed.clock.advance(0);
    expect(open.mailbox.to('blocked@example.org')).toHaveLength(1);
    expect(closed.mailbox.mails).toHaveLength(0);
    expect((await closed.call('GET', '/api/v1/server')).json).toMatchObject({ registration: 'closed' });
  });

  test('R54 wrong codes and passwords wear out alike for known and unknown addresses', async () => {
    const app = await startApp({ LIMITS: 'off' });
    await app.register(address);
    const errorsOf = async (to: string): Promise<(string | null)[]> => {
      const found = [];
      for (let round = 0; round < 12; round += 1) {
        found.push((await tryCode(app, '10000000', to)).error);
        found.push((await app.call('POST', '/api/v1/sessions', { address: to, password: 'no such thing' })).error);
      }
      return found;
    };
    expect(await errorsOf(address)).toEqual(await errorsOf('nobody@example.org'));
  });
});
