import type { en } from './en/index.ts';

/** The languages of the website (W8); the first is the one that a word is written in. */
export const languages = ['en', 'nl', 'de', 'fr', 'es', 'it', 'uk'] as const;
/** Stands for languages that are written from right to left, for tests: English between marks. A browser that asks for it first gets it. */
export const mirroredEnglish = 'ar-XB';
export type Language = (typeof languages)[number] | typeof mirroredEnglish;

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === mirroredEnglish ? 'rtl' : 'ltr';
}

/** A sentence that changes with `{count}`: the forms that the language has (Intl.PluralRules). */
export interface Plural {
  readonly one?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}
type English = typeof en;
export type Area = keyof English;
/** What another language says in one area: every key of the English one, no other. */
export type Words<A extends Area> = { readonly [K in keyof English[A]]: English[A][K] extends string ? string : Plural };
export type Catalogue = { readonly [A in Area]: Words<A> };

/** `area.key` of every word. */
export type WordKey = { [A in Area]: `${A}.${keyof English[A] & string}` }[Area];
type EnglishOf<K extends WordKey> = K extends `${infer A}.${infer N}`
  ? A extends Area
    ? N extends keyof English[A]
      ? English[A][N]
      : never
    : never
  : never;
type Blanks<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Blanks<Rest> : never;
type BlanksOf<Word> = Word extends string ? Blanks<Word> : 'count' | Blanks<Word[keyof Word]>;
type Values<K extends WordKey> = { readonly [Name in BlanksOf<EnglishOf<K>> & string]: Name extends 'count' ? number : string | number };
/** The blanks of a sentence, if it has any, must be filled. */
export type Filling<K extends WordKey> = keyof Values<K> extends never ? [] : [values: Values<K>];

/** Says a word: `say('cloud.used', { used, allowed })`. */
export type Say = <K extends WordKey>(key: K, ...filling: Filling<K>) => string;
/** Says a word whose name is known only when it happens, such as the code of an error; null when there is none. */
export type Find = (area: Area, name: string, values?: Readonly<Record<string, string | number>>) => string | null;

/** What says the words of one catalogue. Numbers are written as the language writes them. */
export function sayer(language: Language, catalogue: Catalogue): { readonly say: Say; readonly find: Find } {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const find: Find = (area, name, values = {}) => {
    const words: Readonly<Record<string, string | Plural>> = catalogue[area];
    const word = Object.hasOwn(words, name) ? words[name] : undefined;
    if (word === undefined) return null;
    const text = typeof word === 'string' ? word : chosen(word, plurals, Number(values['count'] ?? 0));
    return text.replace(/\{(\w+)\}/g, (blank, value: string) => {
      const given = values[value];
      return typeof given === 'number' ? numbers.format(given) : (given ?? blank);
    });
  };
  return { find, say: (key, ...filling) => find(...split(key), filling[0]) ?? key };
}

function split(key: WordKey): [Area, string] {
  const dot = key.indexOf('.');
  // Every `WordKey` is an area, a dot and a name.
  return [key.slice(0, dot) as Area, key.slice(dot + 1)];
}
function chosen(word: Plural, plurals: Intl.PluralRules, count: number): string {
  const form = plurals.select(count);
  return form === 'zero' || form === 'two' ? word.other : (word[form] ?? word.other);
}

const catalogues = {
  en: async () => (await import('./en/index.ts')).en,
  nl: async () => (await import('./nl/index.ts')).nl,
  de: async () => (await import('./de/index.ts')).de,
  fr: async () => (await import('./fr/index.ts')).fr,
  es: async () => (await import('./es/index.ts')).es,
  it: async () => (await import('./it/index.ts')).it,
  uk: async () => (await import('./uk/index.ts')).uk,
  [mirroredEnglish]: async () => (await import('./mirrored.ts')).mirrored((await import('./en/index.ts')).en),
} as const satisfies Record<Language, () => Promise<Catalogue>>;

/** Loads the words of a language; only the one in use travels. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  return catalogues[language]();
}

/** The first of the browser's languages that we speak; English when none is. */
export function preferredLanguage(wanted: readonly string[]): Language {
  if (wanted[0] === mirroredEnglish) return mirroredEnglish;
  const bare = wanted.map((tag) => tag.toLowerCase().split('-')[0]);
  return languages.find((language) => bare.find((tag) => languages.some((known) => known === tag)) === language) ?? 'en';
}
