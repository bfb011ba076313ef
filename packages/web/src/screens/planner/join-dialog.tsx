import { joinPlan } from '@cairn/geo';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useExplain } from '../../cloud/explain.ts';
import { LibraryGate } from '../../library/library-gate.tsx';
import { useLibrary, useTracks } from '../../library/use-library.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useWords } from '../../words/use-words.tsx';
import { wordsIn } from '../favourites/order.ts';
import { isTrackFound } from '../tracks/order.ts';
import { change, draftNow } from './draft.ts';
import { openPlanFile } from './plan-files.ts';

/** Rows that are offered; more are found by name. */
const most = 60;

/** Joins a track of the library behind the plan, reached the way that the next point would be. */
export function JoinDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  return (
    <Dialog title={say('planner.join')} isOpen={isOpen} onClose={onClose}>
      {isOpen ? (
        <LibraryGate>
          <JoinForm onClose={onClose} />
        </LibraryGate>
      ) : null}
    </Dialog>
  );
}

function JoinForm({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const { device } = useLibrary();
  const { all } = useTracks();
  const [query, setQuery] = useState('');
  const words = useMemo(() => wordsIn(query), [query]);
  const found = useMemo(() => all.filter((track) => track.fault === null && isTrackFound(track, words)), [all, words]);
  const join = async (name: string, title: string): Promise<void> => {
    if (device === null) return;
    try {
      const { plan } = await openPlanFile(device, name);
      change((now) => joinPlan(now, plan, draftNow().going));
      tell(say('planner.joined', { name: title }));
    } catch (error) {
      tell(explain(error), { bad: true });
    }
    onClose();
  };
  return (
    <div className="form">
      <Field label={say('tracks.find')} type="search" value={query} onChange={setQuery} autoFocus />
      <ul className="plan-candidates">
        {found.slice(0, most).map(({ name, title, folder }) => (
          <li key={name}>
            <Button look="quiet" onPress={() => void join(name, title)}>
              {title}
              <small>{folder}</small>
            </Button>
          </li>
        ))}
      </ul>
      {found.length > most ? <p>{say('tracks.moreThere', { count: found.length - most })}</p> : null}
      <div className="dialog-actions">
        <Button onPress={onClose}>{say('shell.cancel')}</Button>
      </div>
    </div>
  );
}
