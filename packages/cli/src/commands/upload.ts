import type { Given } from '../arguments.ts';
import { carriedOut } from '../carried-out.ts';
import type { Context } from '../context.ts';
import { withDevice } from '../device.ts';
import { namedFiles } from '../named-files.ts';
import type { Status } from '../status.ts';

/** Uploads all local changes, or only the files that are named (S4). */
export async function run(context: Context, given: Given): Promise<Status> {
  return withDevice(context, 'upload', async (device) => {
    const only = await namedFiles(context, device, given.words);
    return carriedOut(context, await device.upload(only), context.words.changes.noneLocal);
  });
}
