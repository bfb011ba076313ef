import type { AccountStore } from '../ports/account-store.ts';
import type { AccountId, Clock } from '../ports/world.ts';
import type { Job } from './runner.ts';

/** Accounts that one turn takes on; the rest waits for the next. */
const accountsAtOnce = 100;

/** Jobs that keep the promises of accounts: deleted ones vanish (R73), what is over is dropped. */
export function accountJobs(ports: {
  readonly store: AccountStore;
  readonly clock: Clock;
  /** Drops a bounded part of what the log holds of an account. @returns whether there is more. */
  readonly dropContent: (account: AccountId) => Promise<boolean>;
}): Job[] {
  const { store, clock, dropContent } = ports;
  return [
    {
      name: 'drop-deleted-accounts',
      everyMs: 60_000,
      async run() {
        for (const account of await store.accountsToDrop(accountsAtOnce)) {
          while (await dropContent(account));
          await store.dropAccount(account);
        }
      },
    },
    { name: 'prune-accounts', everyMs: 600_000, run: () => store.pruneAccounts(clock.now()) },
  ];
}
