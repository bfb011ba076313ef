import type { Client } from '@cairn/protocol';
import type { Context } from './context.ts';

/** Who this folder is signed in as. */
export interface Session {
  readonly server: string;
  readonly address: string;
}
export interface SignedIn {
  readonly client: Client;
  readonly session: Session;
}
export interface NewSession extends Session {
  readonly account: number;
  readonly device: number;
  readonly token: string;
  readonly epoch: number;
  readonly dataEpoch: number;
  readonly name: string;
  readonly newAccount: boolean;
}

export function signedIn(_context: Context): Promise<SignedIn> {
  return Promise.reject(new Error('not yet'));
}
export function readSession(_context: Context, _wish: Session & { newAccount: boolean }): Promise<'same' | null> {
  return Promise.resolve(null);
}
export function beginSession(_context: Context, _session: NewSession): Promise<void> {
  return Promise.resolve();
}
export function rememberAddress(_context: Context, _address: string): Promise<void> {
  return Promise.resolve();
}
export function forgetSession(_context: Context): Promise<void> {
  return Promise.resolve();
}
