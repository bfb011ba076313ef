import { slopeLimits, slopes } from '@cairn/geo';
import type { Slope } from '@cairn/geo';
import type { ReactNode } from 'react';
import { useMeasure } from '../../words/use-measure.ts';
import type { Measure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';

/** What the colours of the ground mean. For eyes: the reading of the chart says the slope of a place. */
export function SlopeKey(): ReactNode {
  const { say } = useWords();
  const measure = useMeasure();
  return (
    <div className="chart-key slope-key" aria-hidden="true">
      <span>{say('tracks.slope')}</span>
      {slopes.map((slope) => (
        <span key={slope}>
          <span className={`slope-mark slope-mark-${slope}`} />
          {rangeOf(slope, measure)}
        </span>
      ))}
    </div>
  );
}

function rangeOf(slope: Slope, measure: Measure): string {
  const { sloping, steep } = slopeLimits;
  const write = (part: number): string => measure.slope(part);
  if (slope === 'flat') return `± ${write(sloping)}`;
  if (slope === 'up') return `≤ ${write(steep)}`;
  if (slope === 'down') return `≥ ${write(-steep)}`;
  return slope === 'steep-up' ? `> ${write(steep)}` : `< ${write(-steep)}`;
}
