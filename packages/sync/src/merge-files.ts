import { isCompanion } from '@cairn/protocol';
import type { ContentVersion } from '@cairn/protocol';
import { contentBase } from './compare.ts';
import type { JudgedTo } from './judge.ts';
import { wordsOf } from './judge.ts';
import { idOf } from './keys.ts';
import type { Merged } from './merging.ts';
import { CloudError } from './ports.ts';
import type { Packed } from './ports.ts';
import { eachOf, isCurrent, isOvertaken, libraryTrouble, versionOf } from './work.ts';
import type { Work } from './work.ts';

type Step = JudgedTo<'merge'>;

/**
 * Merges both sides against what they began with. The result is uploaded first, and placed here only if the file is unchanged since:
 * if it moved on, the old base stays and the next round merges again.
 */
export async function mergeFiles(steps: readonly Step[], work: Work): Promise<void> {
  await eachOf(steps, 2, work.halt, async (step) => {
    try {
      await mergeOne(step, work);
    } catch (error) {
      if (error instanceof CloudError) work.halt.by(error);
      else libraryTrouble(work, step.key, error);
    }
  });
}

async function mergeOne(step: Step, work: Work): Promise<void> {
  const { key, facts, verdict } = step;
  const { local } = facts;
  if (local === undefined) throw new TypeError('Only a file that is here can be merged.');
  const ours = await work.library.read(local);
  const theirs = await contentOf(verdict.version, work);
  if (typeof theirs === 'string') {
    if (theirs === 'file-not-available') work.again.fetch(key);
    else work.outcome.fail(key, theirs, 'The version in the cloud could not be read. Both sides are as they were; sync again.');
    return;
  }
  const ancestor = await ancestorOf(step, work);
  const merged = mergedFrom(step, work, ancestor, ours, theirs);
  if (merged.outcome === 'merged') return spread(step, merged.bytes, work);
  const { hash } = await work.codec.pack(key, ours, local.modified);
  work.outcome.unmergeable.set(idOf(key), { key, hash, seq: verdict.version.seq, reasons: merged.reasons });
  work.again.judge(key);
}

/** Without the common ancestor only a union is possible: what differs stays a conflict. */
async function ancestorOf({ key, verdict }: Step, work: Work): Promise<Uint8Array | null> {
  if (verdict.ancestor === null || isCompanion(key.name)) return null;
  const content = await contentOf(versionOf(key, verdict.ancestor), work);
  return typeof content === 'string' ? null : content;
}

function mergedFrom({ key }: Step, work: Work, base: Uint8Array | null, ours: Uint8Array, theirs: Uint8Array): Merged {
  if (isCompanion(key.name)) {
    // Only the cloud's side has a sequence number yet. What cannot be read as a companion gives way to it.
    const merged = work.merging.mergeCompanions(ours, theirs, 'theirs');
    return merged.outcome === 'merged' ? merged : { outcome: 'merged', bytes: theirs };
  }
  const merger = work.merging.mergerFor(key);
  return merger === null ? { outcome: 'conflict', reasons: ['There is no merge for this kind of file.'] } : merger(base, ours, theirs);
}

/** Uploads the result where the cloud lacks it, then places it where this device lacks it. */
async function spread(step: Step, bytes: Uint8Array, work: Work): Promise<void> {
  const { key, facts, verdict } = step;
  const packed = await work.codec.pack(key, bytes, Math.max(facts.local?.modified ?? 0, verdict.version.clientTime));
  const version = packed.hash === verdict.version.hash ? verdict.version : await upload(step, packed, work);
  if (version === null || facts.local === undefined) return;
  const content = { form: 'plain', bytes, hash: packed.hash, size: packed.size, modified: packed.modified } as const;
  const placed = await work.library.place(key, content, { state: 'file', file: facts.local });
  await work.library.settle();
  await work.agreement.agree([{ key, base: contentBase(version) }]);
  work.locals.put({ ...placed, key, hash: packed.hash });
  work.outcome.add('merged', key, packed.size, `${wordsOf(verdict)} Both changes are kept.`);
}

async function upload({ key, verdict }: Step, packed: Packed, work: Work): Promise<ContentVersion | null> {
  const answer = await work.cloud.upload([{ packed, base: verdict.version.seq }]);
  const [result] = answer.results;
  if (!isCurrent(work, answer) || result === undefined) return null;
  if (result.status === 'refused') {
    const { code, message } = result.error;
    if (!isOvertaken(work, key, result.error, result.head)) work.outcome.fail(key, code, message);
    return null;
  }
  if (result.version.kind !== 'content') {
    work.again.fetch(key);
    return null;
  }
  // If placing it here fails now, the next round finds the merged version in the cloud and the old base here.
  work.agreement.note(result.version);
  return result.version;
}

/** Plain content of a version, or the code of the reason why not. */
async function contentOf(version: ContentVersion, work: Work): Promise<Uint8Array | string> {
  for await (const item of work.cloud.download([version])) {
    if ('error' in item) return item.error.code;
    try {
      return await work.codec.unpack(item.gzip, version);
    } catch (error) {
      if (error instanceof CloudError) throw error;
      return 'damaged';
    }
  }
  return 'broken-answer';
}
