import type { PlanContext } from '../plans/context.ts';
import type { PlanSettings, PlanTerms } from '../plans/entitlement.ts';
import type { MailQueue } from '../mail/queue.ts';
import type { ConfirmCode } from '../ports/confirm-code.ts';
import type { OrderIds } from '../plans/order-id.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { AccountId, Clock, Random } from '../ports/world.ts';
import type { Access } from './access.ts';
import type { Keys } from './keys.ts';

export interface AccountSettings extends PlanSettings {
  readonly registration: 'open' | 'invite' | 'closed';
  /** `off` lifts the limits of mails, never the guess budget. */
  readonly limits: boolean;
  readonly codeMinutes: number;
  readonly passwordMin: number;
  /** Whether OsmAnd's protocol says that an address has, or has not, an account (R54). */
  readonly knownAddresses: 'tell' | 'hide';
  /** Where people manage what they bought in the web shop. */
  readonly fastspringPage: string;
}

/** What the rules of accounts stand on. */
export interface AccountContext {
  readonly store: AccountStore & ConfirmCode & PlanStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: Keys;
  readonly settings: AccountSettings;
  /** What plans are judged by. */
  readonly terms: PlanTerms;
  readonly plans: PlanContext;
  readonly mails: MailQueue;
  readonly passwords: Passwords;
  readonly access: Access;
  readonly log: Logger;
  /** The configured public address, without a slash at the end. */
  readonly publicUrl: () => string;
  /** What the log of an account tells: space used, epochs, whether it holds anything at all. */
  readonly logs: Pick<LogStore, 'logState' | 'deviceOfPhone' | 'rememberPhone'>;
  readonly orderIds: OrderIds;
}

/** Who asks, and from where. */
export interface Member {
  readonly account: AccountId;
  readonly device: number | null;
  readonly session: string | null;
}
