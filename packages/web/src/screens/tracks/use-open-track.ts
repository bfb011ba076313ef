import { useEffect, useState } from 'react';
import type { OpenTrack } from '../../library/tasks/open-track.ts';
import type { TrackItem } from '../../library/tracks.ts';
import { trackKey } from '../../library/tracks.ts';
import { useLibrary } from '../../library/use-library.ts';
import { work } from '../../library/work.ts';

/** A track while it is read, read, or not to be read. */
export interface Opened {
  readonly track: OpenTrack | null;
  readonly error: unknown;
}
const reading: Opened = { track: null, error: null };

/** Reads a track in the worker; again when its file changes, with the old one shown until then. */
export function useOpenTrack({ name, hash }: TrackItem): Opened {
  const { device } = useLibrary();
  const [opened, setOpened] = useState<Opened>(reading);
  useEffect(() => {
    if (device === null) return;
    let wanted = true;
    const read = async (): Promise<Opened> => {
      try {
        const { bytes } = await device.readFile(trackKey(name));
        return { track: await work().openTrack(bytes), error: null };
      } catch (error) {
        return { track: null, error };
      }
    };
    void read().then((result) => {
      if (wanted) setOpened(result);
    });
    return () => {
      wanted = false;
    };
  }, [device, name, hash]);
  return opened;
}
