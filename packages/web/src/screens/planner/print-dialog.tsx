import { atOnce, lengthOf, writeAngles, wayOrLine } from '@cairn/geo';
import type { Plan } from '@cairn/geo';
import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { stage } from '../../map/stage.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useMeasure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';
import { TrackChart } from '../tracks/chart.tsx';
import { labelOfGoing } from './goings.ts';
import { planLine } from './layers.ts';
import { creditsOf } from './road-notice.tsx';
import { kindOf } from './profiles.ts';
import type { RoutingFacts } from './profiles.ts';
import { figuresOf } from './use-figures.ts';

interface PrintProps {
  readonly isOpen: boolean;
  readonly plan: Plan;
  readonly title: string;
  readonly facts: RoutingFacts | undefined;
  readonly onClose: () => void;
}

/** Prints the plan: the map as it is seen now, heights, points and places. */
export function PrintDialog(props: PrintProps): ReactNode {
  const { say } = useWords();
  return (
    <Dialog title={say('planner.print')} isOpen={props.isOpen} onClose={props.onClose}>
      <p>{say('planner.printText')}</p>
      {props.isOpen ? <Sheet {...props} /> : null}
      <div className="dialog-actions">
        <Button onPress={props.onClose}>{say('shell.close')}</Button>
        <Button look="primary" onPress={() => window.print()}>
          {say('planner.print')}
        </Button>
      </div>
    </Dialog>
  );
}

/** What is on the paper: nothing of it is seen on the screen. */
function Sheet({ plan, title, facts }: PrintProps): ReactNode {
  const { say } = useWords();
  const measure = useMeasure();
  const [picture, setPicture] = useState<string | null>(null);
  const { numbers, chart } = useMemo(() => atOnce(figuresOf(plan, (profile) => kindOf(facts, profile))), [plan, facts]);
  useEffect(() => {
    let wanted = true;
    void stage.takePicture().then((taken) => {
      if (wanted) setPicture(taken);
    });
    return () => {
      wanted = false;
    };
  }, []);
  // Whose the map is, as the map says it.
  const [credit] = useState(() => document.querySelector('.map-attribution')?.lastChild?.textContent ?? '');
  let along = 0;
  const rows = plan.points.map((point, at) => {
    const [before, leg] = [along, plan.legs[at]];
    const way = leg === undefined ? null : wayOrLine(plan, at);
    along += way === null ? 0 : lengthOf(way);
    return { point, at, along: before, going: leg === undefined ? '' : labelOfGoing(leg, facts, say) };
  });
  const elevation = numbers.elevation;
  return createPortal(
    <div className="plan-sheet" aria-hidden="true">
      <h1>{title}</h1>
      <p>
        {measure.distance(numbers.distance)} · {measure.span(numbers.seconds)}
        {elevation === null ? '' : ` · ↗ ${measure.height(elevation.ascent)} · ↘ ${measure.height(elevation.descent)}`}
      </p>
      {picture === null ? null : (
        <figure>
          <img className="plan-sheet-map" src={picture} alt="" />
        </figure>
      )}
      <p className="plan-credit">{[...new Set([credit, ...creditsOf(plan, facts)])].filter((text) => text !== '').join(' · ')}</p>
      {chart === null || elevation === null ? null : <TrackChart track={chart} layer={planLine} sloped />}
      <table>
        <thead>
          <tr>
            <th>{say('planner.number')}</th>
            <th>{say('places.name')}</th>
            <th>{say('planner.position')}</th>
            <th>{say('tracks.distance')}</th>
            <th>{say('planner.going')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ point, at, along: metres, going }) => (
            <tr key={point.id}>
              <td>{at + 1}</td>
              <td>{point.name}</td>
              <td>{writeAngles(point, 'degrees')}</td>
              <td>{measure.distance(metres)}</td>
              <td>{going}</td>
            </tr>
          ))}
          {plan.places.map((place) => (
            <tr key={place.id}>
              <td />
              <td>{place.name}</td>
              <td>{writeAngles(place, 'degrees')}</td>
              <td />
              <td>{place.description}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>,
    document.body,
  );
}
