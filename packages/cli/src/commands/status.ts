import type { Changes, Problem } from '@cairn/sync';
import { resolveLine } from '../choices.ts';
import type { Context } from '../context.ts';
import { withDevice } from '../device.ts';
import { shownPath } from '../files.ts';
import { shownName, table } from '../output.ts';
import { failureRow, problemRow } from '../rows.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { isoOrNull } from '../times.ts';

/** Most notes that are listed in full. */
const notesMost = 10;

/** Last sync, three counts, what waits and what to do next (S1). */
export async function run(context: Context): Promise<Status> {
  const { output } = context;
  return withDevice(context, 'status', async (device) => {
    const changes = await device.look();
    const { session } = device;
    const { off } = await device.selection();
    const document = {
      account: session.address,
      server: session.server,
      folder: context.folder,
      lastSync: isoOrNull(changes.lastSync),
      ...changes.counts,
      waiting: { here: changes.waiting.here.length, cloud: changes.waiting.there.length },
      notInCloud: changes.notInCloud.length,
      paused: changes.paused,
      off,
      failed: changes.failed.map(failureRow),
      problems: changes.notes.map(problemRow),
      offline: changes.stopped === null ? null : changes.stopped.message,
    };
    output.show(document, () => [
      ...facts(context, session, changes),
      ...troubles(context, changes),
      ...(off.length === 0 ? [] : ['', context.words.status.switchedOff(off.map(shownName).join(', '))]),
      '',
      ...nextSteps(context, changes),
    ]);
    if (changes.stopped !== null) output.say(context.words.status.offline(changes.stopped.message));
    return status.done;
  });
}

function facts({ output, words, folder, now, command }: Context, session: { address: string; server: string }, changes: Changes): string[] {
  const { format } = output;
  const text = words.status;
  const { counts, lastSync, waiting } = changes;
  const held = waiting.here.length + waiting.there.length;
  return table([
    [text.account, `${session.address} · ${session.server}`],
    [text.folder, folder],
    [text.lastSync, lastSync === 0 ? text.never : `${format.ago(lastSync, now())} (${format.moment(lastSync)})`],
    [text.local, format.number(counts.local)],
    [text.cloud, format.number(counts.cloud)],
    [text.conflicts, counts.conflicts === 0 ? '0' : output.paint('yellow', format.number(counts.conflicts))],
    ...(held === 0 ? [] : [[text.held, output.paint('yellow', format.number(held))]]),
    ...(changes.notInCloud.length === 0
      ? []
      : [[text.notInCloud, text.notInCloudWhy(format.number(changes.notInCloud.length), command('upload FILE'))]]),
  ]);
}

/** What cannot be synchronised, and why: faults first, then what is left alone on purpose. */
function troubles(context: Context, { failed, notes }: Changes): string[] {
  const { output, words } = context;
  const lines: string[] = [];
  if (failed.length > 0) {
    lines.push('', output.paint('red', `${words.status.problems}:`));
    for (const { key, path, reason } of failed)
      lines.push(`  ${key === undefined ? shownName(path ?? '') : shownPath(key)}`, `    ${reason}`);
  }
  if (notes.length > 0) {
    lines.push('', `${words.status.notes}:`);
    for (const [reason, group] of Map.groupBy(notes, (note: Problem) => note.reason)) {
      const shown = group.slice(0, notesMost).map(({ path }) => `  ${shownName(path)}`);
      const more = group.length > notesMost ? [`  ${words.status.more(output.format.number(group.length - notesMost))}`] : [];
      lines.push(...shown, ...more, `    ${reason}`);
    }
  }
  return lines;
}

function nextSteps(context: Context, changes: Changes): string[] {
  const { words, command } = context;
  const text = words.status;
  const { counts, waiting } = changes;
  const steps: string[] = [];
  if (changes.paused) steps.push(text.paused(command('sync --upload-again')));
  else if (counts.local + counts.cloud > 0) steps.push(text.toSync(command('sync')), text.toList(command('changes')));
  if (waiting.here.length + waiting.there.length > 0) steps.push(text.toConfirm(command('sync --yes')));
  const [conflict] = changes.conflicts;
  if (conflict !== undefined) steps.push(text.toResolve(command(resolveLine(conflict))));
  if (steps.length > 0) return steps;
  return [changes.lastSync === 0 ? text.empty(command('sync')) : text.inStep];
}
