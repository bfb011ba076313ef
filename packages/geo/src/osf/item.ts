import { fileSubTypes, fixedNameOf, subTypeOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';

/** The list of a container, and the newest version of it that is read (data-formats 5). */
export const itemsName = 'items.json';
export const newestVersion = 3;

/** Name of a cloud file's entry in a container: tracks lie in `tracks/`, all others have their own name. */
export function entryNameOf({ type, name }: FileKey): string {
  return type === 'GPX' ? `tracks/${name}` : name;
}

/** Value of `subtype` that an entry of the list needs; null where it has none. */
export function subTypeNameOf({ type, name }: FileKey): string | null {
  if (type === 'GPX') return 'gpx';
  return type === 'FILE' ? (subTypeOf(name)?.name ?? 'other') : null;
}

/** Cloud name of an entry; undoes `entryNameOf`, and knows the forms of older lists. */
export function cloudNameOf(type: string, file: string, subType: string | null): string {
  const path = file.replace(/^\/+/, '');
  if (type === 'GPX') return path.replace(/^tracks\//, '');
  if (type === 'FAVOURITES') return path.replace(/^favorites\//, '');
  if (type !== 'FILE') return path;
  const kind = fileSubTypes.find(({ name }) => name === (subType === 'color_palette' ? 'colors_palette' : subType));
  return kind === undefined || kind.map === true || path.startsWith(kind.folder) ? path : kind.folder + path;
}

/** File of an item that gives no file: older lists have its name alone, and some types one fixed name. */
export function fileOfItem(type: string, name: string | null): string | null {
  if (name === null) return fixedNameOf(type);
  const ending = ['GPX', 'FAVOURITES', 'ACTIVE_MARKERS', 'HISTORY_MARKERS', 'ITINERARY_GROUPS'].includes(type)
    ? '.gpx'
    : type === 'DATA'
      ? '.dat'
      : '.json';
  return name.toLowerCase().endsWith(ending) ? name : name + ending;
}
