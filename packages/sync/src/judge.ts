import { companionOf, mainOf } from '@cairn/protocol';
import type { ContentVersion, FileKey } from '@cairn/protocol';
import { compare, needsHash, rows } from './compare.ts';
import type { Decision, Row } from './compare.ts';
import type { Base, CloudState, Facts, LocalFile } from './facts.ts';
import { idOf, renamed } from './keys.ts';
import type { Id } from './keys.ts';
import { followMains } from './companions.ts';
import { incomingMoves, inheritedBases, outgoingMoves } from './moves.ts';
import type { BaseRow } from './ports.ts';

/** What a judge may know: the three sides of every name. */
export interface View {
  base(id: Id): Base | undefined;
  /** What the cloud says that is not agreed yet. */
  news(id: Id): CloudState | undefined;
  local(id: Id): LocalFile | undefined;
  /** The device could not look at this file. */
  isUnknown(id: Id): boolean;
  allBases(): Iterable<[Id, BaseRow]>;
  allNews(): Iterable<[Id, CloudState]>;
}
export interface Rules {
  /** Switched off, or not listed afresh yet (S7). */
  isOff(key: FileKey): boolean;
  /** A merge exists and was not found impossible for this pair of contents. */
  isMergeable(facts: Facts): boolean;
  /** Memory of an earlier run is about one content of this name: it must be hashed to know whether it still is that one. */
  isRemembered(id: Id): boolean;
}

export const moveRows = {
  'renamed-here': 'Renamed on this device.',
  'renamed-there': 'Renamed in the cloud.',
  'renamed-differently': 'Renamed on both sides; the name in the cloud was first and is kept.',
} as const;
export type MoveRow = keyof typeof moveRows;

/** A renaming on this device that the cloud is told of; judged under the new name. */
export interface RenameThere {
  readonly do: 'rename-there';
  readonly row: MoveRow;
  readonly from: FileKey;
  /** Newest sequence number known for the old name. */
  readonly base: number;
  /** What was agreed on under the old name. */
  readonly agreed: Base;
  /** The old name's newer content in the cloud, if it has one. */
  readonly head: ContentVersion | null;
}
/** A renaming in the cloud that is repeated here; judged under the name that the file has here. */
export interface RenameHere {
  readonly do: 'rename-here';
  readonly row: MoveRow;
  readonly to: FileKey;
  readonly version: ContentVersion;
  readonly agreed: Base;
  /** The old name and the sequence number of its move. */
  readonly gone: { readonly key: FileKey; readonly seq: number };
}
/** A whole folder renamed on this device; `key.name` is the old folder without `/` at the end. */
export interface RenameFolderThere {
  readonly do: 'rename-folder-there';
  readonly row: MoveRow;
  readonly to: string;
  readonly members: readonly Judged<RenameThere>[];
}
/** Waits for the next round: a companion for its file. */
export interface Hold {
  readonly do: 'hold';
  readonly row: Row | MoveRow;
}
export type Verdict = Decision | RenameThere | RenameHere | RenameFolderThere | Hold;
export interface Judged<V extends Verdict = Verdict> {
  readonly key: FileKey;
  readonly facts: Facts;
  readonly verdict: V;
}
export type Do = Verdict['do'];
export type JudgedTo<D extends Do> = Judged<Extract<Verdict, { do: D }>>;

export function isTo<D extends Do>(judged: Judged, what: D): judged is JudgedTo<D> {
  return judged.verdict.do === what;
}
/** The sentence of a verdict, for a person. */
export function wordsOf(verdict: Verdict): string {
  const { row } = verdict;
  return row in rows ? rows[row as Row] : moveRows[row as MoveRow];
}

export function factsOf(key: FileKey, view: View): Facts {
  const id = idOf(key);
  const [base, local, cloud] = [view.base(id), view.local(id), view.news(id)];
  return {
    key,
    ...(base === undefined ? {} : { base }),
    ...(local === undefined ? {} : { local }),
    ...(cloud === undefined ? {} : { cloud }),
  };
}

/** The names to be judged: those asked for with their companions and files, without what is off or could not be looked at. */
export function widen(scope: Iterable<FileKey>, view: View, rules: Rules): FileKey[] {
  const wide = new Map<Id, FileKey>();
  const add = (key: FileKey): void => {
    const id = idOf(key);
    if (!wide.has(id) && !view.isUnknown(id) && !rules.isOff(key)) wide.set(id, key);
  };
  for (const key of scope) {
    add(key);
    const main = mainOf(key.name);
    const other = renamed(key, main ?? companionOf(key.name));
    const id = idOf(other);
    if (view.base(id) !== undefined || view.local(id) !== undefined || view.news(id) !== undefined) add(other);
  }
  return [...wide.values()];
}

/** The files that must be hashed before `judge` can decide; all others are told apart without reading them. */
export function filesToHash(scope: readonly FileKey[], view: View, rules: Rules): LocalFile[] {
  const moving = incomingMoves(scope, view, rules);
  const inherited = inheritedBases(scope, view);
  const vanished = new Set<string>();
  for (const key of scope) {
    const base = view.base(idOf(key));
    if (base?.kind === 'content' && view.local(idOf(key)) === undefined) vanished.add(`${key.type}\0${base.size ?? -1}`);
  }
  return scope.flatMap((key) => {
    const id = idOf(key);
    const facts = within(factsOf(key, view), inherited.get(id));
    const { local } = facts;
    if (local === undefined || local.hash !== undefined) return [];
    const move = moving.get(id);
    const wanted =
      needsHash(facts) ||
      rules.isRemembered(id) ||
      (move !== undefined && needsHash({ ...facts, cloud: { ...move.version, seq: Number.MAX_SAFE_INTEGER } })) ||
      (isNew(facts) && vanished.has(`${key.type}\0${local.size}`));
    return wanted ? [local] : [];
  });
}
function within(facts: Facts, inherited: Base | undefined): Facts {
  return inherited === undefined ? facts : { ...facts, base: inherited };
}
function isNew({ base, cloud }: Facts): boolean {
  return (base === undefined || base.kind === 'absent') && cloud?.kind !== 'content';
}

/** Judges every name of the scope, and then what only several names together can tell: renames, folders, companions. */
export function judge(scope: readonly FileKey[], view: View, rules: Rules): Judged[] {
  const moving = incomingMoves(scope, view, rules);
  const inherited = inheritedBases(scope, view);
  const targets = new Set([...moving.values()].map(({ version }) => idOf(version)));
  const alone = scope.flatMap((key): Judged[] => {
    if (targets.has(idOf(key))) return [];
    const facts = within(factsOf(key, view), inherited.get(idOf(key)));
    const move = moving.get(idOf(key));
    return [{ key, facts, verdict: move ?? compare(facts, isOnBothSides(facts) && rules.isMergeable(facts)) }];
  });
  return followMains(outgoingMoves(alone, view, rules), view);
}

/** Only then can there be anything to merge, and whether there is costs the loading of what merges. */
function isOnBothSides({ local, cloud }: Facts): boolean {
  return local !== undefined && cloud?.kind === 'content';
}
