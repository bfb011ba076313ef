import { listBackups, runBackup } from '@cairn/server';
import type { Given } from '../arguments.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../faults.ts';
import { table } from '../output.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { inAccounts, inContents, progressOf, wholeNumber } from '../upkeep.ts';

/** What people delete is gone from the backups after so many days, unless another number is given (R73). */
const keepDays = 35;

/** Saves everything of the server into a folder of backups, while it runs. */
export async function run(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const where = { environment: process.env, cwd: process.cwd() };
  const [folder = ''] = given.words;
  const { format } = output;
  if (given.has('list')) {
    const backups = await listBackups(where, folder);
    output.show({ backups }, () =>
      backups.length === 0
        ? [words.upkeep.noBackups]
        : table(
            backups.map((one) => [
              one.name,
              format.moment(one.made),
              format.number(one.accounts),
              format.number(one.contents),
              format.size(one.bytes),
            ]),
          ),
    );
    return status.done;
  }
  const began = Date.now();
  const result = await runBackup(where, folder, {
    keepDays: wholeNumber(given, words, 'keep-days') ?? keepDays,
    progress: progressOf(context),
  });
  const { facts, added, addedBytes, pruned } = result;
  output.show({ backup: facts, added, addedBytes, rounds: result.rounds, pruned, milliseconds: Date.now() - began }, () => [
    words.upkeep.saved(
      facts.name,
      inAccounts(output, words, facts.accounts),
      inContents(output, words, facts.contents),
      format.size(facts.bytes),
    ),
    words.upkeep.added(inContents(output, words, added), format.size(addedBytes)),
    ...(pruned.backups === 0
      ? []
      : [
          words.upkeep.pruned(
            words.upkeep.backups(pruned.backups, format.number(pruned.backups)),
            inContents(output, words, pruned.contents),
          ),
        ]),
  ]);
  if (facts.damaged.length === 0) return status.done;
  const lines = [words.upkeep.damagedHere(inContents(output, words, facts.damaged.length)), ...facts.damaged.slice(0, 20)];
  throw new CommandError('incomplete', lines.join('\n'), [], { inResult: true });
}
