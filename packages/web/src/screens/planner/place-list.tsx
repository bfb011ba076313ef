import type { PlanPlace } from '@cairn/geo';
import type { ReactNode } from 'react';
import { PointPicture } from '../../library/point-picture.tsx';
import { Button, IconButton } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Row, Rows } from '../../parts/rows.tsx';
import { Section } from '../../parts/screen.tsx';
import { stage } from '../../map/stage.ts';
import { useWords } from '../../words/use-words.tsx';

/** Named places beside the way. */
export function PlaceList(props: {
  readonly places: readonly PlanPlace[];
  /** The next press on the map marks one. */
  readonly marking: boolean;
  readonly onMark: (marking: boolean) => void;
  readonly onOpen: (id: number) => void;
}): ReactNode {
  const { places, marking, onMark, onOpen } = props;
  const { say } = useWords();
  const button = (
    <Button look="quiet" icon={marking ? 'close' : 'plus'} onPress={() => onMark(!marking)}>
      {say(marking ? 'shell.cancel' : 'planner.markPlace')}
    </Button>
  );
  return (
    <Section title={say('planner.places')} actions={button}>
      {marking ? <Notice>{say('planner.marking')}</Notice> : null}
      {places.length === 0 ? null : (
        <Rows label={say('planner.places')}>
          {places.map((place) => (
            <Row
              key={place.id}
              title={
                <span className="plan-place">
                  <PointPicture icon={place.icon} color={place.color} background={place.background} size={24} />
                  {place.name || say('places.unnamed')}
                </span>
              }
              detail={place.description}
            >
              <IconButton
                icon="map"
                label={say('planner.showPoint', { name: place.name || say('places.unnamed') })}
                onPress={() => stage.goTo(place)}
              />
              <IconButton
                icon="edit"
                label={say('planner.editPoint', { name: place.name || say('places.unnamed') })}
                onPress={() => onOpen(place.id)}
              />
            </Row>
          ))}
        </Rows>
      )}
    </Section>
  );
}
