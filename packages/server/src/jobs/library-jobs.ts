import type { LibraryContext } from '../library/context.ts';
import { dayMs } from '../library/context.ts';
import type { KeepStore } from '../ports/keep-store.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Brake } from './brake.ts';
import { usualBrake } from './brake.ts';
import { collect } from './collector.ts';
import { purgeTrash } from './purge-trash.ts';
import type { Job } from './runner.ts';
import { scrub } from './scrub.ts';
import { sweepOrphans } from './sweep.ts';

/** How long a content stays after its last reference is gone, and a file without a row before it counts as an orphan (R06, R07). */
export const graceMs = 3_600_000;

export interface UpkeepPorts {
  readonly store: KeepStore;
  readonly metrics: Metrics;
  /** Share of everything that the collector may remove by itself, percent (R08). */
  readonly share: number;
  /** Percent of its turns that the slow look reads (R10). */
  readonly scrubShare: number;
}

/**
 * Where several servers share a place, what another one is writing right now is not known here. No request lasts longer than an hour
 * (`processLimits`), so bytes without a row are left alone for three.
 */
const sharedGraceMs = 3 * graceMs;

/** Jobs of the library: each may be cut off at any step and goes on at its next turn. */
export function libraryJobs(ctx: LibraryContext, { store: keep, metrics, share, scrubShare }: UpkeepPorts): Job[] {
  const strayMs = ctx.events.shared ? sharedGraceMs : graceMs;
  const stopped = new Map<string, boolean>();
  const brakeOf = (job: string): Brake => ({
    ...{ ...usualBrake, share: share / 100 },
    tell(why) {
      stopped.set(job, why !== null);
      metrics.set('cairn_collector_stopped', [...stopped.values()].includes(true) ? 1 : 0);
    },
  });
  const [contents, strays] = [brakeOf('contents'), brakeOf('strays')];
  const { blobs, clock, log } = ctx;
  return [
    { name: 'purge-trash', everyMs: 3_600_000, run: (signal) => purgeTrash(ctx, clock.now() - ctx.trashDays * dayMs, signal) },
    {
      name: 'collect-contents',
      everyMs: 600_000,
      async run(signal) {
        await collect(ctx, graceMs, { brake: contents, keep }, signal);
        contents.tell(null);
      },
    },
    {
      name: 'sweep-orphans',
      everyMs: 3_600_000,
      async run(signal) {
        await sweepOrphans(ctx, strayMs, strays, signal);
        strays.tell(null);
      },
    },
    {
      name: 'scrub-contents',
      everyMs: 600_000,
      run: (signal) => scrub({ store: keep, blobs, clock, log, share: scrubShare }, signal),
    },
    {
      name: 'collect-without-brake',
      everyMs: 0,
      byHand: true,
      async run(signal) {
        await collect(ctx, graceMs, null, signal);
        await sweepOrphans(ctx, strayMs, null, signal);
        contents.tell(null);
        strays.tell(null);
      },
    },
  ];
}
