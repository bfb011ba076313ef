import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../ports/world.ts';

/** Name of the file in the data folder that tells the command line of the same machine how to reach the running server. */
export const operatorFile = 'operator.json';

/**
 * The key of the operator at the machine: new at every start, gone with the server, in a file that only the server's own user reads.
 * Whoever can read it could read the whole data folder: it gives nobody a right that he does not have (R62).
 */
export function operatorKey(random: Random): string {
  return `cairn_operator_${Buffer.from(random.bytes(32)).toString('base64url')}`;
}

/** Writes the file once the server can be reached. @returns what takes it away */
export function tellOperator(data: string, facts: { readonly address: string; readonly key: string }): () => void {
  const file = join(data, operatorFile);
  // Never readable by others, not even for a moment, whatever was there before; of several servers that start at once, the last one's stays.
  const fresh = `${file}.${process.pid}`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, `${JSON.stringify(facts)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(fresh, file);
  return () => rmSync(file, { force: true });
}
