import { runMigrate } from '@cairn/server';
import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import type { Context } from '../context.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { inAccounts, inContents, progressOf } from '../upkeep.ts';

/** Moves everything from the set-up of the settings into another one, compared account by account. */
export async function run(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const to = given.value('to');
  if (to === undefined) throw new UsageError(words.upkeep.whereTo);
  const where = { environment: process.env, cwd: process.cwd() };
  const result = await runMigrate(where, { to, damaged: given.has('damaged'), progress: progressOf(context) });
  output.show({ ...result }, () => [
    words.upkeep.moved(inAccounts(output, words, result.accounts)),
    ...(result.damaged.length === 0
      ? []
      : [words.upkeep.movedDamaged(inContents(output, words, result.damaged.length)), ...result.damaged.slice(0, 20)]),
  ]);
  return result.damaged.length === 0 ? status.done : status.failed;
}
