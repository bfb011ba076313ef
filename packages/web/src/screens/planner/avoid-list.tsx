import { allowArea } from '@cairn/geo';
import type { Ring } from '@cairn/geo';
import type { ReactNode } from 'react';
import { stage } from '../../map/stage.ts';
import { IconButton } from '../../parts/button.tsx';
import { Row, Rows } from '../../parts/rows.tsx';
import { Section } from '../../parts/screen.tsx';
import { useWords } from '../../words/use-words.tsx';
import { change } from './draft.ts';

/** Areas that roads stay out of; the menu of the map makes them. */
export function AvoidList({ avoid }: { readonly avoid: readonly Ring[] }): ReactNode {
  const { say } = useWords();
  if (avoid.length === 0) return null;
  return (
    <Section title={say('planner.avoided')}>
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
