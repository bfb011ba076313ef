import type { FileKey } from '@cairn/protocol';
import type { Choice, SyncResult } from '@cairn/sync';
import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import { resolveLine } from '../choices.ts';
import { carriedOut } from '../carried-out.ts';
import type { Context } from '../context.ts';
import { withDevice } from '../device.ts';
import { CommandError } from '../faults.ts';
import { shownPath } from '../files.ts';
import { namedFiles } from '../named-files.ts';
import { resultRow } from '../rows.ts';
import type { Status } from '../status.ts';
import { statusOf } from '../summary.ts';

const choices = ['upload', 'download', 'keep-both', 'merge'] as const;

/** Settles one conflict as the person chooses (S6). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { words } = context;
  const chosen = choices.filter((choice) => given.has(choice));
  const [choice] = chosen;
  if (choice === undefined) throw new UsageError(words.resolve.askHow(choices.map((one) => `--${one}`).join(', ')));
  if (chosen.length > 1) throw new UsageError(words.usage.onlyOneOf(chosen.map((one) => `--${one}`)));
  return withDevice(context, 'resolve', async (device) => {
    const [key] = (await namedFiles(context, device, given.words)) ?? [];
    if (key === undefined) throw new UsageError(words.usage.tooFew);
    const result = await device.resolve(key, choice);
    const [failure] = result.failed;
    if (failure !== undefined) throw new CommandError(failure.code, failure.reason);
    return report(context, key, choice, result);
  });
}

function report(context: Context, key: FileKey, choice: Choice, result: SyncResult): Status {
  const { words, output, command } = context;
  const [conflict] = result.conflicts;
  if (result.stopped !== null || result.cancelled) return carriedOut(context, result);
  const [kept = { key }] = result.uploaded;
  output.show(resultRow(result), () => {
    const file = shownPath(key);
    if (conflict === undefined) return [words.resolve.done[choice](file, shownPath(kept.key))];
    const line = resolveLine(conflict);
    return [words.resolve.notMerged(file), ...conflict.reasons.map((reason) => `  ${reason}`), words.resolve.otherWays(command(line))];
  });
  return statusOf(result);
}
