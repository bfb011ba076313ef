import type { FileKey } from '@cairn/protocol';
import { isMap } from '@cairn/protocol';
import type { Allowance } from '../ports/allowance.ts';
import type { Draft } from './draft.ts';
import { megabytes } from './limits.ts';
import type { Content, Row } from './rows.ts';
import type { Verdict } from './verdict.ts';
import { done, isBase, liveContent, outdated, refused, same } from './verdict.ts';

export interface PutFacts extends FileKey {
  readonly base: number | null;
  readonly clientTime: number;
  readonly content: Content;
  readonly alwaysNew?: boolean;
  /** Epoch under which `base` was learnt: the log of an earlier epoch is gone, and so is what a base of it meant (T7). */
  readonly epoch?: number;
  /** When the version came to be in the cloud that it moves in from, milliseconds. */
  readonly time?: number;
}

/**
 * An upload. The same content as the head has is nothing to do, whatever the base (R15); otherwise the base must be the
 * newest row of the name, so that no change is overwritten unseen. On top of a deletion in the trash it goes on the same file.
 * A version that moves in with its time is one of its own even where the content did not change, unless the head is as new already.
 */
export function decidePut(draft: Draft, put: PutFacts, allowance: Allowance, device: number | null): Verdict {
  const head = draft.head(put);
  const live = liveContent(head);
  if (live !== null && live.hash === put.content.hash && put.alwaysNew !== true && !(live.stamp < (put.time ?? 0))) return same(live);
  if (!isBase(put.base, head) || (put.epoch ?? draft.state.epoch) !== draft.state.epoch) return outdated(head);
  if (allowance.types !== null && !allowance.types.includes(put.type)) return refused('plan-lacks-type', { type: put.type });
  if (isMap(put)) return refused('name-refused', { reason: 'map files are not kept in the cloud' });
  if (put.content.size > allowance.fileLimit) return refused('file-too-large', { limitMb: megabytes(allowance.fileLimit) });
  return done(draft.write({ key: put, content: put.content, clientTime: put.clientTime, device, from: continued(head), time: put.time }));
}

/** The version that a write at a name goes on: live content, or a deletion that is still in the trash. */
export function continued(head: Row | null): Row | null {
  if (head === null) return null;
  return liveContent(head) ?? (head.kind === 'deletion' && head.below !== null ? head : null);
}
