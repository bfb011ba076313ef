import { contentBase } from './compare.ts';
import type { LocalFile } from './facts.ts';
import { Gate } from './gate.ts';
import type { JudgedTo } from './judge.ts';
import { wordsOf } from './judge.ts';
import { byKey } from './keys.ts';
import { CloudError, LibraryError } from './ports.ts';
import type { BaseRow, Downloaded, Expected } from './ports.ts';
import type { Sizes } from './sizes.ts';
import type { Tally } from './tally.ts';
import { eachOf, libraryTrouble, settleAll } from './work.ts';
import type { Work } from './work.ts';

/** Requests under way at the same time. */
const requests = 2;
/** Files of one request being written at the same time: enough that the library can write and place them by the folder. */
const writers = 4_096;

type Step = JudgedTo<'download'>;

/**
 * Fetches and places files; each is checked against its hash by the library and recorded once it is durable. What belongs in one folder
 * comes together, so that the library can make the folder as a whole.
 */
export async function downloadFiles(steps: readonly Step[], work: Work, tally: Tally): Promise<void> {
  await eachOf(groupsOf([...steps].sort(byKey), work.sizes), requests, work.halt, (group) => fetchGroup(group, work, tally));
}

function groupsOf(steps: readonly Step[], { downloadBytes, downloadItems }: Sizes): Step[][] {
  const groups: Step[][] = [];
  let bytes = 0;
  for (const step of steps) {
    const { stored } = step.verdict.version;
    const last = groups.at(-1);
    if (last === undefined || bytes + stored > downloadBytes || last.length >= downloadItems) {
      groups.push([step]);
      bytes = stored;
    } else {
      last.push(step);
      bytes += stored;
    }
  }
  return groups;
}

async function fetchGroup(group: readonly Step[], work: Work, tally: Tally): Promise<void> {
  const open = new Map(group.map((step) => [step.verdict.version.seq, step]));
  const placed: { step: Step; file: LocalFile }[] = [];
  const writing = new Set<Promise<void>>();
  const lanes = new Gate(writers);
  const errors: unknown[] = [];
  await work.agreement.expect(group.map(({ verdict }) => verdict.version));
  try {
    for await (const item of work.cloud.download(group.map(({ verdict }) => verdict.version))) {
      const step = open.get(item.version.seq);
      if (step === undefined) continue;
      open.delete(item.version.seq);
      await lanes.take(1);
      const done = placeOne(step, item, work)
        .then((file) => {
          if (file === null) return;
          placed.push({ step, file });
          tally.done(step.key, step.verdict.version.size);
        })
        .catch((error: unknown) => void errors.push(error))
        .finally(() => {
          writing.delete(done);
          lanes.give(1);
        });
      writing.add(done);
      // A stream must be read to its end before the next item can come.
      if (!('error' in item) && !(item.gzip instanceof Uint8Array)) await done;
      if (work.halt.isSet || errors.length > 0) break;
    }
    if (open.size > 0 && !work.halt.isSet && errors.length === 0) {
      throw new CloudError('broken', 'broken-answer', 'The answer of the cloud ended too early; what arrived is kept, try again.');
    }
  } catch (error) {
    work.halt.by(error);
  } finally {
    await settleAll([...writing]);
    await record(placed, work);
  }
  if (errors.length > 0) throw errors[0];
}

async function placeOne(step: Step, item: Downloaded, work: Work): Promise<LocalFile | null> {
  const { key, facts, verdict } = step;
  if ('error' in item) {
    // Its content is gone from the cloud: a newer version or a deletion has taken its place.
    if (item.error.code === 'file-not-available') work.again.fetch(key);
    else work.outcome.fail(key, item.error.code, item.error.message);
    return null;
  }
  const { hash, size, clientTime } = verdict.version;
  const expected: Expected = facts.local === undefined ? { state: 'absent' } : { state: 'file', file: facts.local };
  try {
    return await work.library.place(key, { form: 'gzip', bytes: item.gzip, hash, size, modified: clientTime }, expected);
  } catch (error) {
    if (error instanceof LibraryError && error.code === 'damaged') work.again.judge(key, error.code, error.message);
    else libraryTrouble(work, key, error, hash);
    return null;
  }
}

async function record(placed: readonly { step: Step; file: LocalFile }[], work: Work): Promise<void> {
  if (placed.length === 0) return;
  await work.library.settle();
  await work.agreement.agree(placed.map(({ step }): BaseRow => ({ key: step.key, base: contentBase(step.verdict.version) })));
  for (const { step, file } of placed) {
    work.locals.put({ ...file, key: step.key, hash: step.verdict.version.hash });
    work.outcome.add('downloaded', step.key, step.verdict.version.size, wordsOf(step.verdict));
  }
}
