import type { FileKey } from './v1/words.ts';

/** The three switches a person sees under "what to back up" (S7, T6). */
export type Category = 'settings' | 'my-places' | 'resources';

/** One line of "what to back up": what a person calls it, and how it travels. */
export interface FileType {
  /** Name of the line in OsmAnd's own lists. */
  readonly exportType: string;
  /** What a person reads. */
  readonly title: string;
  readonly category: Category;
  /** Value of `type` in the cloud. */
  readonly type: string;
  /** The only name files of this type have; such files lie in the root of a device's folder. */
  readonly fixedName?: string;
  /** May be uploaded on the free plan (P1). */
  readonly free?: true;
  /** Sub-types of FILE that belong to this line. */
  readonly subTypes?: readonly string[];
}

/**
 * Every type of data that OsmAnd backs up, in the order in which lists show them.
 * A type that is missing here is stored and synchronised all the same, under *Resources*.
 */
export const fileTypes: readonly FileType[] = [
  { exportType: 'PROFILE', title: 'Profiles', category: 'settings', type: 'PROFILE', free: true },
  {
    exportType: 'GLOBAL',
    title: 'General settings',
    category: 'settings',
    type: 'GLOBAL',
    fixedName: 'general_settings.json',
    free: true,
  },
  { exportType: 'QUICK_ACTIONS', title: 'Quick actions', category: 'settings', type: 'QUICK_ACTIONS' },
  { exportType: 'POI_TYPES', title: 'POI types', category: 'settings', type: 'POI_UI_FILTERS', fixedName: 'poi_ui_filters.json' },
  { exportType: 'AVOID_ROADS', title: 'Avoided roads', category: 'settings', type: 'AVOID_ROADS', fixedName: 'avoid_roads.json' },
  { exportType: 'COLOR_PALETTE', title: 'Colours', category: 'settings', type: 'FILE', subTypes: ['colors_palette'] },

  { exportType: 'FAVORITES', title: 'Favourites', category: 'my-places', type: 'FAVOURITES', free: true },
  { exportType: 'TRACKS', title: 'Tracks', category: 'my-places', type: 'GPX', subTypes: ['gpx'] },
  { exportType: 'TRACK_FOLDERS', title: 'Look of track folders', category: 'my-places', type: 'GPX_DIR' },
  { exportType: 'OSM_NOTES', title: 'OSM notes', category: 'my-places', type: 'OSM_NOTES', fixedName: 'osm_notes.json', free: true },
  { exportType: 'OSM_EDITS', title: 'OSM edits', category: 'my-places', type: 'OSM_EDITS', fixedName: 'osm_edits.json', free: true },
  {
    exportType: 'MULTIMEDIA_NOTES',
    title: 'Photos, recordings and films',
    category: 'my-places',
    type: 'FILE',
    subTypes: ['multimedia_notes'],
  },
  { exportType: 'ACTIVE_MARKERS', title: 'Map markers', category: 'my-places', type: 'ACTIVE_MARKERS', fixedName: 'markers.gpx' },
  {
    exportType: 'HISTORY_MARKERS',
    title: 'Markers history',
    category: 'my-places',
    type: 'HISTORY_MARKERS',
    fixedName: 'history_markers.gpx',
  },
  {
    exportType: 'SEARCH_HISTORY',
    title: 'Search history',
    category: 'my-places',
    type: 'SEARCH_HISTORY',
    fixedName: 'search_history.json',
  },
  {
    exportType: 'NAVIGATION_HISTORY',
    title: 'Navigation history',
    category: 'my-places',
    type: 'NAVIGATION_HISTORY',
    fixedName: 'navigation_history.json',
  },
  { exportType: 'ITINERARY_GROUPS', title: 'Itinerary', category: 'my-places', type: 'ITINERARY_GROUPS', fixedName: 'itinerary.gpx' },

  { exportType: 'CUSTOM_RENDER_STYLE', title: 'Map styles', category: 'resources', type: 'FILE', subTypes: ['rendering_style'] },
  { exportType: 'CUSTOM_ROUTING', title: 'Routing', category: 'resources', type: 'FILE', subTypes: ['routing_config'] },
  {
    exportType: 'ONLINE_ROUTING_ENGINES',
    title: 'Online routing engines',
    category: 'resources',
    type: 'ONLINE_ROUTING_ENGINES',
    fixedName: 'online_routing_engines.json',
  },
  { exportType: 'MAP_SOURCES', title: 'Map sources', category: 'resources', type: 'MAP_SOURCES', fixedName: 'map_sources.json' },
  { exportType: 'STANDARD_MAPS', title: 'Standard maps', category: 'resources', type: 'FILE', subTypes: ['obf_map', 'tiles_map'] },
  { exportType: 'WIKI_AND_TRAVEL', title: 'Wikipedia and travel', category: 'resources', type: 'FILE', subTypes: ['wiki_map', 'travel'] },
  { exportType: 'DEPTH_DATA', title: 'Nautical maps', category: 'resources', type: 'FILE', subTypes: ['nautical_depth'] },
  { exportType: 'ROAD_MAPS', title: 'Road maps', category: 'resources', type: 'FILE', subTypes: ['road_map'] },
  { exportType: 'TERRAIN_DATA', title: 'Topography', category: 'resources', type: 'FILE', subTypes: ['srtm_map', 'terrain'] },
  { exportType: 'TTS_VOICE', title: 'Voice prompts (synthesised)', category: 'resources', type: 'FILE', subTypes: ['tts_voice'] },
  { exportType: 'VOICE', title: 'Voice prompts (recorded)', category: 'resources', type: 'FILE', subTypes: ['voice'] },
  { exportType: 'FAVORITES_BACKUP', title: 'Backups of favourites', category: 'resources', type: 'FILE', subTypes: ['favorites_backup'] },
  { exportType: 'PLUGIN', title: 'Plug-ins', category: 'resources', type: 'PLUGIN' },
  { exportType: 'RESOURCES', title: 'Resources of plug-ins', category: 'resources', type: 'RESOURCES' },
  { exportType: 'DATA', title: 'Data of plug-ins', category: 'resources', type: 'DATA' },
  {
    exportType: 'SUGGESTED_DOWNLOADS',
    title: 'Suggested downloads',
    category: 'resources',
    type: 'SUGGESTED_DOWNLOADS',
    fixedName: 'suggested_downloads.json',
  },
  { exportType: 'DOWNLOADS', title: 'Downloads of plug-ins', category: 'resources', type: 'DOWNLOADS', fixedName: 'downloads.json' },
  { exportType: 'OTHER', title: 'Other files', category: 'resources', type: 'FILE', subTypes: ['other'] },
];

/** Types that the free plan may upload: exactly five (P1). */
export const freeTypes: readonly string[] = fileTypes.filter((line) => line.free).map((line) => line.type);

/** A kind of FILE, told by its folder or the end of its name. */
export interface FileSubType {
  readonly name: string;
  /** Folder with `/` at the end; empty = the root. */
  readonly folder: string;
  /** Ends of names, lower case, by which it is known even outside its folder. */
  readonly endings?: readonly string[];
  /** Its `.obf`, `.sqlitedb` and `.tif` files are maps: recorded, never uploaded (S9). */
  readonly map?: true;
}

/** Sub-types of FILE; the first that fits a name is the one. The more exact endings stand before `.obf`. */
export const fileSubTypes: readonly FileSubType[] = [
  { name: 'routing_config', folder: 'routing/' },
  { name: 'rendering_style', folder: 'rendering/' },
  { name: 'multimedia_notes', folder: 'avnotes/' },
  { name: 'favorites_backup', folder: 'backup/' },
  { name: 'gpx', folder: 'tracks/' },
  { name: 'tts_voice', folder: 'voice/' },
  { name: 'voice', folder: 'voice/' },
  { name: 'wiki_map', folder: 'wiki/', endings: ['.wiki.obf'], map: true },
  { name: 'travel', folder: 'travel/', endings: ['.travel.obf'], map: true },
  { name: 'srtm_map', folder: 'srtm/', endings: ['.srtm.obf', '.srtmf.obf'], map: true },
  { name: 'nautical_depth', folder: 'nautical/', endings: ['.depth.obf'], map: true },
  { name: 'road_map', folder: 'roads/', endings: ['.road.obf'], map: true },
  { name: 'terrain', folder: 'geotiff/', endings: ['.tif'], map: true },
  { name: 'tiles_map', folder: 'tiles/', endings: ['.sqlitedb'], map: true },
  { name: 'obf_map', folder: '', endings: ['.obf'], map: true },
  { name: 'colors_palette', folder: 'color-palette/', endings: ['.txt'] },
];

const mapEndings = ['.obf', '.sqlitedb', '.tif'];
const lineOfType = new Map(fileTypes.filter((line) => line.type !== 'FILE').map((line) => [line.type, line]));
const lineOfSubType = new Map(fileTypes.flatMap((line) => (line.subTypes ?? []).map((name) => [name, line] as const)));

/** Sub-type of a FILE by its name; null when no folder and no ending tells. A folder decides before an ending does. */
export function subTypeOf(name: string): FileSubType | null {
  const lower = name.toLowerCase();
  const byFolder = fileSubTypes.filter((kind) => kind.folder !== '' && name.startsWith(kind.folder));
  if (byFolder.length > 0) return byFolder.find((kind) => kind.name !== 'tts_voice' || isSynthesisedVoice(name)) ?? null;
  return fileSubTypes.find((kind) => kind.endings?.some((ending) => lower.endsWith(ending))) ?? null;
}

/** `voice/de-tts` itself, or a `…tts.js` inside such a folder. */
function isSynthesisedVoice(name: string): boolean {
  return name.endsWith('-tts') || /-tts\/[^/]*tts\.js$/.test(name);
}

/** The line of "what to back up" that a file belongs to; a companion belongs where its file does. Unknown types have none. */
export function fileTypeOf(key: FileKey): FileType | null {
  if (key.type !== 'FILE') return lineOfType.get(key.type) ?? null;
  return lineOfSubType.get(subTypeOf(mainOf(key.name) ?? key.name)?.name ?? 'other') ?? null;
}

/** Category of a file, for selection and storage (S7, T6). What is unknown counts as a resource. */
export function categoryOf(key: FileKey): Category {
  return fileTypeOf(key)?.category ?? 'resources';
}

/** What a person calls this kind of file; an unknown type is called by its own name. */
export function titleOf(key: FileKey): string {
  return fileTypeOf(key)?.title ?? key.type;
}

/** Whether the free plan may upload this type (P1, data-formats 2). */
export function isFree(type: string): boolean {
  return freeTypes.includes(type);
}

/** The one name that files of this type have, if there is one. */
export function fixedNameOf(type: string): string | null {
  return lineOfType.get(type)?.fixedName ?? null;
}

/** Whether the file is a map: recorded with name, size and date, its bytes never kept (S9). */
export function isMap(key: FileKey): boolean {
  if (key.type !== 'FILE') return false;
  const lower = key.name.toLowerCase();
  return mapEndings.some((ending) => lower.endsWith(ending)) && subTypeOf(key.name)?.map === true;
}

const folderMark = '__folder__.info';

/** Whether the name is the mark of an empty folder: `hikes/__folder__.info` (data-formats 2.2). */
export function isFolderMark(name: string): boolean {
  return name.endsWith(`/${folderMark}`);
}
/** The folder that a mark stands for, without `/` at the end; null when the name is no mark. */
export function folderOfMark(name: string): string | null {
  return isFolderMark(name) ? name.slice(0, -folderMark.length - 1) : null;
}
/** Name of the mark of an empty folder. */
export function markOfFolder(folder: string): string {
  return `${folder}/${folderMark}`;
}

/**
 * Whether the name is that of a companion: same type, main name + `.info`. Companions follow their file and are in no count
 * and no list (data-formats 1.2, 2.7). A folder mark is not one.
 */
export function isCompanion(name: string): boolean {
  return /[^/]\.info$/su.test(name) && !isFolderMark(name);
}
/** Name of the companion of a file. */
export function companionOf(name: string): string {
  return `${name}.info`;
}
/** Name of the file that a companion belongs to; null when the name is no companion. */
export function mainOf(name: string): string | null {
  return isCompanion(name) ? name.slice(0, -'.info'.length) : null;
}
