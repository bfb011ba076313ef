import { categoryOf, companionOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { Agreement } from './agreement.ts';
import { webCodec } from './codec.ts';
import type { Codec } from './codec.ts';
import { freeName, isConflict, stepFor } from './conflicts.ts';
import type { Choice } from './conflicts.ts';
import { idOf, renamed } from './keys.ts';
import { Locals } from './locals.ts';
import type { Merging } from './merging.ts';
import { Outcome } from './outcome.ts';
import { LibraryError } from './ports.ts';
import type { Bases, Clock, Cloud, Library, Progress } from './ports.ts';
import { Run } from './run.ts';
import type { RunOptions } from './run.ts';
import { listsOf } from './rows-of.ts';
import type { Changes, SyncResult } from './results.ts';
import { isCovered } from './selection.ts';
import { defaultSizes } from './sizes.ts';
import type { Sizes } from './sizes.ts';
import { Unanswered } from './unanswered.ts';
import { Again, Halt } from './work.ts';
import type { Work } from './work.ts';

export interface EngineOptions {
  readonly library: Library;
  readonly bases: Bases;
  readonly cloud: Cloud;
  readonly clock: Clock;
  /** The merges that exist; absent = none, what differs on both sides is a conflict. */
  readonly merge?: Merging;
  readonly progress?: Progress;
  readonly codec?: Codec;
  readonly sizes?: Partial<Sizes>;
}

export interface SyncOptions {
  /** Nobody looks on: what was refused before is not tried again until something changed. */
  readonly unattended?: boolean;
  /** Answers the brake: deletions are carried out, however many. */
  readonly allowDeletions?: boolean;
  /** A hint of the watcher: on this device nothing but these names changed since the last run of this engine. */
  readonly only?: readonly FileKey[];
  /** Ends the run cleanly: what was begun is finished and recorded, nothing new is begun. */
  readonly signal?: AbortSignal;
}

/** A device's brain. Its runs never overlap: a call waits for the one before. Errors of single files and of the cloud are in the results. */
export interface Engine {
  /** Compares both sides and changes nothing (S1, S3). Without the cloud it shows what was known of it. */
  look(options?: { readonly signal?: AbortSignal }): Promise<Changes>;
  /** *Sync now* (S2). */
  sync(options?: SyncOptions): Promise<SyncResult>;
  /** Sends the local changes of these files, or of all (S4). A file that was deleted in the cloud only goes there again when named here. */
  upload(keys?: readonly FileKey[], options?: SyncOptions): Promise<SyncResult>;
  /** Fetches the cloud's changes of these files, or of all (S5). */
  download(keys?: readonly FileKey[], options?: SyncOptions): Promise<SyncResult>;
  /** Settles a conflict as a person chose (S6). */
  resolve(key: FileKey, choice: Choice, options?: { readonly signal?: AbortSignal }): Promise<SyncResult>;
  /** What is switched off (S7): categories, types (`GPX`), folders and groups (`GPX/Alps`). */
  selection(): Promise<readonly string[]>;
  /** Switches entries on or off and @returns what is off then. Nothing is deleted on either side by it. */
  select(entries: readonly string[], on: boolean): Promise<readonly string[]>;
  /** Leaves entries out of unattended runs, or takes them in again (S8); @returns what is left to the person then. */
  selectAutomatic(entries: readonly string[], on: boolean): Promise<readonly string[]>;
  /** The person wants this device's files in the cloud again after *Delete all my data* (T7). */
  confirmAfterReset(): Promise<void>;
  /**
   * Does something to the files and to what is agreed on while no run is under way, and drops what is kept in memory. A run that is under
   * way writes down what it knew before: it would take away what is written beside it.
   */
  between<T>(work: () => Promise<T>): Promise<T>;
  /** Drops what is kept in memory; for when another process may have worked on the same device. */
  forget(): void;
}

export function createEngine(options: EngineOptions): Engine {
  return new SyncEngine(options);
}

interface Session {
  readonly agreement: Agreement;
  readonly locals: Locals;
  readonly unanswered: Work['unanswered'];
}
const noMerging: Merging = {
  mergerFor: () => null,
  mergeCompanions: () => ({ outcome: 'conflict', reasons: [] }),
};
const noProgress: Progress = { report: () => undefined };

class SyncEngine implements Engine {
  readonly #options: EngineOptions;
  #session: Session | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  look({ signal }: { readonly signal?: AbortSignal } = {}): Promise<Changes> {
    return this.#inTurn(async (session) => {
      const options = { direction: 'both', unattended: false, allowDeletions: false, isLook: true } as const;
      const { work, run } = this.#begin(session, options, signal);
      const judged = await run.judge(await run.look());
      run.plan(judged);
      await run.passOnFreedSpace();
      const { agreement, outcome, merging } = work;
      return {
        ...listsOf(judged, agreement, merging, session.locals.keys()),
        lastSync: agreement.memo.lastSync,
        waiting: run.waiting(),
        failed: outcome.failed,
        notes: run.notes,
        paused: agreement.memo.paused,
        stopped: outcome.stopped,
      };
    });
  }

  sync({ unattended = false, allowDeletions = false, only, signal }: SyncOptions = {}): Promise<SyncResult> {
    return this.#run({ direction: 'both', unattended, allowDeletions, ...(only === undefined ? {} : { hint: only }) }, signal);
  }
  upload(keys?: readonly FileKey[], options: SyncOptions = {}): Promise<SyncResult> {
    return this.#oneWay('up', keys, options);
  }
  download(keys?: readonly FileKey[], options: SyncOptions = {}): Promise<SyncResult> {
    return this.#oneWay('down', keys, options);
  }

  resolve(key: FileKey, choice: Choice, { signal }: { readonly signal?: AbortSignal } = {}): Promise<SyncResult> {
    return this.#inTurn(async (session) => {
      const { work, run } = this.#begin(session, { direction: 'both', unattended: false, allowDeletions: true, only: [key] }, signal);
      await run.look();
      if (!work.halt.isSet) await resolveOne(key, choice, work, run);
      await run.finish();
      return run.result();
    });
  }

  selection(): Promise<readonly string[]> {
    return this.#inTurn(async ({ agreement }) => agreement.memo.off);
  }
  select(entries: readonly string[], on: boolean): Promise<readonly string[]> {
    return this.#inTurn(async ({ agreement }) => {
      const { off, relist = [] } = agreement.memo;
      if (on) {
        const ended = off.filter((entry) => entries.some((other) => isWithin(entry, other)));
        const left = off.filter((entry) => !ended.includes(entry));
        await agreement.remember({ off: left, relist: [...new Set([...relist, ...ended])] });
      } else {
        await agreement.remember({ off: [...new Set([...off, ...entries])].sort() });
      }
      return agreement.memo.off;
    });
  }

  selectAutomatic(entries: readonly string[], on: boolean): Promise<readonly string[]> {
    return this.#inTurn(async ({ agreement }) => {
      const { manual = [] } = agreement.memo;
      const next = on
        ? manual.filter((entry) => !entries.some((other) => isWithin(entry, other)))
        : [...new Set([...manual, ...entries])].sort();
      await agreement.remember({ manual: next });
      return next;
    });
  }

  confirmAfterReset(): Promise<void> {
    return this.#inTurn(({ agreement }) => agreement.remember({ paused: false }));
  }
  between<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      try {
        return await work();
      } finally {
        this.#session = null;
      }
    });
  }
  forget(): void {
    this.#session = null;
  }

  #oneWay(direction: 'up' | 'down', keys: readonly FileKey[] | undefined, options: SyncOptions): Promise<SyncResult> {
    const { unattended = false, signal } = options;
    // Who names a file means it; the brake is for what happens by the way.
    const allowDeletions = options.allowDeletions ?? keys !== undefined;
    return this.#run({ direction, unattended, allowDeletions, ...(keys === undefined ? {} : { only: keys }) }, signal);
  }

  #run(options: RunOptions, signal?: AbortSignal): Promise<SyncResult> {
    return this.#inTurn(async (session) => {
      const { work, run } = this.#begin(session, options, signal);
      const scope = await run.look();
      const isHeld = work.agreement.memo.paused && options.only === undefined;
      if (!work.halt.isSet && !isHeld) await run.carryOut(await run.judge(scopeOf(scope, options)));
      await run.finish();
      return run.result();
    });
  }

  #begin({ agreement, locals, unanswered }: Session, options: RunOptions, signal?: AbortSignal): { work: Work; run: Run } {
    const { library, cloud, clock, merge = noMerging, progress = noProgress, codec = webCodec } = this.#options;
    const sizes = { ...defaultSizes, ...this.#options.sizes };
    const outcome = new Outcome(progress);
    const halt = new Halt(outcome, signal);
    const again = new Again();
    const work = { library, cloud, clock, codec, merging: merge, progress, agreement, locals, outcome, halt, again, unanswered, sizes };
    return { work, run: new Run(work, options) };
  }

  /** One call after the other. After an error that is no file's and no cloud's, memory is not trusted any more. */
  #inTurn<T>(fn: (session: Session) => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      this.#session ??= await this.#load();
      try {
        return await fn(this.#session);
      } catch (error) {
        this.#session = null;
        throw error;
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
  async #load(): Promise<Session> {
    const loaded = await this.#options.bases.load();
    const unanswered = new Unanswered(loaded.sent);
    return { agreement: new Agreement(this.#options.bases, loaded, unanswered), locals: new Locals(), unanswered };
  }
}

/** What a person named is judged even where neither side knows it, so that the answer says so. */
function scopeOf(scope: readonly FileKey[], { only }: RunOptions): FileKey[] {
  return only === undefined ? [...scope] : [...scope, ...only];
}

/** Whether an entry of the selection is `other` or lies within it. */
function isWithin(entry: string, other: string): boolean {
  if (entry === other || entry.startsWith(`${other}/`)) return true;
  const cut = entry.indexOf('/');
  const key = cut === -1 ? { type: entry, name: '' } : { type: entry.slice(0, cut), name: `${entry.slice(cut + 1)}/` };
  return !['settings', 'my-places', 'resources'].includes(entry) && categoryOf(key) === other && isCovered(key, [other]);
}

async function resolveOne(key: FileKey, choice: Choice, work: Work, run: Run): Promise<void> {
  const judged = await run.judge([key]);
  const conflict = judged.find((one) => idOf(one.key) === idOf(key));
  if (conflict === undefined || !isConflict(conflict)) {
    work.outcome.fail(key, 'no-conflict', `There is no conflict about ${key.name}. Nothing was changed.`);
    return;
  }
  if (choice === 'merge' && work.merging.mergerFor(key) === null) {
    work.outcome.fail(key, 'no-merge', `Two versions of ${key.name} cannot be merged. Keep both, or choose one of them.`);
    return;
  }
  // The companion follows when its file is settled.
  work.again.judge(renamed(key, companionOf(key.name)));
  if (choice !== 'keep-both') return run.carryOut([], [stepFor(conflict, choice)]);
  const other = await keepBoth(key, work);
  if (other === null) return;
  work.again.judge(key);
  work.again.judge(other);
  await run.carryOut([], []);
}

/** Gives the local file a free name; the run then fetches the cloud's version and uploads the other. */
async function keepBoth(key: FileKey, work: Work): Promise<FileKey | null> {
  const { agreement, locals, library, outcome } = work;
  const local = locals.get(idOf(key));
  const isTaken = (id: string): boolean => agreement.isLive(id) || locals.get(id) !== undefined || locals.isUnknown(id);
  const other = freeName(key, isTaken);
  if (local === undefined || other === null) {
    outcome.fail(key, 'no-free-name', `No free name was found beside ${key.name}. Both sides are as they were.`);
    return null;
  }
  try {
    const moved = await library.move(local, other);
    await library.settle();
    locals.drop(key);
    locals.put({ ...moved, key: other });
    return other;
  } catch (error) {
    if (!(error instanceof LibraryError)) throw error;
    outcome.fail(key, error.code, error.message);
    return null;
  }
}
