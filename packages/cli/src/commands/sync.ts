import type { Given } from '../arguments.ts';
import { carriedOut } from '../carried-out.ts';
import type { Context } from '../context.ts';
import { withDevice } from '../device.ts';
import type { Status } from '../status.ts';

/** Uploads and downloads everything that differs (S2). */
export async function run(context: Context, given: Given): Promise<Status> {
  return withDevice(context, 'sync', async (device) => {
    if (given.has('upload-again')) await device.confirmAfterReset();
    const result = await device.sync({ allowDeletions: given.has('yes') });
    const state = carriedOut(context, result);
    const { here, there } = result.waiting;
    const { terminal, output, words } = context;
    const question = result.paused ? words.sync.resetAsk : here.length + there.length > 0 ? words.sync.brakeAsk : null;
    if (question === null || !terminal.present || output.json || result.cancelled) return state;
    if ((await terminal.ask(question(words.sync.yes))) !== words.sync.yes) return state;
    if (result.paused) await device.confirmAfterReset();
    return carriedOut(context, await device.sync({ allowDeletions: !result.paused }));
  });
}
