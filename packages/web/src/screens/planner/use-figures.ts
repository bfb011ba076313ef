import { addingUp, chartOf, distances, layingOut } from '@cairn/geo';
import type { LittleByLittle, Plan, PlanNumbers, TrackColumns } from '@cairn/geo';
import { useEffect, useState } from 'react';
import type { Charted } from '../tracks/chart.tsx';
import { kindOf } from './profiles.ts';
import type { RoutingFacts } from './profiles.ts';
import { inSlices } from './slices.ts';

/** What a plan comes to, and the profile of its ground; `chart` is null where it has none. */
export interface Figures {
  readonly numbers: PlanNumbers;
  readonly chart: Charted | null;
}

/** The figures of a plan, made in slices behind the map and the list: until they are there, those of the plan before. Null at first. */
export function useFigures(plan: Plan, facts: RoutingFacts | undefined): Figures | null {
  const [found, setFound] = useState<Figures | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const work = figuresOf(plan, (profile) => kindOf(facts, profile));
    void inSlices(work, stop.signal).then((figures) => {
      if (figures !== null) setFound(figures);
    });
    return () => stop.abort();
  }, [plan, facts]);
  return found;
}

/** What `useFigures` makes; whoever can wait does it at once. */
export function* figuresOf(plan: Plan, kind: (profile: string) => string | null): LittleByLittle<Figures> {
  const numbers = yield* addingUp(plan, kind);
  return { numbers, chart: yield* chartedPlan(yield* layingOut(plan)) };
}

function* chartedPlan(columns: TrackColumns): LittleByLittle<Charted | null> {
  if (columns.lat.length < 2) return null;
  const along = distances(columns);
  yield;
  const chart = chartOf(columns, along);
  const at = (values: Float64Array): Float64Array => Float64Array.from(chart.point, (point) => values[point] ?? NaN);
  return { chart, chartPlaces: { lat: at(columns.lat), lon: at(columns.lon), time: at(columns.time) }, numbers: { time: null } };
}
