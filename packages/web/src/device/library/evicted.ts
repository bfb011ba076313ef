import type { FileKey } from '@cairn/protocol';
import type { DeviceDatabase } from './database.ts';
import { memoOf, recordIn } from './idb-bases.ts';
import { exact } from './rows.ts';
import type { FileRow } from './rows.ts';

/**
 * Takes files whose content the browser has thrown away off the list, in one transaction with the note that they are to be listed afresh:
 * a file missing here is then downloaded, never deleted there.
 * @returns how many the cloud has as they were here, and of how many an unsent change is gone.
 */
export async function forgetLost(db: DeviceDatabase, lost: readonly FileRow[]): Promise<{ fetched: number; gone: number }> {
  return db.write(
    ['files', 'meta', 'bases', 'pending'],
    async (tx) => {
      let fetched = 0;
      const keys: FileKey[] = [];
      for (const row of lost) {
        const now = await exact(tx, row);
        if (now === undefined || JSON.stringify(now.content) !== JSON.stringify(row.content)) continue;
        const base = await tx.get('bases', [row.type, row.name]);
        if (base?.hash === row.hash) fetched++;
        tx.delete('files', [row.type, row.name]);
        keys.push(row);
      }
      const { relist = [] } = await memoOf(tx);
      const entries = keys.map(({ type, name }) => `${type}/${name}`);
      await recordIn(tx, { memo: { relist: [...new Set([...relist, ...entries])] } });
      return { fetched, gone: keys.length - fetched };
    },
    'strict',
  );
}
