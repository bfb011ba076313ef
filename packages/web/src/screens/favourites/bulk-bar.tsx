import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { LookFields } from '../../library/look-fields.tsx';
import type { LookValue } from '../../library/look-fields.tsx';
import { changePlaces, movePlaces, removePlaces } from '../../library/place-acts.ts';
import type { PlaceItem } from '../../library/places.ts';
import { useAct } from '../../library/use-act.ts';
import { usePlaces } from '../../library/use-library.ts';
import { useWords } from '../../words/use-words.tsx';
import { GroupField } from './group-field.tsx';

/** What can be done with the favourites that are selected. */
export function BulkBar(props: {
  readonly chosen: readonly PlaceItem[];
  readonly all: readonly PlaceItem[];
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onDone: () => void;
}): ReactNode {
  const { chosen, all, onSelect, onDone } = props;
  const { say } = useWords();
  const view = usePlaces();
  const { run } = useAct();
  const [open, setOpen] = useState<'move' | 'look' | null>(null);
  const none = chosen.length === 0;
  const count = chosen.length;
  // Dialogs close at once: a long act shows its way, and how to end it, over the page.
  const finish = async (act: Promise<boolean>): Promise<void> => {
    setOpen(null);
    if (await act) onDone();
  };
  const isAll = count === all.length && count > 0;
  return (
    <div className="bulk" role="toolbar" aria-label={say('places.selection')}>
      <span className="bulk-count" role="status">
        {say('places.selected', { count })}
      </span>
      <Button look="quiet" onPress={() => onSelect(isAll ? new Set() : new Set(all.map(({ id }) => id)))}>
        {say(isAll ? 'places.selectNone' : 'places.selectAll')}
      </Button>
      <IconButton icon="folder" label={say('places.move')} isDisabled={none} onPress={() => setOpen('move')} />
      <IconButton icon="edit" label={say('places.changeLook')} isDisabled={none} onPress={() => setOpen('look')} />
      <IconButton
        icon="trash"
        label={say('places.delete')}
        isDisabled={none}
        onPress={() => void finish(run((device) => removePlaces(device, view, chosen), say('places.deleted', { count })))}
      />
      <MoveDialog
        isOpen={open === 'move'}
        onClose={() => setOpen(null)}
        onMove={(group) => void finish(run((device) => movePlaces(device, view, chosen, group), say('places.moved', { count })))}
      />
      <LookDialog
        isOpen={open === 'look'}
        onClose={() => setOpen(null)}
        onChange={(look) => void finish(run((device) => changePlaces(device, view, chosen, look), say('places.changed', { count })))}
      />
    </div>
  );
}

function MoveDialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onMove: (group: string) => void;
}): ReactNode {
  const { say } = useWords();
  const [group, setGroup] = useState('');
  return (
    <Dialog title={say('places.move')} isOpen={props.isOpen} onClose={props.onClose}>
      <GroupField value={group} onChange={setGroup} />
      <div className="dialog-actions">
        <Button onPress={props.onClose}>{say('shell.cancel')}</Button>
        <Button look="primary" onPress={() => props.onMove(group)}>
          {say('places.move')}
        </Button>
      </div>
    </Dialog>
  );
}

function LookDialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onChange: (look: Partial<LookValue>) => void;
}): ReactNode {
  const { say } = useWords();
  const [look, setLook] = useState<LookValue>({ color: null, icon: null, background: null });
  const given = Object.fromEntries(Object.entries(look).filter(([, value]) => value !== null));
  return (
    <Dialog title={say('places.changeLook')} isOpen={props.isOpen} onClose={props.onClose}>
      <LookFields value={look} onChange={setLook} />
      <div className="dialog-actions">
        <Button onPress={props.onClose}>{say('shell.cancel')}</Button>
        <Button look="primary" isDisabled={Object.keys(given).length === 0} onPress={() => props.onChange(given)}>
          {say('places.change')}
        </Button>
      </div>
    </Dialog>
  );
}
