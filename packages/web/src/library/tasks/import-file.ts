import {
  blobAccess,
  importedToGpx,
  itemsName,
  kindOf,
  openZip,
  parcelLimits,
  readFit,
  readFolderArchive,
  readKml,
  readOsf,
  readTcx,
  trackNumbers,
  libraryLimits,
  waypointsOf,
  readGpx,
  writeGpx,
} from '@cairn/geo';
import type { Imported, ZipArchive, ZipEntry } from '@cairn/geo';
import { favouritesGroup } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { dashed, reasonOf } from '../../device/index/reason.ts';
import type { Reason } from '../../device/index/reason.ts';

/** A file for the library that an import makes. */
export interface MadeFile {
  readonly key: FileKey;
  readonly bytes: Uint8Array;
}
/** What became of one file of an import. */
export interface Outcome {
  /** As the person knows it: file, and within an archive its entry. */
  readonly source: string;
  readonly files: readonly MadeFile[];
  readonly points: number;
  readonly waypoints: number;
  /** Points without a usable place, left out. */
  readonly unusable: number;
  /** Why nothing, or not all of it, was taken. */
  readonly fault: Reason | null;
}

/** Largest single file that is taken, bytes. */
const largest = 512 * 1024 * 1024;

/** Reads a file that a person gives: tracks of any kind that is known, archives of them, containers of OsmAnd. Never throws for what is in it. */
export async function importFile(file: File, folder: string): Promise<readonly Outcome[]> {
  try {
    const start = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
    if (kindOf(start) === 'zip') return await importArchive(file, folder);
    if (file.size > largest) return [failed(file.name, { code: 'too-large', values: { megabytes: largest / 1024 / 1024 } })];
    return [importBytes(file.name, new Uint8Array(await file.arrayBuffer()), folder)];
  } catch (error) {
    return [failed(file.name, reasonOf(error))];
  }
}

async function importArchive(file: File, folder: string): Promise<readonly Outcome[]> {
  const archive = await openZip(blobAccess(file), { limits: libraryLimits });
  if (archive.entry(itemsName) !== null) return importContainer(file.name, archive);
  const kml = archive.entries.find(({ name }) => name.toLowerCase().endsWith('.kml'));
  if (kml !== undefined && !archive.entries.some(({ name }) => /\.(gpx|fit|tcx)$/i.test(name))) {
    return [made(file.name, readKml(await archive.bytes(kml, parcelLimits.entryBytes)), folder)];
  }
  if (archive.entries.some(({ name }) => /^(tracks|favorites)\//.test(name))) return importFolder(file.name, archive);
  const outcomes: Outcome[] = [];
  for (const entry of archive.entries) {
    if (entry.directory || !/\.(gpx|kml|fit|tcx)$/i.test(entry.name)) continue;
    outcomes.push(await importEntry(file.name, archive, entry, folder));
  }
  return outcomes.length > 0 ? outcomes : [failed(file.name, { code: 'no-tracks' })];
}

async function importEntry(source: string, archive: ZipArchive, entry: ZipEntry, folder: string): Promise<Outcome> {
  try {
    return importBytes(entry.name, await archive.bytes(entry, parcelLimits.entryBytes), folder, source);
  } catch (error) {
    return failed(`${source}: ${entry.name}`, reasonOf(error));
  }
}

/** A container keeps names, companions and types: its files are taken as they are. */
async function importContainer(source: string, archive: ZipArchive): Promise<readonly Outcome[]> {
  const { files, left } = await readOsf(archive);
  const outcomes: Outcome[] = left.map(({ name, why }) => failed(`${source}: ${name}`, { code: `left-${dashed(why)}` }));
  for (const { key, content, isMap } of files) {
    if (isMap) outcomes.push(failed(`${source}: ${key.name}`, { code: 'map' }));
    else outcomes.push(await takenAs(source, key, async () => (content instanceof Uint8Array ? content : archive.bytes(content, largest))));
  }
  return outcomes;
}
async function importFolder(source: string, archive: ZipArchive): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { key, content } of await readFolderArchive(archive)) {
    outcomes.push(await takenAs(source, key, async () => (content === null ? new Uint8Array(0) : archive.bytes(content, largest))));
  }
  return outcomes;
}
async function takenAs(source: string, key: FileKey, content: () => Promise<Uint8Array>): Promise<Outcome> {
  try {
    const bytes = await content();
    return { source: `${source}: ${key.name}`, files: [{ key, bytes }], points: 0, waypoints: 0, unusable: 0, fault: null };
  } catch (error) {
    return failed(`${source}: ${key.name}`, reasonOf(error));
  }
}

function importBytes(name: string, bytes: Uint8Array, folder: string, archive?: string): Outcome {
  const source = archive === undefined ? name : `${archive}: ${name}`;
  try {
    const kind = kindOf(bytes);
    if (kind === 'kml') return made(name, readKml(bytes), folder, source);
    if (kind === 'fit') return made(name, readFit(bytes), folder, source);
    if (kind === 'tcx') return made(name, readTcx(bytes), folder, source);
    if (kind === 'gpx') return gpx(name, bytes, folder, source);
    return failed(source, { code: 'import-not-known' });
  } catch (error) {
    return failed(source, reasonOf(error));
  }
}

/** A GPX file is taken byte for byte; one whose name says so holds favourites. */
function gpx(name: string, bytes: Uint8Array, folder: string, source: string): Outcome {
  const file = name.slice(name.lastIndexOf('/') + 1);
  const { points, routePoints, waypoints, unusablePoints } = trackNumbers(bytes);
  const isFavourites = favouritesGroup(file) !== null && points + routePoints === 0 && waypointsOf(readGpx(bytes)).length > 0;
  const key: FileKey = isFavourites ? { type: 'FAVOURITES', name: file } : { type: 'GPX', name: inFolder(folder, gpxName(file)) };
  return { source, files: [{ key, bytes }], points: points + routePoints, waypoints, unusable: unusablePoints, fault: null };
}

function made(name: string, imported: Imported, folder: string, source = name): Outcome {
  const points = imported.tracks.reduce((sum, { segments }) => sum + segments.reduce((all, segment) => all + segment.length, 0), 0);
  const waypoints = imported.places.length;
  const facts = { source, points, waypoints, unusable: imported.unusable };
  if (points + waypoints === 0) return { ...facts, files: [], fault: damageOf(imported) ?? { code: 'import-empty' } };
  const bytes = writeGpx(importedToGpx(imported));
  return { ...facts, files: [{ key: { type: 'GPX', name: inFolder(folder, gpxName(name)) }, bytes }], fault: damageOf(imported) };
}

function gpxName(name: string): string {
  const file = name.slice(name.lastIndexOf('/') + 1).replace(/[\\\p{Cc}]/gu, '_');
  return /\.gpx$/i.test(file) ? file : `${file.replace(/\.(kml|kmz|fit|tcx|zip)$/i, '')}.gpx`;
}
function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
function failed(source: string, fault: Reason): Outcome {
  return { source, files: [], points: 0, waypoints: 0, unusable: 0, fault };
}
function damageOf({ damage }: Imported): Reason | null {
  return damage === null ? null : { code: `fit-${dashed(damage)}` };
}
