import { CairnError } from '@cairn/protocol';
import type { SessionRow } from '@cairn/protocol';
import type { NewSession } from '../ports/account-store.ts';
import type { AccountId } from '../ports/world.ts';
import { sessionLife } from './access.ts';
import { parseAddress } from './address.ts';
import { newCode, ownerOf, presented, refuse } from './codes.ts';
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
  input: { readonly address: string; readonly password: string; readonly browser?: string | undefined },
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
  const { fresh, cookie } = newSession(ctx, input.browser);
  await ctx.store.openSession({
    account: known.account,
    session: fresh,
    password: ctx.passwords.isOutdated(known.password) ? await ctx.passwords.hash(input.password) : null,
    now: ctx.clock.now(),
  });
  return { account: known.account, cookie: cookie(known.account), expires: fresh.end };
}

/**
 * Signs in on the web with a mailed code; makes the account where the code was the first of its address (A1). Whoever proved the address
 * so may set the password without proving it again (A3): the answer holds a word for that, as good and as long as a mailed code.
 * @throws CairnError `code-invalid`; `too-many-tries`
 */
export async function signInWithCode(
  ctx: AccountContext,
  input: { readonly address: string; readonly code: string; readonly browser?: string | undefined },
): Promise<{
  readonly account: number;
  readonly cookie: string;
  readonly expires: number;
  readonly passwordSet: boolean;
  readonly proof: string;
}> {
  const address = parseAddress(input.address);
  const known = await ctx.store.accountByAddress(address.key);
  const owner = ownerOf('sign-in', known?.account ?? 0, address.key);
  const { fresh, cookie } = newSession(ctx, input.browser);
  const opened = await ctx.store.openSessionByCode({
    owner,
    presented: presented(ctx, owner, input.code, budgetOf(ctx, known?.account ?? null, address.key)),
    session: fresh,
    now: ctx.clock.now(),
  });
  if (opened.outcome !== 'opened') refuse(opened);
  ctx.log.info({ event: 'session-opened', account: opened.account }, 'a code opened a web session');
  const account = await accountOf(ctx, { account: opened.account, device: null, session: fresh.session });
  const { code, mail, word } = newCode(ctx, ownerOf('set-password', account.account), {
    ...{ to: account.address, address, lang: account.lang },
    silent: true,
  });
  if ((await ctx.store.issueCode(code, mail, ctx.clock.now())) === 'queue-full') throw new CairnError('busy', { seconds: 60 });
  return {
    account: account.account,
    cookie: cookie(account.account),
    expires: fresh.end,
    passwordSet: account.password !== null,
    proof: word,
  };
}

/** A session that is not open yet, and the value of its cookie: always new ones (R64). */
function newSession(ctx: AccountContext, browser = ''): { readonly fresh: NewSession; readonly cookie: (account: AccountId) => string } {
  const now = ctx.clock.now();
  const session = Buffer.from(ctx.random.bytes(12)).toString('base64url');
  const secret = Buffer.from(ctx.random.bytes(32)).toString('base64url');
  const { idleMs, absoluteMs } = sessionLife;
  return {
    fresh: { session, hash: hashOfSecret(secret), idleEnd: now + idleMs, end: now + absoluteMs, most: mostSessions, browser },
    cookie: (account) => `${account}.${session}.${secret}`,
  };
}

/** The web sessions of the account, the one that asks among them (A4, R64). */
export async function listSessions(ctx: AccountContext, who: Member): Promise<{ sessions: SessionRow[] }> {
  const rows = await ctx.store.sessions(who.account, ctx.clock.now());
  return { sessions: rows.map(({ session: id, ...row }) => ({ id, ...row, current: id === who.session })) };
}

/** @throws CairnError `not-found` when the account has no such session. */
export async function endSession(ctx: AccountContext, who: Member, session: string): Promise<void> {
  if (!(await endIfOpen(ctx, who, session))) throw new CairnError('not-found');
}

/** A browser has one session: whoever signs in again ends the one that it had, if it is still open (R64). */
export async function endEarlier(ctx: AccountContext, earlier: Member | null): Promise<void> {
  if (earlier !== null && earlier.session !== null) await endIfOpen(ctx, earlier, earlier.session);
}

async function endIfOpen(ctx: AccountContext, who: Member, session: string): Promise<boolean> {
  if (!(await ctx.store.endSession(who.account, session))) return false;
  ctx.access.end(who.account, (stream) => stream.session === session);
  ctx.log.info({ event: 'session-ended', account: who.account, by: who.device }, 'a web session was ended');
  return true;
}

/** Sets the web password with a mailed code; ends all other sessions (A3, R58). @throws CairnError `password-refused` */
export async function setPassword(
  ctx: AccountContext,
  who: Member,
  input: { readonly code: string; readonly password: string },
): Promise<void> {
  const account = await accountOf(ctx, who);
  const refusal = whyRefused(input.password, { least: ctx.settings.passwordMin, address: account.address });
  if (refusal !== null) throw new CairnError('password-refused', { ...refusal });
  const proof = proofOf(ctx, who, 'set-password', input.code);
  const password = await ctx.passwords.hash(input.password);
  const set = await ctx.store.setPassword({ ...proof, password, keepSession: who.session, now: ctx.clock.now() });
  if (set.outcome !== 'done') refuse(set);
  ctx.access.end(who.account, (stream) => stream.session !== null && stream.session !== who.session);
  ctx.log.info({ event: 'password-changed', account: who.account }, 'a password was set');
  await notify(ctx, account, 'password-changed');
}
