import { titleOf } from '@cairn/protocol';
import type { Context } from '../context.ts';
import { mapsForJson, mapsTable, readMaps } from '../maps-table.ts';
import { table } from '../output.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** How much space is used, by type (T6). */
export async function run(context: Context): Promise<Status> {
  const { output, words } = context;
  const { format } = output;
  const { client } = await signedIn(context);
  const [storage, maps] = await Promise.all([client.storage(), readMaps(client, context)]);
  output.show({ ...storage, maps: mapsForJson(maps) }, () => {
    const { headings, used, trash, history, empty, note, historyOf } = words.storage;
    const summary = used(
      format.size(storage.used),
      format.size(storage.allowed),
      format.percent(storage.allowed === 0 ? 1 : storage.used / storage.allowed),
    );
    const cells = (title: string, amount: { files: number; size: number; stored: number }) => [
      title,
      format.number(amount.files),
      format.size(amount.size),
      format.size(amount.stored),
    ];
    const types = storage.types.filter((amount) => amount.files > 0);
    if (types.length === 0 && storage.trash.files === 0 && storage.history.files === 0)
      return [summary, empty, ...mapsTable(maps, context)];
    const rows = types.map((amount) => cells(titleOf({ type: amount.type, name: '' }), amount));
    return [
      summary,
      '',
      ...table(
        [
          [headings.type, headings.files, headings.size, headings.stored],
          ...rows,
          cells(trash, storage.trash),
          cells(history, storage.history),
        ],
        [1, 2, 3],
      ),
      '',
      `${note} ${historyOf(format.size(storage.historyAllowed))}`,
      ...mapsTable(maps, context),
    ];
  });
  return status.done;
}
