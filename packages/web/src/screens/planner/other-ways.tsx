import { lengthOf, wayOfPath } from '@cairn/geo';
import type { Plan, Way } from '@cairn/geo';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { useMeasure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';
import { change } from './draft.ts';
import { finder } from './way-finder.ts';
import { offered } from './profiles.ts';
import type { RoutingFacts } from './profiles.ts';

/** Other ways between two points, where the engine knows some: the person chooses one. */
export function OtherWays(props: { readonly plan: Plan; readonly index: number; readonly facts: RoutingFacts | undefined }): ReactNode {
  const { plan, index, facts } = props;
  const { say } = useWords();
  const measure = useMeasure();
  const explain = useExplain();
  const [ways, setWays] = useState<readonly Way[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [leg, from, to] = [plan.legs[index], plan.points[index], plan.points[index + 1]];
  if (leg?.kind !== 'road' || from === undefined || to === undefined || facts === undefined) return null;
  const profile = offered(facts, leg.profile);
  const asked = finder.asked(leg, from, to);
  const engine = facts.engines.find(({ id }) => id === profile?.engine);
  if (profile === null || asked === null || engine?.alternatives !== true) return null;
  const find = async (): Promise<void> => {
    setBusy(true);
    setFault(null);
    try {
      const one = { profile: profile.id, from: [from.lon, from.lat] as [number, number], to: [to.lon, to.lat] as [number, number] };
      const [answer] = (await cloud.routes({ body: { legs: [one], alternatives: 3 } })).legs;
      setWays(answer?.kind === 'road' ? [answer.path, ...answer.alternatives].map((path) => wayOfPath(path, from, to)) : []);
    } catch (error) {
      setFault(explain(error));
    }
    setBusy(false);
  };
  const take = (way: Way): void => {
    finder.take(asked, way);
    change((now) => ({ ...now, legs: now.legs.map((old, at) => (at === index && old.kind === 'road' ? { ...old, way } : old)) }));
  };
  if (ways === null) {
    return (
      <div className="form-actions">
        <Button look="quiet" icon="track" isPending={busy} onPress={() => void find()}>
          {say('planner.otherWays')}
        </Button>
        {fault === null ? null : <p role="alert">{fault}</p>}
      </div>
    );
  }
  if (ways.length < 2) return <p role="status">{say('planner.noOtherWays')}</p>;
  return (
    <ul className="plan-ways" aria-label={say('planner.otherWays')}>
      {ways.map((way, at) => (
        <li key={at}>
          <Button onPress={() => take(way)}>
            {measure.distance(lengthOf(way))} · {measure.span(way.seconds ?? 0)}
          </Button>
        </li>
      ))}
    </ul>
  );
}
