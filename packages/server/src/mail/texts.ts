import type { CodePurpose } from '../ports/account-store.ts';
import type { Mail } from '../ports/world.ts';
import { mailWords } from './words.ts';
import type { NoticeKind, PlanMailKind } from './words.ts';

/** The mail with a code: what it is for, the code alone on a line, until when it counts, and the long word as a link (R52, R68). */
export function codeMail(facts: {
  readonly to: string;
  readonly purpose: CodePurpose;
  readonly code: string;
  readonly word: string;
  readonly minutes: number;
  readonly expires: number;
  /** The configured public address: the only one that ever stands in a mail. */
  readonly publicUrl: string;
  readonly lang: string;
}): Mail {
  const { lang, words } = mailWords(facts.lang);
  const until = `${new Date(facts.expires).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const text = [
    words.purposes[facts.purpose],
    facts.code,
    filled(words.ends, { minutes: String(facts.minutes), until }),
    `${words.link}\n${facts.publicUrl}/link#${facts.word}`,
    words.ignore,
    filled(words.from, { url: facts.publicUrl }),
  ].join('\n\n');
  return { to: facts.to, subject: words.subjects[facts.purpose], text: `${text}\n`, lang, code: facts.code };
}

/** The mail that tells somebody of a change to the account (R58). */
export function noticeMail(facts: {
  readonly to: string;
  readonly kind: NoticeKind;
  readonly publicUrl: string;
  readonly lang: string;
  readonly newAddress?: string;
}): Mail {
  const { lang, words } = mailWords(facts.lang);
  const notice = words.notices[facts.kind];
  const text = [filled(notice.text, { address: shortened(facts.newAddress ?? '') }), filled(words.from, { url: facts.publicUrl })].join(
    '\n\n',
  );
  return { to: facts.to, subject: notice.subject, text: `${text}\n`, lang };
}

/** A mail about plans and purchases (P4, P6, P7). */
export function planMail(facts: {
  readonly to: string;
  readonly kind: PlanMailKind;
  readonly values: Readonly<Record<string, string>>;
  readonly publicUrl: string;
  readonly lang: string;
}): Mail {
  const { lang, words } = mailWords(facts.lang);
  const { subject, text } = words.plans[facts.kind];
  const whole = [filled(text, facts.values), filled(words.from, { url: facts.publicUrl })].join('\n\n');
  return { to: facts.to, subject, text: `${whole}\n`, lang };
}

/** Enough of an address for its owner to know it: `a…@example.org`. */
function shortened(address: string): string {
  const at = address.lastIndexOf('@');
  return `${Array.from(address)[0] ?? ''}…${at < 0 ? '' : address.slice(at)}`;
}
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
