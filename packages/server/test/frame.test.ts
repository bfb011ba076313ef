import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Route } from '@cairn/protocol';
import { allRoutes, routes } from '@cairn/protocol/schemas';
import { afterEach, describe, expect, test } from 'vitest';
import { classLimits } from '../src/routes/limit-table.ts';
import type { Answer, TestApp } from './support/app.ts';
import { bearer, startApp } from './support/app.ts';

const opened: TestApp[] = [];
async function listening(settings: Record<string, string> = {}): Promise<{ app: TestApp; port: number }> {
  const app = await startApp(settings);
  opened.push(app);
  await app.app.frame.listen({ host: '127.0.0.1', port: 0 });
  return { app, port: (app.app.frame.server.address() as AddressInfo).port };
}
afterEach(async () => {
  for (const app of opened.splice(0)) await app.app.close();
});

/** What comes back for raw bytes. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

function expectHeaders(answer: Answer, https: boolean): void {
  const { headers } = answer;
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['x-frame-options']).toBe('DENY');
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  expect(headers['cache-control']).toMatch(/^no-(store|cache)$/);
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers['server']).toBeUndefined();
  expect(headers['strict-transport-security'] !== undefined).toBe(https);
}

describe('R67 headers', () => {
  const pages = [
    '/',
    '/set-up',
    '/link',
    '/mark.svg',
    '/assets/gone-12345678.js',
    '/.well-known/security.txt',
    '/healthz',
    '/readyz',
    '/nowhere',
  ];
  for (const https of [false, true]) {
    test(
      `R67 are on every answer of every route, errors and files included, ${https ? 'with' : 'without'} https`,
      { timeout: 120_000 },
      async () => {
        const app = await startApp(
          https ? { PUBLIC_URL: 'https://cairn.example.org', TRUSTED_PROXIES: '127.0.0.1', LIMITS: 'off' } : { LIMITS: 'off' },
        );
        const proxied: Record<string, string> = https ? { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.7' } : {};
        const { token } = https ? { token: 'none' } : await app.register('a@example.org');
        for (const route of Object.values<Route>(allRoutes)) {
          const url = route.path.replaceAll(/:\w+/g, '1');
          for (const headers of [{}, bearer('bad'), bearer(token), { origin: 'https://evil.example' }]) {
            expectHeaders(await app.call(route.method, url, undefined, { ...proxied, ...headers }), https);
            expectHeaders(await app.call(route.method, url, '{"broken', { ...proxied, ...headers }), https);
          }
          expectHeaders(await app.call('PATCH', url, undefined, proxied), https);
          if (route.answers !== 'events') {
            expect((await app.call(route.method, url, undefined, proxied)).headers['cache-control']).toBe('no-store');
          }
        }
        for (const page of pages) expectHeaders(await app.call('GET', page, undefined, proxied), https);
      },
    );
  }

  test('R67 no cross-origin reading: a preflight is refused without a grant', async () => {
    const { call } = await startApp();
    const preflight = await call('OPTIONS', '/api/v1/account', undefined, {
      origin: 'https://evil.example',
      'access-control-request-method': 'GET',
    });
    expect(preflight.status).toBe(405);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('R67 TRACE, CONNECT-like and unknown methods are refused, and what cannot be read as HTTP too', async () => {
    const { port } = await listening();
    const end = 'Host: x\r\nConnection: close\r\n\r\n';
    for (const request of [
      `TRACE / HTTP/1.1\r\n${end}`,
      `PROPFIND /api/v1/account HTTP/1.1\r\n${end}`,
      `GARBAGE / HTTP/1.1\r\n${end}`,
      'nonsense\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'y'.repeat(20_000)}\r\n${end}`,
    ]) {
      const answer = await raw(port, request);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
      expect(answer).toContain('"error"');
      expect(answer).not.toContain('X: y');
    }
  });

  test('an address that is there answers 405 with what it takes, any other 404, both in the form of the catalogue', async () => {
    const { call } = await startApp();
    const wrongMethod = await call('PUT', '/api/v1/codes', {});
    expect(wrongMethod).toMatchObject({ status: 405, error: 'method-not-allowed' });
    expect(wrongMethod.headers.allow).toBe('POST');
    expect(await call('GET', '/api/v1/nothing?token=x')).toMatchObject({ status: 404, error: 'not-found' });
    expect(await call('GET', '/%ff%fe')).toMatchObject({ status: 400, error: 'bad-request' });
  });
});

describe('R46 parameters', () => {
  test('R46 broken, poisoned, deep, large and mistyped bodies have defined answers', async () => {
    const { call } = await startApp({ LIMITS: 'off' });
    const body = { address: 'a@example.org' };
    const cases: [string | object, number][] = [
      ['', 400],
      ['[', 400],
      ['null', 400],
      ['[]', 400],
      ['{"address":"a@example.org","__proto__":{"admin":true}}', 400],
      ['{"address":"a@example.org","constructor":{"prototype":{"admin":true}}}', 400],
      ['['.repeat(100_000), 400],
      [`{"address":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 400],
      [{ address: 1e308 }, 400],
      [{ address: ['a@example.org'] }, 400],
      [{ address: `${'a'.repeat(5000)}@example.org` }, 400],
      [{ ...body, lang: 'x'.repeat(17) }, 400],
      [{ ...body, pad: 'x'.repeat(3 * 1024 * 1024) }, 413],
      [{ ...body, unknown: { deep: true } }, 200],
      ['{"address":"nobody@x.org","address":"a@example.org"}', 200],
    ];
    for (const [given, status] of cases)
      expect([JSON.stringify(given).slice(0, 60), (await call('POST', '/api/v1/codes', given)).status]).toEqual([
        JSON.stringify(given).slice(0, 60),
        status,
      ]);
    expect(
      (await call('POST', '/api/v1/codes', 'address=a@example.org', { 'content-type': 'application/x-www-form-urlencoded' })).error,
    ).toBe('bad-request');
    expect((await call('POST', '/api/v1/codes', JSON.stringify(body), { 'content-type': 'text/plain' })).error).toBe('bad-request');
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    // A type announced for no body is no fault where none is needed.
    const { token } = await startApp().then((app) => app.register('a@example.org'));
    expect((await call('DELETE', '/api/v1/sessions/current', '', bearer(token))).error).toBe('not-signed-in');
  });

  test('R46 every column of the account tables added to every body changes nothing', async () => {
    const columnsOf = (app: TestApp): string[] =>
      (
        app.db
          .prepare("SELECT DISTINCT c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'")
          .pluck()
          .all() as string[]
      ).filter(
        (name) =>
          !['address', 'lang', 'code', 'device', 'password', 'token', 'invitation', 'name', 'brand', 'model', 'platform'].includes(name),
      );
    const walk = async (extra: (app: TestApp) => object): Promise<string> => {
      const app = await startApp({ LIMITS: 'off', PLAN: 'start' });
      const address = 'a@example.org';
      await app.call('POST', '/api/v1/codes', { ...extra(app), address });
      const { token } = await app.register(address);
      await app.call('POST', '/api/v1/devices', {
        ...extra(app),
        address,
        code: await app.code(address),
        device: { ...extra(app), name: 'x' },
      });
      for (const purpose of ['change-address', 'set-password'])
        await app.call('POST', '/api/v1/account/codes', { ...extra(app), purpose }, bearer(token));
      const code = await app.proof(token, 'set-password');
      await app.call('PUT', '/api/v1/account/password', { ...extra(app), code: 'wrong', password: 'trombone gravel' }, bearer(token));
      await app.call('POST', '/api/v1/account/plan/start', { ...extra(app) }, bearer(token));
      expect(code).toBeDefined();
      return (
        JSON.stringify(app.db.prepare('SELECT account, admin, state, start_since, next_device, registered FROM account').all()) +
        JSON.stringify(app.db.prepare('SELECT account, device, registered, ended FROM device').all())
      );
    };
    const extra = (app: TestApp): object => Object.fromEntries(columnsOf(app).map((name) => [name, 1]));
    expect(await walk(extra)).toBe(await walk(() => ({})));
  });
});

describe('R38 limits', () => {
  test('R38 each class trips at its number by client address, says when to come back, and recovers', { timeout: 120_000 }, async () => {
    const app = await startApp();
    const probe = async (path: string, method = 'GET'): Promise<number> => {
      let passed = 0;
      for (;;) {
        const answer = await app.call(method, path);
        if (answer.status === 429) {
          const wait = Number(answer.headers['retry-after']);
          expect(wait).toBeGreaterThan(0);
          await app.clock.advance(wait * 1000);
          expect((await app.call(method, path)).status).not.toBe(429);
          return passed;
        }
        passed += 1;
      }
    };
    expect(await probe('/api/v1/server')).toBe(classLimits.open.source!.burst);
    expect(await probe('/api/v1/sessions', 'POST')).toBe(classLimits.guess.source!.burst);
    expect(await probe('/api/v1/account')).toBe(classLimits.read.source!.burst);
    expect(await probe('/api/v1/account/plan/start', 'POST')).toBe(classLimits.write.source!.burst);
    expect(await probe('/api/v1/events')).toBe(classLimits.stream.source!.burst);
    expect(await probe('/api/v1/codes', 'POST')).toBe(classLimits.mail.source!.burst);
  });

  test('R38 one device trips at its own number, its neighbour does not', async () => {
    const app = await startApp();
    const one = await app.register('a@example.org');
    const two = await app.register('b@example.org');
    let passed = 0;
    while ((await app.call('GET', '/api/v1/devices', undefined, bearer(one.token))).status === 200) passed += 1;
    expect(passed).toBe(classLimits.read.device!.burst);
    expect((await app.call('GET', '/api/v1/devices', undefined, bearer(two.token))).status).toBe(200);
  });

  test('R38 counted guesses of a client survive a restart, and other clients are not affected', async () => {
    let app = await startApp({ TRUSTED_PROXIES: '127.0.0.1' });
    const guess = (from: string) =>
      app.call('POST', '/api/v1/devices', { address: 'a@example.org', code: 'x'.repeat(32), device: {} }, { 'x-forwarded-for': from });
    const windows = classLimits.guess.sourceWindows!;
    for (let count = 0; count < windows[0]!.max; count += 1) {
      await app.clock.advance(1000);
      expect((await guess('192.0.2.1')).error).toBe('code-invalid');
    }
    app = await app.restart();
    expect((await guess('192.0.2.1')).error).toBe('too-many-requests');
    expect((await guess('192.0.2.2')).error).toBe('code-invalid');
  });

  test('R38 a first sync of 10,000 files, each in a request of its own, is not throttled', { timeout: 120_000 }, async () => {
    const app = await startApp();
    const { token } = await app.register('a@example.org');
    for (let file = 0; file < 10_000; file += 1) {
      const answer = await app.call('GET', `/api/v1/content?seq=${file + 1}`, undefined, bearer(token));
      if (answer.status !== 404) throw new Error(`file ${file}: ${answer.status}`);
    }
  });

  test('R38 CAIRN_LIMITS=off lifts throttling, and never the guess budget', async () => {
    const app = await startApp({ LIMITS: 'off' });
    for (let count = 0; count < 300; count += 1) expect((await app.call('GET', '/api/v1/server')).status).toBe(200);
    const errors = [];
    for (let count = 0; count < 25; count += 1)
      errors.push((await app.call('POST', '/api/v1/devices', { address: 'a@example.org', code: '10000000', device: {} })).error);
    expect(errors.filter((error) => error === 'too-many-tries')).toHaveLength(5);
  });
});

describe('R71 proxies', () => {
  const from = async (settings: Record<string, string>, headers: Record<string, string>): Promise<string> => {
    const app = await startApp(settings);
    await app.call('GET', '/api/v1/account', undefined, headers);
    const line = app.log.lines.find(({ message }) => message === 'a request was refused');
    return String((line?.facts as { from?: string } | undefined)?.from);
  };
  const trusting = { TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8, fd00::/8' };
  // [forwarded-for, seen without a trusted proxy, seen with one]
  const table: [string, string][] = [
    ['', '127.0.0.1'],
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:4711', '192.0.2.1'],
    ['6.6.6.6, 192.0.2.1', '192.0.2.1'],
    ['6.6.6.6, 192.0.2.1, 10.1.2.3', '192.0.2.1'],
    ['10.9.9.9, 10.1.2.3', '10.9.9.9'],
    ['6.6.6.6,,192.0.2.1,', '192.0.2.1'],
    ['6.6.6.6, unknown', '127.0.0.1'],
    ['6.6.6.6, <script>', '127.0.0.1'],
    ['6.6.6.6, 192.0.2.1, ', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['6.6.6.6, 2001:db8::1, fd00::1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['999.1.1.1', '127.0.0.1'],
    ['192.0.2.1 evil', '127.0.0.1'],
    [`${'6.6.6.6, '.repeat(500)}192.0.2.1`, '192.0.2.1'],
  ];
  test('R71 forwarded addresses count from trusted proxies only, and then the last that no trusted proxy has', async () => {
    for (const [list, seen] of table) {
      const headers = {
        ...(list === '' ? {} : { 'x-forwarded-for': list }),
        forwarded: 'for=6.6.6.6',
        'x-real-ip': '6.6.6.6',
        'cf-connecting-ip': '6.6.6.6',
        'true-client-ip': '6.6.6.6',
        'x-client-ip': '6.6.6.6',
      };
      expect([list, await from({}, headers)]).toEqual([list, '127.0.0.1']);
      expect([list, await from(trusting, headers)]).toEqual([list, seen]);
    }
  });

  test('R71 secrets are refused over plain http when the public address is https', async () => {
    const app = await startApp({ PUBLIC_URL: 'https://cairn.example.org', TRUSTED_PROXIES: '127.0.0.1' });
    for (const route of Object.values(routes)) {
      const answer = await app.call(route.method, route.path.replace(':id', '1'), undefined, { ...bearer('cairn_1_1_x') });
      const open = route.credential === 'none' && route.limit !== 'mail';
      expect([route.path, answer.error === 'tls-required']).toEqual([route.path, !open]);
      const proxied = await app.call(route.method, route.path.replace(':id', '1'), undefined, { 'x-forwarded-proto': 'https' });
      expect([route.path, proxied.error]).not.toEqual([route.path, 'tls-required']);
    }
    const spoofed = await startApp({ PUBLIC_URL: 'https://cairn.example.org', TRUSTED_PROXIES: '10.0.0.1' });
    expect((await spoofed.call('GET', '/api/v1/account', undefined, { 'x-forwarded-proto': 'https' })).error).toBe('tls-required');
  });
});

describe('R80 where to write', () => {
  test('R80 security.txt names a contact and has not expired (RFC 9116)', async () => {
    const app = await startApp({ PUBLIC_URL: 'http://cairn.example.org' });
    app.clock.set(app.clock.now() + 10 * 365 * 86_400_000);
    const { text, headers } = await app.call('GET', '/.well-known/security.txt');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text).toMatch(/^Contact: mailto:security@cairn\.example\.org$/m);
    expect(Date.parse(/^Expires: (.*)$/m.exec(text)![1]!)).toBeGreaterThan(app.clock.now());
  });
});

describe('R77 health', () => {
  test('R77 readiness flips with each dependency and back; strangers learn no more than up or down', async () => {
    const app = await startApp();
    expect(await app.call('GET', '/healthz')).toMatchObject({ status: 200, json: { status: 'up' } });
    const ready = async () => {
      await app.clock.advance(3000);
      return app.call('GET', '/readyz');
    };
    expect((await ready()).text).toBe('{"status":"ready"}');
    const probe = app.store.probe.bind(app.store);
    const breaks: [() => void, () => void][] = [
      [
        () => Object.assign(app.store, { probe: () => Promise.reject(new Error('disk I/O error at /secret/path')) }),
        () => Object.assign(app.store, { probe }),
      ],
      [() => (app.space.free = 1000), () => (app.space.free = null)],
      [() => (app.space.broken = true), () => (app.space.broken = false)],
      [() => app.clock.set(app.clock.now() - 20 * 365 * 86_400_000), () => app.clock.set(Date.UTC(2026, 11, 1))],
    ];
    for (const [breakIt, mend] of breaks) {
      breakIt();
      const broken = await ready();
      expect([broken.status, broken.text]).toEqual([503, '{"status":"not-ready"}']);
      expect((await app.call('GET', '/healthz')).status).toBe(200);
      mend();
      expect((await ready()).status).toBe(200);
    }
    expect(app.log.lines.filter(({ message }) => message === 'the server is not ready')).toHaveLength(breaks.length);
  });
});
