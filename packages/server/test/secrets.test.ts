import net from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { routes } from '@cairn/protocol/schemas';
import { makeLogger, redacted } from '../src/adapters/logger.ts';
import { bearer, startApp } from './support/app.ts';
import { codeIn, wordIn } from './support/world.ts';

describe('R69 no secret in any output', () => {
  test('R69 a whole life of an account leaves no token, code, word, password, cookie or query in the log, and each entry is one line', async () => {
    const lines: string[] = [];
    const log = makeLogger('debug', { write: (line: string) => lines.push(line) });
    const app = await startApp({ LIMITS: 'off' }, undefined, { log });
    const password = 'trombone & gravel MARK';
    const secrets: string[] = [password, 'QUERYMARK', 'NAMEMARK', 'BODYMARK', app.console[0]!.split('#')[1]!];
    const nasty = 'NAMEMARK\n{"level":50,"msg":"forged"}\r\n\u2028line';
    const { token } = await app.register('a@example.org', { name: nasty, brand: nasty });
    secrets.push(token.split('_')[3]!);
    const answers: string[] = [];
    const call = async (...args: Parameters<typeof app.call>): Promise<string> => {
      const answer = await app.call(...args);
      answers.push(answer.text);
      return String(answer.headers['set-cookie'] ?? '');
    };
    const code = await app.proof(token, 'set-password');
    await call('PUT', '/api/v1/account/password', { code, password }, bearer(token));
    const cookie = (await call('POST', '/api/v1/sessions', { address: 'a@example.org', password })).split(';')[0]!;
    secrets.push(cookie.split('.')[2]!);
    await call('POST', '/api/v1/sessions', { address: 'a@example.org', password: 'BODYMARK BODYMARK' });
    for (const route of Object.values(routes)) {
      for (const headers of [bearer(token), { cookie }, bearer('BODYMARK'), {}]) {
        if (route.path.includes('current')) continue;
        await call(route.method, `${route.path.replace(':id', '99')}?token=QUERYMARK&accessToken=QUERYMARK`, undefined, headers);
        await call(route.method, route.path.replace(':id', '99'), '{"code":"BODYMARK', headers);
      }
    }
    await call('GET', `/nowhere/QUERYMARK?x=QUERYMARK`);
    await call('GET', `/api/v1/devices/QUERYMARK`);
    // Also where something breaks that nobody expected.
    Object.assign(app.store, {
      account: () => Promise.reject(new Error(`failed for ${token} at https://x/y?token=QUERYMARK with Bearer ${token}`)),
    });
    await call('GET', '/api/v1/account?token=QUERYMARK', undefined, bearer(token));
    app.mailbox.broken = true;
    await call('POST', '/api/v1/codes', { address: 'c@example.org' });
    await app.clock.advance(1000);
    for (const mail of app.mailbox.mails) if (/^\d{8}$/m.test(mail.text)) secrets.push(codeIn(mail), wordIn(mail));

    expect(lines.length).toBeGreaterThan(100);
    const output = lines.join('');
    for (const secret of secrets) expect(output).not.toContain(secret);
    for (const secret of secrets.filter((text) => text !== 'NAMEMARK'))
      for (const text of answers) if (text.includes(secret)) expect(text).toContain('"token"');
    for (const line of lines) {
      expect(line.endsWith('\n') && line.indexOf('\n') === line.length - 1).toBe(true);
      expect(() => JSON.parse(line) as unknown).not.toThrow();
    }
    // The failure itself is there, with its request and without its secrets.
    expect(output).toContain('failed for cairn_1_1_[redacted]');
  });

  test('R69 redaction knows tokens, addresses with passwords, queries, headers and cookies', () => {
    for (const text of [
      'cairn_12_3_abcDEF-_',
      'smtps://user:SECRET@mail.example',
      '/userdata/x?deviceid=1&accessToken=SECRET',
      'Authorization: Bearer SECRET',
      '__Host-cairn=1.SECRET; Path',
      'Basic SECRET',
    ]) {
      expect(redacted(text)).toContain('[redacted]');
      expect(redacted(text)).not.toMatch(/SECRET|abcDEF/);
    }
  });
});

describe('R49 no requests on behalf of users', () => {
  test('R49 nothing that a user writes makes the server connect anywhere', async () => {
    const connected: unknown[] = [];
    const spy = vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: net.Socket, ...args: unknown[]) {
      connected.push(args);
      return this;
    });
    const app = await startApp({ LIMITS: 'off' });
    const lure = 'http://127.0.0.1:9/canary';
    const { token } = await app.register('a@example.org', { name: lure, brand: lure, model: lure, platform: lure });
    for (const route of Object.values(routes)) {
      const body = { address: 'b@example.org', code: lure, password: lure, token: lure, url: lure, lang: 'en', invitation: lure };
      await app.call(
        route.method,
        `${route.path.replace(':id', '7')}?url=${encodeURIComponent(lure)}`,
        route.method === 'GET' ? undefined : body,
        { ...bearer(token), referer: lure, origin: lure, 'x-callback': lure },
      );
    }
    await app.clock.advance(60_000);
    spy.mockRestore();
    expect(connected).toEqual([]);
  });
});
