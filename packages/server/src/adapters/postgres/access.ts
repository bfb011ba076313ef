import type {
  AccessRows,
  AccountState,
  CredentialFacts,
  DeviceFacts,
  DeviceRecord,
  NewSession,
  SessionRecord,
} from '../../ports/account-store.ts';
import type { AccountId } from '../../ports/world.ts';
import type { Database, Queries, Transaction } from './database.ts';
import { ofAccount } from './statement.ts';

interface CredentialRow {
  readonly hash: string;
  readonly admin: number;
  readonly state: AccountState;
  readonly lastSeen: number;
}

const sql = {
  device: ofAccount<CredentialRow>(
    'access-device',
    `SELECT d.token_hash AS hash, a.admin, a.state, d.last_seen AS "lastSeen" FROM device d JOIN account a ON a.account = $1
     WHERE d.account = $1 AND d.device = $2 AND d.token_hash IS NOT NULL`,
  ),
  session: ofAccount<CredentialRow>(
    'access-session',
    `SELECT s.hash, a.admin, a.state, s.last_seen AS "lastSeen" FROM session s JOIN account a ON a.account = $1
     WHERE s.account = $1 AND s.session = $2 AND s.idle_end > $3 AND s.absolute_end > $3`,
  ),
  touchDevice: ofAccount('access-touch-device', 'UPDATE device SET last_seen = $3 WHERE account = $1 AND device = $2'),
  touchSession: ofAccount(
    'access-touch-session',
    'UPDATE session SET last_seen = $3, idle_end = least($4, absolute_end) WHERE account = $1 AND session = $2',
  ),
  endSession: ofAccount('access-end-session', 'DELETE FROM session WHERE account = $1 AND session = $2'),
  endOtherDevices: ofAccount(
    'access-end-other-devices',
    'UPDATE device SET token_hash = NULL, ended = $2 WHERE account = $1 AND token_hash IS NOT NULL AND device <> $3',
  ),
  endOtherSessions: ofAccount('access-end-other-sessions', 'DELETE FROM session WHERE account = $1 AND session <> $2'),
  sessions: ofAccount<SessionRecord>(
    'access-sessions',
    `SELECT session, browser, opened, last_seen AS "lastSeen" FROM session
     WHERE account = $1 AND idle_end > $2 AND absolute_end > $2 ORDER BY last_seen DESC, session`,
  ),
  password: ofAccount('access-password', 'UPDATE account SET password = $2 WHERE account = $1 AND password IS NOT NULL'),
  /** Whoever has the row of an account changes its devices and sessions alone. */
  lock: ofAccount<{ state: AccountState; address: string; admin: number }>(
    'access-lock',
    'SELECT state, address, admin FROM account WHERE account = $1 FOR UPDATE',
  ),
  open: ofAccount(
    'session-open',
    `INSERT INTO session (account, session, hash, last_seen, idle_end, absolute_end, opened, browser)
     VALUES ($1, $2, $3, $4, $5, $6, $4, $7)`,
  ),
  thin: ofAccount(
    'session-thin',
    `DELETE FROM session WHERE account = $1 AND session IN
       (SELECT session FROM session WHERE account = $1 ORDER BY last_seen DESC, session OFFSET $2)`,
  ),
  signedIn: ofAccount<DeviceRecord>(
    'device-signed-in',
    `SELECT device, name, brand, model, platform, lang, registered, last_seen AS "lastSeen"
     FROM device WHERE account = $1 AND token_hash IS NOT NULL ORDER BY device`,
  ),
  take: ofAccount<{ device: number }>(
    'device-take',
    'UPDATE account SET next_device = next_device + 1 WHERE account = $1 RETURNING next_device - 1 AS device',
  ),
  insert: ofAccount(
    'device-insert',
    `INSERT INTO device (account, device, name, brand, model, platform, lang, registered, last_seen, token_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
  ),
  end: ofAccount(
    'device-end',
    'UPDATE device SET token_hash = NULL, ended = $3 WHERE account = $1 AND device = $2 AND token_hash IS NOT NULL',
  ),
} as const;

/** The row of the account, which nobody else changes until the transaction ends. */
export function lockAccount(tx: Transaction, account: AccountId) {
  return tx.row(sql.lock, account);
}

/** Rows of devices; one that was signed out keeps its row, so that history and trash still name it. */
export const deviceRows = {
  signedIn: (queries: Queries, account: AccountId) => queries.rows(sql.signedIn, account),
  async add(tx: Transaction, account: AccountId, facts: DeviceFacts, tokenHash: string, now: number): Promise<number> {
    const device = (await tx.row(sql.take, account))?.device;
    if (device === undefined) throw new Error('no such account');
    const { name, brand, model, platform, lang } = facts;
    tx.send(sql.insert, account, device, name, brand, model, platform, lang, now, tokenHash);
    return device;
  },
  end: async (queries: Queries, account: AccountId, device: number, now: number) => (await queries.run(sql.end, account, device, now)) > 0,
};

/** Opens a session, for passwords and codes alike. */
export function sendSession(tx: Transaction, account: AccountId, fresh: NewSession, now: number): void {
  tx.send(sql.thin, account, fresh.most - 1);
  tx.send(sql.open, account, fresh.session, fresh.hash, now, fresh.idleEnd, fresh.end, fresh.browser);
}

export function access(database: Database): AccessRows {
  return {
    deviceCredential: async (account, device) => credential(await database.row(sql.device, account, device)),
    sessionCredential: async (account, session, now) => credential(await database.row(sql.session, account, session, now)),
    devices: (account) => deviceRows.signedIn(database, account),
    addDevice: ({ account, device, tokenHash, deviceLimit, signOut, now }) =>
      database.write(async (tx) => {
        if ((await lockAccount(tx, account))?.state !== 'active') return { outcome: 'blocked' };
        const present = await deviceRows.signedIn(tx, account);
        if (deviceLimit > 0 && present.filter((row) => row.device !== signOut).length >= deviceLimit) {
          return { outcome: 'device-limit', devices: present };
        }
        const signedOut = signOut !== null && (await deviceRows.end(tx, account, signOut, now)) ? signOut : null;
        return { outcome: 'registered', device: await deviceRows.add(tx, account, device, tokenHash, now), signedOut };
      }),
    touchDevice: (account, device, now) => database.exec(sql.touchDevice, account, device, now),
    touchSession: (account, session, now, idleEnd) => database.exec(sql.touchSession, account, session, now, idleEnd),
    endDevice: (account, device, now) => deviceRows.end(database, account, device, now),
    endSession: async (account, session) => (await database.run(sql.endSession, account, session)) > 0,
    sessions: (account, now) => database.rows(sql.sessions, account, now),
    endOthers: (account, keepDevice, keepSession, now) =>
      database.write(async (tx) => {
        await lockAccount(tx, account);
        const devices = await tx.run(sql.endOtherDevices, account, now, keepDevice ?? 0);
        return devices + (await tx.run(sql.endOtherSessions, account, keepSession ?? ''));
      }),
    openSession: ({ account, session, password, now }) =>
      database.write(async (tx) => {
        await lockAccount(tx, account);
        sendSession(tx, account, session, now);
        if (password !== null) tx.send(sql.password, account, password);
      }),
  };
}

function credential(row: CredentialRow | undefined): CredentialFacts | null {
  return row === undefined ? null : { ...row, admin: row.admin === 1 };
}
