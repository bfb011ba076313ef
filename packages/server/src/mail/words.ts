import type { CodePurpose } from '../ports/account-store.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { it } from './words/it.ts';
import { nl } from './words/nl.ts';
import { uk } from './words/uk.ts';

export type NoticeKind = 'address-changed' | 'password-changed' | 'account-deleted';
/** Mails about plans and purchases. `{product}`, `{date}`, `{days}`, `{link}` are filled in. */
export type PlanMailKind = 'licence-moved' | 'pro-data-ends' | 'pro-data-removed' | 'mailing-list';
/** Texts of the mails in one language. `{x}` is filled in; every text names no sender but Cairn. */
export interface MailWords {
  readonly subjects: Readonly<Record<CodePurpose, string>>;
  /** First line: what the code is for (R68). */
  readonly purposes: Readonly<Record<CodePurpose, string>>;
  /** `{minutes}`, `{until}` */
  readonly ends: string;
  readonly link: string;
  readonly ignore: string;
  /** `{url}` */
  readonly from: string;
  /** `{address}` is the new address, shortened. */
  readonly notices: Readonly<Record<NoticeKind, { readonly subject: string; readonly text: string }>>;
  readonly plans: Readonly<Record<PlanMailKind, { readonly subject: string; readonly text: string }>>;
}

const languages: Readonly<Record<string, MailWords>> = { en, de, nl, fr, es, it, uk };

/** The catalogue for a language tag as devices and browsers send it (`de`, `uk-UA`, `pt_BR`); English where there is none. */
export function mailWords(lang: string): { readonly lang: string; readonly words: MailWords } {
  const primary = /^[a-z]{2,3}/.exec(lang.toLowerCase())?.[0] ?? 'en';
  const words = Object.hasOwn(languages, primary) ? languages[primary] : undefined;
  return words === undefined ? { lang: 'en', words: en } : { lang: primary, words };
}
