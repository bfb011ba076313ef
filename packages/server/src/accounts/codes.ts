import { CairnError } from '@cairn/protocol';
import type { CodeOwner, CodePurpose, NewCode, Presented, Refused } from '../ports/account-store.ts';
import type { SealedMail } from '../ports/mail-store.ts';
import { codeMail } from '../mail/texts.ts';
import type { Address } from './address.ts';
import type { AccountContext } from './context.ts';

/** 8 digits not beginning with 0: 9 × 10^7 values, all alike (decision 2, R51). */
export const codeDigits = 8;
const smallest = 10 ** (codeDigits - 1);
const wordBytes = 24;

/** Codes of a known account belong to its number; those of signing in to the address as well. */
export function ownerOf(purpose: CodePurpose, account: number, addressKey = ''): CodeOwner {
  return { account, purpose, subject: purpose === 'sign-in' ? addressKey : '' };
}

/** Makes a code and the mail that carries it. With `silent` neither will ever be of use to anybody (R54). */
export function newCode(
  ctx: AccountContext,
  owner: CodeOwner,
  facts: {
    readonly to: string;
    readonly address: Address;
    readonly lang: string;
    readonly silent?: boolean;
    readonly invitation?: string | null;
    readonly grantsAdmin?: boolean;
  },
): { readonly code: NewCode; readonly mail: SealedMail; readonly word: string } {
  const digits = String(ctx.random.int(smallest, 10 * smallest));
  const word = Buffer.from(ctx.random.bytes(wordBytes)).toString('base64url');
  const minutes = ctx.settings.codeMinutes;
  const expires = ctx.clock.now() + minutes * 60_000;
  const mail = codeMail({
    to: facts.to,
    purpose: owner.purpose,
    code: digits,
    word,
    minutes,
    expires,
    publicUrl: ctx.publicUrl(),
    lang: facts.lang,
  });
  return {
    code: {
      ...owner,
      digitsHash: ctx.keys.code(owner, digits),
      wordHash: ctx.keys.code(owner, word),
      expires,
      address: facts.address.typed,
      addressKey: facts.address.key,
      lang: facts.lang.slice(0, 16),
      invitation: facts.invitation ?? null,
      grantsAdmin: facts.grantsAdmin ?? false,
    },
    mail: ctx.mails.seal(mail, { account: owner.account, expires, silent: facts.silent ?? false }),
    word,
  };
}

/** Reads what somebody typed: digits with or without blanks, the long word, or the whole link of the mail. */
export function presented(ctx: AccountContext, owner: CodeOwner, typed: string, budget: string): Presented {
  const bare = typed.replace(/[\s-]/g, '');
  if (/^\d+$/.test(bare)) return { kind: 'digits', hash: ctx.keys.code(owner, bare), budget };
  const word = typed.trim();
  return { kind: 'word', hash: ctx.keys.code(owner, word.slice(word.indexOf('#') + 1)), budget };
}

/** @throws CairnError `code-invalid` or `too-many-tries` for a refused code. */
export function refuse(refused: Refused): never {
  throw new CairnError(refused.outcome === 'locked' ? 'too-many-tries' : 'code-invalid');
}

/** What every route that mails a code answers: when it ends, and when another may be asked for. */
export function codeAnswer(ctx: AccountContext): { status: 'ok'; livesMs: number; resendAfterMs: number } {
  return { status: 'ok', livesMs: ctx.settings.codeMinutes * 60_000, resendAfterMs: 60_000 };
}
