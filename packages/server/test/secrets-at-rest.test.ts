import { SessionAnswer } from '@cairn/protocol/schemas';
import { expect, test } from 'vitest';
import type { TestApp } from './support/app.ts';
import { bearer, startApp } from './support/app.ts';
import { codeIn } from './support/world.ts';

const password = 'trombone and gravel';
const same = { 'sec-fetch-site': 'same-origin', 'x-cairn': 'test' };

/** A server in use: a device, a web session, a pending code, an invitation, a waiting mail. */
async function busyServer() {
  const app = await startApp({ LIMITS: 'off', REGISTRATION: 'open' });
  const device = await app.register('a@example.org');
  const code = await app.proof(device.token, 'set-password');
  await app.call('PUT', '/api/v1/account/password', { code, password }, bearer(device.token));
  const signedIn = await app.call('POST', '/api/v1/sessions', { address: 'a@example.org', password });
  SessionAnswer.parse(signedIn.json);
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  await app.call('POST', '/api/v1/codes', { address: 'a@example.org' });
  await app.clock.advance(0);
  const pending = codeIn(app.mailbox.last('a@example.org'));
  app.mailbox.broken = true;
  await app.call('POST', '/api/v1/codes', { address: 'b@example.org' });
  await app.clock.advance(0);
  return { app, device, cookie, pending };
}
/** Every text of the database, whole and by its parts. */
function wordsOf(app: TestApp): string[] {
  const tables = app.db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[];
  const texts = tables.flatMap((table) => (app.db.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[]).flatMap((row) => Object.values(row))); // prettier-ignore
  return [...new Set(texts.filter((text): text is string => typeof text === 'string' && text.length >= 8))];
}

test('R72 R51 nothing that stands in the database is a token, a session, a code or an invitation', async () => {
  const { app, device } = await busyServer();
  const words = wordsOf(app);
  expect(words.length).toBeGreaterThan(8);
  for (const word of words) {
    const forms = [word, `cairn_${device.account}_${device.device}_${word}`, `cairn_operator_${word}`];
    for (const form of forms) expect((await app.call('GET', '/api/v1/account', undefined, { authorization: `Bearer ${form.replace(/[^\x21-\x7e]/g, '')}` })).status).toBe(401); // prettier-ignore
    for (const session of app.db.prepare('SELECT session FROM session').pluck().all() as string[]) {
      const cookie = `cairn=${device.account}.${session}.${word.replace(/[^\w-]/g, '')}`;
      expect((await app.call('GET', '/api/v1/account', undefined, { ...same, cookie })).status).toBe(401);
    }
    const registered = await app.call('POST', '/api/v1/devices', { address: 'a@example.org', code: word.slice(0, 200), device: {} });
    expect([word, registered.status === 200]).toEqual([word, false]);
  }
  // The tries have worn the code out; the password's hash is no password either.
  const hash = app.db.prepare('SELECT password FROM account').pluck().get() as string;
  expect((await app.call('POST', '/api/v1/sessions', { address: 'a@example.org', password: hash })).status).not.toBe(200);
});

test('R72 a replaced secret of the server signs nobody out; codes and mails of the moment are void, and nothing breaks', async () => {
  const { app, device, cookie, pending } = await busyServer();
  await app.app.close();
  const state = { image: app.db.serialize(), clock: app.clock, seed: 'after' };
  const next = await startApp({ LIMITS: 'off' }, state, { secret: Buffer.alloc(32, 9) });
  expect((await next.call('GET', '/api/v1/account', undefined, bearer(device.token))).status).toBe(200);
  expect((await next.call('GET', '/api/v1/account', undefined, { ...same, cookie })).status).toBe(200);
  expect((await next.call('POST', '/api/v1/sessions', { address: 'a@example.org', password })).status).toBe(200);
  const old = await next.call('POST', '/api/v1/devices', { address: 'a@example.org', code: pending, device: {} });
  expect(old.error).toBe('code-invalid');
  await next.clock.advance(20_000);
  expect(next.mailbox.mails).toEqual([]);
  await next.register('a@example.org');
  await next.clock.advance(24 * 3_600_000);
  expect(next.db.prepare('SELECT count(*) FROM mail').pluck().get()).toBe(0);
  expect(next.log.lines.filter((line) => line.level === 'error' && !('job' in line.facts))).toEqual([]);
});
