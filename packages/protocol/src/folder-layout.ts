import { careless } from './file-names.ts';
import { fixedNameOf, fileTypes, folderOfMark, isCompanion, isFolderMark, markOfFolder, subTypeOf } from './file-types.ts';
import type { FileKey } from './v1/words.ts';

/**
 * Where a file of the cloud lies in the folder of a device (the table in docs/developers/formats.md).
 * `segments` are relative to the folder and are never empty, `.` or `..`; joining them is the caller's part.
 * `directory`: the key is the mark of an empty folder. `impossible`: this device cannot hold the name; that is never a deletion.
 */
export type Placement =
  { readonly kind: 'file' | 'directory'; readonly segments: readonly string[] } | { readonly kind: 'impossible'; readonly reason: string };

/**
 * What a path in the folder of a device is.
 * `file`: data of OsmAnd. `known-only`: a FILE that no rule recognises (`notes/plan.pdf`): it counts when this device has a base for
 * it, which means that it came from the cloud, and is foreign otherwise.
 * `state`: the device's own, never shown. `foreign`: not OsmAnd data; reported once and left alone.
 */
export type PathMeaning =
  { readonly kind: 'file' | 'known-only'; readonly key: FileKey } | { readonly kind: 'state' } | { readonly kind: 'foreign' };

/** Folder of the device's own state inside the folder of the device. */
export const stateFolder = '.cairn';
const infoFolder = 'info';
const otherFolder = 'other';

const folderOfType: ReadonlyMap<string, string> = new Map([
  ['GPX', 'tracks'],
  ['FAVOURITES', 'favorites'],
  ['PROFILE', 'profiles'],
  ['QUICK_ACTIONS', 'quick_actions'],
]);
const typeOfFolder: ReadonlyMap<string, string> = new Map([...folderOfType].map(([type, folder]) => [folder, type]));
const typeOfFixedName: ReadonlyMap<string, string> = new Map(
  fileTypes.flatMap((line) => (line.fixedName === undefined ? [] : [[line.fixedName, line.type] as const])),
);
/** First segments that belong to other types than FILE, in the form in which a careless disk takes them for one. */
const reserved: ReadonlySet<string> = new Set([...typeOfFolder.keys(), ...typeOfFixedName.keys(), stateFolder].map(guarded));

const foreign: PathMeaning = { kind: 'foreign' };
const state: PathMeaning = { kind: 'state' };

/** Where a file lies in the folder of a device. Pure; says nothing about what the disk can hold (length, case, reserved names). */
export function placementOf(key: FileKey): Placement {
  const typeSegment = segmentOfType(key.type);
  if (typeSegment === null) return { kind: 'impossible', reason: 'its type cannot be the name of a folder' };
  const marked = folderOfMark(key.name);
  const names = (marked ?? key.name).split('/');
  const problem = names.map(segmentProblem).find((found) => found !== null);
  if (problem !== undefined) return { kind: 'impossible', reason: problem };
  if (isCompanion(key.name)) return { kind: 'file', segments: [stateFolder, infoFolder, typeSegment, ...names] };
  const kind = marked === null ? 'file' : 'directory';
  if (key.type === 'FILE') {
    const first = names[0] ?? '';
    if (reserved.has(guarded(first))) return { kind: 'impossible', reason: `"${first}" is kept for other data in the folder of a device` };
    return { kind, segments: names };
  }
  const folder = folderOfType.get(key.type);
  if (folder !== undefined) return { kind, segments: [folder, ...names] };
  if (kind === 'file' && fixedNameOf(key.type) === key.name) return { kind, segments: names };
  return { kind, segments: [stateFolder, otherFolder, typeSegment, ...names] };
}

/** What a regular file at this path is; `segments` relative to the folder of the device. Undoes `placementOf`. */
export function meaningOfFile(segments: readonly string[]): PathMeaning {
  const name = segments.join('/');
  if (segments.length === 0 || segments.some((segment) => segmentProblem(segment) !== null)) return foreign;
  if (segments[0] === stateFolder) return meaningInState(segments);
  if (isCompanion(name) || isFolderMark(name)) return foreign;
  return meaningOutside(segments, name);
}

/**
 * The mark of an empty folder that a directory at this path stands for; null where no mark lands (the root, `tracks` itself, state).
 * A device offers a mark of its own only where `offersMark` says so; elsewhere a directory counts when there is a base for its mark.
 */
export function markAt(segments: readonly string[]): FileKey | null {
  const [first, second] = segments;
  if (first === undefined || segments.some((segment) => segmentProblem(segment) !== null)) return null;
  if (first === stateFolder) {
    const inside = second === otherFolder ? keyInState(segments) : null;
    const key = inside === null ? null : { type: inside.type, name: markOfFolder(inside.name) };
    return key !== null && landsInOther(key) ? key : null;
  }
  const type = typeOfFolder.get(first);
  if (type !== undefined) return segments.length < 2 ? null : { type, name: markOfFolder(segments.slice(1).join('/')) };
  return reserved.has(guarded(first)) ? null : { type: 'FILE', name: markOfFolder(segments.join('/')) };
}

/** Whether a new empty directory here is worth a mark in the cloud: only folders of tracks have them (data-formats 2.2). */
export function offersMark(segments: readonly string[]): boolean {
  return segments.length > 1 && segments[0] === folderOfType.get('GPX');
}

/** Directories that a scan need not enter: the device's own state. */
export function isStateDirectory(segments: readonly string[]): boolean {
  return segments[0] === stateFolder && segments.length > 1 && segments[1] !== infoFolder && segments[1] !== otherFolder;
}

function meaningOutside(segments: readonly string[], name: string): PathMeaning {
  const [first = ''] = segments;
  const type = typeOfFolder.get(first);
  if (type !== undefined) return segments.length < 2 ? foreign : { kind: 'file', key: { type, name: segments.slice(1).join('/') } };
  const fixedType = segments.length === 1 ? typeOfFixedName.get(name) : undefined;
  if (fixedType !== undefined) return { kind: 'file', key: { type: fixedType, name } };
  if (reserved.has(guarded(first))) return foreign;
  return { kind: isRecognised(name) ? 'file' : 'known-only', key: { type: 'FILE', name } };
}

/**
 * FILEs that a device offers by itself. Single tiles of a picture map are a cache of the app, not data of the person; a text file
 * outside the folder of palettes is somebody's note.
 */
function isRecognised(name: string): boolean {
  const kind = subTypeOf(name);
  if (kind === null || (kind.name === 'colors_palette' && !name.startsWith(kind.folder))) return false;
  return kind.name !== 'tiles_map' || name.toLowerCase().endsWith('.sqlitedb');
}

function meaningInState(segments: readonly string[]): PathMeaning {
  const key = keyInState(segments);
  if (key === null) return state;
  const companion = isCompanion(key.name);
  const lands = segments[1] === infoFolder ? companion : landsInOther(key) && !companion && !isFolderMark(key.name);
  return lands ? { kind: 'file', key } : state;
}

/** Key of a path `.cairn/info/TYPE/…` or `.cairn/other/TYPE/…`, whether or not it belongs there. */
function keyInState(segments: readonly string[]): FileKey | null {
  const [, place, typeSegment, ...names] = segments;
  if ((place !== infoFolder && place !== otherFolder) || typeSegment === undefined || names.length === 0) return null;
  const type = typeOfSegment(typeSegment);
  return type === null ? null : { type, name: names.join('/') };
}
function landsInOther(key: FileKey): boolean {
  return key.type !== 'FILE' && !folderOfType.has(key.type) && fixedNameOf(key.type) !== key.name;
}

/** Why a piece between two slashes cannot be the name of a file or folder. */
function segmentProblem(segment: string): string | null {
  if (segment === '') return 'it has an empty piece between two slashes, or a slash at its beginning or end';
  if (segment === '.' || segment === '..') return 'it has . or .. as the name of a folder or file';
  if (segment.includes('/') || segment.includes('\0')) return 'it holds a character that no disk takes';
  return segment.isWellFormed() ? null : 'it holds half of a character (a lone surrogate)';
}

/** A segment as the most careless disk reads it: no case, no invisible characters, no stream after `:`, no blank or dot at its end. */
function guarded(segment: string): string {
  return careless(segment.replace(/\p{Default_Ignorable_Code_Point}/gu, '').replace(/:.*$/su, '')).replace(/[. ]+$/u, '');
}

/** A type as the name of a folder: what is not an upper-case letter, digit or `_` becomes `%` and two hex digits for each byte. */
function segmentOfType(type: string): string | null {
  if (/^[A-Z0-9_]+$/.test(type)) return type;
  if (type === '' || !type.isWellFormed()) return null;
  return Array.from(new TextEncoder().encode(type), byteOfType).join('');
}
function byteOfType(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Z0-9_]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
/** Undoes `segmentOfType`; null for what it would never have made. */
function typeOfSegment(segment: string): string | null {
  if (!/^(?:[A-Z0-9_]|%[0-9A-F]{2})+$/.test(segment)) return null;
  try {
    const type = decodeURIComponent(segment);
    return segmentOfType(type) === segment ? type : null;
  } catch {
    return null;
  }
}
