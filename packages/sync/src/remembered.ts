import { idOf } from './keys.ts';
import { endedBySpace } from './outcome.ts';
import type { Memo } from './ports.ts';
import type { Work } from './work.ts';

type Unmergeable = NonNullable<Memo['unmergeable']>;

/** Refusals of earlier runs that still hold. */
export function refusedStill({ agreement }: Work, isSpaceFreed: boolean): Memo['refused'] {
  const { refused } = agreement.memo;
  return isSpaceFreed ? refused.filter(({ code }) => !endedBySpace.has(code)) : refused;
}

/** Pairs of contents that cannot be merged: found now, or before and unchanged in the cloud since. */
export function unmergeableStill({ agreement, outcome }: Work): Unmergeable {
  const before = (agreement.memo.unmergeable ?? []).filter(({ key, seq }) => {
    return agreement.news(idOf(key))?.seq === seq && !outcome.unmergeable.has(idOf(key));
  });
  return [...before, ...outcome.unmergeable.values()];
}

/** What of the memo a run has changed. */
export function memoAfter(work: Work, isSpaceFreed: boolean): Partial<Memo> {
  const { agreement, outcome } = work;
  const isOpen = ({ key }: { readonly key: Memo['refused'][number]['key'] }): boolean => {
    return !outcome.settled.has(idOf(key)) && !outcome.refusals.has(idOf(key));
  };
  const next = {
    refused: [...refusedStill(work, isSpaceFreed).filter(isOpen), ...outcome.refusals.values()],
    unmergeable: unmergeableStill(work),
  };
  const { refused, unmergeable = [] } = agreement.memo;
  return {
    ...(isSame(next.refused, refused) ? {} : { refused: next.refused }),
    ...(isSame(next.unmergeable, unmergeable) ? {} : { unmergeable: next.unmergeable }),
  };
}
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
