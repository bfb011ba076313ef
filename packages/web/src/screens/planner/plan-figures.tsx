import type { Plan } from '@cairn/geo';
import type { ReactNode } from 'react';
import { useMeasure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';
import { TrackChart } from '../tracks/chart.tsx';
import { labelOfGoing } from './goings.ts';
import { planLine } from './layers.ts';
import type { RoutingFacts } from './profiles.ts';
import { useFigures } from './use-figures.ts';

/** Length, climb, time, profile of heights, time by profile, surfaces. */
export function PlanFigures({ plan, facts }: { readonly plan: Plan; readonly facts: RoutingFacts | undefined }): ReactNode {
  const { say } = useWords();
  const measure = useMeasure();
  const found = useFigures(plan, facts);
  if (found === null) return null;
  const { numbers, chart } = found;
  const { distance, seconds, elevation, profiles, surfaces } = numbers;
  const figures: [string, string][] = [[say('tracks.distance'), measure.distance(distance)]];
  if (seconds > 0) figures.push([say('planner.time'), measure.span(seconds)]);
  if (elevation !== null) {
    figures.push([say('tracks.ascent'), measure.height(elevation.ascent)], [say('tracks.descent'), measure.height(elevation.descent)]);
  }
  return (
    <>
      <p className="visually-hidden" role="status">
        {say('planner.points', { count: plan.points.length })} · {measure.distance(distance)}
      </p>
      <dl className="figures" aria-live="off">
        {figures.map(([name, value]) => (
          <div className="figure" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {profiles.length < 2 ? null : (
        <ul className="plan-shares" aria-label={say('planner.byProfile')}>
          {profiles.map((row) => (
            <li key={row.profile}>
              {labelOfGoing(row.profile === '' ? { kind: 'straight' } : { kind: 'road', profile: row.profile }, facts, say)}:{' '}
              {measure.distance(row.distance)} · {measure.span(row.seconds)}
            </li>
          ))}
        </ul>
      )}
      {chart === null || elevation === null ? null : <TrackChart track={chart} layer={planLine} sloped />}
      {surfaces.length === 0 ? null : (
        <ul className="plan-shares" aria-label={say('planner.surfaces')}>
          {surfaces.map((row) => (
            <li key={row.surface}>
              {say(`planner.surface_${row.surface}`)}: {measure.distance(row.distance)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
