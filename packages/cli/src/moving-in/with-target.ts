import { join } from 'node:path';
import { openCloud, systemTimers } from '@cairn/device';
import { stateFolder } from '@cairn/protocol';
import type { Cloud } from '@cairn/sync';
import type { Context } from '../context.ts';
import { openClient } from '../session.ts';
import type { SignedIn } from '../session.ts';
import type { Plan } from './admission.ts';
import { Spool } from './content.ts';
import { copyingOn } from './progress.ts';

/** Where everything that moves in goes: the account of this folder, and the means to bring it there. */
export interface Target {
  readonly cloud: Cloud;
  readonly plan: Plan;
  /** A folder for contents on their way; gone afterwards. */
  readonly spool: Spool;
  readonly progress: ReturnType<typeof copyingOn>['tell'];
}

/** Moves something into the account of this folder; what was laid aside and shown on the way is tidied up, however it ends. */
export async function withTarget(context: Context, session: SignedIn['session'], move: (target: Target) => Promise<void>): Promise<void> {
  const client = openClient(session.server, session.token);
  const { types, fileLimit } = await client.account();
  const spool = new Spool(join(context.folder, stateFolder, 'moving-in', `spool-${process.pid}`));
  const progress = copyingOn(context);
  try {
    const cloud = openCloud({ client, server: session.server, timers: systemTimers });
    await move({ cloud, spool, plan: { types, fileLimit }, progress: progress.tell });
  } finally {
    progress.end();
    await spool.remove();
  }
}
