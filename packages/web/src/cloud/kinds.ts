import { fileSubTypes, fileTypeOf, fileTypes } from '@cairn/protocol';
import type { Category, FileKey } from '@cairn/protocol';
import type { Find } from '../words/words.ts';

/** What a person calls this kind of file; an unknown one by its own name. */
export function kindOf(key: FileKey, find: Find): string {
  const line = fileTypeOf(key);
  return (line === null ? null : find('files', line.exportType)) ?? key.type;
}

export const categories: readonly Category[] = ['settings', 'my-places', 'resources'];

/** One line of storage and of "what to back up": a type, or for FILE a folder of it. */
export interface Kind {
  /** As `select` takes it: `GPX`, `FILE/rendering`. */
  readonly id: string;
  readonly exportType: string;
  readonly category: Category;
  readonly type: string;
  /** Folder of FILE, with `/`. */
  readonly prefix?: string;
}

/** Every kind that can be named; those of FILE by their folders. */
export const kinds: readonly Kind[] = fileTypes.flatMap((line): Kind[] => {
  const { exportType, category, type } = line;
  if (type !== 'FILE') return [{ id: type, exportType, category, type }];
  const folders = fileSubTypes.filter(
    ({ name, folder }) => line.subTypes?.includes(name) === true && folder !== '' && folder !== 'tracks/',
  );
  return [...new Set(folders.map(({ folder }) => folder))].map((prefix) => ({
    id: `FILE/${prefix.slice(0, -1)}`,
    ...{ exportType, category, type, prefix },
  }));
});

/** Last part of a name, for lists that show the folder beside it. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
/** Folder of a name, without `/` at the end; '' at the top. */
export function folderOf(name: string): string {
  return name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '';
}
