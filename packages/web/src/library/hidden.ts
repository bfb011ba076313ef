import { useSyncExternalStore } from 'react';

/**
 * What this browser does not draw: groups of favourites, tracks and folders of tracks. Kept here only, never sent: each device shows
 * what its owner wants to see on it (W2).
 */
const key = 'cairn.hidden';
let hidden: ReadonlySet<string> = new Set(stored());
const listeners = new Set<() => void>();

export const hiddenGroup = (id: string): string => `group ${id}`;
export const hiddenTrack = (name: string): string => `track ${name}`;

/** Draws things, or does not. */
export function setHidden(things: readonly string[], isHidden: boolean): void {
  const next = new Set(hidden);
  for (const thing of things) {
    if (isHidden) next.add(thing);
    else next.delete(thing);
  }
  hidden = next;
  try {
    localStorage.setItem(key, JSON.stringify([...next]));
  } catch {
    // A browser that keeps nothing: it counts until the page is closed.
  }
  for (const tell of [...listeners]) tell();
}

export function useHidden(): ReadonlySet<string> {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => hidden,
  );
}

function stored(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
