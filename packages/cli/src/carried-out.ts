import type { SyncResult } from '@cairn/sync';
import type { Context } from './context.ts';
import { CommandError } from './faults.ts';
import { resultRow } from './rows.ts';
import type { Status } from './status.ts';
import { statusOf, summaryOf } from './summary.ts';

/**
 * Shows what a sync, upload, download or resolve did and says how it ended: done, stopped by the person, or broken off by the network.
 * @throws CommandError when the cloud could not be reached at all or to the end; what was done until then has been shown.
 */
export function carriedOut(context: Context, result: SyncResult, idle: string = context.words.sync.nothing): Status {
  const { output, words } = context;
  const lines = summaryOf(result, context);
  const isOver = result.stopped === null && !result.cancelled && !result.paused;
  if (output.json) output.event(resultRow(result));
  else output.show({}, () => (lines.length === 0 && isOver && waiting(result) === 0 ? [idle] : lines));
  if (result.cancelled) output.say(words.sync.stopped(context.command('sync')));
  if (result.stopped !== null) throw new CommandError(result.stopped.code, result.stopped.message, [], { inResult: true });
  if (result.paused) output.say(words.status.paused(context.command('sync --upload-again')));
  if (waiting(result) > 0) sayWaiting(context, result);
  return statusOf(result);
}

function waiting({ waiting: { here, there } }: SyncResult): number {
  return here.length + there.length;
}

/** Deletions that the brake keeps, by side. */
function sayWaiting({ words, output, command }: Context, { waiting: { here, there } }: SyncResult): void {
  const files = (count: number) => words.fileCount(count, output.format.number(count));
  if (here.length > 0) output.say(words.sync.brakeHere(files(here.length)));
  if (there.length > 0) output.say(words.sync.brakeCloud(files(there.length)));
  output.say(words.sync.brakeHint(command('sync --yes')));
}
