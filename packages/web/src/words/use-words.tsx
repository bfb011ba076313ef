import { createContext, use } from 'react';
import type { Find, Language, Say } from './words.ts';

export interface Spoken {
  readonly language: Language;
  readonly say: Say;
  readonly find: Find;
}
export const SpokenContext = createContext<Spoken | null>(null);

/** The language in use and what says its words. */
export function useWords(): Spoken {
  const spoken = use(SpokenContext);
  if (spoken === null) throw new Error('words are used outside of the site');
  return spoken;
}
