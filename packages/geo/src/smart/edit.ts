import { changeCompanion } from '../edit/edit-companion.ts';
import { written } from '../json-text.ts';
import type { JsonObject } from '../json-text.ts';
import { smartFoldersKey } from './model.ts';
import type { SmartFilter, SmartFolder } from './model.ts';
import { filterOf, filtersOf, foldersText, memberOf, nameOf, readFolders } from './read.ts';
import type { FoldersJson } from './read.ts';

export type SmartFolderChange =
  | { readonly kind: 'add'; readonly folder: SmartFolder }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }
  /** Filters that cannot be judged here stay; all others are replaced. */
  | { readonly kind: 'filters'; readonly name: string; readonly filters: readonly SmartFilter[] }
  | { readonly kind: 'remove'; readonly name: string };

/** Settings, or folders within them, that are not what they should be; nothing is written over them. */
export class SmartFolderError extends Error {
  override readonly name = 'SmartFolderError';
  readonly code: 'settings-unreadable' | 'no-such-collection';
  constructor(code: SmartFolderError['code']) {
    super(
      code === 'settings-unreadable'
        ? 'The general settings cannot be read, so nothing was changed in them.'
        : 'There is no such collection any more. Nothing was changed.',
    );
    this.code = code;
  }
}

/**
 * Changes the smart folders of general settings; `settings` is null where there is no such file yet. All other settings, the other
 * folders and what is not known of the changed one stay byte for byte (data-formats 8.20). @throws SmartFolderError
 */
export function changeSmartFolders(settings: Uint8Array | null, change: SmartFolderChange): Uint8Array {
  const text = settings === null ? '' : foldersText(settings);
  const folders = text === null ? null : readFolders(text);
  if (folders === null) throw new SmartFolderError('settings-unreadable');
  return changeCompanion(settings, { [smartFoldersKey]: changed(folders, change) }, {});
}

function changed(folders: FoldersJson, change: SmartFolderChange): string {
  const { text, root, elements } = folders;
  if (change.kind === 'add') {
    const behind = elements.at(-1)?.to ?? root.from + 1;
    return `${text.slice(0, behind)}${elements.length > 0 ? ',' : ''}${folderText(change.folder)}${text.slice(behind)}`;
  }
  const index = elements.findIndex((one) => nameOf(one) === change.name);
  const folder = elements[index];
  if (folder === undefined) throw new SmartFolderError('no-such-collection');
  switch (change.kind) {
    case 'remove': {
      const [before, after] = [elements[index - 1], elements[index + 1]];
      const from = before?.to ?? folder.from;
      const to = before === undefined && after !== undefined ? after.from : folder.to;
      return text.slice(0, from) + text.slice(to);
    }
    case 'rename':
      return withMember(text, folder, 'folderName', JSON.stringify(change.to));
    case 'filters': {
      const kept = filtersOf(folder).filter((one) => filterOf(one).kind === 'unknown');
      const filters = [...kept.map((one) => written({ text }, one)), ...change.filters.map(filterText)];
      return withMember(text, folder, 'filters', `[${filters.join(',')}]`);
    }
  }
}

function withMember(text: string, folder: JsonObject, key: string, value: string): string {
  const there = memberOf(folder, key);
  if (there !== undefined) return text.slice(0, there.from) + value + text.slice(there.to);
  const behind = folder.members.at(-1)?.value.to ?? folder.from + 1;
  return `${text.slice(0, behind)}${folder.members.length > 0 ? ',' : ''}${JSON.stringify(key)}:${value}${text.slice(behind)}`;
}

function folderText({ name, made, filters }: SmartFolder): string {
  return `{"folderName":${JSON.stringify(name)},"creationTime":${String(Math.round(made))},"filters":[${filters.map(filterText).join(',')}]}`;
}

/** Highest value that the app's sliders begin with; an open end lies there or beyond. */
const most = 1_000_000;

/** A filter as the app writes it. @throws RangeError for one that is not known */
function filterText(filter: SmartFilter): string {
  switch (filter.kind) {
    case 'name':
      return JSON.stringify({ filterType: 'NAME', value: filter.text });
    case 'folders':
      return JSON.stringify({ filterType: 'FOLDER', selectedItems: filter.paths });
    case 'look':
      return JSON.stringify({ filterType: filter.of === 'color' ? 'COLOR' : 'WIDTH', selectedItems: filter.values });
    case 'waypoints':
      return JSON.stringify({ filterType: 'OTHER', selectedParams: ['WITH_WAYPOINTS'] });
    case 'made':
      return JSON.stringify({ filterType: 'DATE_CREATION', valueFrom: Math.round(filter.from), valueTo: Math.round(filter.to) });
    case 'range': {
      const least = Math.min(0, filter.from ?? 0);
      const largest = Math.max(most, (filter.from ?? 0) + 1, (filter.to ?? 0) + 1);
      const [from, to] = [filter.from ?? least, filter.to ?? largest];
      return JSON.stringify({ filterType: filter.of, minValue: least, maxValue: largest, valueFrom: from, valueTo: to });
    }
    case 'unknown':
      throw new RangeError(`A filter of the kind ${filter.type} cannot be written.`);
  }
}
