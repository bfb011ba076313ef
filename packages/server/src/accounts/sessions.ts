import { CairnError } from '@cairn/protocol';
import { sessionLife } from './access.ts';
import { parseAddress } from './address.ts';
import { refuse } from './codes.ts';
import type { AccountContext, Member } from './context.ts';
import { budgetOf, reserveGuess } from './guess-budget.ts';
import { hashOfSecret } from './keys.ts';
import { whyRefused } from './password-rules.ts';
import { accountOf, notify, proofOf } from './proof.ts';

const mostSessions = 50;
/** A hash of nobody's password, made with today's parameters: an unknown address costs as much as a known one (R54). */
let nobody: Promise<string> | null = null;

/**
 * Signs in on the web with a password; the answer holds the value of the session cookie, always a new one (R64).
 * @throws CairnError `sign-in-refused` alike for wrong passwords, unknown and blocked addresses; `too-many-tries`
 */
export async function signIn(
  ctx: AccountContext,
  input: { readonly address: string; readonly password: string },
): Promise<{ readonly account: number; readonly cookie: string; readonly expires: number }> {
  const address = parseAddress(input.address);
  const known = await ctx.store.accountByAddress(address.key);
  const giveBack = await reserveGuess(ctx, budgetOf(ctx, known?.account ?? null, address.key));
  nobody ??= ctx.passwords.hash(Buffer.from(ctx.random.bytes(32)).toString('base64url'));
  const right = await ctx.passwords.verify(known?.password ?? (await nobody), input.password);
  if (!right || known?.state !== 'active' || known.password === null) {
    ctx.log.info({ event: 'sign-in-refused', account: known?.account ?? 0 }, 'a password was refused');
    throw new CairnError('sign-in-refused');
  }
  await giveBack();
  const now = ctx.clock.now();
  const session = Buffer.from(ctx.random.bytes(12)).toString('base64url');
  const secret = Buffer.from(ctx.random.bytes(32)).toString('base64url');
  const expires = now + sessionLife.absoluteMs;
  await ctx.store.openSession({
    account: known.account,
    session,
    hash: hashOfSecret(secret),
    idleEnd: now + sessionLife.idleMs,
    end: expires,
    most: mostSessions,
    password: ctx.passwords.isOutdated(known.password) ? await ctx.passwords.hash(input.password) : null,
    now,
  });
  return { account: known.account, cookie: `${known.account}.${session}.${secret}`, expires };
}

/** Sets the web password with a mailed code; ends all other sessions (A3, R58). @throws CairnError `password-refused` */
export async function setPassword(
  ctx: AccountContext,
  who: Member,
  input: { readonly code: string; readonly password: string },
): Promise<void> {
  const account = await accountOf(ctx, who);
  const reason = whyRefused(input.password, { least: ctx.settings.passwordMin, address: account.address });
  if (reason !== null) throw new CairnError('password-refused', { reason });
  const { owner, presented } = proofOf(ctx, who, 'set-password', input.code);
  const password = await ctx.passwords.hash(input.password);
  const set = await ctx.store.setPassword({ owner, presented, password, keepSession: who.session, now: ctx.clock.now() });
  if (set.outcome !== 'done') refuse(set);
  ctx.access.end(who.account, (stream) => stream.session !== null && stream.session !== who.session);
  ctx.log.info({ event: 'password-changed', account: who.account }, 'a password was set');
  await notify(ctx, account, 'password-changed');
}
