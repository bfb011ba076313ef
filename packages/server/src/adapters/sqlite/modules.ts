import type Database from 'better-sqlite3';
import type { AccountStore } from '../../ports/account-store.ts';
import type { ConfirmCode } from '../../ports/confirm-code.ts';
import type { LogStore } from '../../ports/log-store.ts';
import { accountModule } from './account-store.ts';
import { confirmCodeModule } from './confirm-code.ts';
import { logModule } from './log-store.ts';
import type { Migration } from './module.ts';

/** Everything that the store can do: the ports of all modules together. */
export type Store = AccountStore & LogStore & ConfirmCode;

/** A module whose port is not looked at. */
interface AnyModule {
  readonly schema: readonly Migration[];
  readonly commands: (db: Database.Database) => object;
  readonly reads: readonly string[];
}

/** THE list: a module is plugged in by a line here and its port in `Store`. Migrations run in this order. */
export const modules: readonly AnyModule[] = [accountModule, logModule, confirmCodeModule];

export const migrations: readonly Migration[] = modules.flatMap((module) => module.schema);
/** Commands that run on the reader. */
export const reads: ReadonlySet<string> = new Set(modules.flatMap((module) => module.reads));
