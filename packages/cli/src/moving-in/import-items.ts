import { join } from 'node:path';
import { openCloud, systemTimers } from '@cairn/device';
import { stateFolder } from '@cairn/protocol';
import type { Context } from '../context.ts';
import { openClient, requireDevice } from '../session.ts';
import type { Status } from '../status.ts';
import { Spool } from './content.ts';
import { copyingOn } from './progress.ts';
import type { Report } from './report.ts';
import { showReport } from './show-report.ts';
import { takeIn } from './take-in.ts';
import type { Item } from './take-in.ts';

/** Takes files into the cloud of this folder and shows what became of them; `again` is the command line with `--replace`. */
export async function importItems(
  context: Context,
  items: readonly Item[],
  about: { readonly report: Report; readonly replace: boolean; readonly again: string },
): Promise<Status> {
  const session = requireDevice(context);
  const { report, replace, again } = about;
  const client = openClient(session.server, session.token);
  const { types, fileLimit } = await client.account();
  const spool = new Spool(join(context.folder, stateFolder, 'moving-in', `spool-${process.pid}`));
  const progress = copyingOn(context);
  try {
    await takeIn(items, {
      cloud: openCloud({ client, server: session.server, timers: systemTimers }),
      ...{ spool, report, replace },
      plan: { types, fileLimit },
      progress: progress.tell,
      signal: context.untilStopped(),
      unreadable: (error) => context.words.moving.notReadable(error instanceof Error ? error.message : String(error)),
    });
  } finally {
    progress.end();
    await spool.remove();
  }
  return showReport(context, report, { versions: false, replace: context.command(again) });
}
