import type { FileKey } from '@cairn/protocol';
import type { Agreement } from './agreement.ts';
import { choicesFor, isConflict } from './conflicts.ts';
import type { Conflict } from './conflicts.ts';
import { foldRenames } from './folders.ts';
import { byKey, idOf, isHidden } from './keys.ts';
import type { Judged, Verdict } from './judge.ts';
import { wordsOf } from './judge.ts';
import type { Merging } from './merging.ts';
import { refusalFinder } from './plan.ts';
import type { RefusalFinder } from './plan.ts';
import type { Change, ChangeRow, Changes, ConflictRow } from './results.ts';

type Lists = Pick<Changes, 'local' | 'cloud' | 'conflicts' | 'counts' | 'notInCloud'>;

/** The three tabs of *Changes* (S3): what a sync would send, fetch, and leave to a person. */
export function listsOf(judged: readonly Judged[], agreement: Agreement, merging: Merging, here: readonly FileKey[]): Lists {
  const shown = judged.filter(({ key }) => !isHidden(key)).sort(byKey);
  const refusalOf = refusalFinder(agreement.memo.refused);
  const rowsOf = (tab: 'local' | 'cloud'): ChangeRow[] => {
    const rows = shown.flatMap((one) => (tabOf(one.verdict) === tab ? [rowOf(one, agreement, refusalOf)] : []));
    return foldRenames(rows, here, foldRows).sort(byKey);
  };
  const [local, cloud] = [rowsOf('local'), rowsOf('cloud')];
  const conflicts = conflictRows(shown.filter(isConflict), agreement, merging);
  const notInCloud = shown.filter(({ verdict }) => isKeptHere(verdict)).map(({ key }) => key);
  return { local, cloud, conflicts, counts: { local: local.length, cloud: cloud.length, conflicts: conflicts.length }, notInCloud };
}

export function conflictRows(conflicts: readonly Conflict[], agreement: Agreement, merging: Merging): ConflictRow[] {
  const refusalOf = refusalFinder(agreement.memo.refused);
  const tried = new Map(agreement.memo.unmergeable?.map((entry) => [idOf(entry.key), entry]));
  return conflicts.map((conflict) => {
    const { key, facts } = conflict;
    const before = tried.get(idOf(key));
    const reasons = before?.hash === facts.local?.hash ? (before?.reasons ?? []) : [];
    const ancestor = facts.base?.kind === 'content' ? facts.base.seq : null;
    return { ...rowOf(conflict, agreement, refusalOf), choices: choicesFor(key, merging.mergerFor(key) !== null), reasons, ancestor };
  });
}

function rowOf(judged: Judged, agreement: Agreement, refusalOf: RefusalFinder): ChangeRow {
  const { key, facts, verdict } = judged;
  const from = fromOf(key, verdict);
  const { local } = facts;
  const refusal = refusalOf(judged);
  const cloud = verdict.do === 'rename-here' ? verdict.version : verdict.do === 'rename-there' ? (verdict.head ?? undefined) : facts.cloud;
  return {
    key: nameAfter(key, verdict),
    change: changeOf(verdict),
    words: wordsOf(verdict),
    ...(from === undefined ? {} : { from }),
    ...(verdict.do === 'rename-folder-there' ? { isFolder: true } : {}),
    ...(local === undefined ? {} : { local: { size: local.size, modified: local.modified } }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(refusal === undefined ? {} : { failed: { key: refusal.key, code: refusal.code, reason: refusal.message } }),
    lastSync: agreement.memo.lastSync,
  };
}

function foldRows(folder: { key: FileKey; from: FileKey; isFolder: true }, [first]: readonly ChangeRow[]): ChangeRow {
  return { ...folder, change: 'renamed', words: first?.words ?? '', lastSync: first?.lastSync ?? 0 };
}
function fromOf(key: FileKey, verdict: Verdict): FileKey | undefined {
  if (verdict.do === 'rename-there') return verdict.from;
  return verdict.do === 'rename-here' || verdict.do === 'rename-folder-there' ? key : undefined;
}
function nameAfter(key: FileKey, verdict: Verdict): FileKey {
  if (verdict.do === 'rename-here') return verdict.to;
  return verdict.do === 'rename-folder-there' ? { type: key.type, name: verdict.to } : key;
}
function tabOf(verdict: Verdict): 'local' | 'cloud' | null {
  switch (verdict.do) {
    case 'upload':
    case 'delete-there':
    case 'rename-there':
    case 'rename-folder-there':
      return 'local';
    case 'download':
    case 'delete-here':
    case 'rename-here':
      return 'cloud';
    default:
      return null;
  }
}
function changeOf(verdict: Verdict): Change {
  if (verdict.do === 'delete-there' || verdict.do === 'delete-here') return 'deleted';
  if (verdict.do.startsWith('rename')) return 'renamed';
  return verdict.row === 'new-here' || verdict.row === 'new-there' || verdict.row === 'both-new' ? 'new' : 'changed';
}
function isKeptHere(verdict: Verdict): boolean {
  return verdict.row === 'not-in-cloud' || verdict.row === 'kept-here';
}
