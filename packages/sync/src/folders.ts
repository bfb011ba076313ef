import { isCompanion } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { Judged, RenameThere, View } from './judge.ts';
import { isTo } from './judge.ts';
import { idOf, isHidden, renamed } from './keys.ts';
import type { Id } from './keys.ts';

/** A folder that became another. */
interface FolderMove {
  readonly type: string;
  readonly old: string;
  readonly young: string;
}
interface Rename {
  readonly from: FileKey;
  readonly to: FileKey;
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
  const moves = movesBehind(pairs.map(({ key, verdict }) => ({ from: verdict.from, to: key })));
  if (moves.length === 0) return [...judged];
  const inside = agreedInside(new Set(moves.map(({ type, old }) => idOf({ type, name: old }))), view);
  const gone = new Map([...vanished.values()].flat().map((one) => [idOf(one.key), one]));
  const found = new Map([...fresh.values()].flat().map((one) => [idOf(one.key), one]));
  const left = new Map<Id, Judged>(judged.map((one) => [idOf(one.key), one]));
  const folders: Judged[] = [];
  for (const { type, old, young } of moves) {
    const folder = { type, name: old };
    const members = membersOf(inside.get(idOf(folder)) ?? [], old, young, gone, found);
    if (members === null || members.length < 2 || !members.every(({ key }) => left.has(idOf(key)))) continue;
    for (const { key, verdict } of members) {
      left.delete(idOf(key));
      left.delete(idOf(verdict.from));
    }
    folders.push({ key: folder, facts: { key: folder }, verdict: { do: 'rename-folder-there', row: 'renamed-here', to: young, members } });
  }
  return [...left.values(), ...folders];
}

/** Folder moves that explain at least one of the renames, outermost first, each once with the renames that it explains. */
function movesBehind<R extends Rename>(renames: readonly R[]): (FolderMove & { readonly renames: R[] })[] {
  const moves = new Map<string, FolderMove & { readonly renames: R[] }>();
  for (const rename of renames) {
    const { from, to } = rename;
    for (const [old, young] of splits(from.name, to.name)) {
      const at = `${from.type}\0${old}\0${young}`;
      const known = moves.get(at);
      if (known === undefined) moves.set(at, { type: from.type, old, young, renames: [rename] });
      else known.renames.push(rename);
    }
  }
  return [...moves.values()].sort((a, b) => a.old.length - b.old.length);
}

/** All (old folder, new folder) whose remaining path is the same: `a/x/1` and `b/x/1` give (`a`,`b`) and (`a/x`,`b/x`). */
function splits(from: string, to: string): [string, string][] {
  const [a, b] = [from.split('/'), to.split('/')];
  const found: [string, string][] = [];
  for (let kept = 1; kept < Math.min(a.length, b.length) && a.at(-kept) === b.at(-kept); kept++) {
    found.push([a.slice(0, -kept).join('/'), b.slice(0, -kept).join('/')]);
  }
  return found.filter(([old, young]) => !young.startsWith(`${old}/`) && !old.startsWith(`${young}/`));
}

/** Files that were agreed on, by the folders among `folders` that they lie in. Companions go with their files. */
function agreedInside(folders: ReadonlySet<Id>, view: View): Map<Id, FileKey[]> {
  const inside = new Map<Id, FileKey[]>();
  for (const [, { key, base }] of view.allBases()) {
    if (base.kind !== 'content' || isCompanion(key.name)) continue;
    for (const id of foldersAround(key)) {
      if (!folders.has(id)) continue;
      const known = inside.get(id);
      if (known === undefined) inside.set(id, [key]);
      else known.push(key);
    }
  }
  return inside;
}
function* foldersAround({ type, name }: FileKey): Generator<Id> {
  for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) yield idOf({ type, name: name.slice(0, slash) });
}

/** All files of the old folder as renames into the new one; null when one of them is elsewhere, still there, or moved in the cloud. */
function membersOf(
  files: readonly FileKey[],
  old: string,
  young: string,
  gone: ReadonlyMap<Id, Judged>,
  found: ReadonlyMap<Id, Judged>,
): Judged<RenameThere>[] | null {
  const members: Judged<RenameThere>[] = [];
  for (const key of files) {
    const now = found.get(idOf(renamed(key, young + key.name.slice(old.length))));
    const before = gone.get(idOf(key));
    if (before?.facts.base === undefined || now === undefined || before.facts.cloud?.kind === 'moved') return null;
    const { base, cloud } = before.facts;
    if (now.facts.local?.hash !== base.hash) return null;
    const head = cloud?.kind === 'content' ? cloud : null;
    const verdict = { do: 'rename-there', row: 'renamed-here', from: key, base: head?.seq ?? base.seq, agreed: base, head } as const;
    members.push({ ...now, verdict });
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
  const renames = lines.flatMap((line) => {
    return line.from === undefined || line.isFolder === true ? [] : [{ line, from: line.from, to: line.key }];
  });
  const moves = movesBehind(renames).filter((move) => move.renames.length > 1);
  if (moves.length === 0) return [...lines];
  const gone = new Set(renames.map(({ from }) => idOf(from)));
  const inUse = new Set<Id>();
  for (const key of locals) if (!isHidden(key) && !gone.has(idOf(key))) for (const id of foldersAround(key)) inUse.add(id);
  const left = new Set(lines);
  const folded: Line[] = [];
  for (const { type, old, young, renames: inside } of moves) {
    const members = inside.map(({ line }) => line).filter((line) => left.has(line));
    if (members.length < 2 || inUse.has(idOf({ type, name: old }))) continue;
    for (const line of members) left.delete(line);
    folded.push(fold({ key: { type, name: young }, from: { type, name: old }, isFolder: true }, members));
  }
  return [...left, ...folded];
}
