import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import { onlyResult } from '../cloud-files.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../faults.ts';
import { shownPath } from '../files.ts';
import { namedWithHistory } from '../file-history.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { versionRow } from '../rows.ts';

/** Makes an old version of a file the newest again (T5). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const typed = given.value('version');
  if (typed === undefined || !/^\d{1,15}$/.test(typed)) throw new UsageError(words.usage.notANumber('--version'));
  const seq = Number(typed);
  const { client } = await signedIn(context);
  const { key, versions } = await namedWithHistory(context, client, given.words[0] ?? '');
  const chosen = versions.find(({ version }) => version.seq === seq);
  if (chosen?.version.kind !== 'content' || !chosen.available) {
    throw new CommandError('no-such-version', words.restore.noVersion(typed, shownPath(key)));
  }
  // What this command has seen of the name: repeated late, it does not go over what came to be since (R15).
  const base = versions.find(({ version }) => version.name === key.name)?.version.seq;
  const operation = { op: 'restore' as const, seq, ...(base === undefined ? {} : { base }) };
  const result = onlyResult(await client.operate({ body: { operations: [operation] } }));
  const changed = result.status === 'done';
  output.show({ type: key.type, name: key.name, restored: seq, changed, version: versionRow(result.version) }, () => [
    changed ? words.restore.done(shownPath(key), output.format.moment(chosen.version.stamp)) : words.restore.same(shownPath(key)),
    ...(changed ? [words.restore.next(context.command('sync'))] : []),
  ]);
  return status.done;
}
