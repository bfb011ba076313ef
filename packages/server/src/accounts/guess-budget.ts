import { CairnError } from '@cairn/protocol';
import type { AccountId } from '../ports/world.ts';
import type { AccountContext } from './context.ts';

/** Wrong tries of an account in a day, over codes and passwords together (R52). The code check of the store knows the same number. */
export const guessesPerDay = 20;
const dayMs = 24 * 3_600_000;

/** Name of the budget: by account where there is one, else by address, so that both wear out alike (R54). */
export function budgetOf(ctx: AccountContext, account: AccountId | null, addressKey: string): string {
  return account === null || account === 0 ? ctx.keys.subject('guess', addressKey) : `guess:${account}`;
}

/**
 * Reserves a try before a password is looked at, so that parallel tries cannot pass together.
 * @returns what gives the try back when the password was right.
 * @throws CairnError `too-many-tries`
 */
export async function reserveGuess(ctx: AccountContext, budget: string): Promise<() => Promise<void>> {
  const counted = await ctx.store.count([{ subject: budget, windowMs: dayMs, max: guessesPerDay }], ctx.clock.now());
  if (counted.outcome === 'over') throw new CairnError('too-many-tries');
  return () => ctx.store.uncount(budget, counted.id);
}
