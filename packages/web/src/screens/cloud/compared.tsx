import type { ReactNode } from 'react';
import { writeLength } from '../../map/units.ts';
import { Row, Rows } from '../../parts/rows.tsx';
import { useSettings } from '../../settings.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { pointDifferences } from './contents.ts';
import type { Shown } from './contents.ts';

/** Most differences that are listed one by one. */
const mostListed = 500;

/** What differs between two contents, in words: point by point for favourites, in figures for tracks. `sides` names them. */
export function Compared(props: {
  readonly first: Shown;
  readonly second: Shown;
  readonly sides: readonly [string, string];
  /** What the list is called; else *What differs*. */
  readonly label?: string;
}): ReactNode {
  const { say, language } = useWords();
  const { units } = useSettings();
  const format = useFormat();
  const { first, second, sides, label = say('cloud.differences') } = props;
  const points = pointDifferences(first, second);
  if (points !== null) {
    if (points.length === 0) return <p>{say('cloud.alike')}</p>;
    const words = { first: sides[0], second: sides[1], both: say('cloud.both') };
    return (
      <Rows label={label}>
        {points.slice(0, mostListed).map(({ what, side }) => (
          <Row key={`${side} ${what}`} title={what} detail={words[side]} />
        ))}
      </Rows>
    );
  }
  if (first?.kind !== 'track' || second?.kind !== 'track') return <p>{say('cloud.noDifference')}</p>;
  const figures = [
    [say('cloud.points'), format.number(first.points), format.number(second.points)],
    [say('cloud.length'), ...([first, second] as const).map(({ statistics }) => writeLength(statistics.distance, units, language))],
  ];
  return (
    <Rows label={label}>
      {figures.map(([name = '', a = '', b = '']) => (
        <Row key={name} title={name} value={a === b ? a : `${a} → ${b}`} />
      ))}
    </Rows>
  );
}
