import { allowArea } from '@cairn/geo';
import type { Plan } from '@cairn/geo';
import type { ReactNode } from 'react';
import { stage } from '../../map/stage.ts';
import { IconButton } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Row, Rows } from '../../parts/rows.tsx';
import { Section } from '../../parts/screen.tsx';
import { useWords } from '../../words/use-words.tsx';
import { change } from './draft.ts';
import { offered } from './profiles.ts';
import type { RoutingFacts } from './profiles.ts';

/** Areas that roads stay out of; the menu of the map makes them. Engines that know no areas are named. */
export function AvoidList({ plan, facts }: { readonly plan: Plan; readonly facts: RoutingFacts | undefined }): ReactNode {
  const { say } = useWords();
  const { avoid } = plan;
  if (avoid.length === 0) return null;
  const deaf = enginesOf(plan, facts).filter(({ avoidAreas }) => !avoidAreas);
  return (
    <Section title={say('planner.avoided')}>
      {deaf.map(({ id, name }) => (
        <Notice key={id} tone="warning">
          {say('planner.notAvoided', { engine: name })}
        </Notice>
      ))}
      <Rows label={say('planner.avoided')}>
        {avoid.map((ring, at) => {
          const name = say('planner.area', { number: at + 1 });
          const [lon = 0, lat = 0] = ring[0] ?? [];
          return (
            <Row key={at} title={name}>
              <IconButton icon="map" label={say('planner.showPoint', { name })} onPress={() => stage.goTo({ lat, lon })} />
              <IconButton icon="trash" label={say('planner.removePoint', { name })} onPress={() => change((now) => allowArea(now, at))} />
            </Row>
          );
        })}
      </Rows>
    </Section>
  );
}

/** Who looks for the roads of a plan. */
function enginesOf({ legs }: Plan, facts: RoutingFacts | undefined): readonly RoutingFacts['engines'][number][] {
  const asked = new Set(legs.map((leg) => (leg.kind === 'road' && facts !== undefined ? offered(facts, leg.profile)?.engine : undefined)));
  return (facts?.engines ?? []).filter(({ id }) => asked.has(id));
}
