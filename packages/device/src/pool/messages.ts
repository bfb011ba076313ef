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
