import type { AccountFacts, AccountRows, AccountState, AccountStore } from '../../ports/account-store.ts';
import { access } from './access.ts';
import { codeRows } from './codes.ts';
import type { Database } from './database.ts';
import { mails } from './mails.ts';
import { sendPlanFarewell } from './plan-farewell.ts';
import { acrossAccounts, ofAccount } from './statement.ts';
import { tallies } from './tallies.ts';

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

const byAddress = 'by an address, which leads to the account: when somebody signs in or asks for a code';
const theServer = 'a fact of the whole server';
const byHash = 'by the hash of an invitation, which belongs to nobody yet';
const sql = {
  one: ofAccount<AccountRow>('account-one', 'SELECT * FROM account WHERE account = $1'),
  byAddress: acrossAccounts<AccountRow>(
    'account-by-address',
    byAddress,
    'SELECT a.* FROM address k JOIN account a ON a.account = k.account WHERE k.address_key = $1',
  ),
  anyAdmin: acrossAccounts('account-any-admin', theServer, "SELECT FROM account WHERE admin = 1 AND state <> 'deleting' LIMIT 1"),
  start: ofAccount('account-start', 'UPDATE account SET start_since = $2 WHERE account = $1 AND start_since IS NULL'),
  block: ofAccount('account-block', "UPDATE account SET state = $2 WHERE account = $1 AND state <> 'deleting'"),
  putWord: acrossAccounts(
    'server-put-word',
    theServer,
    'INSERT INTO server_word (name, word) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET word = excluded.word',
  ),
  word: acrossAccounts<{ word: string }>('server-word', theServer, 'SELECT word FROM server_word WHERE name = $1'),
  putInvitation: acrossAccounts('invitation-put', byHash, 'INSERT INTO invitation (hash, expires, made, note) VALUES ($1, $2, $3, $4)'),
  openInvitation: acrossAccounts('invitation-open', byHash, 'SELECT FROM invitation WHERE hash = $1 AND expires > $2 AND spent_by IS NULL'),
  toDrop: acrossAccounts<{ account: number; since: number }>(
    'account-to-drop',
    'a job: accounts that are being deleted',
    "SELECT account, deleting_since AS since FROM account WHERE state = 'deleting' ORDER BY deleting_since LIMIT $1",
  ),
} as const;
const drops = ['device', 'session', 'code', 'mail', 'audit', 'audit_number', 'account'].map((table) =>
  ofAccount(`account-drop-${table}`, `DELETE FROM ${table} WHERE account = $1`),
);

function accountRows(database: Database): AccountRows {
  const hasAdministrator = async (): Promise<boolean> => (await database.row(sql.anyAdmin)) !== undefined;
  return {
    account: async (account) => facts(await database.row(sql.one, account)),
    accountByAddress: async (key) => facts(await database.row(sql.byAddress, key)),
    hasAdministrator,
    activateStart: (account, now) => database.exec(sql.start, account, now),
    setBlocked: (account, blocked) => database.exec(sql.block, account, blocked ? 'blocked' : 'active'),
    putSetUpToken: (hash) => database.exec(sql.putWord, 'set-up', hash),
    setUpToken: async () => ((await hasAdministrator()) ? null : ((await database.row(sql.word, 'set-up'))?.word ?? null)),
    putInvitation: (hash, expires, { made, note }) => database.exec(sql.putInvitation, hash, expires, made, note),
    invitationIsOpen: async (hash, now) => (await database.row(sql.openInvitation, hash, now)) !== undefined,
    accountsToDrop: (limit) => database.rows(sql.toDrop, limit),
    dropAccount: (account) =>
      database.write(async (tx) => {
        sendPlanFarewell(tx, account);
        for (const drop of drops) tx.send(drop, account);
      }),
    // A write, so that readiness also learns of a database that can only be read (R77).
    probe: () => database.exec(sql.putWord, 'probe', 'ok'),
  };
}

function facts(row: AccountRow | undefined): AccountFacts | null {
  if (row === undefined) return null;
  const { account, address, registered, admin, state, start_since, lang, password, quota } = row;
  return { account, address, registered, admin: admin === 1, state, startSince: start_since, lang, password, quota };
}

/** The part of the database that carries out `AccountStore`. */
export function accountStore(database: Database): AccountStore {
  return { ...accountRows(database), ...codeRows(database), ...access(database), ...mails(database), ...tallies(database) };
}
