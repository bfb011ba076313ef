import type Database from 'better-sqlite3';
import type { AccountFacts, AccountRows, AccountState, AccountStore } from '../../ports/account-store.ts';
import { accountSchema, sessionColumns } from './account-schema.ts';
import { accessCommands } from './access-store.ts';
import { codeCommands } from './code-store.ts';
import type { Synchronous } from './engine.ts';
import type { StoreModule } from './module.ts';
import { mailCommands } from './mail-store.ts';
import { planFarewell } from './plan-rows.ts';
import { tallyCommands } from './tally-store.ts';

/** Commands of accounts that change nothing. */
const accountReads = [
  'account',
  'accountByAddress',
  'hasAdministrator',
  'setUpToken',
  'invitationIsOpen',
  'accountsToDrop',
  'pendingAddress',
  'deviceCredential',
  'sessionCredential',
  'devices',
  'sessions',
  'nextMail',
] as const satisfies readonly (keyof AccountStore)[];

/** The part of the database that carries out `AccountStore`. */
export const accountModule: StoreModule<AccountStore> = {
  schema: [
    { name: 'account-1', sql: accountSchema },
    { name: 'account-2', sql: sessionColumns },
  ],
  commands: accountCommands,
  reads: accountReads,
};

function accountCommands(db: Database.Database): Synchronous<AccountStore> {
  return { ...accountRowCommands(db), ...codeCommands(db), ...accessCommands(db), ...mailCommands(db), ...tallyCommands(db) };
}

interface AccountRow {
  readonly account: number;
  readonly address: string;
  readonly registered: number;
  readonly admin: number;
  readonly state: AccountState;
  readonly start_since: number | null;
  readonly lang: string;
  readonly password: string | null;
  readonly quota: number | null;
}
function facts(row: AccountRow | undefined): AccountFacts | null {
  if (row === undefined) return null;
  const { account, address, registered, admin, state, start_since, lang, password, quota } = row;
  return { account, address, registered, admin: admin === 1, state, startSince: start_since, lang, password, quota };
}

function accountRowCommands(db: Database.Database): Synchronous<AccountRows> {
  const byNumber = db.prepare<[number], AccountRow>('SELECT * FROM account WHERE account = ?');
  const byAddress = db.prepare<[string], AccountRow>('SELECT * FROM account WHERE address_key = ?');
  const anyAdmin = db.prepare<[], { account: number }>("SELECT account FROM account WHERE admin = 1 AND state <> 'deleting' LIMIT 1");
  const start = db.prepare<[number, number]>('UPDATE account SET start_since = ? WHERE account = ? AND start_since IS NULL');
  const block = db.prepare<[string, number]>("UPDATE account SET state = ? WHERE account = ? AND state <> 'deleting'");
  const putWord = db.prepare<[string, string]>('INSERT OR REPLACE INTO server_word (name, word) VALUES (?, ?)');
  const word = db.prepare<[string], { word: string }>('SELECT word FROM server_word WHERE name = ?');
  const putInvitation = db.prepare<[string, number, number, string]>(
    'INSERT INTO invitation (hash, expires, made, note) VALUES (?, ?, ?, ?)',
  );
  const openInvitation = db.prepare<[string, number], { hash: string }>(
    'SELECT hash FROM invitation WHERE hash = ? AND expires > ? AND spent_by IS NULL',
  );
  const toDrop = db.prepare<[number], { account: number; since: number }>(
    "SELECT account, deleting_since AS since FROM account WHERE state = 'deleting' ORDER BY deleting_since LIMIT ?",
  );
  const drops = ['device', 'session', 'code', 'mail', 'audit', 'account'].map((table) =>
    db.prepare<[number]>(`DELETE FROM ${table} WHERE account = ?`),
  );

  const farewell = planFarewell(db);

  return {
    account: (account) => facts(byNumber.get(account)),
    accountByAddress: (key) => facts(byAddress.get(key)),
    hasAdministrator: () => anyAdmin.get() !== undefined,
    activateStart(account, now) {
      start.run(now, account);
    },
    setBlocked(account, blocked) {
      block.run(blocked ? 'blocked' : 'active', account);
    },
    putSetUpToken(hash) {
      putWord.run('set-up', hash);
    },
    setUpToken: () => (anyAdmin.get() === undefined ? (word.get('set-up')?.word ?? null) : null),
    putInvitation(hash, expires, { made, note }) {
      putInvitation.run(hash, expires, made, note);
    },
    invitationIsOpen: (hash, now) => openInvitation.get(hash, now) !== undefined,
    accountsToDrop: (limit) => toDrop.all(limit),
    dropAccount(account) {
      farewell(account);
      for (const drop of drops) drop.run(account);
    },
    probe() {
      // A write, so that readiness also learns of a database that can only be read (R77).
      putWord.run('probe', 'ok');
    },
  };
}
