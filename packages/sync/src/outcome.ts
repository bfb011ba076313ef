import { mainOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { byKey, idOf, isHidden, renamed } from './keys.ts';
import type { Id } from './keys.ts';
import type { Memo, Problem, Progress } from './ports.ts';
import type { DeletedLine, Failure, Line, RenamedLine, Stopped } from './results.ts';

type Refusal = Memo['refused'][number];

/** Collects what a run did. Files that are in no list are left out of it here, in one place. */
export class Outcome {
  readonly uploaded: Line[] = [];
  readonly downloaded: Line[] = [];
  readonly deleted: DeletedLine[] = [];
  readonly renamed: RenamedLine[] = [];
  readonly merged: Line[] = [];
  readonly untouched: Line[] = [];
  readonly refusals = new Map<Id, Refusal>();
  /** Names that went through, whatever was refused before. */
  readonly settled = new Set<Id>();
  /** Pairs of contents that turned out not to merge. */
  readonly unmergeable = new Map<Id, NonNullable<Memo['unmergeable']>[number]>();
  adopted = 0;
  /** What later rounds find equal was made so by this run, and is not counted as found. */
  isFollowUp = false;
  stopped: Stopped | null = null;
  readonly #failed = new Map<string, Failure>();
  readonly #progress: Progress;

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  get failed(): Failure[] {
    return [...this.#failed.values()].sort((a, b) =>
      a.key !== undefined && b.key !== undefined ? byKey({ key: a.key }, { key: b.key }) : 0,
    );
  }

  add(list: 'uploaded' | 'downloaded' | 'merged', key: FileKey, size: number, words: string): void {
    if (this.#isDone(key, list)) this[list].push({ key, size, words });
  }
  addDeleted(key: FileKey, where: DeletedLine['where'], words: string): void {
    if (this.#isDone(key, 'deleted')) this.deleted.push({ key, size: 0, words, where });
  }
  addRenamed(line: RenamedLine): void {
    if (this.#isDone(line.key, 'renamed')) this.renamed.push(line);
  }
  /** A companion's failure is its file's. */
  fail(key: FileKey, code: string, reason: string): void {
    const main = mainOf(key.name);
    const shown = main === null ? key : renamed(key, main);
    this.#failed.set(idOf(shown), { key: shown, code, reason });
    this.#progress.report({ phase: 'file', key: shown, action: 'sync', outcome: 'failed', reason });
  }
  /** `hash`: of the content that was refused, so that an unattended run can tell whether it is still the same. */
  refuse(key: FileKey, hash: string, code: string, message: string): void {
    this.fail(key, code, message);
    if (lasting.has(code)) this.refusals.set(idOf(key), { key, hash, code, message });
  }
  problems(problems: readonly Problem[]): void {
    for (const { key, path, reason, kind } of problems) {
      if (kind !== 'failed') continue;
      this.#failed.set(key === undefined ? path : idOf(key), { ...(key === undefined ? { path } : { key }), code: 'unreadable', reason });
    }
  }

  #isDone(key: FileKey, action: string): boolean {
    this.settled.add(idOf(key));
    if (isHidden(key)) return false;
    this.#failed.delete(idOf(key));
    this.#progress.report({ phase: 'file', key, action, outcome: 'done' });
    return true;
  }
}

/** Refusals that the same content meets again until the file, the plan or the free space changed. */
const lasting = new Set([
  'plan-lacks-type',
  'space-exceeded',
  'history-full',
  'file-too-large',
  'unpacks-too-large',
  'too-many-files',
  'name-refused',
  'name-impossible',
  'denied',
  'subscription-expired',
]);
/** Of these, the ones that free space in the cloud may end. */
export const endedBySpace: ReadonlySet<string> = new Set(['space-exceeded', 'history-full', 'too-many-files']);
