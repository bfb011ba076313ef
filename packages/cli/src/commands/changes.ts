import type { ChangeRow, Changes, ConflictRow } from '@cairn/sync';
import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import { resolveLine } from '../choices.ts';
import { deviceNames } from '../cloud-files.ts';
import type { Context } from '../context.ts';
import { withDevice } from '../device.ts';
import { shownPath } from '../files.ts';
import { shownName, table } from '../output.ts';
import { changeRow, conflictRow } from '../rows.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { isoOrNull } from '../times.ts';

const sides = ['local', 'cloud', 'conflicts'] as const;
type Side = (typeof sides)[number];

/** What differs, file by file (S3). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const asked = sides.filter((side) => given.has(side));
  if (asked.length > 1) throw new UsageError(words.usage.onlyOneOf(asked.map((side) => `--${side}`)));
  const wanted = asked.length === 0 ? sides : asked;
  return withDevice(context, 'changes', async (device) => {
    const changes = await device.look();
    const isShown = wanted.includes('conflicts') && changes.conflicts.length > 0 && changes.stopped === null && !output.json;
    const nameOf = isShown ? await deviceNames(device.client, words.devices) : () => words.devices.gone;
    output.show({ lastSync: isoOrNull(changes.lastSync), ...documentOf(changes, wanted) }, () => [
      ...wanted.flatMap((side) => [...section(side, changes, context, nameOf), '']),
      changes.lastSync === 0 ? words.changes.neverSynced : words.changes.lastSync(output.format.moment(changes.lastSync)),
    ]);
    if (changes.stopped !== null) output.say(words.status.offline(changes.stopped.message));
    return status.done;
  });
}

function documentOf(changes: Changes, wanted: readonly Side[]): object {
  const rows = {
    local: changes.local.map(changeRow),
    cloud: changes.cloud.map(changeRow),
    conflicts: changes.conflicts.map(conflictRow),
  };
  return {
    ...Object.fromEntries(wanted.map((side) => [side, rows[side]])),
    ...(changes.stopped === null ? {} : { offline: changes.stopped.message }),
  };
}

type NameOf = (device: number | null) => string;

function section(side: Side, changes: Changes, context: Context, nameOf: NameOf): string[] {
  const { output, words } = context;
  const rows = changes[side];
  if (rows.length === 0) {
    const { noneLocal, noneCloud, noneConflicts } = words.changes;
    return [{ local: noneLocal, cloud: noneCloud, conflicts: noneConflicts }[side]];
  }
  const title = output.paint('bold', `${words.changes[side]} (${output.format.number(rows.length)})`);
  if (side === 'conflicts') {
    return [title, ...changes.conflicts.flatMap((row) => conflictLines(row, context, nameOf))];
  }
  const lines = table(
    rows.map((row) => cells(row, side, context)),
    [2],
  );
  return [title, ...lines.flatMap((line, at) => [line, ...refusalLines(rows[at], context)])];
}

/** Why the last sync could not do it, where that still holds. */
function refusalLines(row: ChangeRow | undefined, { output, words }: Context): string[] {
  return row?.failed === undefined ? [] : [`      ${output.paint('yellow', words.changes.refused(row.failed.reason))}`];
}

function cells(row: ChangeRow, side: 'local' | 'cloud', { output, words }: Context): string[] {
  const { format } = output;
  const facts = side === 'local' ? row.local : row.cloud?.kind === 'content' ? row.cloud : undefined;
  const time = side === 'local' ? row.local?.modified : row.cloud?.stamp;
  const folder = row.isFolder === true ? '/' : '';
  return [
    `  ${words.changes.change[row.change]}`,
    `${shownPath(row.key)}${folder}${row.from === undefined ? '' : ` (${words.changes.moved(shownPath(row.from))}${folder})`}`,
    facts === undefined ? '' : format.size(facts.size),
    time === undefined ? '' : format.moment(time),
  ];
}

/** Both versions side by side, as far as they differ in what can be told without opening them. */
function conflictLines(row: ConflictRow, { output, words, command }: Context, nameOf: NameOf): string[] {
  const { format } = output;
  const { local, cloud } = row;
  const time = (millis: number) => (millis > 0 ? format.moment(millis) : '');
  const both = [
    ...(local === undefined ? [] : [[`    ${words.changes.here}`, format.size(local.size), time(local.modified), '']]),
    ...(cloud?.kind === 'content'
      ? [
          [
            `    ${words.changes.inCloud}`,
            format.size(cloud.size),
            time(cloud.clientTime),
            words.changes.uploadedBy(format.moment(cloud.stamp), shownName(nameOf(cloud.device))),
          ],
        ]
      : []),
  ];
  return [
    `  ${shownPath(row.key)}`,
    ...table(both, [1]),
    ...row.reasons.map((reason) => `    ${reason}`),
    `    ${words.status.toResolve(command(resolveLine(row)))}`,
  ];
}
