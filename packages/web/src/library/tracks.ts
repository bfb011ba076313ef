import type { FileKey } from '@cairn/protocol';
import { companionOf, folderOfMark, isCompanion } from '@cairn/protocol';
import type { Entry, TrackRecord } from '../device/index.ts';
import type { Reason } from '../device/index/reason.ts';
import { parseColor } from '@cairn/geo';
import { idOf } from './opened.ts';

/** How a track is drawn: what its companion says, else the file itself (data-formats 4.3). */
export interface TrackLook {
  /** `#rrggbb`. */
  readonly color: string;
  /** Pixels. */
  readonly width: number;
  readonly arrows: boolean;
}
export interface TrackItem {
  /** Cloud name: folders and file. */
  readonly name: string;
  /** Without folders and ending. */
  readonly title: string;
  readonly folder: string;
  readonly hash: string;
  readonly size: number;
  readonly modified: number;
  /** Null while it is made, or where the file cannot be read. */
  readonly record: TrackRecord | null;
  /** Why the file cannot be read. */
  readonly fault: Reason | null;
  /** Appearance as text, companion over file. */
  readonly values: Readonly<Record<string, string>>;
  readonly look: TrackLook;
}
export interface FolderItem {
  /** Path without `/` at its end; '' is the outermost. */
  readonly path: string;
  readonly title: string;
  readonly folders: readonly FolderItem[];
  readonly tracks: readonly TrackItem[];
  /** With all that is below. */
  readonly count: number;
  readonly size: number;
  readonly newest: number;
}
export interface TracksView {
  readonly root: FolderItem;
  readonly byPath: ReadonlyMap<string, FolderItem>;
  readonly byName: ReadonlyMap<string, TrackItem>;
  readonly all: readonly TrackItem[];
}

/** A file of tracks by its name. */
export const trackKey = (name: string): FileKey => ({ type: 'GPX', name });

const byName = new Intl.Collator();

/** Tracks in their folders; folders without a track are there by their mark. */
export function tracksIn(entries: ReadonlyMap<string, Entry>): TracksView {
  const all: TrackItem[] = [];
  const folders = new Set(['']);
  for (const entry of entries.values()) {
    if (entry.key.type !== 'GPX') continue;
    const marked = folderOfMark(entry.key.name);
    if (marked !== null) addFolder(folders, marked);
    else if (!isCompanion(entry.key.name)) {
      const item = itemOf(entry, entries.get(idOf(trackKey(companionOf(entry.key.name)))));
      all.push(item);
      addFolder(folders, item.folder);
    }
  }
  const byFolder = Map.groupBy(all, ({ folder }) => folder);
  const byParent = Map.groupBy(
    [...folders].filter((path) => path !== ''),
    parentOf,
  );
  const byPath = new Map<string, FolderItem>();
  const make = (path: string): FolderItem => {
    const inner = (byParent.get(path) ?? []).sort(byName.compare).map(make);
    const tracks = (byFolder.get(path) ?? []).sort((a, b) => byName.compare(a.title, b.title));
    const item: FolderItem = {
      ...{ path, title: path.slice(path.lastIndexOf('/') + 1), folders: inner, tracks },
      count: inner.reduce((sum, { count }) => sum + count, tracks.length),
      size: inner.reduce(
        (sum, { size }) => sum + size,
        tracks.reduce((sum, { size }) => sum + size, 0),
      ),
      newest: Math.max(0, ...inner.map(({ newest }) => newest), ...tracks.map(({ modified }) => modified)),
    };
    byPath.set(path, item);
    return item;
  };
  const root = make('');
  return { root, byPath, byName: new Map(all.map((item) => [item.name, item])), all };
}

/** When a track was recorded, else when its file was changed; milliseconds. */
export function dateOf({ record, modified }: TrackItem): number {
  return record?.statistics.time?.from ?? modified;
}
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
function addFolder(folders: Set<string>, path: string): void {
  for (let at = path; at !== '' && !folders.has(at); at = parentOf(at)) folders.add(at);
}

const made = new WeakMap<Entry, { readonly companion: Entry | undefined; readonly item: TrackItem }>();

function itemOf(entry: Entry, companion: Entry | undefined): TrackItem {
  const known = made.get(entry);
  if (known !== undefined && known.companion === companion) return known.item;
  const { name } = entry.key;
  const record = entry.record?.kind === 'track' ? entry.record : null;
  const own = companion?.record?.kind === 'companion' ? companion.record.values : {};
  const values = { ...record?.look, ...texts(own) };
  const item: TrackItem = {
    ...{ name, folder: parentOf(name), title: titleOf(name), hash: entry.hash, size: entry.size, modified: entry.modified, record },
    fault: entry.record?.kind === 'unreadable' ? entry.record.reason : null,
    ...{ values, look: lookOf(values) },
  };
  made.set(entry, { companion, item });
  return item;
}

/** File name without folders and `.gpx`. */
export function titleOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/\.gpx$/i, '');
}

function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') result[key] = String(value);
  }
  return result;
}

/** Pixels at zoom 12 of OsmAnd's named widths. */
const widths: Readonly<Record<string, number>> = { thin: 2, medium: 3.5, bold: 6 };

export function lookOf(values: Readonly<Record<string, string>>): TrackLook {
  const color = parseColor(values['color'] ?? '');
  const width = values['width'] ?? '';
  const number = Number(width);
  return {
    color: color === null ? '#d0342c' : `#${color.slice(-6)}`,
    width: widths[width] ?? (width !== '' && number > 0 ? Math.min(16, 1.5 + number / 2) : 3.5),
    arrows: values['show_arrows'] === 'true',
  };
}
