import type { AccountContext } from '../accounts/context.ts';
import type { JobStatus } from '../jobs/runner.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { Administration } from '../ports/administration.ts';
import type { AuditStore } from '../ports/audit-store.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { Audit } from './audit.ts';

/** What the rules of the administration stand on. */
export interface AdminContext {
  readonly accounts: AccountContext;
  readonly store: AccountStore & Administration & AuditStore & Pick<LogStore, 'logState'>;
  readonly audit: Audit;
  /** Mails become files instead of going out. */
  readonly outbox: boolean;
  readonly jobs: {
    status(): readonly JobStatus[];
    runNow(name: string): Promise<void>;
  };
}

/** Who administers: an account, or the command line of the server itself (account 0). */
export interface Administrator {
  readonly account: number;
}
