import { limits } from '@cairn/protocol';
import type { FileKey, Operation, WriteResult } from '@cairn/protocol';
import { contentBase } from './compare.ts';
import type { Judged, JudgedTo, RenameThere } from './judge.ts';
import { isTo, wordsOf } from './judge.ts';
import { idOf } from './keys.ts';
import type { Id } from './keys.ts';
import { CloudError } from './ports.ts';
import type { BaseRow, Sent } from './ports.ts';
import type { Tally } from './tally.ts';
import { followCompanion, isCurrent, isOvertaken } from './work.ts';
import type { Work } from './work.ts';

type Step = JudgedTo<'delete-there'> | JudgedTo<'rename-there'> | JudgedTo<'rename-folder-there'>;
type Done = Extract<WriteResult, { status: 'done' | 'same' }>;

/** Tells the cloud what was deleted and renamed here: no content travels, each is judged alone by the cloud. */
export async function operate(steps: readonly Step[], work: Work, tally: Tally): Promise<void> {
  const refusedFolders: Judged<RenameThere>[] = [];
  for (let start = 0; start < steps.length && !work.halt.isSet; start += limits.batchItems) {
    await exchange(steps.slice(start, start + limits.batchItems), work, tally, refusedFolders);
  }
  // What the cloud does not take as a folder is renamed file by file.
  if (refusedFolders.length > 0) await operate(refusedFolders, work, tally);
}

async function exchange(steps: readonly Step[], work: Work, tally: Tally, refusedFolders: Judged<RenameThere>[]): Promise<void> {
  const renames = steps.flatMap(renamesOf).flatMap((rename) => arriving(rename, work));
  const sent = renames.length === 0 ? null : await work.agreement.sending(renames);
  try {
    const answer = await work.cloud.operate(steps.map(operationOf));
    if (answer.results.length !== steps.length)
      throw new CloudError('broken', 'broken-answer', 'The answer of the cloud is incomplete; try again.');
    if (!isCurrent(work, answer)) return;
    const agreed: BaseRow[] = [];
    for (const [index, step] of steps.entries()) {
      const result = answer.results[index];
      if (result === undefined) continue;
      if (result.status !== 'refused') agreed.push(...doneBy(step, result, work));
      else if (isTo(step, 'rename-folder-there')) refusedFolders.push(...step.verdict.members);
      else refused(step, result, work);
    }
    await (sent === null ? work.agreement.agree(agreed) : work.agreement.answered(sent, agreed, untold(steps, answer.results)));
    for (const [index, step] of steps.entries()) if (answer.results[index]?.status !== 'refused') tell(step, work, tally);
  } catch (error) {
    work.halt.by(error);
  }
}

/** What gets a new name in the cloud by a step. */
function renamesOf(step: Step): readonly Judged<RenameThere>[] {
  if (isTo(step, 'rename-folder-there')) return step.verdict.members;
  return isTo(step, 'rename-there') ? [step] : [];
}
/** Recorded before it is told, like an upload: a device that is killed before it records the answer knows the new name for its own (R24). */
function arriving({ key, verdict: { agreed, head } }: Judged<RenameThere>, { agreement }: Work): Sent[] {
  const id = idOf(key);
  const hash = head?.hash ?? agreed.hash;
  const base = Math.max(agreement.news(id)?.seq ?? 0, agreement.base(id)?.seq ?? 0);
  return hash === undefined ? [] : [{ key, hash, base }];
}
/** Files of a renamed folder stay open until the log has told their numbers. */
function untold(steps: readonly Step[], results: readonly WriteResult[]): ReadonlySet<Id> {
  const folders = steps.filter((step, index) => isTo(step, 'rename-folder-there') && results[index]?.status !== 'refused');
  return new Set(folders.flatMap(renamesOf).map(({ key }) => idOf(key)));
}

function operationOf({ key, verdict }: Step): Operation {
  if (verdict.do === 'delete-there') return { op: 'delete', ...key, base: verdict.base, scope: 'everywhere' };
  if (verdict.do === 'rename-folder-there') return { op: 'rename-folder', ...key, to: verdict.to };
  return { op: 'rename', ...verdict.from, to: key.name, base: verdict.base };
}

/** What is agreed on after an operation; what is not yet certain is judged in the next round. */
function doneBy(step: Step, { version }: Done, work: Work): BaseRow[] {
  const { verdict } = step;
  const { seq } = version;
  if (verdict.do === 'delete-there') {
    followCompanion(work, step.key);
    return [{ key: step.key, base: { seq, kind: 'absent' } }];
  }
  if (verdict.do === 'rename-folder-there') {
    // Its files have numbers of their own, which the log tells.
    for (const { key, verdict: member } of verdict.members) {
      work.again.fetch(member.from);
      work.again.fetch(key);
      followCompanion(work, member.from, key);
    }
    return [];
  }
  followCompanion(work, verdict.from, step.key);
  return renamedTo(step.key, verdict, seq, work);
}

function renamedTo(key: FileKey, { from, agreed, head }: RenameThere, seq: number, work: Work): BaseRow[] {
  const old: BaseRow = { key: from, base: { seq, kind: 'absent' } };
  if (head === null || head.hash === agreed.hash) return [old, { key, base: { ...agreed, seq } }];
  // The file was edited in the cloud before it was renamed: the edit is fetched under its new name.
  const edit = { ...head, ...key, seq };
  work.agreement.note(edit);
  work.again.judge(key);
  return [old, { key, base: agreed.seq < seq ? agreed : contentBase(edit) }];
}

function refused(
  step: JudgedTo<'delete-there'> | JudgedTo<'rename-there'>,
  result: Extract<WriteResult, { status: 'refused' }>,
  work: Work,
): void {
  const { key, verdict } = step;
  const about = verdict.do === 'rename-there' ? verdict.from : key;
  const { code, message } = result.error;
  if (isOvertaken(work, about, result.error, result.head) || code === 'name-taken' || code === 'file-not-available') {
    work.again.fetch(about);
    work.again.fetch(key);
  } else if (step.facts.local?.hash !== undefined) work.outcome.refuse(key, step.facts.local.hash, code, message);
  else work.outcome.fail(key, code, message);
}

function tell({ key, verdict }: Step, work: Work, tally: Tally): void {
  const { outcome } = work;
  const words = wordsOf(verdict);
  if (verdict.do === 'delete-there') {
    outcome.addDeleted(key, 'cloud', words);
    tally.done(key, 0);
  } else if (verdict.do === 'rename-folder-there') {
    const to = { type: key.type, name: verdict.to };
    outcome.addRenamed({ key: to, from: key, size: 0, words, where: 'cloud', isFolder: true, files: verdict.members.length });
  } else {
    const size = work.locals.get(idOf(key))?.size ?? 0;
    outcome.addRenamed({ key, from: verdict.from, size, words, where: 'cloud', isFolder: false, files: 1 });
  }
}
