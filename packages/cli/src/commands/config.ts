import { environmentName, readConfig, settingNames } from '@cairn/server';
import type { Context } from '../context.ts';
import { table } from '../output.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';

/** Every setting of the server with its value and where it comes from; secrets are not shown. */
export async function run({ output, words }: Context): Promise<Status> {
  const config = readConfig(process.env, process.cwd());
  const rows = settingNames.map((name) => {
    const value = config[name];
    const shown = isSecret(name) && textOf(value) !== '' ? '***' : withoutPassword(textOf(value));
    return { setting: environmentName(name), value: shown, origin: config.origins[name] };
  });
  output.show({ settings: rows }, () => table(rows.map((row) => [row.setting, row.value, words.config.origins[row.origin]])));
  return status.done;
}

function isSecret(name: string): boolean {
  return /secret/i.test(name) || name.endsWith('AccessKey');
}
/** Addresses of mail servers and databases hold passwords. */
function withoutPassword(value: string): string {
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/@\s]*?):[^@\s]*@/i, '$1:***@');
}
function textOf(value: string | number | readonly string[] | null): string {
  if (value === null) return '';
  return typeof value === 'object' ? value.join(', ') : String(value);
}
