import { folderOfMark, isCompanion } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { readJsonText, written } from '../json-text.ts';
import type { JsonText } from '../json-text.ts';
import { EntryNames, namesEntry } from './entry-names.ts';
import { placeInArchive } from './folder.ts';
import { entryNameOf, itemsName, newestVersion, subTypeNameOf } from './item.ts';

/** One cloud file for a container. `info` is the plain content of its companion, null where it has none. */
export interface OsfRow extends FileKey {
  readonly info: Uint8Array | null;
}

/** One entry of the archive: the content of a cloud file, bytes that the layout made, or an empty folder. */
export type OsfEntry =
  | { readonly kind: 'file'; readonly name: string; readonly key: FileKey }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'folder'; readonly name: string };

/**
 * Lays out a container for cloud files: `items.json` first, then an entry for each file. OsmAnd reads the list and the entries that it
 * names. Companions also lie beside as they are, and marks of empty folders become folders, so that reading the container again gives
 * every file byte for byte. Rows are mains and marks; a companion without its main is a row of its own.
 */
export function layOutOsf(rows: Iterable<OsfRow>): OsfEntry[] {
  const names = new EntryNames(itemsName);
  const items: string[] = [];
  const entries: OsfEntry[] = [];
  for (const { info, ...key } of rows) {
    const folder = folderOfMark(key.name);
    if (folder !== null || isCompanion(key.name)) {
      const place = key.type === 'GPX' && folder !== null ? { name: `tracks/${folder}/`, folder: true } : placeInArchive(key);
      const name = names.add(place, key);
      entries.push(place.folder ? { kind: 'folder', name } : { kind: 'file', name, key });
      continue;
    }
    const name = names.add({ name: entryNameOf(key), folder: false }, key);
    items.push(itemOf(key, name, info));
    entries.push({ kind: 'file', name, key });
    if (info === null) continue;
    const companion = { type: key.type, name: `${key.name}.info` };
    entries.push({ kind: 'bytes', name: names.add(placeInArchive(companion), companion), bytes: info });
  }
  const list = new TextEncoder().encode(`{"version":${newestVersion},"items":[\n${items.join(',\n')}\n]}\n`);
  const changed = names.list();
  if (changed !== null) entries.push({ kind: 'bytes', name: namesEntry, bytes: changed });
  return [{ kind: 'bytes', name: itemsName, bytes: list }, ...entries];
}

/** Keys that say which file an entry is; all others are the companion's. */
const ownKeys: ReadonlySet<string> = new Set(['type', 'file', 'subtype']);

function itemOf(key: FileKey, entryName: string, info: Uint8Array | null): string {
  const subType = subTypeNameOf(key);
  const members = [`"type":${JSON.stringify(key.type)}`, `"file":${JSON.stringify(entryName)}`];
  if (subType !== null) members.push(`"subtype":${JSON.stringify(subType)}`);
  const companion = info === null ? null : readJsonText(info);
  return `{${[...members, ...(companion === null ? [] : extraMembers(companion))].join()}}`;
}

/** What a companion says beyond which file it belongs to, as it is written. */
function extraMembers(json: JsonText): string[] {
  if (json.root.kind !== 'object') return [];
  return json.root.members.flatMap(({ key, keyText, value }) => (ownKeys.has(key) ? [] : [`${keyText}:${written(json, value)}`]));
}
