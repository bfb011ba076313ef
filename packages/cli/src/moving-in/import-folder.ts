import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Given } from '../arguments.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../faults.ts';
import { quoted } from '../quoted.ts';
import { requireDevice } from '../session.ts';
import type { Status } from '../status.ts';
import { importItems } from './import-items.ts';
import { Report } from './report.ts';
import { walkFolder } from './walk-folder.ts';

/** Takes in an OsmAnd data folder as it is (O4). The folder is only read. */
export async function importFolder(context: Context, given: Given, [typed = '']: readonly string[]): Promise<Status> {
  requireDevice(context);
  const { moving } = context.words;
  const root = resolve(context.here, typed);
  const facts = statSync(root, { throwIfNoEntry: false });
  if (facts === undefined) throw new CommandError('no-source', moving.noSource(typed));
  if (!facts.isDirectory()) throw new CommandError('no-source', moving.notFolder(typed));
  const report = new Report();
  const { items, foreign } = await walkFolder(root, moving.special);
  report.foreign.push(...foreign);
  return importItems(context, items, { report, replace: given.has('replace'), again: `import folder ${quoted(typed)} --replace` });
}
