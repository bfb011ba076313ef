import type { PlanSettings } from '../plans/entitlement.ts';
import type { MailQueue } from '../mail/queue.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { AccountId, Clock, Random } from '../ports/world.ts';
import type { Access } from './access.ts';
import type { Keys } from './keys.ts';

export interface AccountSettings extends PlanSettings {
  readonly registration: 'open' | 'invite' | 'closed';
  /** `off` lifts the limits of mails, never the guess budget. */
  readonly limits: boolean;
  readonly codeMinutes: number;
  readonly passwordMin: number;
}

/** What the rules of accounts stand on. */
export interface AccountContext {
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: Keys;
  readonly settings: AccountSettings;
  readonly mails: MailQueue;
  readonly passwords: Passwords;
  readonly access: Access;
  readonly log: Logger;
  /** The configured public address, without a slash at the end. */
  readonly publicUrl: () => string;
  /** What the log of an account tells: space used, epochs, whether it holds anything at all. */
  readonly logs: Pick<LogStore, 'logState'>;
}

/** Who asks, and from where. */
export interface Member {
  readonly account: AccountId;
  readonly device: number | null;
  readonly session: string | null;
}
