import { CairnError } from '@cairn/protocol';
import { hashOfSecret } from '../accounts/keys.ts';
import type { AdminContext } from './context.ts';

const dayMs = 86_400_000;

/** Makes an invitation for one account; the word stands behind the `?` of the sign-up page and is kept only as a hash. */
export async function invite(ctx: AdminContext, { days, note }: { readonly days: number; readonly note: string }) {
  const { clock, random, publicUrl } = ctx.accounts;
  const word = Buffer.from(random.bytes(24)).toString('base64url');
  const made = clock.now();
  const expires = made + days * dayMs;
  await ctx.store.putInvitation(hashOfSecret(word), expires, { made, note });
  return { link: `${publicUrl()}/sign-up?invitation=${word}`, expires };
}

export async function listInvitations(ctx: AdminContext) {
  const invitations = await ctx.store.invitations(ctx.accounts.clock.now());
  return { registration: ctx.accounts.settings.registration, invitations: [...invitations] };
}

/** @throws CairnError `not-found` when there is no such invitation, or somebody has used it. */
export async function withdraw(ctx: AdminContext, id: string): Promise<void> {
  if (!(await ctx.store.withdrawInvitation(id))) throw new CairnError('not-found');
}
