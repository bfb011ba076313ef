import { chartOf, columnsOfPlan, distances, planNumbers } from '@cairn/geo';
import type { Plan } from '@cairn/geo';
import { useDeferredValue, useMemo } from 'react';
import type { ReactNode } from 'react';
import { useMeasure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';
import { TrackChart } from '../tracks/chart.tsx';
import type { Charted } from '../tracks/chart.tsx';
import { labelOfGoing } from './goings.ts';
import { planLine } from './layers.ts';
import { kindOf } from './profiles.ts';
import type { RoutingFacts } from './profiles.ts';

/** Length, climb, time, profile of heights, time by profile, surfaces. Made after the map and the list, so that they never wait. */
export function PlanFigures({ plan: newest, facts }: { readonly plan: Plan; readonly facts: RoutingFacts | undefined }): ReactNode {
  const { say } = useWords();
  const measure = useMeasure();
  const plan = useDeferredValue(newest);
  const numbers = useMemo(() => planNumbers(plan, (profile) => kindOf(facts, profile)), [plan, facts]);
  const chart = useMemo(() => chartedPlan(plan), [plan]);
  const { distance, seconds, elevation, profiles, surfaces } = numbers;
  const figures: [string, string][] = [[say('tracks.distance'), measure.distance(distance)]];
  if (seconds > 0) figures.push([say('planner.time'), measure.span(seconds)]);
  if (elevation !== null) {
    figures.push([say('tracks.ascent'), measure.height(elevation.ascent)], [say('tracks.descent'), measure.height(elevation.descent)]);
  }
  return (
    <>
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

/** The chart of a plan; null where it has no ground. */
export function chartedPlan(plan: Plan): Charted | null {
  const columns = columnsOfPlan(plan);
  if (columns.lat.length < 2) return null;
  const chart = chartOf(columns, distances(columns));
  const at = (values: Float64Array): Float64Array => Float64Array.from(chart.point, (point) => values[point] ?? NaN);
  return { chart, chartPlaces: { lat: at(columns.lat), lon: at(columns.lon), time: at(columns.time) }, numbers: { time: null } };
}
