import type { ReactNode } from 'react';
import { useWords } from '../../words/use-words.tsx';

/** The start page: the map alone, which the shell shows already. */
export default function MapScreen(): ReactNode {
  const { say } = useWords();
  return <h1 className="visually-hidden">{say('shell.map')}</h1>;
}
