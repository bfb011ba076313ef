import { useSyncExternalStore } from 'react';

/** An act on many things that takes a while. */
export interface UnderWay {
  readonly done: number;
  readonly total: number;
  /** Ends it before the next of them; what was done stays. */
  readonly cancel: () => void;
}

/** A person ended it. */
export class Cancelled extends Error {}

/** What takes less long is not shown, milliseconds. */
const shownAfter = 600;
let now: UnderWay | null = null;
/** Only the outermost of acts within acts is told of. */
let isBusy = false;
const listeners = new Set<() => void>();

export function useUnderWay(): UnderWay | null {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => now,
  );
}
function show(next: UnderWay | null): void {
  if (next === null && now === null) return;
  now = next;
  for (const tell of [...listeners]) tell();
}

interface Way {
  /** @throws Cancelled once somebody has asked for it */
  readonly goOn: (done: number) => void;
  readonly arrive: () => void;
}
const unseen: Way = { goOn: () => undefined, arrive: () => undefined };

/** Begins to tell how far an act on `total` things has come. */
export function setOut(total: number): Way {
  if (isBusy) return unseen;
  isBusy = true;
  const begun = Date.now();
  let isCancelled = false;
  return {
    goOn: (done) => {
      if (isCancelled) throw new Cancelled('It was cancelled.');
      if (Date.now() - begun >= shownAfter) show({ done, total, cancel: () => (isCancelled = true) });
    },
    arrive: () => {
      isBusy = false;
      show(null);
    },
  };
}
