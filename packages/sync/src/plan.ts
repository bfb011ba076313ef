import type { FileKey } from '@cairn/protocol';
import { idOf, isHidden } from './keys.ts';
import type { Id } from './keys.ts';
import type { Do, Judged } from './judge.ts';
import type { Memo } from './ports.ts';
import { isCovered } from './selection.ts';

/** What is to be done, in order; nothing of it has happened yet. */
export interface Plan {
  readonly steps: readonly Judged[];
  /** Deletions that the brake keeps until a person allows them, here and in the cloud. */
  readonly waiting: { readonly here: readonly Judged[]; readonly there: readonly Judged[] };
  /** Refused before and unchanged since: not tried again by itself. */
  readonly refused: readonly Judged[];
  readonly conflicts: readonly Judged[];
}

export type Direction = 'both' | 'up' | 'down';
export interface PlanRules {
  readonly direction: Direction;
  /** A later round: companions follow what was done in the first, whichever way. */
  readonly isFollowUp: boolean;
  /** Only these names; absent = all. */
  readonly only?: ReadonlySet<Id>;
  readonly allowDeletions: boolean;
  /** Nobody looks on: what was refused is left until something changed. */
  readonly unattended: boolean;
  readonly refused: Memo['refused'];
  /** What unattended runs leave to the person (S8). */
  readonly manual?: readonly string[];
  /** Number of files that the device and the cloud have agreed on. */
  readonly files: number;
}

/** The order of work: what frees space in the cloud first, then names and deletions here, then contents. */
const order: readonly Do[] = [
  'adopt',
  'delete-there',
  'rename-folder-there',
  'rename-there',
  'rename-here',
  'delete-here',
  'upload',
  'download',
  'merge',
];
const directions: Record<Exclude<Direction, 'both'>, readonly Do[]> = {
  up: ['adopt', 'delete-there', 'rename-folder-there', 'rename-there', 'upload'],
  down: ['adopt', 'rename-here', 'delete-here', 'download'],
};

/** More than a quarter of the files, and at least 10, are not deleted without asking. */
export function isBraked(deletions: number, files: number): boolean {
  return deletions >= 10 && deletions * 4 > files;
}

export function plan(judged: readonly Judged[], rules: PlanRules): Plan {
  const chosen = judged.filter((one) => isChosen(one, rules));
  const refusalOf = refusalFinder(rules.refused);
  const wasRefused = (one: Judged): boolean => isMove(one.verdict) && refusalOf(one) !== undefined;
  const refusedBefore = new Set(rules.unattended ? chosen.filter(wasRefused) : []);
  const open = chosen.filter((one) => !refusedBefore.has(one));
  const [here, there] = [brakedOf('delete-here', open, rules), brakedOf('delete-there', open, rules)];
  const waiting = new Set<Judged>([...here, ...there]);
  const steps = open.filter((one) => order.includes(one.verdict.do) && !waiting.has(one));
  return {
    steps: steps.sort((a, b) => order.indexOf(a.verdict.do) - order.indexOf(b.verdict.do)),
    waiting: { here, there },
    refused: [...refusedBefore],
    conflicts: judged.filter(({ verdict, key }) => verdict.do === 'conflict' && !isHidden(key)),
  };
}

/** Every deletion on one side if they are too many; companions and marks of folders follow, but do not count. */
function brakedOf(what: 'delete-here' | 'delete-there', judged: readonly Judged[], rules: PlanRules): Judged[] {
  if (rules.allowDeletions) return [];
  const deletions = judged.filter(({ verdict }) => verdict.do === what);
  return isBraked(deletions.filter(({ key }) => !isHidden(key)).length, rules.files) ? deletions : [];
}

function isChosen({ key, verdict }: Judged, { direction, only, isFollowUp, unattended, manual = [] }: PlanRules): boolean {
  if (unattended && isCovered(key, manual)) return false;
  const isBound = direction !== 'both' && !(isFollowUp && isHidden(key));
  if (isBound && !directions[direction].includes(verdict.do)) return false;
  return only === undefined || concerns(key, verdict).some((name) => only.has(idOf(name)));
}
/** All names that a verdict is about. */
function concerns(key: FileKey, verdict: Judged['verdict']): FileKey[] {
  if (verdict.do === 'rename-there') return [key, verdict.from];
  if (verdict.do === 'rename-here') return [key, verdict.to];
  if (verdict.do === 'rename-folder-there') return [key, ...verdict.members.flatMap((member) => [member.key, member.verdict.from])];
  return [key];
}

function isMove({ do: what }: Judged['verdict']): boolean {
  return what === 'upload' || what === 'download';
}

/** Finds the refusal of an earlier run that still holds: the content that the step is about was refused under this name. */
export type RefusalFinder = (one: Judged) => Memo['refused'][number] | undefined;
/** Made once for many files: each of thousands may have been refused. */
export function refusalFinder(refused: Memo['refused']): RefusalFinder {
  const known = new Map(refused.map((entry) => [`${entry.hash} ${idOf(entry.key)}`, entry]));
  return ({ key, facts, verdict }) => {
    const hash = verdict.do === 'download' ? verdict.version.hash : facts.local?.hash;
    return known.size === 0 || hash === undefined ? undefined : known.get(`${hash} ${idOf(key)}`);
  };
}
