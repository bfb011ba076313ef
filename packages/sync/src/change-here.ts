import { contentBase } from './compare.ts';
import { isFolderMark } from '@cairn/protocol';
import type { Judged, JudgedTo } from './judge.ts';
import { wordsOf } from './judge.ts';
import type { BaseRow } from './ports.ts';
import type { Tally } from './tally.ts';
import { eachOf, libraryTrouble } from './work.ts';
import type { Work } from './work.ts';

const lanes = 8;

interface Changed {
  readonly step: Judged;
  readonly agreed: readonly BaseRow[];
  readonly tell: () => void;
}

/** Repeats renames and deletions of the cloud here. What is deleted goes to the device's undo store. */
export async function changeHere(
  steps: readonly (JudgedTo<'rename-here'> | JudgedTo<'delete-here'>)[],
  work: Work,
  tally: Tally,
): Promise<void> {
  const group = work.sizes.changedHere;
  for (let start = 0; start < steps.length && !work.halt.isSet; start += group) {
    const changed: Changed[] = [];
    const together = steps.slice(start, start + group);
    await work.agreement.expect(together.flatMap(({ verdict }) => (verdict.do === 'rename-here' ? [verdict.version] : [])));
    try {
      await eachOf(together, lanes, work.halt, async (step) => {
        try {
          changed.push(step.verdict.do === 'rename-here' ? await renameOne(step, work) : await deleteOne(step, work, tally));
        } catch (error) {
          libraryTrouble(work, step.key, error);
        }
      });
    } finally {
      await settle(changed, work);
    }
  }
}

async function settle(changed: readonly Changed[], work: Work): Promise<void> {
  if (changed.length === 0) return;
  await work.library.settle();
  await work.agreement.agree(changed.flatMap(({ agreed }) => agreed));
  for (const { tell } of changed) tell();
}

async function renameOne({ key, facts, verdict }: Judged, work: Work): Promise<Changed> {
  if (verdict.do !== 'rename-here' || facts.local === undefined) throw new TypeError('Only a file that is here can be renamed.');
  const { to, version, agreed, gone } = verdict;
  const moved = await work.library.move(facts.local, to);
  const hash = facts.local.hash ?? moved.hash;
  work.locals.drop(key);
  work.locals.put({ ...moved, key: to, ...(hash === undefined ? {} : { hash }) });
  const isSettled = hash === version.hash;
  // Newer content, or an edit of ours: judged under the new name against what was agreed on under the old one.
  if (!isSettled) work.again.judge(to);
  const base = isSettled ? contentBase(version) : agreed;
  const line = { key: to, from: key, size: moved.size, words: wordsOf(verdict), where: 'here', isFolder: false, files: 1 } as const;
  return {
    step: { key, facts, verdict },
    agreed: [
      { key: gone.key, base: { seq: gone.seq, kind: 'absent' } },
      { key: to, base },
    ],
    tell: () => work.outcome.addRenamed(line),
  };
}

async function deleteOne({ key, facts, verdict }: Judged, work: Work, tally: Tally): Promise<Changed> {
  if (verdict.do !== 'delete-here' || facts.local === undefined) throw new TypeError('Only a file that is here can be deleted.');
  await work.library.remove(facts.local);
  work.locals.drop(key);
  return {
    step: { key, facts, verdict },
    agreed: [{ key, base: { seq: verdict.seq, kind: 'absent' } }],
    tell: () => {
      if (!isFolderMark(key.name)) work.outcome.addDeleted(key, 'here', wordsOf(verdict));
      tally.done(key, 0);
    },
  };
}
