import { distanceBetween } from '@cairn/geo';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '../../words/use-words.tsx';
import { stage } from '../stage.ts';
import { worldPlaces } from '../world/world.ts';

/** After a movement by keyboard: where the map is now, for screen readers. */
export function SpokenView(): ReactNode {
  const { say, language } = useWords();
  const [text, setText] = useState('');
  useEffect(
    () =>
      stage.on('view', (view) => {
        if (!(document.activeElement instanceof HTMLCanvasElement)) return;
        const places = worldPlaces(language).filter(({ from, country }) => !country && from <= Math.max(3, view.zoom));
        const nearest = places.reduce<{ name: string; away: number }>(
          (best, place) => {
            const away = distanceBetween(view, place);
            return away < best.away ? { name: place.name, away } : best;
          },
          { name: '', away: Infinity },
        );
        setText(say('map.near', { zoom: Math.round(view.zoom * 10) / 10, place: nearest.name }));
      }),
    [say, language],
  );
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
