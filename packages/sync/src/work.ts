import { companionOf } from '@cairn/protocol';
import type { ContentVersion, FileKey, Version, WriteAnswer } from '@cairn/protocol';
import type { Agreement } from './agreement.ts';
import type { Codec } from './codec.ts';
import type { Locals } from './locals.ts';
import type { Merging } from './merging.ts';
import { idOf, renamed } from './keys.ts';
import type { Id } from './keys.ts';
import type { Outcome } from './outcome.ts';
import type { Sizes } from './sizes.ts';
import { CloudError, LibraryError } from './ports.ts';
import type { Clock, Cloud, Library, Progress } from './ports.ts';
import type { Unanswered } from './unanswered.ts';

/** What a run works with, and what it leaves for its next round. */
export interface Work {
  readonly library: Library;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly codec: Codec;
  readonly merging: Merging;
  readonly progress: Progress;
  readonly agreement: Agreement;
  readonly locals: Locals;
  readonly outcome: Outcome;
  readonly sizes: Sizes;
  readonly halt: Halt;
  readonly again: Again;
  readonly unanswered: Unanswered;
}

/** Ends a run cleanly: nothing new is begun, what was begun is finished and recorded. */
export class Halt {
  readonly #outcome: Outcome;
  readonly #signal: AbortSignal | undefined;
  /** Another epoch was seen: what follows must be judged anew. */
  isOutdated = false;

  constructor(outcome: Outcome, signal?: AbortSignal) {
    this.#outcome = outcome;
    this.#signal = signal;
  }
  get isCancelled(): boolean {
    return this.#signal?.aborted === true;
  }
  get isSet(): boolean {
    return this.isCancelled || this.isOutdated || this.#outcome.stopped !== null;
  }
  /** The cloud did not answer. Any other error is thrown on. */
  by(error: unknown): void {
    if (!(error instanceof CloudError)) throw error;
    this.#outcome.stopped ??= { kind: error.kind, code: error.code, message: error.message };
  }
}

/** Names to be judged once more in this run, and what must be looked at before. */
export class Again {
  readonly #names = new Map<Id, { key: FileKey; code: string; reason: string }>();
  readonly #rescan = new Map<Id, FileKey>();
  #mustFetch = false;

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }
  /** `code` and `reason`: what it comes to if no round settles it. */
  judge(
    key: FileKey,
    code = 'base-outdated',
    reason = 'The file keeps changing on both sides. Nothing was overwritten; sync again.',
  ): void {
    this.#names.set(idOf(key), { key, code, reason });
  }
  /** The cloud knows more than we do about this name. */
  fetch(key: FileKey): void {
    this.#mustFetch = true;
    this.judge(key);
  }
  /** The file here is not what it was. */
  look(key: FileKey, error: LibraryError): void {
    this.#rescan.set(idOf(key), key);
    this.judge(key, error.code, error.message);
  }
  take(): { names: { key: FileKey; code: string; reason: string }[]; rescan: FileKey[]; mustFetch: boolean } {
    const taken = { names: [...this.#names.values()], rescan: [...this.#rescan.values()], mustFetch: this.#mustFetch };
    this.#names.clear();
    this.#rescan.clear();
    this.#mustFetch = false;
    return taken;
  }
}

/** The cloud moves and deletes a companion with its file; what became of it is fetched and judged after the file. */
export function followCompanion(work: Work, from: FileKey, to?: FileKey): void {
  const companion = renamed(from, companionOf(from.name));
  const id = idOf(companion);
  if (work.agreement.base(id)?.kind !== 'content' && work.agreement.news(id)?.kind !== 'content') return;
  work.again.fetch(companion);
  if (to !== undefined) work.again.fetch(renamed(to, companionOf(to.name)));
}

/** A write was answered: if the account began anew meanwhile, nothing of the answer counts. @returns whether it counts. */
export function isCurrent(work: Work, answer: WriteAnswer): boolean {
  const known = work.agreement.epochs;
  if (known !== null && (known.epoch !== answer.epoch || known.dataEpoch !== answer.dataEpoch)) work.halt.isOutdated = true;
  return !work.halt.isOutdated;
}

/** What a single file's trouble comes to: judged again when it changed under our hands, else failed; the rest goes on. */
export function libraryTrouble(work: Work, key: FileKey, error: unknown, hash?: string): void {
  if (!(error instanceof LibraryError)) throw error;
  if (error.code === 'changed-meanwhile' || error.code === 'vanished') work.again.look(key, error);
  else if (hash === undefined) work.outcome.fail(key, error.code, error.message);
  else work.outcome.refuse(key, hash, error.code, error.message);
}

/** Whether a refusal says that the log is ahead of us; the head it shows is taken note of. */
export function isOvertaken(work: Work, key: FileKey, error: { readonly code: string }, head: Version | undefined): boolean {
  if (error.code !== 'base-outdated') return false;
  if (head !== undefined && idOf(head) === idOf(key)) work.agreement.note(head);
  work.again.fetch(key);
  return true;
}

/** A version to fetch of which only the base is known. */
export function versionOf(key: FileKey, base: { readonly seq: number; readonly hash?: string; readonly size?: number }): ContentVersion {
  const { seq, hash = '', size = 0 } = base;
  return { kind: 'content', ...key, seq, hash, size, stored: size, file: 0, stamp: 0, device: null, clientTime: 0 };
}

/** Runs `fn` over the items, a few at a time, until all are done or the run is halted. */
export async function eachOf<T>(items: readonly T[], lanes: number, halt: Halt, fn: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined && !halt.isSet; item = items[next++]) await fn(item);
  };
  await settleAll(Array.from({ length: Math.min(lanes, items.length) }, lane));
}

/** Waits for all, then throws the first error: nothing is left running behind an error. */
export async function settleAll(promises: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(promises)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
