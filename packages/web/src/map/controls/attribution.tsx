import type { ReactNode } from 'react';
import { useWords } from '../../words/use-words.tsx';

/** Whose data is on the map: texts, never markup. */
export function Attribution({ texts }: { readonly texts: readonly string[] }): ReactNode {
  const { say } = useWords();
  if (texts.length === 0) return null;
  return (
    <p className="map-attribution">
      <span className="visually-hidden">{say('map.attribution')}: </span>
      {texts.join(' · ')}
    </p>
  );
}
