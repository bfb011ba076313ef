import { useMemo } from 'react';
import { distanceBetween, placeOfNote } from '@cairn/geo';
import type { Coordinates } from '@cairn/geo';
import type { FileKey } from '@cairn/protocol';
import { isCompanion } from '@cairn/protocol';
import type { Entry } from '../device/index.ts';
import { mediaFolder } from '../device/index/records.ts';
import { useLibrary } from './use-library.ts';

/** A photo, video or recording that the app has taken on the way. */
export interface MediaItem {
  readonly key: FileKey;
  readonly kind: 'photo' | 'video' | 'recording';
  /** For the browser: what the bytes are. */
  readonly type: string;
  /** Written in its name by the app, or in the photo by the camera; null where it is not. */
  readonly at: Coordinates | null;
  /** When it was taken, milliseconds: what the photo says, else the time of its file. */
  readonly taken: number;
  readonly hash: string;
  readonly size: number;
}

/** By their endings; nothing that could hold script. */
const kinds: Readonly<Record<string, readonly [MediaItem['kind'], string]>> = {
  ...{ jpg: ['photo', 'image/jpeg'], jpeg: ['photo', 'image/jpeg'], png: ['photo', 'image/png'], webp: ['photo', 'image/webp'] },
  ...{ mp4: ['video', 'video/mp4'], mov: ['video', 'video/mp4'], webm: ['video', 'video/webm'] },
  ...{
    '3gp': ['recording', 'audio/3gpp'],
    m4a: ['recording', 'audio/mp4'],
    aac: ['recording', 'audio/aac'],
    mp3: ['recording', 'audio/mpeg'],
  },
  ...{ ogg: ['recording', 'audio/ogg'], wav: ['recording', 'audio/wav'] },
};

const made = new WeakMap<Entry, MediaItem | null>();
function itemOf(entry: Entry): MediaItem | null {
  const known = made.get(entry);
  if (known !== undefined) return known;
  const { key, hash, size, modified, record } = entry;
  const own = record?.kind === 'photo' ? record : null;
  const ending = key.name.slice(key.name.lastIndexOf('.') + 1).toLowerCase();
  const kind = key.name.startsWith(mediaFolder) && !isCompanion(key.name) && Object.hasOwn(kinds, ending) ? kinds[ending] : undefined;
  const [at, taken] = [placeOfNote(key.name) ?? own?.at ?? null, own?.taken ?? modified];
  const item = kind === undefined ? null : { key, kind: kind[0], type: kind[1], at, taken, hash, size };
  made.set(entry, item);
  return item;
}

/** Photos, videos and recordings among files, the oldest first. */
export function mediaIn(entries: ReadonlyMap<string, Entry>): readonly MediaItem[] {
  const items = [...entries.values()].flatMap((entry) => itemOf(entry) ?? []);
  return items.sort((a, b) => a.taken - b.taken || (a.key.name < b.key.name ? -1 : 1));
}

const none: ReadonlyMap<string, Entry> = new Map();
export function useMedia(): readonly MediaItem[] {
  const files = useLibrary().byType.get('FILE') ?? none;
  return useMemo(() => mediaIn(files), [files]);
}

/** How near something must be taken to belong to a place, metres. */
const near = 50;
export function mediaAt(media: readonly MediaItem[], place: Coordinates): readonly MediaItem[] {
  return media.filter(({ at }) => at !== null && distanceBetween(at, place) <= near);
}

/** Beginning and end of a track, milliseconds. */
interface Span {
  readonly from: number;
  readonly to: number;
}
/** Whether something without a place was taken on the way: clocks of phones agree to within a minute. */
export function isDuring({ at, taken }: MediaItem, span: Span | null): boolean {
  const minute = 60_000;
  return at === null && span !== null && taken >= span.from - minute && taken <= span.to + minute;
}
