import type { AnyResult, Task } from './tasks.ts';

/** Several tasks in one message: the way to a thread and back costs as much as packing a small file. */
export interface Request {
  readonly tasks: readonly Task[];
}
/** What became of each task, in the order of the request. `error` in a form that survives the way between threads. */
export interface Reply {
  readonly outcomes: readonly Outcome[];
}
export type Outcome = { readonly ok: true; readonly result: AnyResult } | { readonly ok: false; readonly error: PlainError };
export interface PlainError {
  readonly ours: boolean;
  readonly code: string;
  readonly message: string;
}

/**
 * The same items with their bytes side by side in one buffer, which is handed to the other thread: each buffer that is handed over
 * costs as much as the copying of hundreds of kilobytes, and a piece of a larger one would take all of it along.
 */
export function together<T>(
  items: readonly T[],
  bytesOf: (item: T) => Uint8Array | null,
  withBytes: (item: T, bytes: Uint8Array<ArrayBuffer>) => T,
): { readonly items: T[]; readonly buffer: ArrayBuffer } {
  const length = items.reduce((sum, item) => sum + (bytesOf(item)?.length ?? 0), 0);
  const all = new Uint8Array(length);
  let end = 0;
  const moved = items.map((item) => {
    const bytes = bytesOf(item);
    if (bytes === null) return item;
    all.set(bytes, end);
    end += bytes.length;
    return withBytes(item, all.subarray(end - bytes.length, end));
  });
  return { items: moved, buffer: all.buffer };
}
