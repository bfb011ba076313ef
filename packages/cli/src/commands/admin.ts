import { ApiError } from '@cairn/protocol';
import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../faults.ts';
import type { Status } from '../status.ts';
import { administrator } from './admin/administrator.ts';
import type { AdminRun } from './admin/administrator.ts';
import { account, accounts, administratorRight, block, deleteAccount, quota, signOut, unblock } from './admin/accounts.ts';
import { audit } from './admin/audit.ts';
import { invitations, invite, withdraw } from './admin/invitations.ts';
import { campaigns, grant, purchases, takeBack } from './admin/plans.ts';
import { jobs, mails, settings, storage } from './admin/server.ts';
import { why } from './admin/why.ts';

/** What can be done, in the order in which it is told. */
const verbs: Readonly<Record<string, AdminRun>> = {
  ...{ accounts, account, block, unblock, quota, administrator: administratorRight, delete: deleteAccount, 'sign-out': signOut },
  ...{ purchases, grant, 'take-back': takeBack, campaigns },
  ...{ why, invitations, invite, withdraw, storage, jobs, mails, audit, settings },
};

/** The administration of a server (O2): on its own machine with the key of the running server, or from the device of an administrator. */
export async function run(context: Context, given: Given): Promise<Status> {
  const [verb, ...rest] = given.words;
  const act = verb !== undefined && Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (act === undefined) throw new UsageError(context.words.admin.what(Object.keys(verbs)));
  try {
    return await act({ context, given, words: rest, client: administrator(context, given) });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') throw new CommandError('not-there', context.words.admin.notThere);
    throw error;
  }
}
