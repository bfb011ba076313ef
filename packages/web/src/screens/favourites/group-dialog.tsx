import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Switch } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { navigate } from '../../router.tsx';
import { LookFields } from '../../library/look-fields.tsx';
import type { LookValue } from '../../library/look-fields.tsx';
import { changeGroup, newGroup } from '../../library/place-acts.ts';
import type { GroupItem } from '../../library/places.ts';
import { useAct } from '../../library/use-act.ts';
import { usePlaces } from '../../library/use-library.ts';
import { useWords } from '../../words/use-words.tsx';

/** Changes a group, or makes a new one (`item` null). */
export function GroupDialog(props: { readonly isOpen: boolean; readonly item: GroupItem | null; readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  return (
    <Dialog title={say(props.item === null ? 'places.newGroup' : 'places.editGroup')} isOpen={props.isOpen} onClose={props.onClose}>
      <GroupForm item={props.item} onClose={props.onClose} />
    </Dialog>
  );
}

function GroupForm({ item, onClose }: { readonly item: GroupItem | null; readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  const { groups } = usePlaces();
  const { run, busy } = useAct();
  const before = item?.group;
  const [name, setName] = useState(before?.name ?? '');
  const [look, setLook] = useState<LookValue>(before?.look ?? { color: '#ffeecc22', icon: 'special_star', background: 'circle' });
  const [pinned, setPinned] = useState(before?.pinned ?? false);
  const [hidden, setHidden] = useState(before?.hidden ?? false);
  const [fault, setFault] = useState<string | null>(null);
  const taken = (wanted: string): boolean => wanted !== before?.name && groups.some(({ group }) => group.name === wanted);
  const save = async (): Promise<void> => {
    const wanted = name.trim();
    const wrong = wanted === '' && before?.name !== '' ? say('places.nameNeeded') : taken(wanted) ? say('places.groupTaken') : null;
    setFault(wrong);
    if (wrong !== null) return;
    const change = { ...look, pinned, hidden };
    const done =
      item === null
        ? await run((device) => newGroup(device, wanted, change), say('places.groupMade', { name: wanted }))
        : await run(
            (device) => changeGroup(device, item, wanted === before?.name ? change : { ...change, name: wanted }),
            say('places.groupChanged', { name: wanted || say('places.defaultGroup') }),
          );
    if (!done) return;
    onClose();
    if (item !== null && wanted !== before?.name) navigate('/favourites', { replace: true });
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field label={say('places.groupName')} value={name} onChange={setName} fault={fault} />
      <LookFields value={look} onChange={setLook} />
      <Switch label={say('places.pin')} on={pinned} onChange={setPinned} />
      <Switch label={say('places.hideEverywhere')} detail={say('places.hideEverywhereText')} on={hidden} onChange={setHidden} />
      <div className="dialog-actions">
        <Button onPress={onClose}>{say('shell.cancel')}</Button>
        <Button look="primary" type="submit" isDisabled={busy}>
          {say('places.save')}
        </Button>
      </div>
    </form>
  );
}
