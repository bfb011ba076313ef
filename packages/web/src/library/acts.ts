import type { FileKey } from '@cairn/protocol';
import { LibraryError } from '@cairn/sync';
import type { BrowserDevice, FileContent } from '../device/index.ts';
import { received } from '../device/rpc.ts';
import { setOut } from './under-way.ts';

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
    if (base === null) await removed(device, [key]);
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

type Remover = Pick<BrowserDevice, 'remove' | 'undo'>;
/** Files that are removed in one request: few enough that the way is seen and can be ended. */
const shareSize = 100;

/** @throws PartlyDone */
export async function remove(device: Remover, keys: readonly FileKey[]): Promise<Back> {
  const shares = Array.from({ length: Math.ceil(keys.length / shareSize) }, (_, at) => keys.slice(at * shareSize, (at + 1) * shareSize));
  return each(
    shares,
    (share) => removed(device, share),
    ({ length }) => length,
  );
}
async function removed(device: Remover, keys: readonly FileKey[]): Promise<Back> {
  const { undo, left } = await device.remove(keys);
  const back = async (): Promise<void> => {
    await device.undo(undo);
  };
  if (left === null) return back;
  const done = keys.length - left.keys.length;
  throw new PartlyDone({ done, total: keys.length, back, rest: () => removed(device, left.keys) }, received(left.error));
}

/** How far something with many parts has come. */
interface Half {
  readonly done: number;
  readonly total: number;
  /** Takes back what was done. */
  readonly back: Back;
  /** Does what was left. */
  readonly rest: () => Promise<Back>;
}
/** Of several things some were done, then one failed. */
export class PartlyDone extends Error {
  readonly half: Half;
  constructor(half: Half, cause: unknown) {
    super('Not all of it was done.', { cause });
    this.half = half;
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
  return inTurn(Array.from(things, (thing) => ({ weight: weight(thing), act: () => act(thing) })));
}

interface Step {
  readonly weight: number;
  readonly act: () => Promise<Back>;
}
async function inTurn(steps: readonly Step[]): Promise<Back> {
  const total = steps.reduce((sum, { weight }) => sum + weight, 0);
  const way = setOut(total);
  const backs: Back[] = [];
  let done = 0;
  try {
    for (const [at, step] of steps.entries()) {
      try {
        way.goOn(done);
        backs.push(await step.act());
      } catch (error) {
        const inner = error instanceof PartlyDone ? error.half : null;
        if (inner !== null) backs.push(inner.back);
        done += inner?.done ?? 0;
        if (done === 0) throw error;
        const left = inner === null ? steps.slice(at) : [{ weight: inner.total - inner.done, act: inner.rest }, ...steps.slice(at + 1)];
        const half = { done, total, back: together(backs), rest: () => inTurn(left) };
        throw new PartlyDone(half, error instanceof PartlyDone ? error.cause : error);
      }
      done += step.weight;
    }
  } finally {
    way.arrive();
  }
  return together(backs);
}

/** Takes several acts back, the newest first. Repeated after a failure, it goes on where it stopped. */
export function together(backs: readonly Back[]): Back {
  const left = [...backs];
  return async () => {
    for (let back = left.at(-1); back !== undefined; back = left.at(-1)) {
      await back();
      left.pop();
    }
  };
}

export const nothingDone: Back = () => Promise.resolve();

export function changedMeanwhile(): LibraryError {
  return new LibraryError(
    'changed-meanwhile',
    'The file was changed meanwhile. Nothing was overwritten; look again and repeat the change.',
  );
}
