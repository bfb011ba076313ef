import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '../../parts/button.tsx';
import { hiddenTrack, setHidden } from '../../library/hidden.ts';
import { changeLook, moveTracks, removeTracks } from '../../library/track-acts.ts';
import type { TrackItem } from '../../library/tracks.ts';
import { useAct } from '../../library/use-act.ts';
import { useWords } from '../../words/use-words.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { TrackLookDialog } from './track-look-dialog.tsx';
import '../favourites/favourites.css';

/** What can be done with the tracks that are selected. */
export function TrackBulkBar(props: {
  readonly chosen: readonly TrackItem[];
  readonly all: readonly TrackItem[];
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onDone: () => void;
}): ReactNode {
  const { chosen, all, onSelect, onDone } = props;
  const { say } = useWords();
  const { run } = useAct();
  const [open, setOpen] = useState<'move' | 'look' | null>(null);
  const count = chosen.length;
  const none = count === 0;
  const isAll = count > 0 && count === all.length;
  // Dialogs close at once: a long act shows its way, and how to end it, over the page.
  const finish = async (act: Promise<boolean>): Promise<void> => {
    setOpen(null);
    if (await act) onDone();
  };
  const things = chosen.map(({ name }) => hiddenTrack(name));
  return (
    <div className="bulk" role="toolbar" aria-label={say('places.selection')}>
      <span className="bulk-count" role="status">
        {say('places.selected', { count })}
      </span>
      <Button look="quiet" onPress={() => onSelect(isAll ? new Set() : new Set(all.map(({ name }) => `track ${name}`)))}>
        {say(isAll ? 'places.selectNone' : 'places.selectAll')}
      </Button>
      <IconButton icon="eye" label={say('tracks.showThese')} isDisabled={none} onPress={() => setHidden(things, false)} />
      <IconButton icon="eyeShut" label={say('tracks.hideThese')} isDisabled={none} onPress={() => setHidden(things, true)} />
      <IconButton icon="folder" label={say('places.move')} isDisabled={none} onPress={() => setOpen('move')} />
      <IconButton icon="edit" label={say('places.changeLook')} isDisabled={none} onPress={() => setOpen('look')} />
      <IconButton
        icon="trash"
        label={say('places.delete')}
        isDisabled={none}
        onPress={() => void finish(run((device) => removeTracks(device, chosen), say('tracks.deleted', { count })))}
      />
      <MoveDialog
        isOpen={open === 'move'}
        onClose={() => setOpen(null)}
        onMove={(folder) => void finish(run((device) => moveTracks(device, chosen, folder), say('tracks.moved', { count })))}
      />
      <TrackLookDialog
        isOpen={open === 'look'}
        values={{}}
        onClose={() => setOpen(null)}
        onSave={(look) => void finish(run((device) => changeLook(device, chosen, look), say('tracks.changed', { count })))}
      />
    </div>
  );
}
