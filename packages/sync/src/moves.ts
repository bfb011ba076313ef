import { isCompanion, isFolderMark } from '@cairn/protocol';
import type { ContentVersion, FileKey, MovedVersion } from '@cairn/protocol';
import type { Base, Facts } from './facts.ts';
import { groupFolders } from './folders.ts';
import type { Judged, RenameHere, RenameThere, Rules, View } from './judge.ts';
import { idOf } from './keys.ts';
import type { Id } from './keys.ts';

/**
 * Files of the device that were renamed in the cloud and can be renamed here: the new name is free here and switched on.
 * A file keeps its number through renames, so a chain A → B → C leads from A to C at once. Where a file cannot be renamed here,
 * its old name counts as deleted and its new one as new.
 */
export function incomingMoves(scope: readonly FileKey[], view: View, rules: Rules): Map<Id, RenameHere> {
  const moves = new Map<Id, RenameHere>();
  const moved = movedThere(scope, view).filter(({ key }) => view.local(idOf(key)) !== undefined);
  if (moved.length === 0) return moves;
  const places = placesOfFiles(view);
  const taken = new Set<Id>();
  for (const { key, base, news } of moved) {
    const version = places.get(`${key.type}\0${news.file}`);
    if (version === undefined || !isAlike(key, version) || !isFreeHere(version, view, rules) || taken.has(idOf(version))) continue;
    taken.add(idOf(version));
    const to = { type: version.type, name: version.name };
    moves.set(idOf(key), { do: 'rename-here', row: 'renamed-there', to, version, agreed: base, gone: { key, seq: news.seq } });
  }
  return moves;
}

/** Files that were agreed on and moved in the cloud since. */
function movedThere(scope: readonly FileKey[], view: View): { key: FileKey; base: Base; news: MovedVersion }[] {
  return scope.flatMap((key) => {
    const [base, news] = [view.base(idOf(key)), view.news(idOf(key))];
    return base?.kind === 'content' && news?.kind === 'moved' ? [{ key, base, news }] : [];
  });
}

function placesOfFiles(view: View): Map<string, ContentVersion> {
  const places = new Map<string, ContentVersion>();
  for (const [, news] of view.allNews()) if (news.kind === 'content') places.set(`${news.type}\0${news.file}`, news);
  return places;
}
/** A folder cannot become a file by another name: the mark of an empty folder is renamed to marks only, though an empty file has its content. */
const isAlike = (one: FileKey, other: FileKey): boolean => isFolderMark(one.name) === isFolderMark(other.name);
function isFreeHere(key: FileKey, view: View, rules: Rules): boolean {
  const id = idOf(key);
  const base = view.base(id);
  const isAgreed = base !== undefined && base.kind !== 'absent';
  return !isAgreed && view.local(id) === undefined && !view.isUnknown(id) && !rules.isOff(key);
}

/**
 * Files that have their new name on both sides already (renamed alike, or a run was cut short after the renaming): what was agreed on
 * under the old name is what both sides began with.
 */
export function inheritedBases(scope: readonly FileKey[], view: View): Map<Id, Base> {
  const inherited = new Map<Id, Base>();
  const moved = movedThere(scope, view).filter(({ key }) => view.local(idOf(key)) === undefined);
  if (moved.length === 0) return inherited;
  const places = placesOfFiles(view);
  for (const { key, base, news } of moved) {
    const place = places.get(`${key.type}\0${news.file}`);
    if (place === undefined || view.local(idOf(place)) === undefined) continue;
    if ((view.base(idOf(place))?.kind ?? 'absent') === 'absent') inherited.set(idOf(place), base);
  }
  return inherited;
}

/** Whether a file that was agreed on vanished here, and the cloud has it still, under this name or another. */
function isVanished({ verdict, facts }: Judged): boolean {
  if (facts.base?.kind !== 'content' || facts.local !== undefined) return false;
  return verdict.do === 'delete-there' || verdict.do === 'download' || facts.cloud?.kind === 'moved';
}

/**
 * Finds what was renamed on this device: exactly one vanished and one new file of the same hash. The pair becomes one verdict under
 * the new name. If the cloud renamed the file too, its name is kept, and the file here takes it.
 */
export function outgoingMoves(judged: readonly Judged[], view: View, rules: Rules): Judged[] {
  const vanished = new Map<string, Judged[]>();
  const fresh = new Map<string, Judged[]>();
  for (const one of judged) {
    if (isCompanion(one.key.name)) continue;
    if (isVanished(one)) push(vanished, `${one.key.type}\0${one.facts.base?.hash ?? ''}`, one);
    else if (one.verdict.row === 'new-here' && one.facts.local?.hash !== undefined) {
      push(fresh, `${one.key.type}\0${one.facts.local.hash}`, one);
    }
  }
  const replaced = new Map<Id, Judged | null>();
  const taken = new Set(judged.flatMap(({ verdict }) => (verdict.do === 'rename-here' ? [idOf(verdict.to)] : [])));
  for (const [hash, [old, ...moreOld]] of vanished) {
    const [young, ...moreYoung] = fresh.get(hash) ?? [];
    if (old === undefined || young === undefined || moreOld.length > 0 || moreYoung.length > 0) continue;
    const verdict = isAlike(old.key, young.key) ? verdictOf(old.facts, view, rules) : null;
    if (verdict === null) continue;
    // Two names of one chain of renames lead to the same new name: one file takes it.
    if (verdict.do === 'rename-here' && taken.has(idOf(verdict.to))) continue;
    if (verdict.do === 'rename-here') taken.add(idOf(verdict.to));
    replaced.set(idOf(young.key), { ...young, verdict });
    replaced.set(idOf(old.key), null);
  }
  if (replaced.size === 0) return [...judged];
  const paired = judged.flatMap((one) => replaced.get(idOf(one.key)) ?? (replaced.has(idOf(one.key)) ? [] : [one]));
  return withoutTargets(groupFolders(paired, vanished, fresh, view));
}

function verdictOf({ key, base, cloud }: Facts, view: View, rules: Rules): RenameThere | RenameHere | null {
  if (base?.kind !== 'content') return null;
  if (cloud?.kind !== 'moved') {
    const head = cloud?.kind === 'content' ? cloud : null;
    return { do: 'rename-there', row: 'renamed-here', from: key, base: head?.seq ?? base.seq, agreed: base, head };
  }
  const version = placesOfFiles(view).get(`${key.type}\0${cloud.file}`);
  if (version === undefined || !isAlike(key, version) || !isFreeHere(version, view, rules)) return null;
  const to = { type: version.type, name: version.name };
  return { do: 'rename-here', row: 'renamed-differently', to, version, agreed: base, gone: { key, seq: cloud.seq } };
}

/** A name that a file here is about to take is not judged by itself in the same round. */
function withoutTargets(judged: readonly Judged[]): Judged[] {
  const targets = new Set(judged.flatMap(({ verdict }) => (verdict.do === 'rename-here' ? [idOf(verdict.to)] : [])));
  return targets.size === 0 ? [...judged] : judged.filter(({ key }) => !targets.has(idOf(key)));
}

function push(map: Map<string, Judged[]>, at: string, one: Judged): void {
  const list = map.get(at);
  if (list === undefined) map.set(at, [one]);
  else list.push(one);
}
