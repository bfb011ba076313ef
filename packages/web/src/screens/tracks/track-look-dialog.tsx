import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Choice, Switch } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import type { LookChange } from '../../library/track-acts.ts';
import { useWords } from '../../words/use-words.tsx';
import { LineFields } from './line-fields.tsx';

interface TrackLookProps {
  readonly isOpen: boolean;
  /** The look as it is, by OsmAnd's names. */
  readonly values: Readonly<Record<string, string>>;
  readonly onClose: () => void;
  readonly onSave: (look: LookChange) => void;
}

/** Changes how tracks are drawn, with the names and values that OsmAnd has (data-formats 4.3). */
export function TrackLookDialog(props: TrackLookProps): ReactNode {
  const { say } = useWords();
  return (
    <Dialog title={say('places.changeLook')} isOpen={props.isOpen} onClose={props.onClose}>
      <LookForm {...props} />
    </Dialog>
  );
}

const splits = ['no_split', 'distance', 'time'];

function LookForm({ values, onClose, onSave }: TrackLookProps): ReactNode {
  const { say } = useWords();
  const [look, setLook] = useState<LookChange>({});
  const now = (key: string): string => (Object.hasOwn(look, key) ? (look[key] ?? '') : (values[key] ?? ''));
  const set = (key: string, value: string): void => setLook({ ...look, [key]: value });
  const split = now('split_type') || 'no_split';
  const splitWords = { no_split: say('tracks.splitNone'), distance: say('tracks.splitDistance'), time: say('tracks.splitTime') };
  return (
    <>
      <LineFields now={now} onChange={set} />
      <Switch
        label={say('tracks.ends')}
        on={now('show_start_finish') !== 'false'}
        onChange={(on) => set('show_start_finish', String(on))}
      />
      <Choice
        label={say('tracks.split')}
        value={splits.includes(split) ? split : 'no_split'}
        options={splits.map((value) => ({ value, label: splitWords[value as keyof typeof splitWords] }))}
        onChange={(value) =>
          setLook({ ...look, split_type: value, split_interval: value === 'distance' ? '1000' : value === 'time' ? '3600' : null })
        }
      />
      <div className="dialog-actions">
        <Button onPress={onClose}>{say('shell.cancel')}</Button>
        <Button look="primary" isDisabled={Object.keys(look).length === 0} onPress={() => onSave(look)}>
          {say('places.save')}
        </Button>
      </div>
    </>
  );
}
