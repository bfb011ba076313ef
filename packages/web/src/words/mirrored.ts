import type { Catalogue, Plural } from './words.ts';

/** Each word of a catalogue between the marks of text that runs from right to left, so that what comes from no catalogue shows. */
export function mirrored(catalogue: Catalogue): Catalogue {
  const marked = (text: string): string => `\u2067${text}\u2069`;
  const word = (one: string | Plural): string | Plural =>
    typeof one === 'string' ? marked(one) : { other: marked(one.other), ...(one.one === undefined ? {} : { one: marked(one.one) }) };
  const areas = Object.entries(catalogue).map(([area, words]) => {
    const own = Object.entries(words as Readonly<Record<string, string | Plural>>);
    return [area, Object.fromEntries(own.map(([name, text]) => [name, word(text)]))];
  });
  // The same areas and keys, each word of its kind.
  return Object.fromEntries(areas) as Catalogue;
}
