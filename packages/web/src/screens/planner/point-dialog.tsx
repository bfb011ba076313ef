import {
  changeLeg,
  cutAfter,
  cutBefore,
  insertPoint,
  movePlanPoint,
  namePoint,
  readPlace,
  removePoint,
  splitAfter,
  wayOrLine,
  writeAngles,
} from '@cairn/geo';
import type { Coordinates, Plan } from '@cairn/geo';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { stage } from '../../map/stage.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { useWords } from '../../words/use-words.tsx';
import { change } from './draft.ts';
import { goingOfText, goingOptions, textOfGoing } from './goings.ts';
import { planPoints } from './layers.ts';
import { comparable } from './other-ways.tsx';
import type { RoutingFacts } from './profiles.ts';

interface PointDialogProps {
  readonly id: number;
  readonly plan: Plan;
  readonly facts: RoutingFacts | undefined;
  readonly onClose: () => void;
  /** Shows other ways from here to the next point. */
  readonly onCompare: () => void;
}

/** One point: its name, where it is, how it goes on from there, and what can be done with the plan there. */
export function PointDialog({ id, plan, facts, onClose, onCompare }: PointDialogProps): ReactNode {
  const { say } = useWords();
  const index = plan.points.findIndex((point) => point.id === id);
  const point = plan.points[index];
  if (point === undefined) return null;
  const title = point.name === '' ? say('planner.point', { number: index + 1 }) : point.name;
  const leg = plan.legs[index];
  const act = (make: (now: Plan) => Plan) => (): void => {
    change(make);
    onClose();
  };
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <PointForm point={point} index={index} onClose={onClose} />
      {leg === undefined ? null : (
        <Choice
          label={say('planner.onward', { number: index + 2 })}
          value={textOfGoing(leg)}
          onChange={(value) => change((now) => changeLeg(now, index, goingOfText(value)))}
          options={goingOptions(facts, say, leg, true)}
        />
      )}
      <div className="plan-acts">
        {comparable(plan, index, facts) === null ? null : (
          <Button icon="track" onPress={onCompare}>
            {say('planner.otherWays')}
          </Button>
        )}
        <Button
          icon="map"
          onPress={() => {
            stage.goTo(point);
            stage.highlight({ layer: planPoints, id: String(id) });
            onClose();
          }}
        >
          {say('tracks.onMap')}
        </Button>
        <Button icon="target" onPress={() => moveByKeys(id, point, say('planner.moving', { name: title }), onClose)}>
          {say('planner.moveOnMap')}
        </Button>
        {leg === undefined ? null : (
          <Button icon="plus" onPress={act((now) => insertPoint(now, index, middleOf(now, index)))}>
            {say('planner.insertAfter')}
          </Button>
        )}
        {leg === undefined || leg.kind === 'gap' ? null : (
          <Button onPress={act((now) => splitAfter(now, index))}>{say('planner.split')}</Button>
        )}
        {index === 0 ? null : <Button onPress={act((now) => cutBefore(now, index))}>{say('planner.cutBefore')}</Button>}
        {leg === undefined ? null : <Button onPress={act((now) => cutAfter(now, index))}>{say('planner.cutAfter')}</Button>}
        <Button look="danger" icon="trash" onPress={act((now) => removePoint(now, index))}>
          {say('places.delete')}
        </Button>
      </div>
    </Dialog>
  );
}

/** Name and position, which may be written in any way that the search box reads. */
function PointForm(props: { readonly point: Plan['points'][number]; readonly index: number; readonly onClose: () => void }): ReactNode {
  const { point, index, onClose } = props;
  const { say } = useWords();
  const written = writeAngles(point, 'degrees');
  const [name, setName] = useState(point.name);
  const [where, setWhere] = useState(written);
  const [fault, setFault] = useState<string | null>(null);
  const save = (): void => {
    const place = where.trim() === written ? point : readPlace(where, point);
    if (place === null) {
      setFault(say('planner.noPosition'));
      return;
    }
    change((now) => {
      const { lat, lon } = place;
      const named = namePoint(now, index, name.trim());
      return place === point ? named : movePlanPoint(named, index, { lat, lon });
    });
    onClose();
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field label={say('places.name')} value={name} onChange={setName} />
      <Field label={say('planner.position')} value={where} onChange={setWhere} fault={fault} />
      <div className="form-actions">
        <Button look="primary" type="submit">
          {say('planner.apply')}
        </Button>
      </div>
    </form>
  );
}

/** Half of the way to the next point, on its ground. */
function middleOf(plan: Plan, index: number): Coordinates {
  const line = wayOrLine(plan, index)?.line ?? new Float64Array(0);
  const count = line.length / 3;
  if (count > 2) {
    const at = Math.floor(count / 2) * 3;
    return { lon: line[at] ?? 0, lat: line[at + 1] ?? 0 };
  }
  const [from, to] = [plan.points[index], plan.points[index + 1]];
  return { lat: ((from?.lat ?? 0) + (to?.lat ?? 0)) / 2, lon: ((from?.lon ?? 0) + (to?.lon ?? 0)) / 2 };
}

/** Puts a pin that the arrow keys move; it stays until Escape, or until something else has the focus. */
function moveByKeys(id: number, { lat, lon }: Coordinates, label: string, onClose: () => void): void {
  onClose();
  stage.goTo({ lat, lon });
  const stop = stage.place({
    ...{ lat, lon, label },
    onMove: (to) =>
      change((now) => {
        const index = now.points.findIndex((point) => point.id === id);
        return index === -1 ? now : movePlanPoint(now, index, to);
      }),
  });
  // After the dialog has given the focus back.
  setTimeout(() => {
    const pin = document.querySelector<HTMLElement>('.map-placing');
    if (pin === null) {
      stop();
      return;
    }
    pin.focus();
    pin.addEventListener('blur', stop, { once: true });
    pin.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape' || key === 'Enter') pin.blur();
    });
  }, 300);
}
