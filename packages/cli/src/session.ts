import { existsSync } from 'node:fs';
import { checkOwner, dropToken, openTransport, putOwnerAside, readSession, saveSession } from '@cairn/device';
import type { Session } from '@cairn/device';
import type { Client } from '@cairn/protocol';
import { createClient } from '@cairn/protocol';
import type { Context } from './context.ts';
import { CommandError } from './faults.ts';
import { quoted } from './quoted.ts';

/** A folder that is signed in, and the way to its cloud. */
export interface SignedIn {
  readonly client: Client;
  readonly session: Session & { readonly token: string };
}

/** The session of the folder that this command is about. @throws CommandError `no-device` or `not-signed-in`, with what to type. */
export function requireDevice(context: Context): SignedIn['session'] {
  const { folder, words } = context;
  const session = readSession(folder);
  if (session === null && !existsSync(folder)) throw new CommandError('no-folder', words.faults.noFolder(folder));
  if (session === null) {
    throw new CommandError('no-device', words.faults.notADevice(folder), [
      words.faults.notADeviceHint(context.command('login SERVER EMAIL')),
    ]);
  }
  context.speaksTo(session.server);
  if (session.token !== null) return { ...session, token: session.token };
  const login = `login ${quoted(session.server)} ${quoted(session.address)}`;
  throw new CommandError('not-signed-in', words.faults.signedOut, [words.faults.signedOutHint(context.command(login))]);
}

/** For the commands that speak to the cloud and need no look at the files. */
export async function signedIn(context: Context): Promise<SignedIn> {
  const session = requireDevice(context);
  return { session, client: openClient(session.server, session.token) };
}

/** A client whose connections do not keep the program alive. */
export function openClient(server: string, token?: string): Client {
  const { fetch } = openTransport();
  return createClient({ server, token, fetch });
}

/**
 * Whether this folder is signed in as the person wishes already. @throws SessionError when it belongs to another account or server
 * and `newAccount` is not wished.
 */
export function isSignedInAs(context: Context, wish: { server: string; address: string; newAccount: boolean }): boolean {
  const session = readSession(context.folder);
  if (session === null || wish.newAccount) return false;
  checkOwner(context.folder, { server: wish.server, address: wish.address });
  return session.token !== null;
}

/** Writes the session of a device that was just registered; with `newAccount` what was agreed on with another account is put aside. */
export function beginSession(context: Context, next: Session & { readonly token: string; readonly newAccount: boolean }): void {
  const { newAccount, ...session } = next;
  const before = readSession(context.folder);
  if (before !== null && newAccount) putOwnerAside(context.folder, context.now());
  else checkOwner(context.folder, { server: session.server, account: session.account });
  saveSession(context.folder, session);
}

/** The address of the account changed; the folder belongs to the same account as before. */
export function rememberAddress(context: Context, address: string): void {
  const session = readSession(context.folder);
  if (session !== null) saveSession(context.folder, { ...session, address });
}

/** This device is signed out; the folder keeps what it has agreed on, should the same person sign in again. */
export function forgetToken(context: Context): void {
  dropToken(context.folder);
}
