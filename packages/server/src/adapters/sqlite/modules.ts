import type Database from 'better-sqlite3';
import type { AccountStore } from '../../ports/account-store.ts';
import type { Administration } from '../../ports/administration.ts';
import type { AuditStore } from '../../ports/audit-store.ts';
import type { ConfirmCode } from '../../ports/confirm-code.ts';
import type { KeepStore } from '../../ports/keep-store.ts';
import type { LogStore } from '../../ports/log-store.ts';
import type { PlanStore } from '../../ports/plan-store.ts';
import { accountModule } from './account-store.ts';
import { administrationModule } from './administration.ts';
import { auditModule } from './audit-store.ts';
import { confirmCodeModule } from './confirm-code.ts';
import { keepModule } from './keep-store.ts';
import { logModule } from './log-store.ts';
import type { Migration } from './module.ts';
import { planModule } from './plan-store.ts';

/** Everything that the store can do: the ports of all modules together. */
export type Store = AccountStore & LogStore & ConfirmCode & Administration & AuditStore & PlanStore & KeepStore;

/** A module whose port is not looked at. */
interface AnyModule {
  readonly schema: readonly Migration[];
  readonly commands: (db: Database.Database) => object;
  readonly reads: readonly string[];
}

/** THE list: a module is plugged in by a line here and its port in `Store`. Migrations run in this order. */
export const modules: readonly AnyModule[] = [
  accountModule,
  logModule,
  confirmCodeModule,
  auditModule,
  administrationModule,
  planModule,
  keepModule,
];

export const migrations: readonly Migration[] = modules.flatMap((module) => module.schema);
/** Commands that run on the reader. */
export const reads: ReadonlySet<string> = new Set(modules.flatMap((module) => module.reads));
