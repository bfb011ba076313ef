import type { Version } from '@cairn/protocol';
import type { Given } from '../arguments.ts';
import { deviceNames } from '../cloud-files.ts';
import type { Context } from '../context.ts';
import { pathOf, shownPath } from '../files.ts';
import { table } from '../output.ts';
import { quoted } from '../quoted.ts';
import { namedWithHistory } from '../file-history.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { versionRow } from '../rows.ts';

/** Every version of a file (T5). */
export async function run(context: Context, given: Given): Promise<Status> {
  const { output, words } = context;
  const { client } = await signedIn(context);
  const { key, versions } = await namedWithHistory(context, client, given.words[0] ?? '');
  const nameOf = await deviceNames(client, words.devices);
  const rows = versions.map(({ version, available }) => ({ ...version, available, deviceName: nameOf(version.device) }));
  output.show({ type: key.type, name: key.name, versions: rows.map(versionRow) }, () => {
    const { headings } = words.history;
    const lines = rows.map((row, index) => [
      String(row.seq),
      output.format.moment(row.stamp),
      row.deviceName,
      row.kind === 'content' ? output.format.size(row.size) : '',
      remark(context, row, row.available, index === 0),
    ]);
    const shown = table([[headings.version, headings.time, headings.device, headings.size, ''], ...lines], [0, 3]);
    const restorable = rows.some((row, index) => index > 0 && row.kind === 'content' && row.available);
    const command = context.command(`restore ${quoted(pathOf(key))} --version N`);
    return [shownPath(key), ...shown, ...(restorable ? ['', words.history.restore(command)] : [])];
  });
  return status.done;
}

function remark({ words }: Context, version: Version, available: boolean, newest: boolean): string {
  const { history } = words;
  if (version.kind === 'deletion') return version.scope === 'cloud' ? history.deletionCloud : history.deletion;
  if (version.kind === 'moved') return history.moved(shownPath(version.to));
  if (!available) return history.gone;
  return newest ? history.newest : '';
}
