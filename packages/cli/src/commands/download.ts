import type { Given } from '../arguments.ts';
import { carriedOut } from '../carried-out.ts';
import type { Context } from '../context.ts';
import { withDevice } from '../device.ts';
import { namedFiles } from '../named-files.ts';
import type { Status } from '../status.ts';

/** Downloads all cloud changes, or only the files that are named (S5). */
export async function run(context: Context, given: Given): Promise<Status> {
  return withDevice(context, 'download', async (device) => {
    const only = await namedFiles(context, device, given.words);
    return carriedOut(context, await device.download(only), context.words.changes.noneCloud);
  });
}
