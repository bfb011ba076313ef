import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { encodeBatch } from '@cairn/protocol';
import { AccountsAnswer, AdminAccountAnswer, AuditAnswer, InviteAnswer, WhyNoCodeAnswer, routes } from '@cairn/protocol/schemas';
import type { Route, RouteName } from '@cairn/protocol';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { audited } from '../src/routes/audited.ts';
import type { TestApp } from './support/app.ts';
import { bearer, startApp } from './support/app.ts';
import { exampleFor } from './support/requests.ts';

const hour = 3_600_000;
const adminRoutes = (Object.keys(routes) as RouteName[]).filter((name) => routes[name].credential === 'admin');

/** An administrator by the set-up link, and somebody else with one device. */
async function withAdministrator(settings: Record<string, string> = {}) {
  const app = await startApp({ LIMITS: 'off', ...settings });
  const [, token = ''] = /#(\S+)/.exec(app.console.join('\n')) ?? [];
  await app.call('POST', '/api/v1/set-up', { token, address: 'root@example.org' });
  await app.clock.advance(0);
  const code = /^\d{8}$/m.exec(app.mailbox.last('root@example.org').text)?.[0];
  const made = await app.call('POST', '/api/v1/devices', { address: 'root@example.org', code, device: { name: 'desk' } });
  const root = made.json as { account: number; token: string };
  const ann =
    settings['REGISTRATION'] === undefined
      ? await app.register('ann@example.org', { name: 'phone' })
      : { account: 0, device: 0, token: '' };
  const ask = async <S extends z.ZodType>(schema: S, method: string, url: string, body?: unknown): Promise<z.output<S>> => {
    const answer = await app.call(method, `/api/v1/${url}`, body, bearer(root.token));
    if (answer.status !== 200) throw new Error(`${url}: ${answer.text}`);
    return schema.parse(answer.json);
  };
  const auditOf = async (account?: number): Promise<z.output<typeof AuditAnswer>['rows']> =>
    (await ask(AuditAnswer, 'GET', `admin/audit?limit=500${account === undefined ? '' : `&account=${account}`}`)).rows;
  return { app, root, ann, ask, auditOf };
}
const kinds = (rows: readonly { kind: string; outcome: string }[]): string[] =>
  rows.map((row) => (row.outcome === 'done' ? row.kind : `${row.kind} ${row.outcome}`));
const wholeState = (app: TestApp): string =>
  (app.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").pluck().all() as string[])
    .filter((table) => table !== 'tally')
    .map((table) => JSON.stringify(app.db.prepare(`SELECT * FROM ${table}`).all()))
    .join('\n');

describe('R62 the right to administer', () => {
  test('R62 R57 nobody but the administrator calls any route of the administration, and a refusal changes nothing', async () => {
    const { app, ann } = await withAdministrator();
    const before = wholeState(app);
    expect(adminRoutes.length).toBeGreaterThan(14);
    for (const name of adminRoutes) {
      const route: Route = routes[name];
      const { url, body } = exampleFor(route, '1');
      const refused = await app.call(route.method, url, body, bearer(ann.token));
      expect([name, refused.status, refused.error]).toEqual([name, 403, 'forbidden']);
      expect((await app.call(route.method, url, body)).error).toBe('not-signed-in');
      expect((await app.call(route.method, url, body, bearer(`cairn_operator_${'A'.repeat(43)}`))).error).toBe('not-signed-in');
    }
    expect(wholeState(app)).toBe(before);
  });

  test('R62 a fresh server has no administrator and no credential that would be one', async () => {
    const app = await startApp();
    expect(app.db.prepare('SELECT count(*) FROM account').pluck().get()).toBe(0);
    for (const token of ['cairn_operator_', 'cairn_operator_admin', 'cairn_1_1_admin']) {
      expect((await app.call('GET', '/api/v1/admin/status', undefined, bearer(token))).error).toBe('not-signed-in');
    }
  });

  test('R62 R69 no answer of the administration holds a hash, a token, a code or a password, of whomever', async () => {
    const { app, root, ann, ask } = await withAdministrator({
      SMTP_URL: 'smtp://user:hunter2@mail.example.org',
      MAIL_FROM: 'x@example.org',
    });
    await app.call('POST', '/api/v1/codes', { address: 'ann@example.org' });
    await ask(InviteAnswer, 'POST', 'admin/invitations', {});
    const secrets = ['hunter2', root.token.split('_')[3] ?? '', ann.token.split('_')[3] ?? ''];
    for (const [table, columns] of Object.entries({
      device: ['token_hash'],
      code: ['digits_hash', 'word_hash'],
      mail: ['sealed'],
      invitation: ['hash'],
      server_word: ['word'],
    })) {
      for (const column of columns)
        secrets.push(
          ...(app.db
            .prepare(`SELECT ${column} FROM ${table} WHERE ${column} IS NOT NULL AND length(${column}) > 8`)
            .pluck()
            .all() as string[]),
        );
    }
    secrets.push(...app.mailbox.mails.flatMap((mail) => /^\d{8}$/m.exec(mail.text)?.[0] ?? []));
    expect(secrets.length).toBeGreaterThan(9);
    for (const name of adminRoutes) {
      const route: Route = routes[name];
      if (['adminDeleteAccount', 'adminInvite'].includes(name)) continue;
      const { url, body } = exampleFor(route, String(ann.account));
      const { text } = await app.call(
        route.method,
        url,
        name === 'adminWhyNoCode' ? { address: 'ann@example.org' } : body,
        bearer(root.token),
      );
      for (const secret of secrets) expect([name, text.includes(secret)]).toEqual([name, false]);
    }
  });
});

describe('O2 accounts', () => {
  test('O2 an account is found, looked at, blocked and let in again; its device is refused in between', async () => {
    const { app, ann, ask } = await withAdministrator();
    const found = await ask(AccountsAnswer, 'POST', 'admin/accounts/search', { text: 'ANN@' });
    expect(found.accounts.map((row) => [row.account, row.address, row.plan, row.devices])).toEqual([
      [ann.account, 'ann@example.org', 'pro', 1],
    ]);
    const url = `admin/accounts/${ann.account}`;
    expect((await ask(AdminAccountAnswer, 'POST', url, { blocked: true })).state).toBe('blocked');
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(ann.token))).status).toBe(401);
    expect((await ask(AdminAccountAnswer, 'POST', url, { blocked: false })).state).toBe('active');
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(ann.token))).status).toBe(200);
    expect((await ask(AdminAccountAnswer, 'GET', url)).deviceRows.map((row) => row.name)).toEqual(['phone']);
  });

  test('O2 a quota that was set counts for uploads within seconds, and the plan’s again when it is taken back', async () => {
    const { app, root, ann, ask } = await withAdministrator();
    const url = `admin/accounts/${ann.account}`;
    const upload = async (name: string): Promise<string> => {
      const member = gzipSync(randomBytes(5000));
      const header = { type: 'GPX', name, base: 0, clientTime: 1, length: member.length };
      const payload = Buffer.from(encodeBatch([{ header, body: new Uint8Array(member) }]));
      const headers = { ...bearer(ann.token), 'content-type': 'application/vnd.cairn.batch' };
      const { body } = await app.app.frame.inject({ method: 'POST', url: '/api/v1/upload', payload, headers });
      return /"code":"([\w-]+)"/.exec(body)?.[1] ?? /"status":"(\w+)"/.exec(body)?.[1] ?? body;
    };
    expect(await upload('a.gpx')).toBe('done');
    expect(await ask(AdminAccountAnswer, 'POST', url, { quota: 6000 })).toMatchObject({ quota: 6000, allowed: 6000 });
    await app.clock.advance(10_000);
    expect(await upload('b.gpx')).toBe('space-exceeded');
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(ann.token))).json).toMatchObject({ allowed: 6000 });
    await app.call('POST', `/api/v1/${url}`, { quota: null }, bearer(root.token));
    await app.clock.advance(10_000);
    expect(await upload('b.gpx')).toBe('done');
  });

  test('O2 a device, then everything of an account is signed out at once', async () => {
    const { app, root, ann, ask } = await withAdministrator();
    const second = await app.register('ann@example.org');
    const url = `/api/v1/admin/accounts/${ann.account}/sign-out`;
    expect((await app.call('POST', url, { device: second.device }, bearer(root.token))).json).toMatchObject({ count: 1 });
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(second.token))).status).toBe(401);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(ann.token))).status).toBe(200);
    expect((await app.call('POST', url, { device: null }, bearer(root.token))).json).toMatchObject({ count: 1 });
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(ann.token))).status).toBe(401);
    expect((await app.call('POST', url, { device: 99 }, bearer(root.token))).error).toBe('not-found');
    expect((await ask(AdminAccountAnswer, 'GET', `admin/accounts/${ann.account}`)).deviceRows).toEqual([]);
  });

  test('O2 R73 an account is deleted by the one who repeats its address; the last administrator stays', async () => {
    const { app, root, ann } = await withAdministrator();
    const del = (account: number, address: string) =>
      app.call('POST', `/api/v1/admin/accounts/${account}/delete`, { address }, bearer(root.token));
    expect((await del(ann.account, 'bob@example.org')).error).toBe('bad-request');
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(ann.token))).status).toBe(200);
    expect((await del(ann.account, 'Ann@example.org')).status).toBe(200);
    expect((await app.call('GET', '/api/v1/account', undefined, bearer(ann.token))).status).toBe(401);
    expect((await del(ann.account, '')).error).toBe('not-found');
    expect((await del(root.account, 'root@example.org')).error).toBe('last-administrator');
    for (const body of [{ admin: false }, { blocked: true }]) {
      expect((await app.call('POST', `/api/v1/admin/accounts/${root.account}`, body, bearer(root.token))).error).toBe('last-administrator');
    }
    expect((await app.call('POST', '/api/v1/admin/accounts/4711', { blocked: true }, bearer(root.token))).error).toBe('not-found');
  });

  test('R62 the right moves: a second administrator may take it from the first, who is out at once', async () => {
    const { app, root, ann } = await withAdministrator();
    await app.call('POST', `/api/v1/admin/accounts/${ann.account}`, { admin: true }, bearer(root.token));
    expect((await app.call('GET', '/api/v1/admin/status', undefined, bearer(ann.token))).status).toBe(200);
    await app.call('POST', `/api/v1/admin/accounts/${root.account}`, { admin: false }, bearer(ann.token));
    expect((await app.call('GET', '/api/v1/admin/status', undefined, bearer(root.token))).error).toBe('forbidden');
  });
});

describe('O2 invitations, mails, jobs', () => {
  test('O2 A1 an invitation made here opens registration once, and one that was withdrawn does not', async () => {
    const { app, root, ask } = await withAdministrator({ REGISTRATION: 'invite' });
    const wordOf = async (): Promise<string> => new URL((await ask(InviteAnswer, 'POST', 'admin/invitations', { note: 'club' })).link).searchParams.get('invitation') ?? ''; // prettier-ignore
    const tries = async (address: string, invitation: string): Promise<boolean> => {
      await app.call('POST', '/api/v1/codes', { address, invitation });
      await app.clock.advance(0);
      return app.mailbox.mails.some((mail) => mail.to === address);
    };
    expect(await tries('bob@example.org', await wordOf())).toBe(true);
    const second = await wordOf();
    const list = await app.call('GET', '/api/v1/admin/invitations', undefined, bearer(root.token));
    const { invitations } = list.json as { invitations: { id: string; note: string }[] };
    expect(invitations.map((row) => row.note)).toEqual(['club', 'club']);
    for (const { id } of invitations) await app.call('DELETE', `/api/v1/admin/invitations/${id}`, undefined, bearer(root.token));
    expect(await tries('eve@example.org', second)).toBe(false);
  });

  test('O2 A2 why a code did not arrive: not invited, waiting, failing, handed over, used', async () => {
    const { app, root, ann, ask } = await withAdministrator();
    const why = async (address: string): Promise<string[]> =>
      (await ask(WhyNoCodeAnswer, 'POST', 'admin/why-no-code', { address })).findings.map((row) => row.finding);
    expect(await why('no address')).toEqual(['address-invalid']);
    expect(await why('eve@example.org')).toEqual(['nobody-asked']);
    await app.call('POST', '/api/v1/codes', { address: 'Eve@Example.org' });
    await app.clock.advance(0);
    expect(await why('eve@example.org')).toEqual(['outbox']);
    await app.clock.advance(1000);
    await app.register('eve@example.org');
    expect(await why('eve@example.org')).toContain('used');
    await app.clock.advance(1000);
    app.mailbox.broken = true;
    await app.call('POST', '/api/v1/codes', { address: 'ann@example.org' });
    await app.clock.advance(0);
    expect(await why('ann@example.org')).toEqual(expect.arrayContaining(['failing', 'waiting']));
    await app.clock.advance(1000);
    app.mailbox.broken = false;
    expect((await app.call('POST', '/api/v1/admin/mails/retry', { ids: null }, bearer(root.token))).json).toMatchObject({ count: 1 });
    await app.clock.advance(0);
    expect((await why('ann@example.org'))[0]).toBe('outbox');
    await app.call('POST', `/api/v1/admin/accounts/${ann.account}`, { blocked: true }, bearer(root.token));
    expect((await why('ann@example.org'))[0]).toBe('blocked');
  });

  test('O2 jobs are listed with how they fare, and run when asked', async () => {
    const { app, root } = await withAdministrator();
    const jobs = async () => ((await app.call('GET', '/api/v1/admin/status', undefined, bearer(root.token))).json as { jobs: { name: string; ended: number | null }[] }).jobs; // prettier-ignore
    expect((await jobs()).find((job) => job.name === 'prune-audit')?.ended).toBeNull();
    expect((await app.call('POST', '/api/v1/admin/jobs', { name: 'prune-audit' }, bearer(root.token))).status).toBe(200);
    expect((await jobs()).find((job) => job.name === 'prune-audit')?.ended).toBe(app.clock.now());
    expect((await app.call('POST', '/api/v1/admin/jobs', { name: 'nothing' }, bearer(root.token))).error).toBe('not-found');
  });
});

describe('R79 the audit log', () => {
  test('R79 sign-ins, refusals, codes, devices, deletions and acts of administrators each leave a row, with who and from where', async () => {
    const { app, root, ann, auditOf } = await withAdministrator();
    await app.call('POST', '/api/v1/devices', { address: 'ann@example.org', code: '11111111', device: {} });
    await app.call('POST', '/api/v1/sessions', { address: 'ann@example.org', password: 'wrong' });
    await app.call('POST', '/api/v1/devices/sign-out-others', undefined, bearer(ann.token));
    await app.call('POST', `/api/v1/admin/accounts/${ann.account}`, { quota: 5 }, bearer(root.token));
    const code = await app.proof(ann.token, 'delete-account');
    await app.call('POST', '/api/v1/account/delete', { code }, bearer(ann.token));
    const rows = await auditOf();
    expect(kinds(rows)).toEqual(
      expect.arrayContaining([
        ...['code-asked', 'mail-sent', 'device-registered', 'device-registered code-invalid', 'signed-in sign-in-refused'],
        ...['others-signed-out', 'account-changed', 'account-deleted'],
      ]),
    );
    const changed = rows.find((row) => row.kind === 'account-changed');
    expect(changed).toMatchObject({
      account: 0,
      about: ann.account,
      actor: `account:${root.account}`,
      source: '127.0.0.1',
      facts: { quota: 5 },
    });
    expect(rows.find((row) => row.kind === 'account-deleted')).toMatchObject({ account: 0, about: ann.account, source: '' });
    expect(rows.find((row) => row.kind === 'others-signed-out')).toMatchObject({ account: ann.account, actor: `device:${ann.device}` });
    const [times, sorted] = [rows.map((row) => row.at), rows.map((row) => row.at).sort((a, b) => b - a)];
    expect(times).toEqual(sorted);
  });

  test('R79 every act of the administration that changes something is in the table, and is written before it is done', async () => {
    const reads = ['adminAccounts', 'adminWhyNoCode'];
    for (const name of adminRoutes) {
      const changes = routes[name].method !== 'GET' && !reads.includes(name);
      expect([name, audited[name]?.act !== undefined]).toEqual([name, changes]);
    }
    const { app, root, ann } = await withAdministrator();
    app.store.appendAudit = async () => Promise.reject(new Error('the disk is full'));
    const answer = await app.call('POST', `/api/v1/admin/accounts/${ann.account}`, { blocked: true }, bearer(root.token));
    expect(answer.status).toBe(500);
    expect((await app.store.account(ann.account))?.state).toBe('active');
  });

  test('R79 people see what happened with their own account, failures with their address too, and nothing of others', async () => {
    const { app, root, ann } = await withAdministrator();
    await app.register('bob@example.org');
    await app.clock.advance(1000);
    await app.call('POST', '/api/v1/sessions', { address: 'ann@example.org', password: 'wrong' });
    await app.clock.advance(1000);
    await app.call('POST', `/api/v1/admin/accounts/${ann.account}`, { quota: 5 }, bearer(root.token));
    const mine = await app.call('GET', '/api/v1/account/activity', undefined, bearer(ann.token));
    const { rows } = AuditAnswer.parse(mine.json);
    expect(kinds(rows)).toEqual(['account-changed', 'signed-in sign-in-refused', 'device-registered', 'mail-sent', 'code-asked']);
    expect(rows[0]).toMatchObject({ source: '', actor: `account:${root.account}` });
    const page = AuditAnswer.parse((await app.call('GET', '/api/v1/account/activity?limit=2', undefined, bearer(ann.token))).json);
    expect(page.more).toBe(true);
    const next = await app.call('GET', `/api/v1/account/activity?before=${page.rows[1]?.place ?? ''}`, undefined, bearer(ann.token));
    expect(kinds(AuditAnswer.parse(next.json).rows)).toEqual(['device-registered', 'mail-sent', 'code-asked']);
  });

  test('R79 R69 no address, no name and no secret stands in the log, and what a client sends stays one value', async () => {
    const { app, root, auditOf } = await withAdministrator();
    await app.call('POST', '/api/v1/admin/jobs', { name: 'x"}\n{"kind":"forged' }, bearer(root.token));
    await app.call('POST', '/api/v1/devices', { address: 'ann@example.org', code: '12345670', device: { name: 'secret name' } });
    const text = JSON.stringify(app.db.prepare('SELECT * FROM audit').all());
    for (const word of ['example.org', 'secret name', '12345670', 'cairn_1']) expect(text).not.toContain(word);
    const rows = await auditOf();
    expect(kinds(rows)).not.toContain('forged');
    expect(rows.find((row) => row.kind === 'job-run')?.facts).toEqual({ name: 'x"}\n{"kind":"forged' });
  });

  test('R79 a row that was changed, and one that was taken out, are found; a replaced secret is no forgery', async () => {
    const { app, root, ann } = await withAdministrator();
    const verify = async () => (await app.call('POST', '/api/v1/admin/audit/verify', undefined, bearer(root.token))).json;
    expect(await verify()).toMatchObject({ broken: [], otherKey: 0 });
    app.db.exec('DROP TRIGGER audit_is_only_added_to');
    app.db.prepare("UPDATE audit SET source = '192.0.2.9' WHERE account = ? AND n = 1").run(ann.account);
    expect(await verify()).toMatchObject({ broken: [{ account: ann.account, n: 1, fault: 'changed' }] });
    app.db.prepare("UPDATE audit SET seal = 'othrkey1.x' WHERE account = ? AND n = 1").run(ann.account);
    expect(await verify()).toMatchObject({ broken: [], otherKey: 1 });
    app.db.prepare('DELETE FROM audit WHERE account = 0 AND n = 2').run();
    expect(await verify()).toMatchObject({ broken: [{ account: 0, n: 1, fault: 'missing' }] });
  });

  test('R79 rows go when their time is over, and those of a deleted account with it', async () => {
    const { app, root, ann, auditOf } = await withAdministrator({ AUDIT_DAYS: '1' });
    await app.clock.skip(2 * 24 * hour);
    await app.app.jobs.runNow('prune-audit');
    expect(await auditOf()).toEqual([]);
    await app.call('POST', '/api/v1/codes', { address: 'ann@example.org' });
    await app.call('POST', `/api/v1/admin/accounts/${ann.account}/delete`, { address: 'ann@example.org' }, bearer(root.token));
    await app.clock.skip(3 * hour);
    await app.app.jobs.runNow('drop-deleted-accounts');
    expect((await auditOf(ann.account)).map((row) => [row.kind, row.account])).toEqual([['account-deleted', 0]]);
  });

  test('R79 a flood of strangers cannot fill the log', async () => {
    const { app } = await withAdministrator();
    for (let index = 0; index < 700; index += 1) {
      await app.call('POST', '/api/v1/devices', { address: `x${index}@example.org`, code: '11111111', device: {} });
    }
    const rows = app.db.prepare("SELECT count(*) FROM audit WHERE actor = 'nobody' AND outcome <> 'done'").pluck().get();
    expect(rows).toBeLessThanOrEqual(601);
  });
});
