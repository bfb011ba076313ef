import { changePlanPlace, removePlanPlace } from '@cairn/geo';
import type { Plan, PlanPlace } from '@cairn/geo';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { LookFields } from '../../library/look-fields.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { useWords } from '../../words/use-words.tsx';
import { change } from './draft.ts';

/** A place beside the way: its name, what is said of it, how it looks. */
export function PlaceDialog(props: { readonly id: number; readonly plan: Plan; readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  const place = props.plan.places.find(({ id }) => id === props.id);
  if (place === undefined) return null;
  return (
    <Dialog title={place.name || say('planner.newPlace')} isOpen onClose={props.onClose}>
      <PlaceForm place={place} onClose={props.onClose} />
    </Dialog>
  );
}

function PlaceForm({ place, onClose }: { readonly place: PlanPlace; readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  const [name, setName] = useState(place.name);
  const [description, setDescription] = useState(place.description);
  const [look, setLook] = useState<{ icon: string | null; color: string | null; background: string | null }>(place);
  const save = (): void => {
    const { icon, color, background } = look;
    change((now) =>
      changePlanPlace(now, place.id, {
        ...{ name: name.trim(), description: description.trim(), color },
        ...{ icon: icon ?? place.icon, background: background ?? place.background },
      }),
    );
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
      <Field label={say('places.name')} value={name} onChange={setName} autoFocus />
      <Field label={say('places.description')} value={description} onChange={setDescription} />
      <LookFields value={look} onChange={setLook} />
      <div className="dialog-actions">
        <Button
          look="danger"
          onPress={() => {
            change((now) => removePlanPlace(now, place.id));
            onClose();
          }}
        >
          {say('places.delete')}
        </Button>
        <Button look="primary" type="submit">
          {say('planner.apply')}
        </Button>
      </div>
    </form>
  );
}
