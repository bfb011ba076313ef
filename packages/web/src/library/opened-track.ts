import { useSyncExternalStore } from 'react';

/** Name of the track whose page is open: the map shows all its points, so it is left out of the layer of simplified ones. */
let opened: string | null = null;
const listeners = new Set<() => void>();

export function setOpenedTrack(name: string | null): void {
  opened = name;
  for (const tell of [...listeners]) tell();
}
export function useOpenedTrack(): string | null {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => opened,
  );
}
