import { useCallback } from 'react';
import { useWords } from '../words/use-words.tsx';
import type { Find, Say } from '../words/words.ts';

/** Puts what went wrong into words: by the code of the catalogue, else what the error says itself. */
export function explained(error: unknown, { say, find }: { readonly say: Say; readonly find: Find }): string {
  const code = codeOf(error);
  const values = Object.fromEntries(
    Object.entries(detailsOf(error)).flatMap(([key, value]) =>
      typeof value === 'number' || typeof value === 'string' ? [[key, value]] : [],
    ),
  );
  const why = values['why'];
  const exact = code === 'password-refused' && typeof why === 'string' ? find('errors', `password-${why}`, values) : null;
  const words = exact ?? (code === null ? null : find('errors', code, values));
  // Numbers that did not come along, such as how long to wait.
  if (words !== null && /\{\w+\}/.test(words)) return say('errors.later');
  return words ?? say('errors.unknown', { message: error instanceof Error ? error.message : String(error) });
}

function detailsOf(error: unknown): object {
  const details: unknown = typeof error === 'object' && error !== null && 'details' in error ? error.details : null;
  return typeof details === 'object' && details !== null ? details : {};
}

function codeOf(error: unknown): string | null {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

export function useExplain(): (error: unknown) => string {
  const words = useWords();
  return useCallback((error: unknown) => explained(error, words), [words]);
}
