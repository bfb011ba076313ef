import type { Context } from '../context.ts';
import { requireDevice } from '../session.ts';
import type { Status } from '../status.ts';
import type { Report } from './report.ts';
import { showReport } from './show-report.ts';
import { takeIn } from './take-in.ts';
import type { Item } from './take-in.ts';
import { withTarget } from './with-target.ts';

/** Takes files into the cloud of this folder and shows what became of them; `again` is the command line with `--replace`. */
export async function importItems(
  context: Context,
  items: readonly Item[],
  about: { readonly report: Report; readonly replace: boolean; readonly again: string },
): Promise<Status> {
  const session = requireDevice(context);
  const { report, replace, again } = about;
  await withTarget(context, session, (target) =>
    takeIn(items, {
      ...{ ...target, report, replace },
      signal: context.untilStopped(),
      unreadable: (error) => context.words.moving.notReadable(error instanceof Error ? error.message : String(error)),
    }),
  );
  return showReport(context, report, { versions: false, replace: context.command(again) });
}
