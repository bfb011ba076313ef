import { useCallback } from 'react';
import { remedies } from './remedies.ts';
import { useWords } from '../words/use-words.tsx';

/** Where a person can do something about a refusal. */
export interface Remedy {
  readonly to: string;
  readonly label: string;
}

/** The page that helps with an error, by its code; null where none does. */
export function useRemedy(): (error: unknown) => Remedy | null {
  const { say } = useWords();
  return useCallback(
    (error: unknown) => {
      const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
      const found = typeof code === 'string' && Object.hasOwn(remedies, code) ? remedies[code] : undefined;
      return found === undefined ? null : { to: found.to, label: say(found.word) };
    },
    [say],
  );
}
