import { readConfig, shownSettings } from '@cairn/server';
import type { Context } from '../context.ts';
import { table } from '../output.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** Every setting of the server with its value and where it comes from; secrets are not shown. */
export async function run({ output, words }: Context): Promise<Status> {
  const rows = shownSettings(readConfig(process.env, process.cwd())).map(({ setting, value, origin }) => ({ setting, value, origin }));
  output.show({ settings: rows }, () => table(rows.map((row) => [row.setting, row.value, words.config.origins[row.origin]])));
  return status.done;
}
