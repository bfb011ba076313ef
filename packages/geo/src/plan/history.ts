/** Steps that can be undone and done again. A value. */
export interface Steps<T> {
  /** The oldest first. */
  readonly past: readonly T[];
  readonly now: T;
  /** The next one first. */
  readonly future: readonly T[];
}

/** Steps that are kept; older ones are forgotten. */
export const mostSteps = 300;

export function firstStep<T>(now: T): Steps<T> {
  return { past: [], now, future: [] };
}
/** A step forward; what was undone is forgotten. The same value is no step. */
export function step<T>(steps: Steps<T>, now: T): Steps<T> {
  if (now === steps.now) return steps;
  return { past: [...steps.past, steps.now].slice(-mostSteps), now, future: [] };
}
/** Puts something in place of the present that is no step of a person: an answer that came. */
export function amend<T>(steps: Steps<T>, now: T): Steps<T> {
  return now === steps.now ? steps : { ...steps, now };
}
export function undo<T>(steps: Steps<T>): Steps<T> {
  const before = steps.past.at(-1);
  if (before === undefined) return steps;
  return { past: steps.past.slice(0, -1), now: before, future: [steps.now, ...steps.future] };
}
export function redo<T>(steps: Steps<T>): Steps<T> {
  const [after, ...future] = steps.future;
  if (after === undefined) return steps;
  return { past: [...steps.past, steps.now], now: after, future };
}
