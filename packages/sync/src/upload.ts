import type { FileKey, WriteResult } from '@cairn/protocol';
import { contentBase } from './compare.ts';
import { Gate } from './gate.ts';
import type { JudgedTo } from './judge.ts';
import { wordsOf } from './judge.ts';
import { byKey, idOf } from './keys.ts';
import type { Id } from './keys.ts';
import { CloudError } from './ports.ts';
import type { BaseRow, Packed, SentBatch, Upload } from './ports.ts';
import type { Tally } from './tally.ts';
import { eachOf, isCurrent, isOvertaken, libraryTrouble, settleAll } from './work.ts';
import type { Work } from './work.ts';

/** Files packed at the same time, as far as their bytes allow: the library hands them to its threads by the dozen. */
const packers = 128;
/** Large files packed at the same time, at least. */
const largePackers = 4;
/** Requests under way at the same time. */
const requests = 3;

interface Ready extends Upload {
  readonly step: JudgedTo<'upload'>;
  readonly share: number;
}

/**
 * Packs and sends files: several at a time, small ones together, large ones alone, each judged alone by the cloud. In the order of
 * their names, so that neighbours lie together in the log and in every index.
 */
export async function uploadFiles(steps: readonly JudgedTo<'upload'>[], work: Work, tally: Tally): Promise<void> {
  if (steps.length > 0) await new Uploading(work, tally).run([...steps].sort(byKey));
}

class Uploading {
  readonly #work: Work;
  readonly #tally: Tally;
  readonly #space: Gate;
  /** With a waiting batch, which is the only one that may be held for ever, each share alone fits: nobody waits for ever. */
  readonly #largestShare: number;
  readonly #lanes = new Gate(requests);
  readonly #sent: Promise<void>[] = [];
  #batch: Ready[] = [];
  #bytes = 0;

  constructor(work: Work, tally: Tally) {
    this.#work = work;
    this.#tally = tally;
    const { lookAhead, uploadBytes } = work.sizes;
    this.#space = new Gate(lookAhead);
    this.#largestShare = Math.max(0, Math.floor((lookAhead - uploadBytes) / largePackers));
  }

  async run(steps: readonly JudgedTo<'upload'>[]): Promise<void> {
    const packing = eachOf(steps, packers, this.#work.halt, (step) => this.#prepare(step));
    try {
      await packing;
      if (!this.#work.halt.isSet) await this.#flush();
    } finally {
      await settleAll(this.#sent);
    }
  }

  async #prepare(step: JudgedTo<'upload'>): Promise<void> {
    const { facts, verdict } = step;
    if (facts.local === undefined) throw new TypeError('Only a file that is here can be uploaded.');
    const share = Math.min(facts.local.size, this.#largestShare);
    await this.#space.take(share);
    let packed: Packed;
    try {
      packed = await this.#work.library.pack(facts.local);
    } catch (error) {
      this.#space.give(share);
      libraryTrouble(this.#work, step.key, error);
      return;
    }
    if (packed.gzip instanceof Uint8Array) {
      const held = Math.min(packed.gzip.length, this.#largestShare);
      this.#space.give(share - held);
      await this.#add({ step, packed, base: verdict.base, share: held });
    } else {
      await this.#send([{ step, packed, base: verdict.base, share }]);
    }
  }

  async #add(ready: Ready): Promise<void> {
    const { uploadBytes, uploadItems } = this.#work.sizes;
    const length = ready.packed.gzip.length;
    if (length >= uploadBytes) return this.#send([ready]);
    while (this.#bytes + length > uploadBytes) await this.#flush();
    this.#batch.push(ready);
    this.#bytes += length;
    if (this.#batch.length >= uploadItems) await this.#flush();
  }
  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    if (batch.length > 0) await this.#send(batch);
  }
  /** Waits for a free lane, not for the answer. */
  async #send(batch: readonly Ready[]): Promise<void> {
    await this.#lanes.take(1);
    const done = (this.#work.halt.isSet ? Promise.resolve() : this.#exchange(batch)).finally(() => {
      this.#lanes.give(1);
      for (const { share } of batch) this.#space.give(share);
    });
    // Awaited at the end of the run; until then a failure only stops what follows.
    done.catch(() => undefined);
    this.#sent.push(done);
  }

  async #exchange(batch: readonly Ready[]): Promise<void> {
    const { agreement, unanswered } = this.#work;
    const sent = await agreement.sending(batch.map(({ step, packed, base }) => ({ key: step.key, hash: packed.hash, base })));
    try {
      const answer = await this.#work.cloud.upload(batch.map(({ packed, base }) => ({ packed, base })));
      if (answer.results.length !== batch.length)
        throw new CloudError('broken', 'broken-answer', 'The answer of the cloud is incomplete; try again.');
      if (isCurrent(this.#work, answer)) await this.#record(batch, sent, answer.results);
    } catch (error) {
      if (error instanceof CloudError && error.kind === 'refused' && tooMuch.has(error.code)) {
        unanswered.end(sent);
        return this.#divide(batch, error);
      }
      this.#work.halt.by(error);
    }
  }
  /** The whole request was too much: the one file that is to blame is found, the others go through. */
  async #divide(batch: readonly Ready[], error: CloudError): Promise<void> {
    const [only] = batch;
    if (only !== undefined && batch.length === 1) {
      this.#work.outcome.refuse(only.step.key, only.packed.hash, error.code, error.message);
      return;
    }
    const half = Math.ceil(batch.length / 2);
    await this.#exchange(batch.slice(0, half));
    if (!this.#work.halt.isSet) await this.#exchange(batch.slice(half));
  }

  async #record(batch: readonly Ready[], sent: SentBatch, results: readonly WriteResult[]): Promise<void> {
    const agreed: BaseRow[] = [];
    const own: number[] = [];
    /** Overtaken: a first try may have arrived, and its answer been lost. The history tells. */
    const open = new Set<Id>();
    for (const [index, ready] of batch.entries()) {
      const result = results[index];
      if (result === undefined) continue;
      if (result.status === 'refused') {
        if (refused(this.#work, ready.step.key, ready.packed.hash, result) === 'overtaken') open.add(idOf(ready.step.key));
      } else if (result.version.kind === 'content') {
        agreed.push({ key: ready.step.key, base: contentBase(result.version) });
        if (result.status === 'done') own.push(result.version.seq);
      } else this.#work.again.fetch(ready.step.key);
    }
    await this.#work.agreement.answered(sent, agreed, open);
    this.#work.agreement.wrote(own);
    const done = new Set(agreed.map(({ key }) => idOf(key)));
    for (const { step, packed } of batch) if (done.has(idOf(step.key))) this.#tell(step, packed);
  }
  #tell(step: JudgedTo<'upload'>, packed: Packed): void {
    const { locals, outcome } = this.#work;
    const local = locals.get(idOf(step.key));
    if (local !== undefined) locals.put({ ...local, size: packed.size, hash: packed.hash });
    outcome.add('uploaded', step.key, packed.size, wordsOf(step.verdict));
    this.#tally.done(step.key, packed.size);
  }
}

/** Refusals of a whole request that a smaller one may escape. */
const tooMuch = new Set(['payload-too-large', 'bad-request', 'file-too-large']);

function refused(work: Work, key: FileKey, hash: string, result: Extract<WriteResult, { status: 'refused' }>): 'overtaken' | 'refused' {
  const { code, message } = result.error;
  if (isOvertaken(work, key, result.error, result.head)) return 'overtaken';
  if (code === 'hash-mismatch') work.again.judge(key, code, message);
  else work.outcome.refuse(key, hash, code, message);
  return 'refused';
}
