import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { parseAddress } from '../src/accounts/address.ts';
import { outboxMailer } from '../src/adapters/outbox.ts';
import { smtpMailer } from '../src/adapters/smtp.ts';
import { codeMail, noticeMail } from '../src/mail/texts.ts';
import { mailWords } from '../src/mail/words.ts';
import type { Mail, Mailer } from '../src/ports/world.ts';
import { bearer, startApp } from './support/app.ts';
import { SeededRandom, VirtualClock } from './support/world.ts';

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly head: string;
  readonly text: string;
}
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A real SMTP server on loopback that keeps what it takes. */
async function mailServer(options: { user?: string; refuse?: boolean } = {}): Promise<{ port: number; mails: Received[] }> {
  const mails: Received[] = [];
  const server = new SMTPServer({
    authOptional: options.user === undefined,
    allowInsecureAuth: true,
    disabledCommands: options.user === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      done(username === options.user && password === 'se:cret@1' ? null : new Error('no'), { user: username }),
    onRcptTo: (_address, _session, done) => done(options.refuse === true ? new Error('mailbox unknown') : null),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('latin1');
        const [head = '', body = ''] = raw.split(/\r\n\r\n([\s\S]*)/);
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          head,
          text: decoded(body),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, mails };
}
/** Quoted-printable, undone. */
function decoded(body: string): string {
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replace(/\r\n/g, '\n');
}
const facts = {
  to: 'a@example.org',
  code: '12345678',
  word: 'w'.repeat(32),
  minutes: 10,
  expires: Date.UTC(2026, 10, 21, 8),
  publicUrl: 'https://cairn.example.org',
} as const;
const mail: Mail = codeMail({ ...facts, purpose: 'sign-in', lang: 'uk' });

/** What every mailer must do; run over each adapter. */
async function contract(mailer: Mailer, received: () => Promise<Received[]>): Promise<void> {
  await mailer.send(mail);
  await mailer.send(codeMail({ ...facts, purpose: 'delete-account', lang: 'en' }));
  const [first, second] = await received();
  expect(first!.to).toEqual(['a@example.org']);
  expect(first!.text).toBe(mail.text);
  expect(first!.text).toMatch(/^12345678$/m);
  expect(first!.head).toMatch(/^Content-Language: uk$/m);
  expect(second!.head).toMatch(/^Subject: Code to delete your account\r?$/m);
  for (const header of ['From', 'To', 'Subject', 'Date', 'Message-ID'])
    expect(second!.head.match(new RegExp(`^${header}: `, 'gm'))).toHaveLength(1);
}

describe('mailers', () => {
  test('A1 SMTP: mails reach a real server as they were written', async () => {
    const { port, mails } = await mailServer();
    const mailer = smtpMailer(`smtp://127.0.0.1:${port}`, 'Cairn <cairn@example.org>');
    closing.push(() => mailer.close());
    await contract(mailer, async () => mails);
    expect(mails[0]!.from).toBe('cairn@example.org');
  });

  test('A1 SMTP: signs in with name and password, and says so when the server refuses', async () => {
    const { port, mails } = await mailServer({ user: 'us:er' });
    const right = smtpMailer(`smtp://us%3Aer:se%3Acret%401@127.0.0.1:${port}?plain=yes`, 'Cairn <cairn@example.org>');
    const wrong = smtpMailer(`smtp://us%3Aer:wrong@127.0.0.1:${port}?plain=yes`, 'Cairn <cairn@example.org>');
    const withoutTls = smtpMailer(`smtp://us%3Aer:se%3Acret%401@127.0.0.1:${port}`, 'Cairn <cairn@example.org>');
    closing.push(
      () => right.close(),
      () => wrong.close(),
      () => withoutTls.close(),
    );
    await right.send(mail);
    expect(mails).toHaveLength(1);
    await expect(wrong.send(mail)).rejects.toThrow();
    // A password goes over TLS only, unless the operator says otherwise.
    await expect(withoutTls.send(mail)).rejects.toThrow();
    const refusing = await mailServer({ refuse: true });
    const refused = smtpMailer(`smtp://127.0.0.1:${refusing.port}`, 'Cairn <cairn@example.org>');
    closing.push(() => refused.close());
    await expect(refused.send(mail)).rejects.toThrow();
  });

  test('A1 outbox: each mail is one whole file of its own, readable by the owner, and its code is on the console', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-outbox-'));
    closing.push(async () => rmSync(folder, { recursive: true }));
    const lines: string[] = [];
    const outbox = join(folder, 'outbox');
    const mailer = outboxMailer(outbox, { clock: new VirtualClock(), random: new SeededRandom(), console: (line) => lines.push(line) });
    await contract(mailer, async () =>
      readdirSync(outbox)
        .sort((a, b) => statSync(join(outbox, a)).mtimeMs - statSync(join(outbox, b)).mtimeMs)
        .map((name) => {
          expect(name).toMatch(/^[\w-]+\.eml$/);
          expect(statSync(join(outbox, name)).mode & 0o077).toBe(0);
          const [head = '', body = ''] = readFileSync(join(outbox, name), 'latin1').split(/\r\n\r\n([\s\S]*)/);
          return { from: '', to: [/^To: (.*)$/m.exec(head)?.[1]?.trim() ?? ''], head, text: decoded(body) };
        }),
    );
    expect(lines).toEqual(['Code for a@example.org: 12345678', 'Code for a@example.org: 12345678']);
  });
});

describe('R68 mails are safe', () => {
  test('R68 code mails say what the code is for and when it ends, in every language, and link only to the public address', () => {
    for (const lang of ['en', 'de', 'nl', 'fr', 'es', 'it', 'uk']) {
      const { words } = mailWords(lang);
      expect(mailWords(lang).lang).toBe(lang);
      for (const purpose of ['sign-in', 'change-address', 'confirm-address', 'set-password', 'delete-account'] as const) {
        const { text, subject } = codeMail({ ...facts, purpose, lang });
        expect(text).toContain(words.purposes[purpose]);
        expect(text).toMatch(/\b10 .*2026-11-21 08:00 UTC/);
        expect(text.match(/^12345678$/gm)).toHaveLength(1);
        expect(text.match(/\bhttps?:\/\/[^\s#]+/g)!.every((link) => link.startsWith(facts.publicUrl))).toBe(true);
        expect(text).not.toMatch(/[{}]/);
        expect(subject).not.toContain('12345678');
      }
      for (const kind of ['address-changed', 'password-changed', 'account-deleted'] as const) {
        expect(noticeMail({ ...facts, kind, lang, newAddress: 'new@example.org' }).text).not.toMatch(/[{}]|new@/);
      }
    }
    for (const [tag, lang] of [
      ['pt-BR', 'en'],
      ['uk_UA', 'uk'],
      ['DE', 'de'],
      ['', 'en'],
      ['__proto__', 'en'],
      ['constructor', 'en'],
    ] as const)
      expect(mailWords(tag).lang).toBe(lang);
  });

  test('R68 no Host and no forwarded header reaches any mail', async () => {
    const evil = 'evil.example';
    const names = [
      'host',
      'x-forwarded-host',
      'x-forwarded-server',
      'x-host',
      'x-original-host',
      'forwarded',
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded-prefix',
      'x-original-url',
      'x-rewrite-url',
      'origin',
      'referer',
      'via',
      'x-real-ip',
      'x-http-host-override',
      'x-forwarded-port',
      'from',
      'user-agent',
      'accept-language',
    ];
    const variants = names.flatMap((name) => [{ [name]: evil }, { [name]: `https://${evil}/` }]);
    expect(variants.length).toBeGreaterThanOrEqual(20);
    const app = await startApp({ LIMITS: 'off', TRUSTED_PROXIES: '127.0.0.1' });
    const { token } = await app.register('a@example.org');
    for (const headers of variants) {
      await app.call('POST', '/api/v1/codes', { address: 'a@example.org' }, headers);
      for (const purpose of ['set-password', 'change-address', 'delete-account'])
        await app.call('POST', '/api/v1/account/codes', { purpose }, { ...bearer(token), ...headers });
      await app.call('POST', '/api/v1/set-up', { token: app.console[0]!.split('#')[1], address: 'b@example.org' }, headers);
    }
    await app.clock.advance(1000);
    expect(app.mailbox.mails.length).toBeGreaterThan(variants.length * 2);
    for (const { text, subject, to } of app.mailbox.mails) expect(`${text}${subject}${to}`).not.toContain(evil);
    expect((await app.call('GET', '/', undefined, { host: evil, 'x-forwarded-host': evil })).text).not.toContain(evil);
  });

  test('R68 addresses cannot inject headers: what is accepted leaves as exactly one receiver and one of each header', async () => {
    const poison = [
      'a@x.org\r\nBcc: e@evil.org',
      'a@x.org\nBcc: e@evil.org',
      'a@x.org%0d%0aBcc: e@evil.org',
      'a@x.org, e@evil.org',
      'a@x.org;e@evil.org',
      '"a\r\n"@x.org',
      '<a@x.org>',
      'e@evil.org <a@x.org>',
      'a@x.org\u0000',
      'a@x.org\u2028Bcc: e',
      'a@x.org\u0085Bcc: e',
      'a b@x.org',
      '(c)a@x.org',
      'a@x.org(c)',
      'a@[127.0.0.1]',
      'a@x@evil.org>',
      'a@',
      '@x.org',
      'a',
      '',
      'a@x..org',
      'a@-x.org',
      '.a@x.org',
      'a..b@x.org',
      `${'a'.repeat(65)}@x.org`,
      `a@${'x'.repeat(260)}.org`,
      'a@x.org\u202e',
      'a\\@x.org',
      'a@x.org:25',
      'group:a@x.org;',
    ];
    const { port, mails } = await mailServer();
    const mailer = smtpMailer(`smtp://127.0.0.1:${port}`, 'Cairn <cairn@example.org>');
    closing.push(() => mailer.close());
    const unicode = fc.sample(
      fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })),
      { numRuns: 3000, seed: 5 },
    );
    const tried = [...poison, ...unicode.map(([name, host]) => `${name}@${host}.org`), 'jürgen@exämple.org', 'a+b@x.org', "o'hara@x.org"];
    const accepted = tried.filter((address) => {
      try {
        parseAddress(address);
        return true;
      } catch {
        return false;
      }
    });
    for (const address of poison) expect(accepted).not.toContain(address);
    expect(accepted.length).toBeGreaterThan(3);
    for (const address of accepted.slice(-60)) {
      mails.length = 0;
      await mailer.send({ ...mail, to: parseAddress(address).typed });
      expect(mails).toHaveLength(1);
      expect(mails[0]!.to).toHaveLength(1);
      for (const header of ['To', 'Subject', 'From']) expect(mails[0]!.head.match(new RegExp(`^${header}:`, 'gim'))).toHaveLength(1);
      expect(mails[0]!.head).not.toMatch(/^(bcc|cc):/im);
    }
  });
});
