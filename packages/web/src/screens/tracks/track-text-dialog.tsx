import { useState } from 'react';
import type { ReactNode } from 'react';
import type { TrackChange } from '@cairn/geo';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { TextArea } from '../../parts/text-area.tsx';
import type { TrackItem } from '../../library/tracks.ts';
import { useWords } from '../../words/use-words.tsx';

interface TextProps {
  readonly isOpen: boolean;
  readonly item: TrackItem;
  readonly onClose: () => void;
  readonly onSave: (change: TrackChange) => void;
}

/** Changes the name and the description that stand in the file of a track. */
export function TrackTextDialog(props: TextProps): ReactNode {
  const { say } = useWords();
  return (
    <Dialog title={say('tracks.editText')} isOpen={props.isOpen} onClose={props.onClose}>
      <TextForm {...props} />
    </Dialog>
  );
}

function TextForm({ item, onClose, onSave }: TextProps): ReactNode {
  const { say } = useWords();
  const before = { name: item.record?.title ?? '', description: item.record?.description ?? '' };
  const [name, setName] = useState(before.name);
  const [description, setDescription] = useState(before.description);
  const change: TrackChange = {
    ...(name === before.name ? {} : { name: name.trim() }),
    ...(description === before.description ? {} : { description: description.trim() === '' ? null : description }),
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (Object.keys(change).length === 0) onClose();
        else onSave(change);
      }}
    >
      <Field label={say('tracks.nameInside')} value={name} onChange={setName} />
      <TextArea label={say('places.description')} value={description} onChange={setDescription} />
      <div className="dialog-actions">
        <Button onPress={onClose}>{say('shell.cancel')}</Button>
        <Button look="primary" type="submit">
          {say('places.save')}
        </Button>
      </div>
    </form>
  );
}
