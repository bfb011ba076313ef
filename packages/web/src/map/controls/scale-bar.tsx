import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { useSettings } from '../../settings.tsx';
import { useWords } from '../../words/use-words.tsx';
import { stage } from '../stage.ts';
import type { View } from '../stage.ts';
import { metresPerPixel, roundLength, writeLength } from '../units.ts';

/** What the map's window shows, followed. */
export function useView(): View | null {
  return useSyncExternalStore(
    (tell) => stage.on('view', tell),
    () => stage.view,
  );
}

/** How long a stretch of the map is on the ground. */
export function ScaleBar(): ReactNode {
  const { language, say } = useWords();
  const { units } = useSettings();
  const view = useView();
  if (view === null) return null;
  const perPixel = metresPerPixel(view.lat, view.zoom);
  const metres = roundLength(96, perPixel, units);
  const text = writeLength(metres, units, language);
  const width = Math.round(metres / perPixel);
  return (
    <div className="map-scale" role="img" aria-label={`${say('map.scale')}: ${text}`}>
      <span aria-hidden="true">{text}</span>
      <svg width={width} height="7" aria-hidden="true">
        <path d={`M1 0v5.500h${width - 2}V0`} />
      </svg>
    </div>
  );
}
