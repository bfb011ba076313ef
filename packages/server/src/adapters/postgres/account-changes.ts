import type { AccountId } from '../../ports/world.ts';
import type { CodeRow } from '../sqlite/code-check.ts';
import { lockAccount } from './access.ts';
import type { Transaction } from './database.ts';
import { sendPlanFarewell } from './plan-farewell.ts';
import { acrossAccounts, ofAccount } from './statement.ts';

const byHash = 'by the hash of an invitation, which belongs to nobody yet';
const byAddress = 'by an address, which leads to the account: when somebody signs in, registers or changes it';
const theServer = 'a word of the whole server, once in its life';
const sql = {
  insert: acrossAccounts<{ account: number }>(
    'account-insert',
    'an account is made: it gets its number here',
    `INSERT INTO account (address, address_key, registered, lang, start_since) VALUES ($1, $2, $3, $4, $5) RETURNING account`,
  ),
  putAddress: acrossAccounts('address-put', byAddress, 'INSERT INTO address (address_key, account) VALUES ($1, $2)'),
  dropAddress: acrossAccounts('address-drop', byAddress, 'DELETE FROM address WHERE address_key = $1 AND account = $2'),
  byKey: acrossAccounts<{ account: number }>('address-account', byAddress, 'SELECT account FROM address WHERE address_key = $1'),
  openInvitation: acrossAccounts('invitation-lock', byHash, 'SELECT FROM invitation WHERE hash = $1 AND spent_by IS NULL FOR UPDATE'),
  spendInvitation: acrossAccounts('invitation-spend', byHash, 'UPDATE invitation SET spent_by = $2 WHERE hash = $1 AND spent_by IS NULL'),
  lockWord: acrossAccounts('set-up-lock', theServer, "SELECT FROM server_word WHERE name = 'set-up' FOR UPDATE"),
  firstAdmin: acrossAccounts(
    'account-first-admin',
    theServer,
    'UPDATE account SET admin = 1 WHERE account = $1 AND NOT EXISTS (SELECT FROM account WHERE admin = 1)',
  ),
  forgetWord: acrossAccounts('set-up-forget', theServer, "DELETE FROM server_word WHERE name = 'set-up'"),
  keyOf: ofAccount<{ address_key: string | null }>('account-address-key', 'SELECT address_key FROM account WHERE account = $1'),
  move: ofAccount('account-move', 'UPDATE account SET address = $2, address_key = $3 WHERE account = $1'),
  password: ofAccount('account-password', 'UPDATE account SET password = $2 WHERE account = $1'),
  erase: ofAccount(
    'account-erase',
    `UPDATE account SET state = 'deleting', deleting_since = $2, address = '', address_key = NULL, password = NULL, admin = 0
     WHERE account = $1`,
  ),
  endDevices: ofAccount(
    'account-end-devices',
    "UPDATE device SET token_hash = NULL, ended = coalesce(ended, $2), name = '', brand = '', model = '' WHERE account = $1",
  ),
  endSessions: ofAccount('account-end-sessions', 'DELETE FROM session WHERE account = $1 AND session <> $2'),
  dropCodes: ofAccount('account-drop-codes', 'DELETE FROM code WHERE account = $1'),
  dropMails: ofAccount('account-drop-mails', 'DELETE FROM mail WHERE account = $1'),
} as const;

/** Changes of account rows that only happen together with a spent code; each is part of a transaction. */
export const accountChanges = {
  /** Whether the code needs no invitation, or its invitation was not spent by somebody else in between. */
  async invitationHolds(tx: Transaction, row: CodeRow): Promise<boolean> {
    return row.invitation === null || (await tx.row(sql.openInvitation, row.invitation)) !== undefined;
  },
  async make(tx: Transaction, row: CodeRow, startsPlan: boolean, now: number): Promise<AccountId> {
    const made = await tx.row(sql.insert, row.address, row.address_key, now, row.lang, startsPlan ? now : null);
    if (made === undefined) throw new Error('the account was not made');
    tx.send(sql.putAddress, row.address_key, made.account);
    if (row.invitation !== null) tx.send(sql.spendInvitation, row.invitation, made.account);
    return made.account;
  },
  async isBarred(tx: Transaction, account: AccountId): Promise<boolean> {
    return (await lockAccount(tx, account))?.state !== 'active';
  },
  async makeFirstAdministrator(tx: Transaction, account: AccountId): Promise<void> {
    await tx.row(sql.lockWord);
    if ((await tx.run(sql.firstAdmin, account)) > 0) tx.send(sql.forgetWord);
  },
  async under(tx: Transaction, key: string): Promise<AccountId | null> {
    return (await tx.row(sql.byKey, key))?.account ?? null;
  },
  async moveTo(tx: Transaction, account: AccountId, row: CodeRow): Promise<string> {
    const from = (await lockAccount(tx, account))?.address ?? '';
    const before = (await tx.row(sql.keyOf, account))?.address_key ?? null;
    if (before !== null) tx.send(sql.dropAddress, before, account);
    tx.send(sql.move, account, row.address, row.address_key);
    tx.send(sql.putAddress, row.address_key, account);
    return from;
  },
  setPassword(tx: Transaction, account: AccountId, hash: string): void {
    tx.send(sql.password, account, hash);
  },
  /** Pending codes and other sessions end with a changed credential (R58). */
  forget(tx: Transaction, account: AccountId, keepSession: string | null): void {
    tx.send(sql.dropCodes, account);
    tx.send(sql.endSessions, account, keepSession ?? '');
  },
  async beginDeletion(tx: Transaction, account: AccountId, now: number): Promise<void> {
    await lockAccount(tx, account);
    const key = (await tx.row(sql.keyOf, account))?.address_key ?? null;
    if (key !== null) tx.send(sql.dropAddress, key, account);
    tx.send(sql.erase, account, now);
    tx.send(sql.endDevices, account, now);
    tx.send(sql.endSessions, account, '');
    tx.send(sql.dropCodes, account);
    tx.send(sql.dropMails, account);
    sendPlanFarewell(tx, account);
  },
};
