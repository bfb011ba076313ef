import type Database from 'better-sqlite3';
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
import type { Synchronous } from './engine.ts';

interface CredentialRow {
  readonly hash: string;
  readonly admin: number;
  readonly state: AccountState;
  readonly lastSeen: number;
}
function credential(row: CredentialRow | undefined): CredentialFacts | null {
  return row === undefined ? null : { ...row, admin: row.admin === 1 };
}

export function accessCommands(db: Database.Database): Synchronous<AccessRows> {
  const devices = deviceRows(db);
  const device = db.prepare<[number, number], CredentialRow>(
    `SELECT d.token_hash AS hash, a.admin, a.state, d.last_seen AS lastSeen
     FROM device d JOIN account a ON a.account = d.account
     WHERE d.account = ? AND d.device = ? AND d.token_hash IS NOT NULL`,
  );
  const session = db.prepare<[number, string, number, number], CredentialRow>(
    `SELECT s.hash, a.admin, a.state, s.last_seen AS lastSeen
     FROM session s JOIN account a ON a.account = s.account
     WHERE s.account = ? AND s.session = ? AND s.idle_end > ? AND s.absolute_end > ?`,
  );
  const touchDevice = db.prepare<[number, number, number]>('UPDATE device SET last_seen = ? WHERE account = ? AND device = ?');
  const touchSession = db.prepare<[number, number, number, string]>(
    'UPDATE session SET last_seen = ?, idle_end = min(?, absolute_end) WHERE account = ? AND session = ?',
  );
  const endSession = db.prepare<[number, string]>('DELETE FROM session WHERE account = ? AND session = ?');
  const endOtherDevices = db.prepare<[number, number, number]>(
    'UPDATE device SET token_hash = NULL, ended = ? WHERE account = ? AND token_hash IS NOT NULL AND device <> ?',
  );
  const endOtherSessions = db.prepare<[number, string]>('DELETE FROM session WHERE account = ? AND session <> ?');
  const opened = sessionRows(db);
  const listed = db.prepare<[number, number, number], SessionRecord>(
    `SELECT session, browser, opened, last_seen AS lastSeen FROM session
     WHERE account = ? AND idle_end > ? AND absolute_end > ? ORDER BY last_seen DESC, session`,
  );
  const password = db.prepare<[string, number]>('UPDATE account SET password = ? WHERE account = ? AND password IS NOT NULL');

  const state = db.prepare<[number], { state: AccountState }>('SELECT state FROM account WHERE account = ?');

  return {
    deviceCredential: (account, number) => credential(device.get(account, number)),
    sessionCredential: (account, id, now) => credential(session.get(account, id, now, now)),
    devices: (account) => devices.signedIn(account),
    addDevice({ account, device: facts, tokenHash, deviceLimit, signOut, now }) {
      if (state.get(account)?.state !== 'active') return { outcome: 'blocked' };
      const present = devices.signedIn(account);
      if (deviceLimit > 0 && present.filter((row) => row.device !== signOut).length >= deviceLimit) {
        return { outcome: 'device-limit', devices: present };
      }
      const signedOut = signOut !== null && devices.end(account, signOut, now) ? signOut : null;
      return { outcome: 'registered', device: devices.add(account, facts, tokenHash, now), signedOut };
    },
    touchDevice(account, number, now) {
      touchDevice.run(now, account, number);
    },
    touchSession(account, id, now, idleEnd) {
      touchSession.run(now, idleEnd, account, id);
    },
    endDevice: (account, number, now) => devices.end(account, number, now),
    endSession: (account, id) => endSession.run(account, id).changes > 0,
    sessions: (account, now) => listed.all(account, now, now),
    endOthers(account, keepDevice, keepSession, now) {
      return endOtherDevices.run(now, account, keepDevice ?? 0).changes + endOtherSessions.run(account, keepSession ?? '').changes;
    },
    openSession({ account, session: fresh, password: renewed, now }) {
      opened.open(account, fresh, now);
      if (renewed !== null) password.run(renewed, account);
    },
  };
}

/** Opening a session, for passwords and codes alike. */
export function sessionRows(db: Database.Database) {
  const open = db.prepare<[number, string, string, number, number, number, number, string]>(
    'INSERT INTO session (account, session, hash, last_seen, idle_end, absolute_end, opened, browser) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const thin = db.prepare<[number, number, number]>(
    `DELETE FROM session WHERE account = ? AND session IN
     (SELECT session FROM session WHERE account = ? ORDER BY last_seen DESC, session LIMIT -1 OFFSET ?)`,
  );
  return {
    open(account: AccountId, { session, hash, idleEnd, end, most, browser }: NewSession, now: number): void {
      thin.run(account, account, most - 1);
      open.run(account, session, hash, now, idleEnd, end, now, browser);
    },
  };
}

/** Rows of devices; one that was signed out keeps its row, so that history and trash still name it. */
export function deviceRows(db: Database.Database) {
  const signedIn = db.prepare<[number], DeviceRecord>(
    `SELECT device, name, brand, model, platform, lang, registered, last_seen AS lastSeen
     FROM device WHERE account = ? AND token_hash IS NOT NULL ORDER BY device`,
  );
  const take = db.prepare<[number], { device: number }>(
    'UPDATE account SET next_device = next_device + 1 WHERE account = ? RETURNING next_device - 1 AS device',
  );
  const insert = db.prepare<[number, number, string, string, string, string, string, number, number, string]>(
    `INSERT INTO device (account, device, name, brand, model, platform, lang, registered, last_seen, token_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const end = db.prepare<[number, number, number]>(
    'UPDATE device SET token_hash = NULL, ended = ? WHERE account = ? AND device = ? AND token_hash IS NOT NULL',
  );
  return {
    signedIn: (account: AccountId): DeviceRecord[] => signedIn.all(account),
    add(account: AccountId, facts: DeviceFacts, tokenHash: string, now: number): number {
      const device = take.get(account)?.device;
      if (device === undefined) throw new Error('no such account');
      insert.run(account, device, facts.name, facts.brand, facts.model, facts.platform, facts.lang, now, now, tokenHash);
      return device;
    },
    end: (account: AccountId, device: number, now: number): boolean => end.run(now, account, device).changes > 0,
  };
}
