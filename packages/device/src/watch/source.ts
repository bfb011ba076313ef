import { join, relative, sep } from 'node:path';
import { stateFolder } from '@cairn/protocol';
import { codeOf } from '../library/disk.ts';
import { InotifyTree } from './inotify-tree.ts';

/** Tells what happens in a folder; `watchFolder` is the real one, tests have their own. */
export type FolderSource = (root: string, listener: SourceListener) => Promise<{ stop(): Promise<void> }>;
export interface SourceListener {
  /** Paths relative to the folder, with `/`. */
  changed(paths: readonly string[]): void;
  /** Events were lost: only a look at the whole folder tells. */
  lost(reason: string): void;
}

/** The folder cannot be watched; `message` says what to do. */
export class WatchError extends Error {
  override readonly name = 'WatchError';
}

/** Watches a folder and all below it, but for the device's own state, through the system's own notices. */
export const watchFolder: FolderSource = async (root, listener) => {
  try {
    if (process.platform === 'linux') {
      const tree = new InotifyTree(root, listener);
      return { stop: async () => tree.stop() };
    }
    const { subscribe } = await import('@parcel/watcher');
    const subscription = await subscribe(
      root,
      (error, events) => {
        if (error !== null) listener.lost(error.message);
        else listener.changed(events.map((event) => relative(root, event.path).replaceAll(sep, '/')));
      },
      { ignore: [join(root, stateFolder)] },
    );
    return { stop: () => subscription.unsubscribe() };
  } catch (error) {
    throw new WatchError(explainRefusal(root, error), { cause: error });
  }
};

function explainRefusal(root: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (codeOf(error) === 'ENOSPC' || message.includes('No space left') || message.includes('inotify')) {
    return `The system lets one user watch only so many folders, and that limit is reached (fs.inotify.max_user_watches). Nothing was changed; raise the limit, or run "sync" from time to time.`;
  }
  return `The folder ${root} cannot be watched: ${message}. Nothing was changed; run "sync" from time to time instead.`;
}
