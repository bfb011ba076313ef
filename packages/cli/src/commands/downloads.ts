import { statfsSync } from 'node:fs';
import type { Client, DownloadsAnswer } from '@cairn/protocol';
import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import type { Context } from '../context.ts';
import { mapsForJson, mapsTable, readMaps } from '../maps-table.ts';
import { shownName, table } from '../output.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** Free map downloads that are left on each device (P7), or the free space of the disk where there is no limit; joins the mailing list. */
export async function run(context: Context, given: Given): Promise<Status> {
  const [verb] = given.words;
  const { words } = context;
  if (verb !== undefined && verb !== 'join' && verb !== 'leave') throw new UsageError(words.usage.oneOf(['join', 'leave']));
  const { client } = await signedIn(context);
  if (verb !== undefined) return changeList(context, client, verb);
  const [counters, maps] = await Promise.all([client.downloads(), readMaps(client, context)]);
  const disk = statfsSync(context.folder);
  const free = disk.bavail * disk.bsize;
  const unlimited = counters.devices.find((row) => row.current)?.unlimited ?? false;
  const { devices, bonus, onList } = counters;
  const document = { unlimited, freeDiskSpace: free, devices, bonus, onList, maps: mapsForJson(maps) };
  context.output.show(document, () => [...lines(context, counters, free), ...mapsTable(maps, context)]);
  return status.done;
}

async function changeList({ output, words }: Context, client: Client, verb: 'join' | 'leave'): Promise<Status> {
  if (verb === 'join') await client.joinList({ body: {} });
  else await client.leaveList();
  output.show({ mailingList: verb === 'join' ? 'mailed' : 'left' }, () => [
    verb === 'join' ? words.downloads.mailed : words.downloads.leftList,
  ]);
  return status.done;
}

function lines({ output: { format }, words: { downloads: words }, command }: Context, counters: DownloadsAnswer, free: number): string[] {
  const own = counters.devices.find((row) => row.current);
  if (own === undefined || own.unlimited) return [words.unlimited, words.free(format.size(free))];
  const { remaining, allowed, bonus } = own;
  const first = remaining === 0 ? words.usedUp(format.number(allowed)) : words.left(format.number(remaining), format.number(allowed));
  const offer = remaining === 0 && !bonus && !counters.onList ? [words.join(format.number(counters.bonus), command('downloads join'))] : [];
  if (counters.devices.length < 2) return [first, ...offer];
  const { headings } = words;
  const rows = counters.devices.map((row) =>
    row.unlimited
      ? [shownName(row.name), words.noLimit, '']
      : [shownName(row.name), format.number(row.remaining), format.number(row.allowed)],
  );
  return [first, ...offer, '', words.others, ...table([[headings.device, headings.left, headings.of], ...rows])];
}
