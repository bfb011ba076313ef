import type { FileKey } from '@cairn/protocol';
import type { SeededRandom } from './random.ts';

/** The mark that every content of a person carries; it must never reach a device of somebody else (R25). */
export const markOf = (person: number): string => `owner-${String(person)}-of-this`;
const markPattern = /owner-(\d+)-of-this/g;
/** Whose marks a content carries. */
export function ownersOf(bytes: Uint8Array): number[] {
  return [...new Set([...Buffer.from(bytes).toString('latin1').matchAll(markPattern)].map((match) => Number(match[1])))];
}

export interface Point {
  readonly name: string;
  readonly lat: string;
  readonly note: string;
}

/** Files of points as OsmAnd writes them: favourites and markers. */
export function pointsFile(person: number, points: readonly Point[]): Uint8Array {
  const lines = points.map(
    ({ name, lat, note }) => `  <wpt lat="${lat}" lon="7.5">\n    <name>${name}</name>\n    <desc>${note}</desc>\n  </wpt>\n`,
  );
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="${markOf(person)}" xmlns="http://www.topografix.com/GPX/1/1">\n${lines.join('')}</gpx>\n`,
  );
}
export function pointsIn(bytes: Uint8Array): Point[] {
  const text = Buffer.from(bytes).toString('utf8');
  return [...text.matchAll(/<wpt lat="([^"]*)"[^>]*>\s*<name>([^<]*)<\/name>\s*<desc>([^<]*)<\/desc>/g)].map((match) => ({
    lat: match[1] ?? '',
    name: match[2] ?? '',
    note: match[3] ?? '',
  }));
}
export function trackFile(person: number, random: SeededRandom, isLarge: boolean): Uint8Array {
  const points = Array.from(
    { length: isLarge ? 120 : 2 },
    () => `<trkpt lat="${random.fraction() * 80}" lon="${random.fraction() * 170}"/>`,
  );
  return Buffer.from(`<gpx creator="${markOf(person)}" n="${random.next()}"><trk><trkseg>${points.join('\n')}</trkseg></trk></gpx>`);
}
export function companionFile(person: number, key: FileKey, random: SeededRandom): Uint8Array {
  return Buffer.from(
    JSON.stringify({ type: key.type, file: key.name, owner: markOf(person), [`color${random.int(0, 3)}`]: random.int(0, 1000) }),
  );
}
export function settingsFile(person: number, random: SeededRandom): Uint8Array {
  return Buffer.from(JSON.stringify({ owner: markOf(person), value: random.next() }));
}

const folders = ['', '', 'Alps/', 'Sea/', 'Alps/day/'];
const words = ['one', 'two', 'three', 'été', 'été', 'A b', '100%', 'x_y'];
/** Names of tracks that people use; `count` of them. */
export function trackKeys(count: number): FileKey[] {
  const all = folders.slice(1).flatMap((folder) => words.map((word) => ({ type: 'GPX', name: `${folder}${word}.gpx` })));
  return all.slice(0, Math.max(3, count));
}
export const pointKeys: readonly FileKey[] = [
  { type: 'FAVOURITES', name: 'favorites.gpx' },
  { type: 'FAVOURITES', name: 'favorites-Home.gpx' },
  { type: 'HISTORY_MARKERS', name: 'history_markers.gpx' },
  { type: 'ACTIVE_MARKERS', name: 'markers.gpx' },
];
export const settingKeys: readonly FileKey[] = [
  { type: 'GLOBAL', name: 'general_settings.json' },
  { type: 'PROFILE', name: 'car.json' },
  { type: 'FILE', name: 'routing/mine.xml' },
];
