import { statfsSync } from 'node:fs';
import type { Context } from '../context.ts';
import { signedIn } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** Map downloads that are left (P7): this server counts none, so the free space of the disk is what limits them. */
export async function run(context: Context): Promise<Status> {
  const { output, words } = context;
  await signedIn(context);
  const disk = statfsSync(context.folder);
  const free = disk.bavail * disk.bsize;
  output.show({ unlimited: true, freeDiskSpace: free }, () => [
    words.downloads.unlimited,
    words.downloads.free(output.format.size(free)),
    words.downloads.apps,
  ]);
  return status.done;
}
