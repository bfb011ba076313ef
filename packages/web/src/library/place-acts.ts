import type { GroupChange, NewPoint, PointChange } from '@cairn/geo';
import { favouritesFileName } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { BrowserDevice } from '../device/index.ts';
import { changedMeanwhile, each, editFile, readOrNull, remove, together, write } from './acts.ts';
import type { Back } from './acts.ts';
import type { GroupItem, PlaceItem, PlacesView } from './places.ts';
import { work } from './work.ts';

const fileKey = (name: string): FileKey => ({ type: 'FAVOURITES', name });
const refs = (items: readonly PlaceItem[]): { group: string; index: number }[] => items.map(({ group, index }) => ({ group, index }));
const hashOf = (view: PlacesView, file: string): string | null => view.groups.find(({ key }) => key.name === file)?.hash ?? null;

/** Does something to the places of each file in turn. @throws PartlyDone */
async function byFile(items: readonly PlaceItem[], act: (file: string, items: readonly PlaceItem[]) => Promise<Back>): Promise<Back> {
  return each(
    Map.groupBy(items, ({ file }) => file),
    ([file, list]) => act(file, list),
    ([, list]) => list.length,
  );
}

export async function changePlaces(
  device: BrowserDevice,
  view: PlacesView,
  items: readonly PlaceItem[],
  change: PointChange,
): Promise<Back> {
  return byFile(items, (file, list) =>
    editFile(device, fileKey(file), hashOf(view, file), (bytes) => work().changePlaces(bytes, refs(list), change)),
  );
}

export async function removePlaces(device: BrowserDevice, view: PlacesView, items: readonly PlaceItem[]): Promise<Back> {
  return byFile(items, (file, list) =>
    editFile(device, fileKey(file), hashOf(view, file), (bytes) => work().removePlaces(bytes, refs(list))),
  );
}

export async function addPlace(device: BrowserDevice, view: PlacesView, point: NewPoint): Promise<Back> {
  const key = fileForGroup(view, point.group ?? '');
  const content = await readOrNull(device, key);
  return write(device, key, await work().addPlace(content?.bytes ?? null, point), content?.hash ?? null);
}

/** Moves places to a group: the target is written before anything is taken from the source, so that nothing can be lost between. */
export async function movePlaces(device: BrowserDevice, view: PlacesView, items: readonly PlaceItem[], group: string): Promise<Back> {
  return byFile(items, (_, list) => changeAndMove(device, view, list, {}, group));
}

/** Changes places of one file and moves them to a group, which may be the one that they are in. */
export async function changeAndMove(
  device: BrowserDevice,
  view: PlacesView,
  items: readonly PlaceItem[],
  change: PointChange,
  group: string,
): Promise<Back> {
  const file = items[0]?.file ?? '';
  const target = fileForGroup(view, group);
  if (file === target.name || items.every((item) => item.group === group)) return changePlaces(device, view, items, { ...change, group });
  const source = await device.readFile(fileKey(file));
  if (source.hash !== hashOf(view, file)) throw changedMeanwhile();
  const changed = await work().changePlaces(source.bytes, refs(items), change);
  const there = await readOrNull(device, target);
  const moved = await work().movePlaces(changed, refs(items), there?.bytes ?? null, group);
  const first = await write(device, target, moved.to, there?.hash ?? null);
  return together([first, await write(device, fileKey(file), moved.from, source.hash)]);
}

/** Changes a group. With a new name its file is renamed too where the file is that group's own. */
export async function changeGroup(device: BrowserDevice, item: GroupItem, change: GroupChange): Promise<Back> {
  const { key, hash, group } = item;
  const edited = await editFile(device, key, hash, (bytes) => work().changePlaceGroup(bytes, group.name, change));
  if (change.name === undefined || change.name === group.name || key.name !== favouritesFileName(group.name)) return edited;
  const to = fileKey(favouritesFileName(change.name));
  try {
    await device.rename(key, to);
  } catch (error) {
    await edited();
    throw error;
  }
  return together([edited, () => device.rename(to, key)]);
}

export async function removeGroup(device: BrowserDevice, { key, hash, group }: GroupItem): Promise<Back> {
  const content = await device.readFile(key);
  if (content.hash !== hash) throw changedMeanwhile();
  const rest = await work().removePlaceGroup(content.bytes, group.name);
  return rest === null ? remove(device, [key]) : write(device, key, rest, content.hash);
}

export async function newGroup(device: BrowserDevice, name: string, look: GroupChange): Promise<Back> {
  return write(device, fileKey(favouritesFileName(name)), await work().newGroup(name, look), null);
}

/** The file that holds a group already, else the one that it will have. */
function fileForGroup(view: PlacesView, group: string): FileKey {
  const own = favouritesFileName(group);
  const holding = view.groups.filter((item) => item.group.name === group);
  return (holding.find(({ key }) => key.name === own) ?? holding[0])?.key ?? fileKey(own);
}
