import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '@cairn/protocol';
import { codeOf } from './library/disk.ts';

/** Whose folder this is, and the way to the server. Kept in `.cairn/session.json`, readable by its owner only. */
export interface Session {
  /** Address of the server, without `/` at the end. */
  readonly server: string;
  /** E-mail address of the account, as far as this device knows. */
  readonly address: string;
  readonly account: number;
  readonly device: number;
  /** Null after signing out: the folder still belongs to the account. */
  readonly token: string | null;
}

export type SessionErrorCode = 'not-signed-in' | 'folder-belongs-elsewhere' | 'session-damaged';
/** The folder is not signed in, or not to this account; `message` says what to do. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly code: SessionErrorCode;
  constructor(code: SessionErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

const fileName = 'session.json';

/** The session of a folder; null when nobody ever signed in here. @throws SessionError `session-damaged`. */
export function readSession(root: string): Session | null {
  const path = join(root, stateFolder, fileName);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
  const session = parse(text);
  if (session !== null) return session;
  throw new SessionError('session-damaged', `The file ${path} is damaged. Your files are not touched; move it away and sign in again.`);
}

/** The session of a folder that is signed in. @throws SessionError `not-signed-in`, `session-damaged`. */
export function requireSession(root: string): Session & { readonly token: string } {
  const session = readSession(root);
  if (session?.token == null) {
    const whose = session === null ? '' : ` It belongs to ${session.address} on ${session.server}.`;
    throw new SessionError('not-signed-in', `This folder is not signed in.${whose} Nothing was changed; sign in with "login".`);
  }
  return { ...session, token: session.token };
}

/**
 * Whether somebody may sign in here. @throws SessionError `folder-belongs-elsewhere` when the folder has agreed on files with another
 * account or server. Call before a device is registered with the server, with what is known by then.
 */
export function checkOwner(root: string, next: { readonly server: string; readonly address?: string; readonly account?: number }): void {
  const owner = readSession(root);
  if (owner === null) return;
  const isSame =
    sameServer(owner.server, next.server) &&
    (next.account === undefined || next.account === owner.account) &&
    (next.account !== undefined || next.address === undefined || sameAddress(owner.address, next.address));
  if (isSame) return;
  throw new SessionError(
    'folder-belongs-elsewhere',
    `This folder belongs to ${owner.address} on ${owner.server}. Nothing was changed. Sign in with that account, use another folder, ` +
      `or sign in with --new-account: your files stay, and are compared afresh with those of the new account.`,
  );
}

/** Writes the session, whole or not at all, readable by its owner only. */
export function saveSession(root: string, session: Session): void {
  const home = join(root, stateFolder);
  mkdirSync(home, { recursive: true });
  const temporary = join(home, `${fileName}.${process.pid}`);
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(session, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, join(home, fileName));
}

/** Signs out here: the token goes, the folder keeps what it has agreed on, and belongs to the account as before (A5). */
export function dropToken(root: string): void {
  const session = readSession(root);
  if (session !== null) saveSession(root, { ...session, token: null });
}

/**
 * For `--new-account`: puts everything that the folder has agreed on with its old account into `.cairn/before-TIME`, so that the
 * rules without a base hold (sync.md). Nothing is deleted. The state must not be open. @returns that folder, or null when there was nothing.
 */
export function putOwnerAside(root: string, now: number): string | null {
  const home = join(root, stateFolder);
  const found = [fileName, 'state.db', 'state.db-wal', 'state.db-shm'].filter((name) => existsSync(join(home, name)));
  if (found.length === 0) return null;
  const aside = join(home, `before-${new Date(now).toISOString().replaceAll(':', '-')}`);
  mkdirSync(aside);
  for (const name of found) renameSync(join(home, name), join(aside, name));
  return aside;
}

function parse(text: string): Session | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  return isSession(json) ? json : null;
}
function isSession(json: unknown): json is Session {
  if (typeof json !== 'object' || json === null) return false;
  const facts: Partial<Record<keyof Session, unknown>> = json;
  const { server, address, account, device, token } = facts;
  const hasNames = typeof server === 'string' && typeof address === 'string';
  return hasNames && typeof account === 'number' && typeof device === 'number' && (typeof token === 'string' || token === null);
}

/** Spelling of the same address: case of the host, default ports and a `/` at the end do not count. */
function sameServer(one: string, other: string): boolean {
  return plainServer(one) === plainServer(other);
}
function plainServer(server: string): string {
  if (!URL.canParse(server)) return server;
  const url = new URL(server);
  return url.origin + url.pathname.replace(/\/+$/, '');
}
function sameAddress(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
