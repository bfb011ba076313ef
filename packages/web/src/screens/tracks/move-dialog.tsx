import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useTracks } from '../../library/use-library.ts';
import { useWords } from '../../words/use-words.tsx';

/** Asks which folder tracks go to. */
export function MoveDialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onMove: (folder: string) => void;
}): ReactNode {
  const { say } = useWords();
  const { byPath } = useTracks();
  const [folder, setFolder] = useState('');
  const paths = [...byPath.keys()].sort((a, b) => a.localeCompare(b));
  const options = paths.map((path) => ({ value: `/${path}`, label: path === '' ? say('tracks.rootFolder') : path }));
  return (
    <Dialog title={say('places.move')} isOpen={props.isOpen} onClose={props.onClose}>
      <Choice label={say('tracks.folder')} value={`/${folder}`} options={options} onChange={(value) => setFolder(value.slice(1))} />
      <div className="dialog-actions">
        <Button onPress={props.onClose}>{say('shell.cancel')}</Button>
        <Button look="primary" onPress={() => props.onMove(folder)}>
          {say('places.move')}
        </Button>
      </div>
    </Dialog>
  );
}
