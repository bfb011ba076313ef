import type { AccountStore } from '../ports/account-store.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { AccountId, Blobs, Clock } from '../ports/world.ts';
import type { Job } from './runner.ts';

/** Accounts that one turn looks at, and rows that one step drops. */
const accountsAtOnce = 1000;
const rowsAtOnce = 1000;
/** The empty row of a deleted account stays this long: a request that was let in before may still write, and that goes too. */
const afterwardsMs = 2 * 3_600_000;

interface Ports {
  readonly store: AccountStore & Pick<LogStore, 'dropLog'>;
  readonly blobs: Pick<Blobs, 'remove'>;
  readonly clock: Clock;
}

/** Jobs that keep the promises of accounts: deleted ones vanish (R73), what is over is dropped. */
export function accountJobs(ports: Ports): Job[] {
  const { store, clock } = ports;
  return [
    {
      name: 'drop-deleted-accounts',
      everyMs: 60_000,
      async run(signal) {
        for (const { account, since } of await store.accountsToDrop(accountsAtOnce)) {
          await dropContent(ports, account, signal);
          // A deletion far in the future was made under a clock that ran ahead: it is not waited for.
          if (Math.abs(clock.now() - since) >= afterwardsMs) await store.dropAccount(account);
        }
      },
    },
    { name: 'prune-accounts', everyMs: 600_000, run: () => store.pruneAccounts(clock.now()) },
  ];
}

/** Rows first, content later (R05); content that a crash leaves behind is found by the collector. */
async function dropContent({ store, blobs }: Ports, account: AccountId, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { more, keys } = await store.dropLog(account, rowsAtOnce);
    for (const key of keys) await blobs.remove(key);
    if (!more) return;
  }
}
