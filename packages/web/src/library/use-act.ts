import { useCallback, useState } from 'react';
import { useExplain } from '../cloud/explain.ts';
import { useRemedy } from '../cloud/remedy.ts';
import { tell } from '../parts/toasts.tsx';
import type { BrowserDevice } from '../device/index.ts';
import { PartlyDone, together } from './acts.ts';
import type { Back } from './acts.ts';
import { useWords } from '../words/use-words.tsx';
import { Cancelled } from './under-way.ts';
import { useLibrary } from './use-library.ts';

/** Does something to the files of this browser. */
export interface Act {
  /** While it is being done. */
  readonly busy: boolean;
  /**
   * Does it and says so, with a way back; says what went wrong otherwise, and offers to go on
   * with what was left. @returns whether it was done
   */
  readonly run: (what: (device: BrowserDevice) => Promise<Back>, said: string) => Promise<boolean>;
}

/** An act that was tried: what is left of it, and what takes back what was done. */
interface Begun {
  readonly act: () => Promise<Back>;
  readonly done: number;
  readonly total: number;
  readonly backs: readonly Back[];
}

export function useAct(): Act {
  const { device } = useLibrary();
  const explain = useExplain();
  const remedy = useRemedy();
  const { say } = useWords();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (what: (device: BrowserDevice) => Promise<Back>, said: string): Promise<boolean> => {
      if (device === null) return false;
      setBusy(true);
      const takeBack = (back: Back): void =>
        void back().catch((error: unknown) => tell(explain(error), { bad: true, again: () => takeBack(back) }));
      const attempt = async ({ act, done, total, backs }: Begun): Promise<boolean> => {
        try {
          const back = together([...backs, await act()]);
          tell(said, { undo: () => takeBack(back) });
          return true;
        } catch (error) {
          const half = error instanceof PartlyDone ? error.half : null;
          const next: Begun =
            half === null
              ? { act, done, total, backs }
              : { act: half.rest, done: done + half.done, total: Math.max(total, half.total), backs: [...backs, half.back] };
          const cause: unknown = error instanceof PartlyDone ? error.cause : error;
          const reason = cause instanceof Cancelled ? say('places.stopped') : explain(cause);
          if (next.backs.length === 0) tell(reason, { bad: true, way: remedy(cause) });
          else {
            const back = together(next.backs);
            const ways = { again: () => void attempt(next), undo: () => takeBack(back), way: remedy(cause) };
            tell(say('places.partly', { done: next.done, total: next.total, reason }), { bad: true, ...ways });
          }
          return false;
        }
      };
      try {
        return await attempt({ act: () => what(device), done: 0, total: 0, backs: [] });
      } finally {
        setBusy(false);
      }
    },
    [device, explain, remedy, say],
  );
  return { busy, run };
}
