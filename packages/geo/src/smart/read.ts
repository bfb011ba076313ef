import { readJsonText } from '../json-text.ts';
import type { JsonObject, JsonText, JsonValue } from '../json-text.ts';
import { isRangeKind, smartFoldersKey } from './model.ts';
import type { SmartFilter, SmartFolder } from './model.ts';

/** The smart folders of general settings; null where they cannot be read, none where there are none. */
export function readSmartFolders(settings: Uint8Array): readonly SmartFolder[] | null {
  const text = foldersText(settings);
  if (text === null) return null;
  const folders = readFolders(text);
  return folders === null ? null : folders.elements.map(folderOf);
}

/** The text under the key; '' where there is none, null where the file is no JSON object. */
export function foldersText(settings: Uint8Array): string | null {
  const json = readJsonText(settings);
  if (json?.root.kind !== 'object') return null;
  const value = memberOf(json.root, smartFoldersKey);
  return value?.kind === 'scalar' && value.isString ? value.text : '';
}

export interface FoldersJson extends JsonText {
  readonly elements: readonly JsonObject[];
}
/** The array of folders with its places in the text; null where it is something else. */
export function readFolders(text: string): FoldersJson | null {
  if (text.trim() === '') return { text: '[]', root: { kind: 'array', elements: [], from: 0, to: 2 }, elements: [] };
  const json = readJsonText(new TextEncoder().encode(text));
  if (json?.root.kind !== 'array') return null;
  const elements = json.root.elements.filter((one) => one.kind === 'object');
  return elements.length === json.root.elements.length ? { ...json, elements } : null;
}

export function memberOf({ members }: JsonObject, key: string): JsonValue | undefined {
  return members.find((member) => member.key === key)?.value;
}
export function nameOf(folder: JsonObject): string {
  return textOf(memberOf(folder, 'folderName')) ?? '';
}
export function filtersOf(folder: JsonObject): readonly JsonValue[] {
  const filters = memberOf(folder, 'filters');
  return filters?.kind === 'array' ? filters.elements : [];
}

function folderOf(folder: JsonObject): SmartFolder {
  return {
    name: nameOf(folder),
    made: numberOf(memberOf(folder, 'creationTime')) ?? 0,
    filters: filtersOf(folder).map(filterOf),
  };
}

/** One filter; what is not known, or not as it should be, is `unknown` and stays as it is written. */
export function filterOf(value: JsonValue): SmartFilter {
  if (value.kind !== 'object') return { kind: 'unknown', type: '' };
  const type = textOf(memberOf(value, 'filterType')) ?? '';
  return knownFilter(type, value) ?? { kind: 'unknown', type };
}

function knownFilter(type: string, value: JsonObject): SmartFilter | null {
  if (type === 'NAME') {
    const text = textOf(memberOf(value, 'value'));
    return text === null ? null : { kind: 'name', text };
  }
  if (type === 'FOLDER') {
    const paths = selected(value, 'selectedFolders');
    return paths === null ? null : { kind: 'folders', paths };
  }
  if (type === 'COLOR' || type === 'WIDTH') {
    const values = selected(value, type === 'COLOR' ? 'selectedColors' : 'selectedWidths');
    return values === null ? null : { kind: 'look', of: type === 'COLOR' ? 'color' : 'width', values };
  }
  if (type === 'OTHER') {
    const params = texts(memberOf(value, 'selectedParams'));
    return params?.length === 1 && params[0] === 'WITH_WAYPOINTS' ? { kind: 'waypoints' } : null;
  }
  const [from, to] = [numberOf(memberOf(value, 'valueFrom')), numberOf(memberOf(value, 'valueTo'))];
  if (from === null || to === null) return null;
  if (type === 'DATE_CREATION') return { kind: 'made', from, to };
  if (!isRangeKind(type)) return null;
  // An end at the edge of the scale is open, as in the app.
  const [least, most] = [numberOf(memberOf(value, 'minValue')), numberOf(memberOf(value, 'maxValue'))];
  return { kind: 'range', of: type, from: least !== null && from <= least ? null : from, to: most !== null && to >= most ? null : to };
}

/** Newer writers say `selectedItems`, older ones the name of the kind. */
function selected(value: JsonObject, older: string): readonly string[] | null {
  return texts(memberOf(value, 'selectedItems')) ?? texts(memberOf(value, older));
}
function texts(value: JsonValue | undefined): readonly string[] | null {
  if (value?.kind !== 'array') return null;
  const found = value.elements.map(textOf);
  return found.every((text) => text !== null) ? found : null;
}
function textOf(value: JsonValue | undefined): string | null {
  return value?.kind === 'scalar' && value.isString ? value.text : null;
}
function numberOf(value: JsonValue | undefined): number | null {
  if (value?.kind !== 'scalar' || value.isString) return null;
  const number = Number(value.text);
  return /^-?\d/.test(value.text) && Number.isFinite(number) ? number : null;
}
