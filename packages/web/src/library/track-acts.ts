import { XmlError } from '@cairn/geo';
import type { TrackChange } from '@cairn/geo';
import { companionOf, markOfFolder } from '@cairn/protocol';
import type { BrowserDevice } from '../device/index.ts';
import { each, editFile, nothingDone, readOrNull, remove, together, write } from './acts.ts';
import type { Back } from './acts.ts';
import { trackKey } from './tracks.ts';
import type { FolderItem, TrackItem, TracksView } from './tracks.ts';
import { work } from './work.ts';

/** Values of the look of a track; null goes back to what the app shows by itself. */
export type LookChange = Readonly<Record<string, string | null>>;

/** Name, description and activity within the file. One that cannot be read stays as it is. */
export async function changeTrack(device: BrowserDevice, { name, hash, fault }: TrackItem, change: TrackChange): Promise<Back> {
  if (fault !== null) return nothingDone;
  return editFile(device, trackKey(name), hash, (bytes) => work().changeTrackFile(bytes, change));
}

/** The look, in the file itself and in its companion, where OsmAnd reads it. */
export async function changeLook(device: BrowserDevice, items: readonly TrackItem[], look: LookChange): Promise<Back> {
  return each(items, async (item) => {
    const companion = trackKey(companionOf(item.name));
    const there = await readOrNull(device, companion);
    const bytes = await work().changeTrackCompanion(there?.bytes ?? null, item.name, look);
    const first = await write(device, companion, bytes, there?.hash ?? null);
    try {
      return together([first, await changeTrack(device, item, { look })]);
    } catch (error) {
      await first();
      throw error;
    }
  });
}

/** Renames a track: its file, its companion, and the name within it (data-formats 4.2). */
export async function renameTrack(device: BrowserDevice, item: TrackItem, title: string): Promise<Back> {
  const to = item.folder === '' ? `${title}.gpx` : `${item.folder}/${title}.gpx`;
  const named = await changeTrack(device, item, { name: title });
  try {
    return together([named, await moveFile(device, item.name, to)]);
  } catch (error) {
    await named();
    throw error;
  }
}

export async function moveTracks(device: BrowserDevice, items: readonly TrackItem[], folder: string): Promise<Back> {
  return each(items, ({ name }) => {
    const file = name.slice(name.lastIndexOf('/') + 1);
    return moveFile(device, name, folder === '' ? file : `${folder}/${file}`);
  });
}
async function moveFile(device: BrowserDevice, from: string, to: string): Promise<Back> {
  if (from === to) return nothingDone;
  await device.rename(trackKey(from), trackKey(to));
  return () => device.rename(trackKey(to), trackKey(from));
}

/** Copies a track beside itself, under a name that is free, with its look. Gives the name. */
export async function duplicateTrack(
  device: BrowserDevice,
  view: TracksView,
  item: TrackItem,
): Promise<{ readonly name: string; readonly back: Back }> {
  const name = freeName(view, item.name);
  const { bytes } = await device.readFile(trackKey(item.name));
  const backs = [await write(device, trackKey(name), bytes, null)];
  const companion = await readOrNull(device, trackKey(companionOf(item.name)));
  if (companion !== null) {
    const look = await work().changeTrackCompanion(companion.bytes, name, { file: `/tracks/${name}` });
    backs.push(await write(device, trackKey(companionOf(name)), look, null));
  }
  return { name, back: together(backs) };
}

/** `name`, or `name (2)` and on where it is taken. */
export function freeName(view: TracksView, name: string): string {
  const stem = name.replace(/\.gpx$/i, '').replace(/ \(\d+\)$/, '');
  for (let number = 2; ; number++) {
    const free = `${stem} (${number}).gpx`;
    if (!view.byName.has(free)) return free;
  }
}

export async function removeTracks(device: BrowserDevice, items: readonly TrackItem[]): Promise<Back> {
  return remove(
    device,
    items.map(({ name }) => trackKey(name)),
  );
}

export async function newFolder(device: BrowserDevice, path: string): Promise<Back> {
  return write(device, trackKey(markOfFolder(path)), new Uint8Array(0), null);
}
export async function renameFolder(device: BrowserDevice, from: string, to: string): Promise<Back> {
  await device.renameFolder('GPX', from, to);
  return () => device.renameFolder('GPX', to, from);
}
/** A folder with all that is in it. */
export async function removeFolder(device: BrowserDevice, folder: FolderItem): Promise<Back> {
  const names: string[] = [];
  const gather = ({ path, folders, tracks }: FolderItem): void => {
    names.push(...tracks.map(({ name }) => name), markOfFolder(path));
    folders.forEach(gather);
  };
  gather(folder);
  return remove(device, names.map(trackKey));
}

/** Whether an error says that a track cannot be read, which its page shows instead of it. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof XmlError || (error instanceof Error && error.name === 'XmlError');
}
