import { isCompanion } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { Judged, RenameThere, View } from './judge.ts';
import { isTo } from './judge.ts';
import { idOf, isHidden, renamed } from './keys.ts';
import type { Id } from './keys.ts';

/** A folder that became another, and the rest of the path that stayed. */
interface FolderMove {
  readonly type: string;
  readonly old: string;
  readonly young: string;
}

/**
 * Replaces renames by one rename of a folder where everything known below the old folder is now below the new one, alike.
 * Within such a folder equal contents are told apart by their paths, so they need not be the only ones of their hash.
 */
export function groupFolders(
  judged: readonly Judged[],
  vanished: ReadonlyMap<string, readonly Judged[]>,
  fresh: ReadonlyMap<string, readonly Judged[]>,
  view: View,
): Judged[] {
  const pairs = judged.filter((one) => isTo(one, 'rename-there'));
  if (pairs.length === 0) return [...judged];
  const gone = new Map([...vanished.values()].flat().map((one) => [idOf(one.key), one]));
  const found = new Map([...fresh.values()].flat().map((one) => [idOf(one.key), one]));
  const left = new Map<Id, Judged>(judged.map((one) => [idOf(one.key), one]));
  const folders: Judged[] = [];
  for (const move of foldersOf(pairs.map(({ key, verdict }) => ({ from: verdict.from, to: key })))) {
    const members = membersOf(move, gone, found, view);
    if (members === null || members.length < 2) continue;
    if (!members.every(({ key }) => left.has(idOf(key)))) continue;
    for (const { key, verdict } of members) {
      left.delete(idOf(key));
      left.delete(idOf(verdict.from));
    }
    const folder = { type: move.type, name: move.old };
    folders.push({
      key: folder,
      facts: { key: folder },
      verdict: { do: 'rename-folder-there', row: 'renamed-here', to: move.young, members },
    });
  }
  return [...left.values(), ...folders];
}

/** Folder moves that explain at least one of the renames, outermost first, each once. */
function foldersOf(renames: readonly { readonly from: FileKey; readonly to: FileKey }[]): FolderMove[] {
  const moves = new Map<string, FolderMove>();
  for (const { from, to } of renames) {
    for (const [old, young] of splits(from.name, to.name)) moves.set(`${from.type}\0${old}\0${young}`, { type: from.type, old, young });
  }
  return [...moves.values()].sort((a, b) => a.old.length - b.old.length);
}

/** All (old folder, new folder) whose remaining path is the same: `a/x/1` and `b/x/1` give (`a`,`b`) and (`a/x`,`b/x`). */
export function splits(from: string, to: string): [string, string][] {
  const [a, b] = [from.split('/'), to.split('/')];
  const found: [string, string][] = [];
  for (let kept = 1; kept < Math.min(a.length, b.length) && a.at(-kept) === b.at(-kept); kept++) {
    found.push([a.slice(0, -kept).join('/'), b.slice(0, -kept).join('/')]);
  }
  return found.filter(([old, young]) => old !== '' && young !== '' && !young.startsWith(`${old}/`) && !old.startsWith(`${young}/`));
}

/** All files below the old folder as renames into the new one; null when one of them is elsewhere, still there, or changed in the cloud. */
function membersOf(
  { type, old, young }: FolderMove,
  gone: ReadonlyMap<Id, Judged>,
  found: ReadonlyMap<Id, Judged>,
  view: View,
): Judged<RenameThere>[] | null {
  const members: Judged<RenameThere>[] = [];
  for (const [id, { key, base }] of view.allBases()) {
    if (key.type !== type || base.kind !== 'content' || !key.name.startsWith(`${old}/`)) continue;
    if (isCompanion(key.name)) continue;
    const now = found.get(idOf(renamed(key, young + key.name.slice(old.length))));
    const before = gone.get(id);
    if (before === undefined || now === undefined || before.facts.cloud?.kind === 'moved') return null;
    if (now.facts.local?.hash !== base.hash) return null;
    members.push(pairOf(now, key, before));
  }
  return members;
}

/** What a line about one renamed file has, so that lines of a whole folder become one. */
interface RenamedFile {
  readonly key: FileKey;
  readonly from?: FileKey;
  readonly isFolder?: boolean;
}

/** Puts the renames of a whole folder in one line: at least two files went the same way, and no file stayed behind on this device. */
export function foldRenames<Line extends RenamedFile>(
  lines: readonly Line[],
  locals: Iterable<FileKey>,
  fold: (folder: { key: FileKey; from: FileKey; isFolder: true }, members: readonly Line[]) => Line,
): Line[] {
  const pairs = lines.flatMap((line) => (line.from === undefined || line.isFolder === true ? [] : [{ line, from: line.from }]));
  if (pairs.length < 2) return [...lines];
  const gone = new Set(pairs.map(({ from }) => idOf(from)));
  const staying = [...locals].filter((key) => !isHidden(key) && !gone.has(idOf(key)));
  const left = new Set(lines);
  const folded: Line[] = [];
  for (const { type, old, young } of foldersOf(pairs.map(({ line, from }) => ({ from, to: line.key })))) {
    const members = pairs
      .filter(({ line, from }) => left.has(line) && isMovedWith({ type, old, young }, from, line.key))
      .map(({ line }) => line);
    if (members.length < 2 || staying.some((key) => key.type === type && key.name.startsWith(`${old}/`))) continue;
    for (const line of members) left.delete(line);
    folded.push(fold({ key: { type, name: young }, from: { type, name: old }, isFolder: true }, members));
  }
  return [...left, ...folded];
}
function isMovedWith({ type, old, young }: FolderMove, from: FileKey, to: FileKey): boolean {
  return from.type === type && from.name.startsWith(`${old}/`) && to.name === young + from.name.slice(old.length);
}

function pairOf(now: Judged, from: FileKey, before: Judged): Judged<RenameThere> {
  const { base, cloud } = before.facts;
  if (base === undefined) throw new TypeError('A vanished file has a base.');
  const head = cloud?.kind === 'content' ? cloud : null;
  return { ...now, verdict: { do: 'rename-there', row: 'renamed-here', from, base: head?.seq ?? base.seq, agreed: base, head } };
}
