import type { PlanSettings } from '../plans/entitlement.ts';
import type { MailQueue } from '../mail/queue.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Passwords } from '../ports/passwords.ts';
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
  /** Whether the log of an account holds anything at all; decides if an account may give way to a change of address (A6). */
  readonly hasData: (account: AccountId) => Promise<boolean>;
}

/** Who asks, and from where. */
export interface Member {
  readonly account: AccountId;
  readonly device: number | null;
  readonly session: string | null;
}
