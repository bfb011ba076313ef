import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Client } from '@cairn/protocol';
import { operatorFile, readConfig } from '@cairn/server';
import type { Given } from '../../arguments.ts';
import { UsageError } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { CommandError } from '../../faults.ts';
import { openClient, requireDevice } from '../../session.ts';
import type { Status } from '../../status.ts';

export interface AdminCall {
  readonly context: Context;
  readonly given: Given;
  /** What stands after the verb. */
  readonly words: readonly string[];
  readonly client: Client;
}
export type AdminRun = (call: AdminCall) => Promise<Status>;

/**
 * A client with the right to administer: the key that the running server left in its data folder, or with `--remote` the token of a device
 * whose account is an administrator. @throws CommandError `no-server`
 */
export function administrator(context: Context, given: Given): Client {
  if (given.has('remote')) {
    const session = requireDevice(context);
    return openClient(session.server, session.token);
  }
  const { address, key } = readOperator(context);
  context.speaksTo(address);
  return openClient(address, key);
}

function readOperator(context: Context): { readonly address: string; readonly key: string } {
  const { admin } = context.words;
  const file = join(resolve(process.cwd(), readConfig(process.env, process.cwd()).data), operatorFile);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EACCES') throw new CommandError('denied', admin.notReadable(file));
    throw new CommandError('no-server', admin.noServer(file), [], { cause: error });
  }
  const found = JSON.parse(text) as { readonly address?: unknown; readonly key?: unknown };
  if (typeof found.address !== 'string' || typeof found.key !== 'string') throw new CommandError('no-server', admin.noServer(file));
  return { address: found.address, key: found.key };
}

/** The number of an account, typed as number or address. @throws UsageError, CommandError `no-account` */
export async function accountNumber({ client, context }: AdminCall, typed: string | undefined): Promise<number> {
  const { admin } = context.words;
  if (typed === undefined) throw new UsageError(context.words.usage.tooFew);
  if (/^\d{1,15}$/.test(typed)) return Number(typed);
  if (!typed.includes('@')) throw new UsageError(admin.badAccount(typed));
  const { accounts } = await client.adminAccounts({ body: { text: typed } });
  const found = accounts.find((row) => row.address.toLowerCase() === typed.toLowerCase());
  if (found === undefined) throw new CommandError('no-account', admin.noAccount);
  return found.account;
}
