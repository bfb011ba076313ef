import { expect, test } from 'vitest';
import type { AccountStore } from '../../src/ports/account-store.ts';
import type { Administration } from '../../src/ports/administration.ts';
import type { AuditEntry, AuditStore } from '../../src/ports/audit-store.ts';

const start = Date.UTC(2026, 10, 21);
type Ports = AccountStore & Administration & AuditStore;
export interface AdministrationStore {
  readonly store: Ports;
  readonly close: () => Promise<void>;
}

const entry = (at: number, facts: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ account: 1, about: null, at, kind: 'signed-in', actor: 'web', source: '192.0.2.1', subject: null, outcome: 'done', facts: '{}' },
  seal: 'seal',
  ...facts,
});
const everything = { of: null, kind: null, before: null, limit: 100 };

/** Makes an account by a sign-in code, as the rules do, with one device. */
export async function makeAccount(store: AccountStore, address: string, grantsAdmin = false): Promise<number> {
  const owner = { account: 0, subject: address, purpose: 'sign-in' } as const;
  const code = { ...owner, digitsHash: 'd', wordHash: 'w', expires: start + 60_000, address, addressKey: address, lang: 'en' };
  await store.issueCode(
    { ...code, invitation: null, grantsAdmin },
    { account: 0, sealed: 's', expires: start + 60_000, silent: true },
    start,
  );
  const made = await store.registerDevice({
    ...{ owner, presented: { kind: 'digits', hash: 'd', budget: `guess:${address}` }, tokenHash: 't', deviceLimit: 0, signOut: null },
    device: { name: 'phone', brand: '', model: '', platform: '', lang: 'en' },
    startsPlan: false,
    now: start,
  });
  if (made.outcome !== 'registered') throw new Error(made.outcome);
  return made.account;
}

/** What every store of the administration and of the audit log does (O2, R79). */
export function administrationContract(name: string, open: () => Promise<AdministrationStore>): void {
  const withStore = (title: string, body: (store: Ports) => Promise<void>): void =>
    test(`${title} · ${name}`, async () => {
      const { store, close } = await open();
      try {
        await body(store);
      } finally {
        await close();
      }
    });

  withStore('R79 rows of the audit log are numbered within their account and read newest first, page by page', async (store) => {
    await store.appendAudit([entry(start), entry(start + 1, { account: 2 }), entry(start + 1)]);
    await store.appendAudit([entry(start + 1, { account: 0, about: 2, kind: 'account-changed' }), entry(start, { kind: 'signed-out' })]);
    const all = await store.audit(everything);
    expect(all.map(({ account, n, at }) => [account, n, at - start])).toEqual([[2, 1, 1], [1, 2, 1], [0, 1, 1], [1, 3, 0], [1, 1, 0]]); // prettier-ignore
    const paged = [];
    for (let before = null as (typeof all)[number] | null; ;) {
      const rows = await store.audit({ ...everything, before, limit: 2 });
      paged.push(...rows);
      before = rows.at(-1) ?? null;
      if (rows.length < 2) break;
    }
    expect(paged).toEqual(all);
    expect((await store.audit({ ...everything, kind: 'signed-out' })).map((row) => row.n)).toEqual([3]);
  });

  withStore('R79 an account finds its own rows, what was done about it, and what was tried with its address, each once', async (store) => {
    await store.appendAudit([
      entry(start, { account: 1, subject: 'x' }),
      entry(start + 1, { account: 0, subject: 'x', outcome: 'sign-in-refused' }),
      entry(start + 2, { account: 0, about: 1, kind: 'account-changed' }),
      entry(start + 3, { account: 0, subject: 'y' }),
      entry(start + 4, { account: 2 }),
    ]);
    const mine = await store.audit({ ...everything, of: { account: 1, subject: 'x' } });
    expect(mine.map((row) => row.at - start)).toEqual([2, 1, 0]);
    const next = await store.audit({ ...everything, of: { account: 1, subject: 'x' }, before: mine[0] ?? null, limit: 1 });
    expect(next.map((row) => row.at - start)).toEqual([1]);
    expect(await store.audit({ ...everything, of: { account: 1, subject: 'x' }, kind: 'nothing' })).toEqual([]);
  });

  withStore('R79 old rows go, at most so many at a time, and those of a dropped account; what was done about it stays', async (store) => {
    const account = await makeAccount(store, 'a@example.org');
    await store.appendAudit([entry(start - 3), entry(start - 2), entry(start - 1), entry(start, { account }), entry(start, { account: 0, about: account })]); // prettier-ignore
    expect(await store.pruneAudit(start, 2)).toBe(2);
    expect(await store.pruneAudit(start, 2)).toBe(1);
    expect(await store.pruneAudit(start, 2)).toBe(0);
    await store.dropAccount(account);
    expect((await store.audit(everything)).map((row) => [row.account, row.about])).toEqual([[0, account]]);
  });

  withStore(
    'O2 accounts are found by number, by a part of the address in any case, by state; letters that mean something to a query do not',
    async (store) => {
      const [ann, bob] = [await makeAccount(store, 'ann_1@example.org'), await makeAccount(store, 'bob@example.org')];
      const find = async (text: string, state: 'active' | 'blocked' | null = null, after = 0): Promise<number[]> =>
        (await store.findAccounts({ text, state, after, limit: 10 })).map((row) => row.account);
      expect(await find('')).toEqual([ann, bob]);
      expect(await find('EXAMPLE')).toEqual([ann, bob]);
      expect(await find('', null, ann)).toEqual([bob]);
      expect(await find('_')).toEqual([ann]);
      expect(await find('%')).toEqual([]);
      expect(await find(String(bob))).toEqual([bob]);
      await store.setBlocked(bob, true);
      expect([await find('', 'blocked'), await find('', 'active')]).toEqual([[bob], [ann]]);
      const [row] = await store.findAccounts({ text: 'ann', state: null, after: 0, limit: 1 });
      expect(row).toMatchObject({
        address: 'ann_1@example.org',
        state: 'active',
        admin: false,
        quota: null,
        devices: 1,
        lastSeen: start,
        used: 0,
        kept: 0,
      });
    },
  );

  withStore('R62 the last administrator keeps the right and the account; a further one may lose both', async (store) => {
    const [first, second] = [await makeAccount(store, 'a@example.org', true), await makeAccount(store, 'b@example.org')];
    expect(await store.setAdministrator(first, false)).toBe(false);
    expect(await store.removeAccount(first, start)).toBe(false);
    expect(await store.setAdministrator(second, true)).toBe(true);
    expect(await store.setAdministrator(first, false)).toBe(true);
    expect([(await store.account(first))?.admin, (await store.account(second))?.admin]).toEqual([false, true]);
    expect(await store.removeAccount(first, start)).toBe(true);
    expect(await store.removeAccount(first, start)).toBe(false);
    expect(await store.removeAccount(4711, start)).toBe(false);
    expect(await store.account(first)).toMatchObject({ state: 'deleting', address: '' });
    expect(await store.deviceCredential(first, 1)).toBeNull();
  });

  withStore('O2 quota is set and taken back; signing out ends every device and session', async (store) => {
    const account = await makeAccount(store, 'a@example.org');
    const session = { session: 's', hash: 'h', idleEnd: start + 9, end: start + 9, most: 5, browser: '' };
    await store.openSession({ account, session, password: null, now: start });
    await store.setQuota(account, 1234);
    expect((await store.account(account))?.quota).toBe(1234);
    await store.setQuota(account, null);
    expect((await store.account(account))?.quota).toBeNull();
    expect(await store.signOutAll(account, start)).toBe(2);
    expect([await store.devices(account), await store.sessions(account, start)]).toEqual([[], []]);
  });

  withStore('O2 invitations are listed without what opens them, and withdrawn while nobody used them', async (store) => {
    await store.putInvitation('hash-of-one-and-more', start + 10, { made: start, note: 'club' });
    await store.putInvitation('hash-of-two-and-more', start + 10, { made: start + 1, note: '' });
    const listed = await store.invitations(start);
    expect(listed).toEqual([
      { id: 'hash-of-two-', made: start + 1, expires: start + 10, note: '', spentBy: null },
      { id: 'hash-of-one-', made: start, expires: start + 10, note: 'club', spentBy: null },
    ]);
    expect(await store.withdrawInvitation('hash-of-one-')).toBe(true);
    expect(await store.withdrawInvitation('hash-of-one-')).toBe(false);
    expect(await store.invitationIsOpen('hash-of-one-and-more', start)).toBe(false);
    expect((await store.invitations(start + 10)).length).toBe(0);
  });

  withStore('O2 waiting mails are listed without contents and made due again; silent ones are nobody’s business', async (store) => {
    const mail = { account: 1, sealed: 'secret', expires: start + 100, silent: false };
    await store.queueMail(mail, start);
    await store.queueMail({ ...mail, silent: true }, start);
    await store.queueMail({ ...mail, account: 2 }, start);
    for (const taken of await store.takeMails(start, 10, 10)) await store.delayMail(taken.id, start + 50);
    const rows = await store.waitingMails(0, 10);
    expect(rows.map(({ account, tries, next }) => [account, tries, next - start])).toEqual([[1, 1, 50], [2, 1, 50]]); // prettier-ignore
    expect(JSON.stringify(rows)).not.toContain('secret');
    const [first, second] = rows;
    expect((await store.waitingMails(first?.id ?? 0, 10)).map((row) => row.id)).toEqual([second?.id]);
    expect(await store.retryMails([second?.id ?? 0, 4711], start + 1)).toBe(1);
    expect((await store.takeMails(start + 1, 10, 10)).map((row) => row.id)).toEqual([second?.id]);
    expect(await store.retryMails(null, start + 2)).toBe(2);
    expect((await store.figures()).mails).toEqual({ waiting: 2, oldestDue: start + 2 });
  });

  withStore('O5 figures are sums over all accounts', async (store) => {
    expect((await store.figures()).mails).toEqual({ waiting: 0, oldestDue: null });
    const [ann, bob] = [await makeAccount(store, 'a@example.org', true), await makeAccount(store, 'b@example.org')];
    await store.setBlocked(bob, true);
    const figures = await store.figures();
    expect(figures.accounts).toEqual({ active: 1, blocked: 1, deleting: 0 });
    expect([figures.devices, figures.sessions, figures.unreferenced, figures.live]).toEqual([2, 0, 0, { files: 0, stored: 0 }]);
    await store.removeAccount(bob, start);
    expect((await store.figures()).accounts).toEqual({ active: 1, blocked: 0, deleting: 1 });
    expect(ann).toBeGreaterThan(0);
  });
}
