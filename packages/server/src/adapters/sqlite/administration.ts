import type Database from 'better-sqlite3';
import type { AccountListing, Administration, Figures, InvitationRow, MailRow } from '../../ports/administration.ts';
import { accountChanges } from './code-store.ts';
import type { Synchronous } from './engine.ts';
import type { StoreModule } from './module.ts';

/** What an administrator set for one account, and what a list of invitations shows; unknown of those that were made before. */
const administrationColumns = `
ALTER TABLE account ADD COLUMN quota INTEGER;
ALTER TABLE invitation ADD COLUMN made INTEGER NOT NULL DEFAULT 0;
ALTER TABLE invitation ADD COLUMN note TEXT NOT NULL DEFAULT '';
`;

/** The part of the database that carries out `Administration`. */
export const administrationModule: StoreModule<Administration> = {
  schema: [{ name: 'administration-1', sql: administrationColumns }],
  commands: (db) => ({ ...accountsOf(db), ...invitationsOf(db), ...mailsOf(db), figures: figuresOf(db) }),
  reads: ['findAccounts', 'invitations', 'waitingMails', 'figures'],
};

type Accounts = Pick<Administration, 'findAccounts' | 'setQuota' | 'setAdministrator' | 'removeAccount' | 'signOutAll'>;
function accountsOf(db: Database.Database): Synchronous<Accounts> {
  const changes = accountChanges(db);
  const find = db.prepare<Record<string, string | number | null>, Omit<AccountListing, 'admin'> & { admin: number }>(
    `SELECT a.account, a.address, a.registered, a.admin, a.state, a.start_since AS startSince, a.quota,
       (SELECT count(*) FROM device d WHERE d.account = a.account AND d.token_hash IS NOT NULL) AS devices,
       (SELECT max(last_seen) FROM device d WHERE d.account = a.account AND d.token_hash IS NOT NULL) AS lastSeen,
       coalesce(l.live_stored, 0) AS used, coalesce(l.live_stored + l.trash_stored + l.history_stored, 0) AS kept
     FROM account a LEFT JOIN log l ON l.account = a.account
     WHERE a.account > :after AND (:state IS NULL OR a.state = :state)
       AND (:text = '' OR instr(lower(a.address), lower(:text)) > 0 OR CAST(a.account AS TEXT) = :text)
     ORDER BY a.account LIMIT :limit`,
  );
  const setQuota = db.prepare<[number | null, number]>('UPDATE account SET quota = ? WHERE account = ?');
  const otherAdmin = db.prepare<[number], { account: number }>(
    "SELECT account FROM account WHERE admin = 1 AND state = 'active' AND account <> ? LIMIT 1",
  );
  const facts = db.prepare<[number], { admin: number; state: string }>('SELECT admin, state FROM account WHERE account = ?');
  const setAdmin = db.prepare<[number, number]>("UPDATE account SET admin = ? WHERE account = ? AND state <> 'deleting'");
  const isLast = (account: number): boolean => facts.get(account)?.admin === 1 && otherAdmin.get(account) === undefined;
  const endDevices = db.prepare<[number, number]>(
    'UPDATE device SET token_hash = NULL, ended = ? WHERE account = ? AND token_hash IS NOT NULL',
  );
  const endSessions = db.prepare<[number]>('DELETE FROM session WHERE account = ?');

  return {
    findAccounts: ({ text, state, after, limit }) =>
      find.all({ text, state, after, limit }).map((row) => ({ ...row, admin: row.admin === 1 })),
    setQuota(account, bytes) {
      setQuota.run(bytes, account);
    },
    setAdministrator(account, admin) {
      if (!admin && isLast(account)) return false;
      setAdmin.run(admin ? 1 : 0, account);
      return true;
    },
    removeAccount(account, now) {
      const found = facts.get(account);
      if (found === undefined || found.state === 'deleting' || isLast(account)) return false;
      changes.beginDeletion(account, now);
      return true;
    },
    signOutAll: (account, now) => endDevices.run(now, account).changes + endSessions.run(account).changes,
  };
}

function invitationsOf(db: Database.Database): Synchronous<Pick<Administration, 'invitations' | 'withdrawInvitation'>> {
  const list = db.prepare<[number], InvitationRow>(
    `SELECT substr(hash, 1, 12) AS id, made, expires, note, spent_by AS spentBy FROM invitation
     WHERE expires > ? ORDER BY made DESC, hash LIMIT 1000`,
  );
  const withdraw = db.prepare<[string]>('DELETE FROM invitation WHERE substr(hash, 1, 12) = ? AND spent_by IS NULL');
  return {
    invitations: (now) => list.all(now),
    withdrawInvitation: (id) => withdraw.run(id).changes > 0,
  };
}

function mailsOf(db: Database.Database): Synchronous<Pick<Administration, 'waitingMails' | 'retryMails'>> {
  const list = db.prepare<[number, number], MailRow>(
    'SELECT id, account, expires, tries, next FROM mail WHERE silent = 0 AND id > ? ORDER BY id LIMIT ?',
  );
  const retryAll = db.prepare<[number]>('UPDATE mail SET next = ? WHERE silent = 0');
  const retry = db.prepare<[number, number]>('UPDATE mail SET next = ? WHERE id = ? AND silent = 0');
  return {
    waitingMails: (after, limit) => list.all(after, limit),
    retryMails(ids, now) {
      if (ids === null) return retryAll.run(now).changes;
      return ids.reduce((done, id) => done + retry.run(now, id).changes, 0);
    },
  };
}

function figuresOf(db: Database.Database): () => Figures {
  const states = db.prepare<[], { state: keyof Figures['accounts']; count: number }>(
    'SELECT state, count(*) AS count FROM account GROUP BY state',
  );
  const count = (sql: string): (() => number) => {
    const statement = db.prepare<[], number>(sql).pluck();
    return () => statement.get() ?? 0;
  };
  const devices = count('SELECT count(*) FROM device WHERE token_hash IS NOT NULL');
  const sessions = count('SELECT count(*) FROM session');
  const unreferenced = count('SELECT count(*) FROM blob WHERE since IS NOT NULL');
  const shelves = db.prepare<[], Record<'lf' | 'ls' | 'tf' | 'ts' | 'hf' | 'hs', number>>(
    `SELECT coalesce(sum(live_files), 0) AS lf, coalesce(sum(live_stored), 0) AS ls, coalesce(sum(trash_files), 0) AS tf,
       coalesce(sum(trash_stored), 0) AS ts, coalesce(sum(history_files), 0) AS hf, coalesce(sum(history_stored), 0) AS hs FROM log`,
  );
  const mails = db.prepare<[], Figures['mails']>('SELECT count(*) AS waiting, min(next) AS oldestDue FROM mail WHERE silent = 0');
  return () => {
    const by = new Map(states.all().map((row) => [row.state, row.count]));
    const { lf = 0, ls = 0, tf = 0, ts = 0, hf = 0, hs = 0 } = shelves.get() ?? {};
    return {
      accounts: { active: by.get('active') ?? 0, blocked: by.get('blocked') ?? 0, deleting: by.get('deleting') ?? 0 },
      devices: devices(),
      sessions: sessions(),
      live: { files: lf, stored: ls },
      trash: { files: tf, stored: ts },
      history: { files: hf, stored: hs },
      unreferenced: unreferenced(),
      mails: mails.get() ?? { waiting: 0, oldestDue: null },
    };
  };
}
