import type { FileKey } from '@cairn/protocol';
import { LibraryError } from '@cairn/sync';
import type { BrowserDevice, FileContent } from '../device/index.ts';

/** Takes an act back. */
export type Back = () => Promise<void>;

/** Changes one file that the person saw with this hash. Gives what takes it back. @throws LibraryError `changed-meanwhile` */
export async function editFile(
  device: BrowserDevice,
  key: FileKey,
  seen: string | null,
  edit: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<Back> {
  const content = await device.readFile(key);
  if (seen !== null && content.hash !== seen) throw changedMeanwhile();
  const bytes = await edit(content.bytes);
  if (bytes === content.bytes) return nothingDone;
  return write(device, key, bytes, content.hash);
}

/** Writes a file. `base` is the hash of what is replaced, null for a new file. */
export async function write(device: BrowserDevice, key: FileKey, bytes: Uint8Array, base: string | null): Promise<Back> {
  const undo = await device.writeFile(key, bytes, base);
  return async () => {
    if (base === null) await device.remove([key]);
    else await device.undo(undo);
  };
}

/** A file, or null where there is none. */
export async function readOrNull(device: BrowserDevice, key: FileKey): Promise<FileContent | null> {
  try {
    return await device.readFile(key);
  } catch (error) {
    if (error instanceof LibraryError && error.code === 'vanished') return null;
    throw error;
  }
}

export async function remove(device: BrowserDevice, keys: readonly FileKey[]): Promise<Back> {
  const undo = await device.remove(keys);
  return async () => {
    await device.undo(undo);
  };
}

/** Of several things some were done, then one failed: what was done can be taken back. */
export class PartlyDone extends Error {
  readonly done: number;
  readonly total: number;
  readonly back: Back;
  constructor(done: number, total: number, back: Back, cause: unknown) {
    super('Not all of it was done.', { cause });
    this.done = done;
    this.total = total;
    this.back = back;
  }
}

/**
 * Does something to each of several things in turn. Where one fails the others before it stay done. `weight`: for how many of what a
 * person sees one of them stands. @throws PartlyDone, or the error itself where nothing was done before it
 */
export async function each<Thing>(
  things: Iterable<Thing>,
  act: (thing: Thing) => Promise<Back>,
  weight: (thing: Thing) => number = () => 1,
): Promise<Back> {
  const all = [...things];
  const total = all.reduce((sum, thing) => sum + weight(thing), 0);
  const backs: Back[] = [];
  let done = 0;
  for (const thing of all) {
    try {
      backs.push(await act(thing));
    } catch (error) {
      if (done === 0) throw error;
      throw new PartlyDone(done, total, together(backs), error);
    }
    done += weight(thing);
  }
  return together(backs);
}

/** Takes several acts back, the newest first. */
export function together(backs: readonly Back[]): Back {
  return async () => {
    for (const back of backs.toReversed()) await back();
  };
}

export const nothingDone: Back = () => Promise.resolve();

export function changedMeanwhile(): LibraryError {
  return new LibraryError(
    'changed-meanwhile',
    'The file was changed meanwhile. Nothing was overwritten; look again and repeat the change.',
  );
}
