import { useEffect, useMemo, useState } from 'react';
import { isDuring, useMedia } from '../../library/media.ts';
import type { MediaItem } from '../../library/media.ts';
import type { OpenTrack } from '../../library/tasks/open-track.ts';
import { work } from '../../library/work.ts';

const nothing: ReadonlySet<MediaItem> = new Set();

/** Photos, videos and recordings of a track: taken on its way, or, where they do not say where, at its time. */
export function useTrackMedia({ lines, numbers: { bounds, time } }: OpenTrack): readonly MediaItem[] {
  const media = useMedia();
  const [along, setAlong] = useState(nothing);
  const placed = useMemo(
    () =>
      media.flatMap((item) => {
        const { at } = item;
        if (at === null || bounds === null || at.lat < bounds.south - margin || at.lat > bounds.north + margin) return [];
        return [{ item, at }];
      }),
    [media, bounds],
  );
  useEffect(() => {
    let wanted = true;
    const places = placed.map(({ at }) => ({ lat: at.lat, lon: at.lon }));
    const look = placed.length === 0 ? Promise.resolve([]) : work().alongTrack(lines, places);
    void look.then(
      (near) => (wanted ? setAlong(new Set(placed.flatMap(({ item }, index) => (near[index] === true ? [item] : [])))) : undefined),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [placed, lines]);
  return useMemo(() => media.filter((item) => along.has(item) || isDuring(item, time)), [media, along, time]);
}

/** Degrees of latitude that are surely more than the reach of a track. */
const margin = 0.01;
