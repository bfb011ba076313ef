import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { it } from './words/it.ts';
import { nl } from './words/nl.ts';
import { uk } from './words/uk.ts';

/** Texts of the first pages in one language. */
export interface PageWords {
  readonly lead: string;
  readonly open: string;
  readonly invite: string;
  readonly closed: string;
  readonly noAdmin: string;
  readonly nextTitle: string;
  readonly signIn: string;
  readonly sync: string;
  readonly others: string;
  readonly outbox: string;
  readonly more: string;
  readonly independent: string;
  readonly setUpTitle: string;
  readonly setUpLead: string;
  readonly address: string;
  readonly send: string;
  readonly code: string;
  readonly codeTip: string;
  readonly finish: string;
  readonly done: string;
  readonly notFirst: string;
  readonly noSetUp: string;
  readonly errorSetUpDone: string;
  readonly errorAddressInvalid: string;
  readonly errorCodeInvalid: string;
  readonly linkTitle: string;
  readonly linkLead: string;
  readonly copy: string;
  readonly copied: string;
  readonly noWord: string;
}
const languages: Readonly<Record<string, PageWords>> = { en, de, nl, fr, es, it, uk };

/** The first language of `Accept-Language` that there is a catalogue for, by its weights (RFC 9110, 12.5.4); else English. */
export function pageWords(accepted: string | undefined): { readonly lang: string; readonly words: PageWords } {
  const wishes = (accepted ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.split(';');
      const quality = Number(/q=([\d.]+)/.exec(weight ?? '')?.[1] ?? '1');
      return { lang: tag.trim().toLowerCase().split('-')[0] ?? '', quality };
    })
    .filter((wish) => wish.quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { lang } of wishes) {
    const words = Object.hasOwn(languages, lang) ? languages[lang] : undefined;
    if (words !== undefined) return { lang, words };
  }
  return { lang: 'en', words: en };
}
