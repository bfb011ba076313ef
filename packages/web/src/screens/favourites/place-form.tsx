import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { readPlace, writeAngles } from '@cairn/geo';
import type { Coordinates, NewPoint } from '@cairn/geo';
import { stage } from '../../map/stage.ts';
import { Button } from '../../parts/button.tsx';
import { Switch } from '../../parts/choice.tsx';
import { Field } from '../../parts/field.tsx';
import { TextArea } from '../../parts/text-area.tsx';
import { LookFields } from '../../library/look-fields.tsx';
import type { LookValue } from '../../library/look-fields.tsx';
import { useWords } from '../../words/use-words.tsx';
import { GroupField } from './group-field.tsx';

export interface PlaceValues {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly address: string;
  readonly at: Coordinates;
  readonly look: LookValue;
  readonly hidden: boolean;
}

/** What the form gives. */
export type PlaceSaved = Required<Pick<NewPoint, 'name' | 'place' | 'group' | 'description' | 'address' | 'hidden'>> & LookValue;

/** Fields of a favourite; its place can be typed, dragged on the map, or moved there with the arrow keys. */
export function PlaceForm(props: {
  readonly start: PlaceValues;
  readonly action: string;
  readonly busy: boolean;
  readonly onSave: (point: PlaceSaved) => void;
  readonly onCancel: () => void;
}): ReactNode {
  const { start } = props;
  const { say } = useWords();
  const [name, setName] = useState(start.name);
  const [group, setGroup] = useState(start.group);
  const [description, setDescription] = useState(start.description);
  const [address, setAddress] = useState(start.address);
  const [look, setLook] = useState(start.look);
  const [hidden, setHidden] = useState(start.hidden);
  const [where, setWhere] = useState(writeAngles(start.at, 'degrees'));
  const [faults, setFaults] = useState<{ name?: string; where?: string }>({});
  // What nobody touched stays to the last decimal; the field shows fewer.
  const place = where === writeAngles(start.at, 'degrees') ? start.at : readPlace(where, start.at);
  usePlacing(place ?? start.at, say('places.placing', { name: name || say('places.unnamed') }), (to) =>
    setWhere(writeAngles(to, 'degrees')),
  );
  const save = (): void => {
    const wrong = {
      ...(name.trim() === '' ? { name: say('places.nameNeeded') } : {}),
      ...(place === null ? { where: say('places.whereFault') } : {}),
    };
    setFaults(wrong);
    if (place === null || Object.keys(wrong).length > 0) return;
    const at = { lat: place.lat, lon: place.lon };
    props.onSave({
      name: name.trim(),
      group: group.trim(),
      place: at,
      description: description.trim() || null,
      address: address.trim() || null,
      hidden,
      ...look,
    });
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field label={say('places.name')} value={name} onChange={setName} fault={faults.name} />
      <GroupField value={group} onChange={setGroup} />
      <Field label={say('places.where')} value={where} onChange={setWhere} fault={faults.where} hint={say('places.whereHint')} />
      <Field label={say('places.address')} value={address} onChange={setAddress} />
      <TextArea label={say('places.description')} value={description} onChange={setDescription} />
      <LookFields value={look} onChange={setLook} />
      <Switch label={say('places.hidden')} detail={say('places.hiddenText')} on={hidden} onChange={setHidden} />
      <div className="form-actions">
        <Button look="primary" type="submit" isDisabled={props.busy}>
          {props.action}
        </Button>
        <Button onPress={props.onCancel}>{say('shell.cancel')}</Button>
      </div>
    </form>
  );
}

/** Shows a mark on the map that can be moved; a press on the map moves it too. */
function usePlacing(at: Coordinates, label: string, onMove: (to: Coordinates) => void): void {
  const move = useRef(onMove);
  useEffect(() => {
    move.current = onMove;
  });
  useEffect(() => stage.on('press', ({ lat, lon }) => move.current({ lat, lon })), []);
  const stable = useRef((to: Coordinates) => move.current(to));
  const { lat, lon } = at;
  const end = useRef<(() => void) | null>(null);
  useEffect(() => {
    end.current = stage.place({ lat, lon, label, onMove: stable.current });
  }, [lat, lon, label]);
  useEffect(() => () => end.current?.(), []);
}
