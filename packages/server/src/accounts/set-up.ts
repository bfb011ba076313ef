import type { AccountContext } from './context.ts';
import { hashOfSecret } from './keys.ts';

/**
 * While there is no administrator: makes a new set-up token, the one before is void, and gives the link for the console (A1, R62).
 * The token stands behind the `#`, so that no server and no proxy ever writes it into a log.
 */
export async function offerSetUpLink(ctx: AccountContext): Promise<string | null> {
  if (await ctx.store.hasAdministrator()) return null;
  const token = Buffer.from(ctx.random.bytes(24)).toString('base64url');
  await ctx.store.putSetUpToken(hashOfSecret(token));
  return `${ctx.publicUrl()}/set-up#${token}`;
}
