import type { AccountId, Clock } from '../ports/world.ts';

/** Questions to other hosts that one account has at once, and that come back each second: nobody uses up the operator's key alone. */
export const outsideBurst = 120;
export const outsidePerSecond = 2;
/** More accounts than this at a time: those that have not asked for longest begin afresh. */
const mostAccounts = 10_000;

/** What each account may still ask of hosts that are not ours. */
export class OutsideAllowance {
  readonly #clock: Clock;
  readonly #left = new Map<AccountId, { left: number; at: number }>();
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one question; false when none is left for now. */
  take(account: AccountId): boolean {
    const now = this.#clock.now();
    const known = this.#left.get(account) ?? { left: outsideBurst, at: now };
    const left = Math.min(outsideBurst, known.left + (Math.max(0, now - known.at) / 1000) * outsidePerSecond);
    this.#left.delete(account);
    this.#left.set(account, { left: Math.max(0, left < 1 ? left : left - 1), at: now });
    const [oldest] = this.#left.keys();
    if (this.#left.size > mostAccounts && oldest !== undefined) this.#left.delete(oldest);
    return left >= 1;
  }
}
