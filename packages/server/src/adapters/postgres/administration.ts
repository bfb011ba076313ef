import type { AccountListing, Administration, Figures, InvitationRow, MailRow } from '../../ports/administration.ts';
import { lockAccount } from './access.ts';
import { accountChanges } from './account-changes.ts';
import type { Database, Transaction } from './database.ts';
import { acrossAccounts, ofAccount } from './statement.ts';

const anAdministrator = 'a list of the administrator: it is about all accounts';
const sql = {
  find: acrossAccounts<Omit<AccountListing, 'admin'> & { admin: number }>(
    'admin-find',
    anAdministrator,
    `SELECT a.account, a.address, a.registered, a.admin, a.state, a.start_since AS "startSince", a.quota,
       (SELECT count(*) FROM device d WHERE d.account = a.account AND d.token_hash IS NOT NULL) AS devices,
       (SELECT max(last_seen) FROM device d WHERE d.account = a.account AND d.token_hash IS NOT NULL) AS "lastSeen",
       coalesce(l.live_stored, 0) AS used, coalesce(l.live_stored + l.trash_stored + l.history_stored, 0) AS kept
     FROM account a LEFT JOIN log l ON l.account = a.account
     WHERE a.account > $1 AND ($2::text IS NULL OR a.state = $2)
       AND ($3 = '' OR strpos(lower(a.address), lower($3)) > 0 OR a.account::text = $3)
     ORDER BY a.account LIMIT $4`,
  ),
  setQuota: ofAccount('admin-set-quota', 'UPDATE account SET quota = $2 WHERE account = $1'),
  /** Whoever changes who is an administrator locks all of them: the last one stays. */
  admins: acrossAccounts<{ account: number; state: string }>(
    'admin-admins',
    'who has the right of the administrator',
    'SELECT account, state FROM account WHERE admin = 1 ORDER BY account FOR UPDATE',
  ),
  setAdmin: ofAccount('admin-set-admin', "UPDATE account SET admin = $2 WHERE account = $1 AND state <> 'deleting'"),
  endDevices: ofAccount(
    'admin-end-devices',
    'UPDATE device SET token_hash = NULL, ended = $2 WHERE account = $1 AND token_hash IS NOT NULL',
  ),
  endSessions: ofAccount('admin-end-sessions', 'DELETE FROM session WHERE account = $1'),
  invitations: acrossAccounts<InvitationRow>(
    'admin-invitations',
    anAdministrator,
    `SELECT substr(hash, 1, 12) AS id, made, expires, note, spent_by AS "spentBy" FROM invitation
     WHERE expires > $1 ORDER BY made DESC, hash LIMIT 1000`,
  ),
  withdraw: acrossAccounts('admin-withdraw', anAdministrator, 'DELETE FROM invitation WHERE substr(hash, 1, 12) = $1 AND spent_by IS NULL'),
  mails: acrossAccounts<MailRow>(
    'admin-mails',
    anAdministrator,
    'SELECT id, account, expires, tries, next FROM mail WHERE silent = 0 AND id > $1 ORDER BY id LIMIT $2',
  ),
  retry: acrossAccounts(
    'admin-retry-mails',
    anAdministrator,
    'UPDATE mail SET next = $1 WHERE silent = 0 AND ($2::bigint[] IS NULL OR id = ANY ($2))',
  ),
  states: acrossAccounts<{ state: keyof Figures['accounts']; count: number }>(
    'figures-states',
    anAdministrator,
    'SELECT state, count(*) AS count FROM account GROUP BY state',
  ),
  counts: acrossAccounts<{ devices: number; sessions: number; unreferenced: number; waiting: number; oldestDue: number | null }>(
    'figures-counts',
    anAdministrator,
    `SELECT (SELECT count(*) FROM device WHERE token_hash IS NOT NULL) AS devices, (SELECT count(*) FROM session) AS sessions,
       (SELECT count(*) FROM content WHERE since IS NOT NULL) AS unreferenced,
       (SELECT count(*) FROM mail WHERE silent = 0) AS waiting, (SELECT min(next) FROM mail WHERE silent = 0) AS "oldestDue"`,
  ),
  shelves: acrossAccounts<Record<'lf' | 'ls' | 'tf' | 'ts' | 'hf' | 'hs', number>>(
    'figures-shelves',
    anAdministrator,
    `SELECT coalesce(sum(live_files), 0)::bigint AS lf, coalesce(sum(live_stored), 0)::bigint AS ls,
       coalesce(sum(trash_files), 0)::bigint AS tf, coalesce(sum(trash_stored), 0)::bigint AS ts,
       coalesce(sum(history_files), 0)::bigint AS hf, coalesce(sum(history_stored), 0)::bigint AS hs FROM log`,
  ),
} as const;

/** What the administration asks of the store. */
export function administration(database: Database): Administration {
  return {
    async findAccounts({ text, state, after, limit }) {
      const found = await database.rows(sql.find, after, state, text, limit);
      return found.map((row) => ({ ...row, admin: row.admin === 1 }));
    },
    setQuota: (account, quota) => database.exec(sql.setQuota, account, quota),
    setAdministrator: (account, admin) =>
      database.write(async (tx) => {
        if (!admin && (await isLastAdministrator(tx, account))) return false;
        tx.send(sql.setAdmin, account, admin ? 1 : 0);
        return true;
      }),
    removeAccount: (account, now) =>
      database.write(async (tx) => {
        const isLast = await isLastAdministrator(tx, account);
        const found = await lockAccount(tx, account);
        if (found === undefined || found.state === 'deleting' || isLast) return false;
        await accountChanges.beginDeletion(tx, account, now);
        return true;
      }),
    signOutAll: (account, now) =>
      database.write(async (tx) => {
        await lockAccount(tx, account);
        return (await tx.run(sql.endDevices, account, now)) + (await tx.run(sql.endSessions, account));
      }),
    invitations: (now) => database.rows(sql.invitations, now),
    withdrawInvitation: async (id) => (await database.run(sql.withdraw, id)) > 0,
    waitingMails: (after, limit) => database.rows(sql.mails, after, limit),
    retryMails: (ids, now) => database.run(sql.retry, now, ids),
    figures: () => database.read(figures),
  };
}

async function isLastAdministrator(tx: Transaction, account: number): Promise<boolean> {
  const admins = await tx.rows(sql.admins);
  return admins.some((row) => row.account === account) && !admins.some((row) => row.account !== account && row.state === 'active');
}

async function figures(tx: Transaction): Promise<Figures> {
  const [states, counts, shelves] = await Promise.all([tx.rows(sql.states), tx.row(sql.counts), tx.row(sql.shelves)]);
  const by = new Map(states.map((row) => [row.state, row.count]));
  return {
    accounts: { active: by.get('active') ?? 0, blocked: by.get('blocked') ?? 0, deleting: by.get('deleting') ?? 0 },
    devices: counts?.devices ?? 0,
    sessions: counts?.sessions ?? 0,
    live: { files: shelves?.lf ?? 0, stored: shelves?.ls ?? 0 },
    trash: { files: shelves?.tf ?? 0, stored: shelves?.ts ?? 0 },
    history: { files: shelves?.hf ?? 0, stored: shelves?.hs ?? 0 },
    unreferenced: counts?.unreferenced ?? 0,
    mails: { waiting: counts?.waiting ?? 0, oldestDue: counts?.oldestDue ?? null },
  };
}
