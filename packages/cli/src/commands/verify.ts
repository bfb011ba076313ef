import { faultKinds, runVerify, runVerifyBackup } from '@cairn/server';
import type { Verdict } from '@cairn/server';
import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import type { Context } from '../context.ts';
import { table } from '../output.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { inAccounts, inContents, progressOf, wholeNumber } from '../upkeep.ts';

/** Faults that the text shows; JSON has all of them. */
const shown = 50;

/** Checks what a server keeps, or a backup, byte for byte; the exit status names the worst kind of fault (R10). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { words } = context;
  const where = { environment: process.env, cwd: process.cwd() };
  const minutes = wholeNumber(given, words, 'max-duration');
  const from = wholeNumber(given, words, 'from');
  const name = given.value('backup');
  const options = {
    repair: given.has('repair'),
    progress: progressOf(context),
    ...(minutes === null ? {} : { maxMs: minutes * 60_000 }),
    ...(from === null ? {} : { from }),
  };
  const [folder] = given.words;
  if (folder === undefined && name !== undefined) throw new UsageError(words.usage.tooFew);
  if (folder !== undefined) {
    const verdict = await runVerifyBackup(where, folder, { ...options, ...(name === undefined ? {} : { name }) });
    return tell(context, verdict, { backup: verdict.backup }, 0);
  }
  const { aside, ...verdict } = await runVerify(where, options);
  return tell(context, verdict, {}, aside);
}

function tell({ output, words }: Context, verdict: Verdict, more: object, aside: number): Status {
  const { format } = output;
  const { accounts, contents, bytes, until } = verdict;
  const counted = inContents(output, words, contents);
  const faults = verdict.faults.map(({ kind, what }) => ({ kind, what }));
  output.show({ ...more, accounts, contents, bytes, faults, until, aside }, () => [
    ...(faults.length === 0
      ? [words.upkeep.whole(inAccounts(output, words, accounts), counted, format.size(bytes))]
      : [words.upkeep.faults(words.upkeep.found(faults.length, format.number(faults.length)), counted, format.size(bytes))]),
    ...table(faults.slice(0, shown).map((fault) => [words.upkeep.kinds[fault.kind], fault.what])),
    ...(faults.length > shown ? [words.upkeep.more(format.number(faults.length - shown))] : []),
    ...(aside === 0 ? [] : [words.upkeep.aside(words.fileCount(aside, format.number(aside)))]),
    ...(until === null ? [] : [words.upkeep.outOfTime(String(until))]),
  ]);
  const worst = faultKinds.find((kind) => faults.some((fault) => fault.kind === kind));
  return worst === undefined ? status.done : status[worst];
}
