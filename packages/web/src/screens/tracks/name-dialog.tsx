import { useState } from 'react';
import type { ReactNode } from 'react';
import { nameProblem } from '@cairn/protocol';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { useWords } from '../../words/use-words.tsx';

interface NameDialogProps {
  readonly title: string;
  readonly start: string;
  readonly isOpen: boolean;
  /** Whether something has the name already. */
  readonly taken: (name: string) => boolean;
  readonly onClose: () => void;
  /** @returns whether it was done; the dialog stays otherwise */
  readonly onSave: (name: string) => Promise<boolean>;
}

/** Asks for the name of a file or a folder. */
export function NameDialog(props: NameDialogProps): ReactNode {
  return (
    <Dialog title={props.title} isOpen={props.isOpen} onClose={props.onClose}>
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm({ start, taken, onClose, onSave }: NameDialogProps): ReactNode {
  const { say } = useWords();
  const [name, setName] = useState(start);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    const wanted = name.trim();
    if (wanted === start) {
      onClose();
      return;
    }
    const isBad = wanted === '' || /[/\\]/.test(wanted) || nameProblem(wanted) !== null;
    const wrong = isBad ? say(wanted === '' ? 'places.nameNeeded' : 'tracks.nameFault') : taken(wanted) ? say('tracks.nameTaken') : null;
    setFault(wrong);
    if (wrong !== null) return;
    setBusy(true);
    if (await onSave(wanted)) onClose();
    setBusy(false);
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field label={say('places.name')} value={name} onChange={setName} fault={fault} />
      <div className="dialog-actions">
        <Button onPress={onClose}>{say('shell.cancel')}</Button>
        <Button look="primary" type="submit" isDisabled={busy}>
          {say('places.save')}
        </Button>
      </div>
    </form>
  );
}
