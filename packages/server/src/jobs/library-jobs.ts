import type { LibraryContext } from '../library/context.ts';
import { dayMs } from '../library/context.ts';
import { collect } from './collector.ts';
import { purgeTrash } from './purge-trash.ts';
import type { Job } from './runner.ts';
import { sweepOrphans } from './sweep.ts';

/** How long a content stays after its last reference is gone, and a file without a row before it counts as an orphan (R06, R07). */
export const graceMs = 3_600_000;

/** Jobs of the library: each may be cut off at any step and goes on at its next turn. */
export function libraryJobs(ctx: LibraryContext): Job[] {
  return [
    { name: 'purge-trash', everyMs: 3_600_000, run: () => purgeTrash(ctx, ctx.clock.now() - ctx.trashDays * dayMs) },
    { name: 'collect-contents', everyMs: 600_000, run: () => collect(ctx, graceMs) },
    { name: 'sweep-orphans', everyMs: 3_600_000, run: () => sweepOrphans(ctx, graceMs) },
  ];
}
