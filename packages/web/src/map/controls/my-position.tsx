import type { Coordinates } from '@cairn/geo';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { IconButton } from '../../parts/button.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useWords } from '../../words/use-words.tsx';
import { stage } from '../stage.ts';

/** Asks the device where it is, once the visitor wants it, and follows until told to stop. The position never leaves the browser. */
export function MyPosition({ onPosition }: { readonly onPosition: (at: (Coordinates & { accuracy: number }) | null) => void }): ReactNode {
  const { say } = useWords();
  const [on, setOn] = useState(false);
  useEffect(() => {
    if (!on) return undefined;
    let first = true;
    const watch = navigator.geolocation.watchPosition(
      ({ coords: { latitude: lat, longitude: lon, accuracy } }) => {
        onPosition({ lat, lon, accuracy });
        if (first) stage.goTo({ lat, lon, zoom: Math.max(15, stage.view?.zoom ?? 0) });
        first = false;
      },
      (fault) => {
        setOn(false);
        tell(say(fault.code === fault.PERMISSION_DENIED ? 'map.positionDenied' : 'map.positionFailed'), { bad: true });
      },
      { enableHighAccuracy: true, timeout: 30_000 },
    );
    return () => {
      navigator.geolocation.clearWatch(watch);
      onPosition(null);
    };
  }, [on, onPosition, say]);
  return <IconButton icon="target" label={say(on ? 'map.positionOff' : 'map.position')} onPress={() => setOn(!on)} />;
}
