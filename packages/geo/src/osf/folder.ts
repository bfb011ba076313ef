import { isCompanion, markAt, meaningOfFile, placementOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { ZipEntry } from '../zip/directory.ts';
import type { ZipArchive } from '../zip/read.ts';
import { changedNames, EntryNames, namesEntry } from './entry-names.ts';
import type { WantedEntry } from './entry-names.ts';
import type { OsfEntry } from './lay-out.ts';

/** Lays out a plain archive: every cloud file (companions and marks are rows of their own) where it lies in the folder of a device. */
export function layOutFolder(keys: Iterable<FileKey>): OsfEntry[] {
  const names = new EntryNames();
  const entries = Array.from(keys, (key): OsfEntry => {
    const place = placeInArchive(key);
    const name = names.add(place, key);
    return place.folder ? { kind: 'folder', name } : { kind: 'file', name, key };
  });
  const changed = names.list();
  return changed === null ? entries : [...entries, { kind: 'bytes', name: namesEntry, bytes: changed }];
}

/** The path of a cloud file in the folder of a device; one that no device can hold lies with the other state. */
export function placeInArchive(key: FileKey): WantedEntry {
  const place = placementOf(key);
  if (place.kind === 'impossible') return { name: `.cairn/other/${key.type}/${key.name}`, folder: false };
  const path = place.segments.join('/');
  return place.kind === 'directory' ? { name: `${path}/`, folder: true } : { name: path, folder: false };
}

/** A cloud file in an archive: its content is an entry, or nothing (the mark of an empty folder). */
export interface ArchivedFile {
  readonly key: FileKey;
  readonly content: ZipEntry | null;
}

/** What the entries of a plain archive are as cloud files; those that are none are left out. */
export async function readFolderArchive(archive: ZipArchive): Promise<ArchivedFile[]> {
  const changed = await changedNames(archive);
  const parents = new Set(archive.entries.map(({ name }) => parentOf(name)));
  return archive.entries.flatMap((entry): ArchivedFile[] => {
    const content = entry.directory ? null : entry;
    const known = changed.get(entry.name);
    if (known !== undefined) return [{ key: known, content }];
    const segments = entry.name.replace(/\/$/, '').split('/');
    if (entry.directory) {
      const mark = markAt(segments);
      return mark?.type === 'GPX' && !parents.has(entry.name) ? [{ key: mark, content }] : [];
    }
    const meaning = meaningOfFile(segments);
    return meaning.kind === 'file' || (meaning.kind === 'known-only' && !isCompanion(entry.name)) ? [{ key: meaning.key, content }] : [];
  });
}

/** Folder that an entry lies in, with its `/`. */
export function parentOf(name: string): string {
  return name.slice(0, name.replace(/\/$/, '').lastIndexOf('/') + 1);
}
