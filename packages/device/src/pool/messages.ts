import type { AnyResult, Task } from './tasks.ts';

/**
 * Several tasks, or what became of them, in one message: the way to a thread and back costs as much as packing a small file, and a
 * message of hundreds of objects and views several times as much as one text and one buffer. The buffer is handed over, not copied.
 */
export interface Parcel {
  readonly text: string;
  readonly bytes: ArrayBuffer;
}
/** What became of a task. `error` in a form that survives the way between threads. */
export type Outcome = { readonly ok: true; readonly result: AnyResult } | { readonly ok: false; readonly error: PlainError };
export interface PlainError {
  readonly ours: boolean;
  readonly code: string;
  readonly message: string;
}

const none = new Uint8Array();

export function parcelOfTasks(tasks: readonly Task[]): Parcel {
  return parcel(
    tasks,
    (task) => (task.kind === 'write' ? task.bytes : none),
    (task) => (task.kind === 'write' ? { ...task, bytes: null } : task),
  );
}
export function tasksIn(sent: Parcel): Task[] {
  return contents<Task>(sent, (task, bytes) => (task.kind === 'write' ? { ...task, bytes } : task));
}

/** Outcomes are in the order of the tasks. */
export function parcelOfOutcomes(outcomes: readonly Outcome[]): Parcel {
  return parcel(
    outcomes,
    (outcome) => (outcome.ok && 'bytes' in outcome.result ? outcome.result.bytes : none),
    (outcome) => (outcome.ok && 'bytes' in outcome.result ? { ...outcome, result: { ...outcome.result, bytes: null } } : outcome),
  );
}
export function outcomesIn(sent: Parcel): Outcome[] {
  return contents<Outcome>(sent, (outcome, bytes) =>
    outcome.ok && 'bytes' in outcome.result ? { ...outcome, result: { ...outcome.result, bytes } } : outcome,
  );
}

/** The text says how many bytes each item has and all else of it; the bytes lie side by side in the buffer. */
function parcel<T>(items: readonly T[], bytesOf: (item: T) => Uint8Array, without: (item: T) => object): Parcel {
  const parts = items.map(bytesOf);
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return { text: JSON.stringify([parts.map((part) => part.length), items.map(without)]), bytes: all.buffer };
}

/** What is parsed here was written by `parcel`, in another thread of this process. */
function contents<T>({ text, bytes }: Parcel, withBytes: (item: T, bytes: Uint8Array<ArrayBuffer>) => T): T[] {
  const [lengths, items] = JSON.parse(text) as [number[], T[]];
  let end = 0;
  return items.map((item, index) => {
    const length = lengths[index] ?? 0;
    end += length;
    return withBytes(item, new Uint8Array(bytes, end - length, length));
  });
}
