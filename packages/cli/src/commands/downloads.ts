import { statfsSync } from 'node:fs';
import type { Context } from '../context.ts';
import { mapsForJson, mapsTable, readMaps } from '../maps-table.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** Map downloads that are left (P7): this server counts none, so the free space of the disk is what limits them. */
export async function run(context: Context): Promise<Status> {
  const { output, words } = context;
  const { client } = await signedIn(context);
  const maps = await readMaps(client, context);
  const disk = statfsSync(context.folder);
  const free = disk.bavail * disk.bsize;
  output.show({ unlimited: true, freeDiskSpace: free, maps: mapsForJson(maps) }, () => [
    words.downloads.unlimited,
    words.downloads.free(output.format.size(free)),
    words.downloads.apps,
    ...mapsTable(maps, context),
  ]);
  return status.done;
}
