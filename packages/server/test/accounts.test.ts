import { RegisterAnswer } from '@cairn/protocol/schemas';
import { describe, expect, test } from 'vitest';
import { bearer, startApp } from './support/app.ts';
import { codeIn, wordIn } from './support/world.ts';

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
