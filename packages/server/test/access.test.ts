import type Database from 'better-sqlite3';
import type { Route, RouteName } from '@cairn/protocol';
import { SessionAnswer, routes } from '@cairn/protocol/schemas';
import { describe, expect, test } from 'vitest';
import type { Answer, TestApp } from './support/app.ts';
import { bearer, startApp } from './support/app.ts';
import { exampleFor } from './support/requests.ts';

/** Every row of every table, but what counts and records tries: the whole state of the database as text. */
function stateOf(db: Database.Database): string {
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all() as string[];
  return tables
    .filter((table) => table !== 'tally' && table !== 'audit')
    .map((table) => {
      const rows = db.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[];
      return `${table} ${JSON.stringify(rows.map((row) => ({ ...row, tries: 0 })))}`;
    })
    .join('\n');
}

const names = Object.keys(routes) as RouteName[];
const guarded = names.filter((name) => !['none', 'code'].includes(routes[name].credential));
const password = 'trombone and gravel';

/** Two accounts, the first with three devices, a session and pending codes for everything. */
async function twoAccounts() {
  const app = await startApp({ LIMITS: 'off' });
  const [first, second, third] = [
    await app.register('a@example.org'),
    await app.register('a@example.org'),
    await app.register('a@example.org'),
  ];
  const stranger = await app.register('b@example.org');
  const code = await app.proof(first.token, 'set-password');
  await app.call('PUT', '/api/v1/account/password', { code, password }, bearer(first.token));
  const signedIn = await app.call('POST', '/api/v1/sessions', { address: 'a@example.org', password });
  SessionAnswer.parse(signedIn.json);
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!;
  for (const purpose of ['change-address', 'delete-account', 'set-password']) await app.proof(first.token, purpose);
  return { app, first, second, third, stranger, cookie };
}
const send = (app: TestApp, route: Route, headers: Record<string, string>, id?: string): Promise<Answer> => {
  const { url, body } = exampleFor(route, id);
  return app.call(route.method, url, body, headers);
};

describe('R57 every change needs proof of control', () => {
  test('R57 R56 R70 strangers, forged, cut, revoked, expired and deleted credentials are denied everywhere and change nothing', async () => {
    const { app, first, second, third, stranger, cookie } = await twoAccounts();
    await app.call('DELETE', `/api/v1/devices/${second.device}`, undefined, bearer(first.token));
    const gone = await app.register('gone@example.org');
    await app.call('POST', '/api/v1/account/delete', { code: await app.proof(gone.token, 'delete-account') }, bearer(gone.token));
    const [, , , secret = ''] = third.token.split('_');
    const blocked = await app.register('blocked@example.org');
    await app.store.setBlocked(blocked.account, true);
    const same = { 'sec-fetch-site': 'same-origin', 'x-cairn': 'test' };
    const credentials: Record<string, Record<string, string>> = {
      anonymous: {},
      'by address': { 'x-user': 'a@example.org' },
      garbage: bearer('x'),
      'wrong secret': bearer(`cairn_1_1_${'A'.repeat(43)}`),
      'secret of another device': bearer(`cairn_1_1_${secret}`),
      'own secret, other account': bearer(`cairn_1_1_${stranger.token.split('_')[3]!}`),
      'cut off': bearer(third.token.slice(0, -1)),
      longer: bearer(`${third.token}A`),
      'other scheme': { authorization: `Basic ${third.token}` },
      revoked: bearer(second.token),
      'deleted account': bearer(gone.token),
      'blocked account': bearer(blocked.token),
      'cookie with a wrong secret': { ...same, cookie: `${cookie.slice(0, -4)}AAAA` },
      'cookie of another site': { cookie, 'sec-fetch-site': 'cross-site' },
      'cookie twice': { ...same, cookie: `${cookie}; ${cookie}` },
      'token as cookie': { ...same, cookie: `cairn=${third.token}` },
      'token in the query': {},
    };
    await app.clock.advance(0);
    const before = stateOf(app.db);
    for (const name of guarded) {
      const route: Route = routes[name];
      for (const [kind, headers] of Object.entries(credentials)) {
        if (kind === 'cookie of another site' && route.method === 'GET') continue;
        const { url, body } = exampleFor(route, '1');
        const address =
          kind === 'token in the query' ? `${url}${url.includes('?') ? '&' : '?'}token=${third.token}&accessToken=${third.token}` : url;
        const answer = await app.call(route.method, address, body, headers);
        expect([name, kind, answer.status >= 400 && answer.status < 500, answer.error]).toEqual([
          name,
          kind,
          true,
          kind === 'cookie of another site' ? 'forbidden' : 'not-signed-in',
        ]);
      }
    }
    expect(stateOf(app.db)).toBe(before);
  });

  test('R57 an expired session opens nothing', async () => {
    const { app, cookie } = await twoAccounts();
    await app.clock.skip(31 * 86_400_000);
    const before = stateOf(app.db);
    for (const name of guarded) {
      const answer = await send(app, routes[name], { cookie, 'sec-fetch-site': 'same-origin', 'x-cairn': 'test' });
      expect([name, answer.error]).toEqual([name, 'not-signed-in']);
    }
    expect(stateOf(app.db)).toBe(before);
  });

  test('R56 R57 a token alone changes no address and no password, deletes no account; nor does a code of another purpose', async () => {
    const { app, first } = await twoAccounts();
    const purposes = {
      changeAddress: 'change-address',
      setPassword: 'set-password',
      deleteAccount: 'delete-account',
      confirmAddress: 'confirm-address',
    } as const;
    const proofs = names.filter((name) => routes[name].credential === 'proof');
    expect(proofs.sort()).toEqual(Object.keys(purposes).sort());
    const codes: Record<string, string> = { 'sign-in': await app.code('a@example.org') };
    for (const purpose of ['change-address', 'set-password', 'delete-account']) codes[purpose] = await app.proof(first.token, purpose);
    await app.clock.advance(0);
    const before = stateOf(app.db);
    const bodies: Record<string, object> = {
      changeAddress: { address: 'c@example.org' },
      setPassword: { password: 'gravel and trombone' },
    };
    for (const name of proofs) {
      const route: Route = routes[name];
      expect((await app.call(route.method, route.path, bodies[name] ?? {}, bearer(first.token))).error).toBe('bad-request');
      for (const [purpose, code] of Object.entries(codes)) {
        if (purposes[name as keyof typeof purposes] === purpose) continue;
        const answer = await app.call(route.method, route.path, { ...bodies[name], code }, bearer(first.token));
        expect([name, purpose, answer.error]).toEqual([name, purpose, 'code-invalid']);
      }
    }
    expect(stateOf(app.db)).toBe(before);
  });
});
