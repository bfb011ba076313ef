import { CairnError } from '@cairn/protocol';
import type { AdminContext } from './context.ts';

/** @throws CairnError `not-found` for a job that there is not. */
export async function runJob(ctx: AdminContext, name: string): Promise<void> {
  if (!ctx.jobs.status().some((job) => job.name === name)) throw new CairnError('not-found');
  await ctx.jobs.runNow(name);
}
