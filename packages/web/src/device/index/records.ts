import type { FileKey } from '@cairn/protocol';
import { placeOfNote } from '@cairn/geo';
import type { Bounds, Favourite, Look, PhotoFacts, TrackStatistics } from '@cairn/geo';
import type { Reason } from './reason.ts';
import type { PlaceColumns } from './place-columns.ts';

/** Raised when records are made otherwise than before; older ones are then made anew. */
export const recordsVersion = 4;

/** A favourite as lists and the map show it; `readFavourites` of the file has the rest. */
export type Place = Omit<Favourite, 'element' | 'group'>;
export interface PlaceGroup {
  readonly name: string;
  readonly look: Look;
  readonly hidden: boolean;
  readonly pinned: boolean;
  readonly points: PlaceColumns;
}
/** The groups of one file of favourites. */
export interface PlacesRecord {
  readonly kind: 'places';
  readonly groups: readonly PlaceGroup[];
}

/** A line of a track, for the map: longitude and latitude in turn, degrees times 10 million. */
export type Line = Int32Array;
export interface TrackRecord {
  readonly kind: 'track';
  /** Of the file's metadata, else of its first track; '' where there is none. */
  readonly title: string;
  readonly description: string;
  /** `osmand:activity`; '' where there is none. */
  readonly activity: string;
  readonly statistics: TrackStatistics;
  readonly bounds: Bounds | null;
  /** Points of tracks, or of routes where there are no tracks. */
  readonly points: number;
  readonly segments: number;
  readonly waypoints: number;
  /** Simplified; one line for each segment. */
  readonly lines: readonly Line[];
  /** Appearance as the GPX itself says it (data-formats 4.3); the companion's comes before it. */
  readonly look: Readonly<Record<string, string>>;
}
/** The companion of a file: appearance and more, as it stands. */
export interface CompanionRecord {
  readonly kind: 'companion';
  readonly values: Readonly<Record<string, unknown>>;
}
/** A photo whose name does not say where it was taken. */
export interface PhotoRecord extends PhotoFacts {
  readonly kind: 'photo';
}
/** A content that could not be read; the file is kept, listed and synchronised all the same (R42). */
export interface UnreadableRecord {
  readonly kind: 'unreadable';
  readonly reason: Reason;
}
export type DerivedRecord = PlacesRecord | TrackRecord | CompanionRecord | PhotoRecord | UnreadableRecord;

/** A record as it is kept. */
export interface StoredRecord {
  /** Kind and content: one content may be a track and a group of places at once, under two names. */
  readonly hash: string;
  readonly record: DerivedRecord;
}

/** One file with what lists and the map need of it; `record` is null for kinds that need none, or while it is being made. */
export interface Entry {
  readonly key: FileKey;
  readonly hash: string;
  /** Plain bytes. */
  readonly size: number;
  /** Milliseconds. */
  readonly modified: number;
  readonly record: DerivedRecord | null;
}

/** Where photos, videos and recordings lie. */
export const mediaFolder = 'avnotes/';

/** What is derived from files of this name; null = nothing. */
export function derivedKind({ type, name }: FileKey): 'places' | 'track' | 'companion' | 'photo' | null {
  if (type === 'FAVOURITES') return name.endsWith('.info') ? null : 'places';
  if (type === 'FILE')
    return name.startsWith(mediaFolder) && /\.(?:jpe?g|png|webp)$/i.test(name) && placeOfNote(name) === null ? 'photo' : null;
  if (type !== 'GPX' || name.endsWith('/__folder__.info')) return null;
  if (name.endsWith('.info')) return 'companion';
  return name.toLowerCase().endsWith('.gpx') ? 'track' : null;
}

/** Which records are made first: places are few and what is looked for most; photos are large and looked for least. */
export function rankOf({ type }: FileKey): number {
  return type === 'FAVOURITES' ? 0 : type === 'GPX' ? 1 : 2;
}
