import type { JudgedTo } from './judge.ts';
import { isTo } from './judge.ts';
import { changeHere } from './change-here.ts';
import { downloadFiles } from './download.ts';
import { isHidden } from './keys.ts';
import { mergeFiles } from './merge-files.ts';
import { operate } from './operate.ts';
import type { Plan } from './plan.ts';
import { Tally } from './tally.ts';
import { uploadFiles } from './upload.ts';
import { settleAll } from './work.ts';
import type { Work } from './work.ts';

/**
 * Carries a plan out. Each step is recorded when both sides are durable, so a run that is cut short anywhere is gone on with by the
 * next; a step that was done already comes to nothing. One bad file never stops the rest.
 */
export async function carryOut({ steps }: Plan, work: Work): Promise<void> {
  await adopt(
    steps.filter((step) => isTo(step, 'adopt')),
    work,
  );
  const told = steps.filter((step) => isTo(step, 'delete-there') || isTo(step, 'rename-there') || isTo(step, 'rename-folder-there'));
  const here = steps.filter((step) => isTo(step, 'rename-here') || isTo(step, 'delete-here'));
  const deletions = new Tally(
    work.progress,
    'delete',
    steps.filter((step) => isTo(step, 'delete-there') || isTo(step, 'delete-here')),
  );
  await operate(told, work, deletions);
  await changeHere(here, work, deletions);
  const uploads = steps.filter((step) => isTo(step, 'upload'));
  const downloads = steps.filter((step) => isTo(step, 'download'));
  await settleAll([
    uploadFiles(uploads, work, new Tally(work.progress, 'upload', uploads)),
    downloadFiles(downloads, work, new Tally(work.progress, 'download', downloads)),
  ]);
  await mergeFiles(
    steps.filter((step) => isTo(step, 'merge')),
    work,
  );
}

async function adopt(steps: readonly JudgedTo<'adopt'>[], work: Work): Promise<void> {
  const { adopted } = work.sizes;
  for (let start = 0; start < steps.length && !work.halt.isSet; start += adopted) {
    const group = steps.slice(start, start + adopted);
    await work.agreement.agree(group.map(({ key, verdict }) => ({ key, base: verdict.base })));
    for (const { key, verdict } of group) {
      if (verdict.row === 'equal' && !isHidden(key) && !work.outcome.isFollowUp) work.outcome.adopted++;
    }
  }
}
