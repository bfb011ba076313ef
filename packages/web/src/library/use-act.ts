import { useCallback, useState } from 'react';
import { useExplain } from '../cloud/explain.ts';
import { tell } from '../parts/toasts.tsx';
import type { BrowserDevice } from '../device/index.ts';
import { PartlyDone } from './acts.ts';
import type { Back } from './acts.ts';
import { useWords } from '../words/use-words.tsx';
import { useLibrary } from './use-library.ts';

/** Does something to the files of this browser. */
export interface Act {
  /** While it is being done. */
  readonly busy: boolean;
  /** Does it and says so, with a way back; says what went wrong otherwise. @returns whether it was done */
  readonly run: (what: (device: BrowserDevice) => Promise<Back>, done: string) => Promise<boolean>;
}

export function useAct(): Act {
  const { device } = useLibrary();
  const explain = useExplain();
  const { say } = useWords();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (what: (device: BrowserDevice) => Promise<Back>, done: string): Promise<boolean> => {
      if (device === null) return false;
      setBusy(true);
      try {
        const back = await what(device);
        tell(done, { undo: () => void back().catch((error: unknown) => tell(explain(error), { bad: true })) });
        return true;
      } catch (error) {
        if (error instanceof PartlyDone) {
          const { done: some, total, back, cause } = error;
          const undo = (): void => void back().catch((fault: unknown) => tell(explain(fault), { bad: true }));
          tell(say('places.partly', { done: some, total, reason: explain(cause) }), { bad: true, undo });
        } else tell(explain(error), { bad: true });
        return false;
      } finally {
        setBusy(false);
      }
    },
    [device, explain, say],
  );
  return { busy, run };
}
