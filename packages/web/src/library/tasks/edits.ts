import {
  addPoints,
  changeCompanion,
  changeGroup,
  changePoints,
  changeSmartFolders,
  changeTrack,
  copyPoints,
  editGpx,
  favouritesIn,
  pastePoints,
  readGpx,
  readSmartFolders,
  readSource,
  removeGroupEntry,
  removePoints,
  samePoint,
  waypointsOf,
  textOfChild,
  writeGpx,
  emptyGpx,
} from '@cairn/geo';
import type {
  CompanionChange,
  GroupChange,
  NewPoint,
  PointChange,
  SmartFolder,
  SmartFolderChange,
  TrackChange,
  XmlElement,
} from '@cairn/geo';
import { favouritesFileName } from '@cairn/protocol';

/** Points by group and number within it. */
export interface PointRef {
  readonly group: string;
  readonly index: number;
}

/** Numbers of points in the file, which holds the points of several groups in any order. @throws RangeError where one is not there */
function numbersOf(bytes: Uint8Array, refs: readonly PointRef[]): number[] {
  const byGroup = Map.groupBy(
    waypointsOf(readGpx(bytes)).map((point, number) => ({ number, group: textOfChild(point, 'type') ?? '' })),
    ({ group }) => group,
  );
  return refs.map(({ group, index }) => {
    const found = byGroup.get(group)?.[index];
    if (found === undefined) throw new RangeError(`There is no point ${index} in the group ${group}.`);
    return found.number;
  });
}

/** Changes points of a file of favourites. */
export function changePlaces(bytes: Uint8Array, refs: readonly PointRef[], change: PointChange): Uint8Array {
  const numbers = numbersOf(bytes, refs);
  return editGpx(bytes, (document) => changePoints(document, new Map(numbers.map((number) => [number, change]))));
}
export function removePlaces(bytes: Uint8Array, refs: readonly PointRef[]): Uint8Array {
  const numbers = numbersOf(bytes, refs);
  return editGpx(bytes, (document) => removePoints(document, numbers));
}
/** Adds a favourite; `bytes` is null where its group has no file yet. */
export function addPlace(bytes: Uint8Array | null, point: NewPoint): Uint8Array {
  return editGpx(bytes ?? newGroupFile(point.group ?? ''), (document) => addPoints(document, [point]));
}

/** Moves points to the file of another group, with all they have: gives both files. */
export function movePlaces(
  from: Uint8Array,
  refs: readonly PointRef[],
  to: Uint8Array | null,
  group: string,
): { readonly from: Uint8Array; readonly to: Uint8Array } {
  const numbers = numbersOf(from, refs);
  const copies = copyPoints(readSource(from), numbers);
  const target = to ?? newGroupFile(group);
  const before = waypointsOf(readGpx(target)).length;
  const pasted = editGpx(target, (document) => pastePoints(document, copies));
  const named = editGpx(pasted, (document) => changePoints(document, new Map(copies.map((_, index) => [before + index, { group }]))));
  return { from: editGpx(from, (document) => removePoints(document, numbers)), to: named };
}
/** Puts the points of a file that is imported behind those of the one that is there; points that are there already are left out. */
export function joinPlaces(there: Uint8Array, incoming: Uint8Array): Uint8Array {
  const known = waypointsOf(readGpx(there));
  const byPlace = Map.groupBy(known, placeKey);
  const numbers = waypointsOf(readGpx(incoming)).flatMap((point, number) =>
    (byPlace.get(placeKey(point)) ?? []).some((one) => samePoint(one, point)) ? [] : [number],
  );
  const copies = copyPoints(readSource(incoming), numbers);
  return editGpx(there, (document) => pastePoints(document, copies));
}
/** Points that say the same have the same name, and only those are compared. */
function placeKey(point: XmlElement): string {
  return `${textOfChild(point, 'type') ?? ''}\n${textOfChild(point, 'name') ?? ''}`;
}

/** Changes a group: its look, or its name. */
export function changePlaceGroup(bytes: Uint8Array, group: string, change: GroupChange): Uint8Array {
  return editGpx(bytes, (document) => changeGroup(document, group, change));
}
/** Removes a group with its points from a file that holds others too; null where nothing would be left. */
export function removePlaceGroup(bytes: Uint8Array, group: string): Uint8Array | null {
  const { groups } = favouritesIn(readGpx(bytes));
  const points = groups.find(({ name }) => name === group)?.points.length ?? 0;
  if (groups.every(({ name }) => name === group)) return null;
  const numbers = numbersOf(
    bytes,
    Array.from({ length: points }, (_, index) => ({ group, index })),
  );
  return editGpx(
    editGpx(bytes, (document) => removePoints(document, numbers)),
    (document) => removeGroupEntry(document, group),
  );
}
/** A file for a group without favourites. */
export function newGroup(group: string, change: GroupChange): Uint8Array {
  return editGpx(newGroupFile(group), (document) => changeGroup(document, group, change));
}
function newGroupFile(group: string): Uint8Array {
  return writeGpx(emptyGpx('Cairn', favouritesFileName(group).replace(/\.gpx$/, '')));
}

export function changeTrackFile(bytes: Uint8Array, change: TrackChange): Uint8Array {
  return editGpx(bytes, (document) => changeTrack(document, change));
}
/** What general settings say of collections; null where they cannot be read. */
export function collectionsIn(bytes: Uint8Array): readonly SmartFolder[] | null {
  return readSmartFolders(bytes);
}
/** Changes collections in general settings; null where there are none yet. @throws SmartFolderError */
export function changeCollections(bytes: Uint8Array | null, change: SmartFolderChange): Uint8Array {
  return changeSmartFolders(bytes, change);
}
/** Changes the companion of a track; null where it has none yet. */
export function changeTrackCompanion(bytes: Uint8Array | null, name: string, change: CompanionChange): Uint8Array {
  return changeCompanion(bytes, change, { type: 'GPX', file: `/tracks/${name}`, subtype: 'gpx' });
}
