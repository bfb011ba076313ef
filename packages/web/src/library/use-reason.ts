import { useCallback } from 'react';
import type { Reason } from '../device/index/reason.ts';
import { useWords } from '../words/use-words.tsx';

/** Says why something is not taken or not shown. */
export function useReason(): (reason: Reason) => string {
  const { find } = useWords();
  return useCallback(
    ({ code, values = {} }: Reason) => find('imports', `why-${code}`, values) ?? find('errors', code, values) ?? code,
    [find],
  );
}
