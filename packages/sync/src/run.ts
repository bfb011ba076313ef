import { companionOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { Agreement } from './agreement.ts';
import { carryOut } from './carry-out.ts';
import { contentBase } from './compare.ts';
import { isConflict } from './conflicts.ts';
import type { Conflict } from './conflicts.ts';
import { fetchNews, isOff, relist } from './fetch.ts';
import type { Fetched } from './fetch.ts';
import { byKey, idOf, isHidden, renamed } from './keys.ts';
import type { Id } from './keys.ts';
import { filesToHash, judge, widen, wordsOf } from './judge.ts';
import type { Judged, Rules, View } from './judge.ts';
import { plan, refusalFinder } from './plan.ts';
import type { Direction, Plan } from './plan.ts';
import type { Memo, Problem } from './ports.ts';
import { memoAfter, refusedStill, unmergeableStill } from './remembered.ts';
import { foldRenames } from './folders.ts';
import { conflictRows } from './rows-of.ts';
import type { RenamedLine, SyncResult } from './results.ts';
import type { Work } from './work.ts';

/** Rounds of judging and carrying out; each but the first is about few names that changed meanwhile. */
const rounds = 6;

export interface RunOptions {
  readonly direction: Direction;
  /** Only these files, as a person asked. */
  readonly only?: readonly FileKey[];
  /** Look only at these names here: the watcher saw nothing else happen. */
  readonly hint?: readonly FileKey[];
  readonly unattended: boolean;
  readonly allowDeletions: boolean;
  /** Nothing is carried out: the result says what differs, and what was refused before. */
  readonly isLook?: boolean;
}

/** One run over the ports: look, judge, carry out, and again for what changed meanwhile. */
export class Run {
  readonly #work: Work;
  readonly #options: RunOptions;
  readonly #conflicts = new Map<Id, Conflict>();
  #waiting: Plan['waiting'] = { here: [], there: [] };
  #notes: Problem[] = [];
  #isSpaceFreed = false;
  #isFollowUp = false;

  constructor(work: Work, options: RunOptions) {
    this.#work = work;
    this.#options = options;
  }

  /** Looks at both sides. @returns the names to be judged; what failed is in the outcome. */
  async look(): Promise<FileKey[]> {
    const work = this.#work;
    const { agreement, locals, library } = work;
    const { hint } = this.#options;
    const isHinted = hint !== undefined && locals.isComplete && (agreement.memo.relist ?? []).length === 0;
    work.progress.report({ phase: 'scan', filesDone: 0, filesTotal: 0, bytesDone: 0, bytesTotal: 0 });
    const [scanned, fetched] = await Promise.allSettled([isHinted ? null : library.scan(), this.#fetch()]);
    if (fetched.status === 'rejected') throw fetched.reason;
    if (scanned.status === 'rejected') throw scanned.reason;
    const named = scanned.value === null ? await locals.scanSome(library, agreement, hint ?? []) : null;
    if (scanned.value !== null) locals.takeAll(scanned.value, agreement);
    this.#tellProblems();
    await this.#recognise();
    if (!work.halt.isSet) await this.#guard(() => relist(work, locals));
    return named !== null && fetched.value?.isAnew !== true ? [...named, ...newsOf(agreement)] : everything(work);
  }

  /**
   * What an earlier run placed, and was cut off before it recorded it, is what the cloud had, not a change of this device: if it was
   * deleted there since, it is deleted here, and does not come back as new (R24).
   */
  async #recognise(): Promise<void> {
    const { agreement, locals, library } = this.#work;
    const arrived = new Map(agreement.takeArrived().map((version) => [idOf(version), version]));
    const alike = [...arrived].flatMap(([id, { size }]) => {
      const local = locals.get(id);
      return local?.size === size ? [local] : [];
    });
    if (alike.length === 0) return;
    const { files, problems } = await library.hash(alike.filter(({ hash }) => hash === undefined));
    locals.learn(files, problems);
    const placed = [...arrived].filter(([id, { hash }]) => locals.get(id)?.hash === hash);
    await agreement.agree(placed.map(([, version]) => ({ key: { type: version.type, name: version.name }, base: contentBase(version) })));
  }

  /** Judges the names after hashing what must be hashed. */
  async judge(scope: readonly FileKey[]): Promise<Judged[]> {
    const { locals, library, progress } = this.#work;
    const [view, rules] = [this.#view(), this.#rules()];
    const wide = widen(scope, view, rules);
    progress.report({ phase: 'compare', filesDone: 0, filesTotal: wide.length, bytesDone: 0, bytesTotal: 0 });
    const files = filesToHash(wide, view, rules);
    if (files.length > 0) {
      const { files: hashed, problems } = await library.hash(files);
      locals.learn(hashed, problems);
      const found = new Set(hashed.map(({ key }) => idOf(key)));
      const lost = files.filter(({ key }) => !found.has(idOf(key)) && !locals.isUnknown(idOf(key)));
      locals.note(lost.map(({ key }) => ({ path: key.name, key, kind: 'failed', reason: 'The file could not be read.' })));
      this.#tellProblems();
    }
    return this.#asAsked(
      judge(
        wide.filter((key) => !locals.isUnknown(idOf(key))),
        view,
        rules,
      ),
    );
  }

  /** Carries out what is judged, and then what that brought up, until nothing is left or the rounds are used up. */
  async carryOut(judged: readonly Judged[], chosen?: readonly Judged[]): Promise<void> {
    let planned = chosen === undefined ? this.plan(judged) : { ...this.plan([]), steps: chosen };
    if (chosen === undefined) this.#tellUntouched(judged, planned);
    const work = this.#work;
    for (let round = 1; ; round++) {
      await carryOut(planned, work);
      work.outcome.isFollowUp = true;
      if (work.outcome.deleted.some(({ where }) => where === 'cloud')) this.#isSpaceFreed = true;
      if (round === rounds || !(await this.#isMoreToDo())) break;
      const scope = await this.#nextScope();
      if (scope === null || work.agreement.memo.paused) break;
      this.#isFollowUp = true;
      planned = this.plan(await this.judge(scope));
    }
    if (!work.halt.isSet) for (const { key, code, reason } of work.again.take().names) work.outcome.fail(key, code, reason);
  }

  plan(judged: readonly Judged[]): Plan {
    const { direction, allowDeletions, unattended, only } = this.#options;
    const { agreement, outcome } = this.#work;
    const isFollowUp = this.#isFollowUp;
    const chosen = only === undefined || isFollowUp ? {} : { only: withCompanions(only) };
    const rules = {
      direction,
      allowDeletions,
      unattended,
      isFollowUp,
      refused: this.refusals,
      files: agreement.files,
      manual: agreement.memo.manual ?? [],
      ...chosen,
    };
    const planned = plan(judged, rules);
    for (const { key } of judged) this.#conflicts.delete(idOf(key));
    for (const conflict of planned.conflicts) if (isConflict(conflict)) this.#conflicts.set(idOf(conflict.key), conflict);
    this.#waiting = {
      here: [...this.#waiting.here, ...planned.waiting.here],
      there: [...this.#waiting.there, ...planned.waiting.there],
    };
    const refusalOf = refusalFinder(rules.refused);
    for (const one of planned.refused) {
      const before = refusalOf(one);
      if (before !== undefined) outcome.fail(one.key, before.code, before.message);
    }
    return planned;
  }

  /** Records what outlives the run. */
  async finish(): Promise<void> {
    const { agreement, halt, clock } = this.#work;
    const isWhole = this.#options.direction === 'both' && this.#options.only === undefined && !halt.isSet && !agreement.memo.paused;
    const memo = memoAfter(this.#work, this.#isSpaceFreed);
    await agreement.checkpoint(isWhole ? { ...memo, lastSync: clock.now() } : memo);
  }

  result(): SyncResult {
    const { outcome, agreement, halt, merging, locals } = this.#work;
    const { uploaded, downloaded, deleted, renamed: renames, merged, adopted, failed, untouched, stopped } = outcome;
    return {
      uploaded: uploaded.sort(byKey),
      downloaded: downloaded.sort(byKey),
      deleted: deleted.sort(byKey),
      renamed: foldRenames(renames, locals.keys(), foldLines).sort(byKey),
      merged: merged.sort(byKey),
      adopted,
      conflicts: conflictRows([...this.#conflicts.values()], agreement, merging).sort(byKey),
      failed,
      waiting: this.waiting(),
      untouched,
      notes: this.#notes,
      paused: agreement.memo.paused,
      cancelled: halt.isCancelled,
      stopped,
    };
  }
  waiting(): SyncResult['waiting'] {
    const shown = (steps: readonly Judged[]): FileKey[] =>
      steps
        .filter(({ key }) => !isHidden(key))
        .sort(byKey)
        .map(({ key }) => key);
    return { here: shown(this.#waiting.here), there: shown(this.#waiting.there) };
  }
  get notes(): readonly Problem[] {
    return this.#notes;
  }
  /** Refusals of earlier runs that still hold. */
  get refusals(): Memo['refused'] {
    return refusedStill(this.#work, this.#isSpaceFreed);
  }
  /** A look that learns of freed space tells the runs after it: they read the log from behind the deletion on. */
  async passOnFreedSpace(): Promise<void> {
    const { agreement } = this.#work;
    const { refusals } = this;
    if (refusals.length < agreement.memo.refused.length) await agreement.remember({ refused: refusals });
  }

  async #fetch(): Promise<Fetched | null> {
    const fetched = await this.#guard(() => fetchNews(this.#work));
    if (fetched?.isSpaceFreed === true) this.#isSpaceFreed = true;
    return fetched;
  }
  /** A cloud that does not answer ends the run, not the program. */
  async #guard<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask();
    } catch (error) {
      this.#work.halt.by(error);
      return null;
    }
  }

  async #isMoreToDo(): Promise<boolean> {
    const { halt, again } = this.#work;
    return halt.isOutdated || (!halt.isSet && !again.isEmpty);
  }
  /** The names of the next round, after another look at what changed; null = the cloud does not answer. */
  async #nextScope(): Promise<FileKey[] | null> {
    const work = this.#work;
    const isOutdated = work.halt.isOutdated;
    work.halt.isOutdated = false;
    const { names, rescan, mustFetch } = work.again.take();
    const seen = rescan.length > 0 ? await work.locals.scanSome(work.library, work.agreement, rescan) : [];
    this.#tellProblems();
    const fetched = mustFetch || isOutdated ? await this.#fetch() : null;
    if (work.halt.isSet) return null;
    if (isOutdated || fetched?.isAnew === true) return everything(work);
    const asked = [...names.map(({ key }) => key), ...seen];
    return this.#options.only === undefined ? [...asked, ...(fetched?.fresh ?? [])] : asked;
  }

  #view(): View {
    const { agreement, locals } = this.#work;
    return {
      base: (id) => agreement.base(id),
      news: (id) => agreement.news(id),
      local: (id) => locals.get(id),
      isUnknown: (id) => locals.isUnknown(id),
      allBases: () => agreement.allBases(),
      allNews: () => agreement.allNews(),
    };
  }
  #rules(): Rules {
    const { agreement, merging } = this.#work;
    const tried = new Map(unmergeableStill(this.#work).map((entry) => [idOf(entry.key), entry]));
    const { unattended, isLook = false } = this.#options;
    const refused = new Set(unattended || isLook ? this.refusals.map(({ key }) => idOf(key)) : []);
    return {
      isOff: (key) => isOff(agreement, key),
      isMergeable: ({ key, local, cloud }) => {
        if (merging.mergerFor(key) === null) return false;
        const entry = tried.get(idOf(key));
        return entry === undefined || entry.seq !== cloud?.seq || entry.hash !== local?.hash;
      },
      isRemembered: (id) => refused.has(id) || tried.has(id),
    };
  }

  /** A file that is kept here only goes to the cloud when it is asked for by name. */
  #asAsked(judged: readonly Judged[]): Judged[] {
    const { only, direction } = this.#options;
    if (only === undefined || direction !== 'up') return [...judged];
    const asked = withCompanions(only);
    return judged.map((one) => {
      const { base } = one.facts;
      if (one.verdict.row !== 'not-in-cloud' || base === undefined || !asked.has(idOf(one.key))) return one;
      return { ...one, verdict: { do: 'upload', row: 'asked-for', base: base.seq } };
    });
  }
  #tellUntouched(judged: readonly Judged[], { steps, conflicts, waiting, refused }: Plan): void {
    const { only } = this.#options;
    if (only === undefined) return;
    const verdicts = new Map(judged.map((one) => [idOf(one.key), one.verdict]));
    const touched = new Set([...steps, ...conflicts, ...waiting.here, ...waiting.there, ...refused].flatMap(namesOf).map(idOf));
    for (const key of only) {
      const verdict = verdicts.get(idOf(key));
      const isEqual = verdict?.do === 'adopt';
      if (touched.has(idOf(key)) && !isEqual) continue;
      const words = verdict === undefined ? 'Not synchronised: it is switched off, or could not be looked at.' : wordsOf(verdict);
      this.#work.outcome.untouched.push({ key, size: this.#work.locals.get(idOf(key))?.size ?? 0, words });
    }
  }
  #tellProblems(): void {
    const { problems } = this.#work.locals;
    this.#work.outcome.problems(problems);
    for (const problem of problems) if (problem.kind === 'note' && !this.#notes.includes(problem)) this.#notes.push(problem);
  }
}

/** Every name about which something may be to be decided: all but those that are as they were agreed on. */
function everything({ agreement, locals }: Work): FileKey[] {
  const keys = new Map<Id, FileKey>();
  let known = 0;
  for (const [id, { key, base }] of agreement.allBases()) {
    const local = locals.get(id);
    if (local !== undefined) known++;
    const isAsAgreed = base.kind === 'content' && local?.hash === base.hash;
    if (!isAsAgreed && (base.kind !== 'absent' || local !== undefined)) keys.set(id, key);
  }
  if (known < locals.size) for (const [id, { key }] of locals.all()) if (agreement.base(id) === undefined) keys.set(id, key);
  for (const key of newsOf(agreement)) keys.set(idOf(key), key);
  return [...keys.values()];
}
function newsOf(agreement: Agreement): FileKey[] {
  return Array.from(agreement.allNews(), ([, { type, name }]) => ({ type, name }));
}
function withCompanions(keys: readonly FileKey[]): Set<Id> {
  return new Set(keys.flatMap((key) => [idOf(key), idOf(renamed(key, companionOf(key.name)))]));
}
function namesOf({ key, verdict }: Judged): FileKey[] {
  if (verdict.do === 'rename-there') return [key, verdict.from];
  if (verdict.do === 'rename-here') return [key, verdict.to];
  if (verdict.do === 'rename-folder-there') return [key, ...verdict.members.flatMap((member) => [member.key, member.verdict.from])];
  return [key];
}
function foldLines(folder: { key: FileKey; from: FileKey; isFolder: true }, members: readonly RenamedLine[]): RenamedLine {
  const size = members.reduce((sum, line) => sum + line.size, 0);
  return { ...folder, size, words: members[0]?.words ?? '', where: members[0]?.where ?? 'here', files: members.length };
}
