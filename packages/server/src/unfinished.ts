import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpkeepError } from './ports/upkeep-error.ts';

/** Lies in a data folder while a restore or a move into it goes on; holds what that is. */
export const unfinishedName = 'unfinished';

/**
 * Half of a library is none: a server on it would take the contents for strays and remove them.
 * @throws UpkeepError when a restore or a move into this data folder has not come to its end
 */
export function refuseUnfinished(data: string): void {
  const mark = join(data, unfinishedName);
  if (!existsSync(mark)) return;
  throw new UpkeepError('unfinished', { folder: data, work: readFileSync(mark, 'utf8').trim() });
}
