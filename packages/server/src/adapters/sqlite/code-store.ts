import type Database from 'better-sqlite3';
import type { AccountId } from '../../ports/world.ts';
import type { CodeOwner, CodeRows } from '../../ports/account-store.ts';
import { codeChecks } from './code-check.ts';
import type { CodeRow } from './code-check.ts';
import { deviceRows, sessionRows } from './access-store.ts';
import type { Synchronous } from './engine.ts';
import { mailCommands } from './mail-store.ts';
import { planFarewell } from './plan-rows.ts';

export function codeCommands(db: Database.Database): Synchronous<CodeRows> {
  const codes = codeChecks(db);
  const mails = mailCommands(db);
  const devices = deviceRows(db);
  const sessions = sessionRows(db);
  const accounts = accountChanges(db);

  return {
    issueCode(code, mail, now) {
      if (mails.queueMail(mail, now) === 'queue-full') return 'queue-full';
      if (code !== null) codes.put(code);
      return 'done';
    },
    registerDevice({ owner, presented, device, tokenHash, deviceLimit, signOut, startsPlan, now }) {
      const checked = codes.check(owner, presented, now);
      if (checked.outcome !== 'right') return checked;
      if (owner.account === 0 ? !accounts.invitationHolds(checked.row) : accounts.isBarred(owner.account)) return { outcome: 'invalid' };
      const present = devices.signedIn(owner.account);
      const staying = present.filter((row) => row.device !== signOut).length;
      if (deviceLimit > 0 && staying >= deviceLimit) return { outcome: 'device-limit', account: owner.account, devices: present };
      codes.spend(owner);
      const account = owner.account === 0 ? accounts.make(checked.row, startsPlan, now) : owner.account;
      const signedOut = signOut !== null && devices.end(account, signOut, now) ? signOut : null;
      if (checked.row.grants_admin === 1) accounts.makeFirstAdministrator(account);
      return { outcome: 'registered', account, device: devices.add(account, device, tokenHash, now), signedOut };
    },
    openSessionByCode({ owner, presented, session, now }) {
      const checked = codes.check(owner, presented, now);
      if (checked.outcome !== 'right') return checked;
      if (owner.account === 0 ? !accounts.invitationHolds(checked.row) : accounts.isBarred(owner.account)) return { outcome: 'invalid' };
      codes.spend(owner);
      const account = owner.account === 0 ? accounts.make(checked.row, false, now) : owner.account;
      if (checked.row.grants_admin === 1) accounts.makeFirstAdministrator(account);
      sessions.open(account, session, now);
      return { outcome: 'opened', account };
    },
    exchangeCode(owner, presented, next, mail, now) {
      const checked = codes.check(owner, presented, now);
      if (checked.outcome !== 'right') return checked;
      if (mails.queueMail(mail, now) === 'queue-full') throw new Error('the mail queue is full');
      codes.spend(owner);
      codes.put(next);
      return { outcome: 'done' };
    },
    pendingAddress: (owner, now) => codes.find(owner, now)?.address_key ?? null,
    confirmAddress({ owner, presented, mayReplace, keepSession, now }) {
      const checked = codes.check(owner, presented, now);
      if (checked.outcome !== 'right') return checked;
      codes.spend(owner);
      const other = accounts.under(checked.row.address_key);
      if (other !== null && other !== owner.account) {
        if (other !== mayReplace || devices.signedIn(other).length > 0) return { outcome: 'address-in-use' };
        accounts.beginDeletion(other, now);
      }
      const from = accounts.moveTo(owner.account, checked.row);
      accounts.forget(owner.account, keepSession);
      return { outcome: 'done', from, to: checked.row.address };
    },
    setPassword({ owner, presented, password, keepSession, now }) {
      const checked = codes.check(owner, presented, now);
      if (checked.outcome !== 'right') return checked;
      accounts.setPassword(owner.account, password);
      accounts.forget(owner.account, keepSession);
      return { outcome: 'done' };
    },
    beginDeletion(owner: CodeOwner, presented, now) {
      const checked = codes.check(owner, presented, now);
      if (checked.outcome !== 'right') return checked;
      accounts.beginDeletion(owner.account, now);
      return { outcome: 'done' };
    },
  };
}

/** Changes of account rows that only happen together with a spent code. */
export function accountChanges(db: Database.Database) {
  const insert = db.prepare<[string, string, number, string, number | null]>(
    'INSERT INTO account (address, address_key, registered, lang, start_since) VALUES (?, ?, ?, ?, ?)',
  );
  const byKey = db.prepare<[string], { account: number }>('SELECT account FROM account WHERE address_key = ?');
  const address = db.prepare<[number], { address: string; state: string }>('SELECT address, state FROM account WHERE account = ?');
  const openInvitation = db.prepare<[string], { hash: string }>('SELECT hash FROM invitation WHERE hash = ? AND spent_by IS NULL');
  const spendInvitation = db.prepare<[number, string]>('UPDATE invitation SET spent_by = ? WHERE hash = ? AND spent_by IS NULL');
  const firstAdmin = db.prepare<[number]>(
    'UPDATE account SET admin = 1 WHERE account = ? AND NOT EXISTS (SELECT 1 FROM account WHERE admin = 1)',
  );
  const forgetWord = db.prepare("DELETE FROM server_word WHERE name = 'set-up'");
  const move = db.prepare<[string, string, number]>('UPDATE account SET address = ?, address_key = ? WHERE account = ?');
  const password = db.prepare<[string, number]>('UPDATE account SET password = ? WHERE account = ?');
  const erase = db.prepare<[number, number]>(
    "UPDATE account SET state = 'deleting', deleting_since = ?, address = '', address_key = NULL, password = NULL, admin = 0 WHERE account = ?",
  );
  const endDevices = db.prepare<[number, number]>(
    "UPDATE device SET token_hash = NULL, ended = coalesce(ended, ?), name = '', brand = '', model = '' WHERE account = ?",
  );
  const endSessions = db.prepare<[number, string]>('DELETE FROM session WHERE account = ? AND session <> ?');
  const dropCodes = db.prepare<[number]>('DELETE FROM code WHERE account = ?');
  const dropMails = db.prepare<[number]>('DELETE FROM mail WHERE account = ?');
  const farewell = planFarewell(db);

  return {
    /** Whether the code needs no invitation, or its invitation was not spent by somebody else in between. */
    invitationHolds(row: CodeRow): boolean {
      return row.invitation === null || openInvitation.get(row.invitation) !== undefined;
    },
    make(row: CodeRow, startsPlan: boolean, now: number): AccountId {
      const account = Number(insert.run(row.address, row.address_key, now, row.lang, startsPlan ? now : null).lastInsertRowid);
      if (row.invitation !== null) spendInvitation.run(account, row.invitation);
      return account;
    },
    isBarred(account: AccountId): boolean {
      return address.get(account)?.state !== 'active';
    },
    makeFirstAdministrator(account: AccountId): void {
      if (firstAdmin.run(account).changes > 0) forgetWord.run();
    },
    under(key: string): AccountId | null {
      return byKey.get(key)?.account ?? null;
    },
    moveTo(account: AccountId, row: CodeRow): string {
      const from = address.get(account)?.address ?? '';
      move.run(row.address, row.address_key, account);
      return from;
    },
    setPassword(account: AccountId, hash: string): void {
      password.run(hash, account);
    },
    /** Pending codes and other sessions end with a changed credential (R58). */
    forget(account: AccountId, keepSession: string | null): void {
      dropCodes.run(account);
      endSessions.run(account, keepSession ?? '');
    },
    beginDeletion(account: AccountId, now: number): void {
      erase.run(now, account);
      endDevices.run(now, account);
      endSessions.run(account, '');
      dropCodes.run(account);
      dropMails.run(account);
      farewell(account);
    },
  };
}
