import type { TrashItem } from '@cairn/protocol';
import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import { deviceNames, onlyResult, wholeTrash } from '../cloud-files.ts';
import { confirmed } from '../confirm.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../faults.ts';
import { candidates, pathOf, shownPath } from '../files.ts';
import { near } from '../near.ts';
import { shownName, table } from '../output.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { versionRow } from '../rows.ts';
import { downloadFromTrash } from '../trash-download.ts';

const verbs = ['list', 'restore FILE', 'download FILE', 'delete FILE', 'empty'];

/** Files deleted from the cloud: list, restore, download, delete for good (T1-T4). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { words } = context;
  const [verb = 'list', file] = given.words;
  if (verb !== 'download' && (given.has('replace') || given.has('keep-both'))) throw new UsageError(words.usage.oneOf(['download FILE']));
  if (verb === 'list' || verb === 'empty') {
    if (file !== undefined) throw new UsageError(words.usage.tooMany(file));
    return verb === 'list' ? list(context) : empty(context, given);
  }
  if (verb !== 'restore' && verb !== 'download' && verb !== 'delete') throw new UsageError(words.usage.oneOf(verbs));
  if (file === undefined) throw new UsageError(words.usage.tooFew);
  if (verb === 'restore') return restore(context, file);
  if (verb === 'delete') return deleteForGood(context, given, file);
  if (given.has('replace') && given.has('keep-both')) throw new UsageError(words.usage.onlyOneOf(['--replace', '--keep-both']));
  const { client } = await signedIn(context);
  const wish = given.has('replace') ? 'replace' : given.has('keep-both') ? 'keep-both' : null;
  return downloadFromTrash(context, itemOf(context, await wholeTrash(client), file), wish);
}

/** By month, newest first (T1). */
async function list(context: Context): Promise<Status> {
  const { output, words } = context;
  const { format } = output;
  const { client } = await signedIn(context);
  const items = await wholeTrash(client);
  const nameOf = items.length === 0 ? () => '' : await deviceNames(client, words.devices);
  const rows = items.map(({ deletion, content, purgeAt }) => ({
    type: deletion.type,
    name: deletion.name,
    deleted: new Date(deletion.stamp).toISOString(),
    device: deletion.device,
    deviceName: nameOf(deletion.device),
    scope: deletion.scope,
    size: content.size,
    version: content.seq,
    keptUntil: new Date(purgeAt).toISOString(),
  }));
  output.show({ items: rows }, () => {
    if (rows.length === 0) return [words.trash.empty];
    return [...Map.groupBy(rows, (row) => format.month(Date.parse(row.deleted)))].flatMap(([month, ofMonth], index) => [
      ...(index === 0 ? [] : ['']),
      output.paint('bold', month),
      ...table(
        ofMonth.map((row) => [
          `  ${shownPath(row)}`,
          format.moment(Date.parse(row.deleted)),
          words.trash.deletedBy(shownName(row.deviceName)),
          format.size(row.size),
          row.scope === 'cloud'
            ? `${words.trash.until(format.day(Date.parse(row.keptUntil)))}, ${words.trash.cloudOnly}`
            : words.trash.until(format.day(Date.parse(row.keptUntil))),
        ]),
        [3],
      ),
    ]);
  });
  return status.done;
}

async function restore(context: Context, file: string): Promise<Status> {
  const { output, words } = context;
  const { client } = await signedIn(context);
  const { deletion, content } = itemOf(context, await wholeTrash(client), file);
  const result = onlyResult(await client.operate({ body: { operations: [{ op: 'restore', seq: content.seq }] } }));
  output.show({ type: deletion.type, name: deletion.name, restored: content.seq, version: versionRow(result.version) }, () => [
    words.trash.restored(shownPath(deletion)),
    words.restore.next(context.command('sync')),
  ]);
  return status.done;
}

async function deleteForGood(context: Context, given: Given, file: string): Promise<Status> {
  const { output, words } = context;
  const { client } = await signedIn(context);
  const { deletion } = itemOf(context, await wholeTrash(client), file);
  const path = shownPath(deletion);
  if (!(await confirmed(context, given, (word) => words.trash.askDelete(path, word)))) return status.failed;
  const { count } = await client.deleteTrash({ body: { deletions: [deletion.seq] } });
  output.show({ type: deletion.type, name: deletion.name, deleted: count }, () => [words.trash.deleted(path)]);
  return status.done;
}

async function empty(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const { client } = await signedIn(context);
  const files = (count: number) => words.fileCount(count, output.format.number(count));
  const items = await wholeTrash(client);
  if (items.length === 0) {
    output.show({ deleted: 0 }, () => [words.trash.empty]);
    return status.done;
  }
  const size = items.reduce((sum, { content }) => sum + content.size, 0);
  const question = (word: string) => words.trash.askEmpty(files(items.length), output.format.size(size), word);
  if (!(await confirmed(context, given, question))) return status.failed;
  // What is deleted while the person reads the question stays in the trash.
  const { count } = await client.emptyTrash({ body: { seen: items.reduce((newest, { deletion }) => Math.max(newest, deletion.seq), 0) } });
  output.show({ deleted: count }, () => [words.trash.emptied(files(count))]);
  return status.done;
}

/** The newest item of a name. @throws CommandError with names that look alike. */
function itemOf(context: Context, items: readonly TrashItem[], typed: string): TrashItem {
  const { words } = context;
  for (const { key } of candidates(context, typed)) {
    const item = items.find(({ deletion }) => deletion.type === key.type && deletion.name === key.name);
    if (item !== undefined) return item;
  }
  const alike = near(
    typed,
    items.map(({ deletion }) => pathOf(deletion)),
  ).map(shownName);
  throw new CommandError('not-in-trash', words.trash.notThere(shownName(typed)), alike.length === 0 ? [] : [words.files.near(alike)]);
}
