import type { LogStore } from './ports/log-store.ts';
import type { Blobs } from './ports/world.ts';

const page = 500;

/**
 * What must always hold (R24, R25), one sentence for each fault: in every log what `auditLog` says, and every content that the log
 * keeps in `Blobs` is there. Run by tests, by the simulator and by `verify`. It reads whole logs: not for every request.
 */
export async function auditLibrary(ports: { readonly store: LogStore; readonly blobs: Pick<Blobs, 'has'> }): Promise<readonly string[]> {
  const faults: string[] = [];
  for (let after = 0; ;) {
    const accounts = await ports.store.logAccounts(after, page);
    for (const account of accounts) {
      for (const fault of await ports.store.auditLog(account)) faults.push(`account ${account}: ${fault}`);
      for (const key of await ports.store.keysOf(account)) {
        if (!(await ports.blobs.has(key))) faults.push(`account ${account}: the content under ${key} is missing`);
      }
    }
    const last = accounts.at(-1);
    if (last === undefined) return faults;
    after = last;
  }
}
