import type { ChangeEvent } from '@cairn/protocol';
import type { AccountId } from '../ports/world.ts';
import type { LibraryContext } from './context.ts';

/** Between two signs of life on a quiet stream, milliseconds. */
const heartbeatMs = 15_000;

export interface Watcher {
  /** The log stands here now; called once at the start and after each change. */
  changed(at: ChangeEvent): void;
  /** Nothing happened for a while. */
  quiet(): void;
}

/** Tells where the log stands, now and after every change, until the returned function is called. */
export async function watchLog(ctx: LibraryContext, account: AccountId, watcher: Watcher): Promise<() => void> {
  let newest = -1;
  let ended = false;
  let cancel = (): void => undefined;
  const beat = (): void => {
    cancel = ctx.clock.after(heartbeatMs, () => {
      watcher.quiet();
      if (!ended) beat();
    });
  };
  const tell = (at: ChangeEvent): void => {
    newest = Math.max(newest, at.seq);
    if (!ended) watcher.changed({ seq: at.seq, epoch: at.epoch, dataEpoch: at.dataEpoch });
  };
  // Subscribed before the log is read: what happens in between is told twice rather than not at all.
  const unsubscribe = ctx.events.subscribe(account, tell);
  const end = (): void => {
    ended = true;
    unsubscribe();
    cancel();
  };
  try {
    const at = await ctx.store.logState(account);
    if (at.seq >= newest) tell(at);
  } catch (error) {
    end();
    throw error;
  }
  beat();
  return end;
}
