/**
 * Smart folders: collections of tracks by what they are, as OsmAnd keeps them. They stand in `general_settings.json` under
 * `track_filters_settings_pref`, as text that is JSON itself: an array of folders with their filters.
 */
export const smartFoldersKey = 'track_filters_settings_pref';
/** Cloud name of the settings that hold them; type GLOBAL (data-formats 2.1). */
export const generalSettingsFile = 'general_settings.json';

/** Ranges in the app's own units: metres, metres a second, milliseconds. */
export type RangeKind = keyof typeof ranges;
const ranges = {
  LENGTH: 'distance',
  DURATION: 'duration',
  TIME_IN_MOTION: 'moving',
  AVERAGE_SPEED: 'averageSpeed',
  UPHILL: 'uphill',
  DOWNHILL: 'downhill',
  MAX_ALTITUDE: 'maxAltitude',
} as const;

export type SmartFilter =
  | { readonly kind: 'name'; readonly text: string }
  /** Folders whose path begins so; '' is every folder. */
  | { readonly kind: 'folders'; readonly paths: readonly string[] }
  /** An end that is null is open. */
  | { readonly kind: 'range'; readonly of: RangeKind; readonly from: number | null; readonly to: number | null }
  /** When the track was made, milliseconds. */
  | { readonly kind: 'made'; readonly from: number; readonly to: number }
  | { readonly kind: 'look'; readonly of: 'color' | 'width'; readonly values: readonly string[] }
  | { readonly kind: 'waypoints' }
  /** A filter that cannot be judged here: speeds at their highest, sensors, cities, what is shown in the app. */
  | { readonly kind: 'unknown'; readonly type: string };

export interface SmartFolder {
  readonly name: string;
  /** Milliseconds; 0 where it is not known. */
  readonly made: number;
  readonly filters: readonly SmartFilter[];
}

/** What filters ask of a track. What it lacks is 0, as the app takes it. */
export interface TrackFacts {
  /** File name without folders and ending. */
  readonly name: string;
  readonly folder: string;
  readonly distance: number;
  readonly duration: number;
  readonly moving: number;
  readonly averageSpeed: number;
  readonly uphill: number;
  readonly downhill: number;
  readonly maxAltitude: number;
  readonly made: number;
  readonly color: string;
  readonly width: string;
  readonly waypoints: number;
}

/** Whether a track fits all filters that can be judged here. */
export function isInSmartFolder({ filters }: SmartFolder, track: TrackFacts): boolean {
  return filters.every((filter) => accepts(filter, track));
}

function accepts(filter: SmartFilter, track: TrackFacts): boolean {
  switch (filter.kind) {
    case 'name':
      return track.name.toLowerCase().includes(filter.text.trim().toLowerCase());
    case 'folders':
      return filter.paths.some((path) => track.folder.startsWith(path));
    case 'range': {
      const value = track[ranges[filter.of]];
      return value >= (filter.from ?? -Infinity) && value <= (filter.to ?? Infinity);
    }
    case 'made':
      return track.made >= filter.from && track.made <= filter.to;
    case 'look':
      return filter.values.includes(track[filter.of]);
    case 'waypoints':
      return track.waypoints > 0;
    case 'unknown':
      return true;
  }
}

export function isRangeKind(type: string): type is RangeKind {
  return Object.hasOwn(ranges, type);
}
