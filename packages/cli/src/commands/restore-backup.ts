import { runRestore } from '@cairn/server';
import type { Given } from '../arguments.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../faults.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { inAccounts, inContents, progressOf } from '../upkeep.ts';

/** Puts a backup into an empty place. */
export async function run(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const [folder = ''] = given.words;
  const name = given.value('backup');
  const where = { environment: process.env, cwd: process.cwd() };
  const result = await runRestore(where, folder, { progress: progressOf(context), ...(name === undefined ? {} : { name }) });
  const { backup, accounts, contents, bytes, damaged, dataEpoch } = result;
  const { format } = output;
  output.show({ backup: backup.name, accounts, contents, bytes, damaged, dataEpoch }, () => [
    words.upkeep.restored(backup.name, inAccounts(output, words, accounts), inContents(output, words, contents), format.size(bytes)),
  ]);
  if (damaged.length === 0) return status.done;
  const lines = [words.upkeep.damagedThere(inContents(output, words, damaged.length)), ...damaged.slice(0, 20)];
  throw new CommandError('incomplete', lines.join('\n'), [], { inResult: true });
}
