import { useState } from 'react';
import type { ReactNode } from 'react';
import type { SmartFilter, SmartFolder } from '@cairn/geo';
import { useTracks } from '../../library/use-library.ts';
import { Button } from '../../parts/button.tsx';
import { Switch, Tick } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { useSettings } from '../../settings.tsx';
import { useWords } from '../../words/use-words.tsx';
import { filtersOf, rulesOf } from './collection-rules.ts';
import type { RuleFault, Rules } from './collection-rules.ts';

interface CollectionDialogProps {
  readonly isOpen: boolean;
  /** The collection whose rules are changed; null for a new one. */
  readonly before: SmartFolder | null;
  readonly taken: readonly string[];
  readonly onClose: () => void;
  /** @returns whether it was done; the dialog stays otherwise */
  readonly onSave: (name: string, filters: readonly SmartFilter[]) => Promise<boolean>;
}
const farUnits = { metric: ['km', 1000], imperial: ['mi', 1609.344], nautical: ['nmi', 1852] } as const;

/** Makes a collection, or changes its rules. */
export function CollectionDialog(props: CollectionDialogProps): ReactNode {
  const { say } = useWords();
  return (
    <Dialog title={say(props.before === null ? 'collections.make' : 'collections.edit')} isOpen={props.isOpen} onClose={props.onClose}>
      <CollectionForm {...props} />
    </Dialog>
  );
}

function CollectionForm({ before, taken, onClose, onSave }: CollectionDialogProps): ReactNode {
  const { say } = useWords();
  const [unitName, unit] = farUnits[useSettings().units];
  const [name, setName] = useState(before?.name ?? '');
  const [rules, setRules] = useState(() => rulesOf(before?.filters ?? [], unit));
  const [fault, setFault] = useState<RuleFault | 'nameNeeded' | 'nameTaken' | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<Rules>): void => setRules({ ...rules, ...part });
  const save = async (): Promise<void> => {
    const wanted = name.trim();
    const filters = filtersOf(rules, before?.filters ?? [], unit);
    const wrong = wanted === '' ? 'nameNeeded' : taken.includes(wanted) ? 'nameTaken' : typeof filters === 'string' ? filters : null;
    setFault(wrong);
    if (wrong !== null || typeof filters === 'string') return;
    setBusy(true);
    if (await onSave(wanted, filters)) onClose();
    setBusy(false);
  };
  const nameFault = fault === 'nameNeeded' ? say('places.nameNeeded') : fault === 'nameTaken' ? say('collections.taken') : null;
  const ifWrong = (field: RuleFault): string | null => (fault === field ? say('collections.ruleFault') : null);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {before === null ? <Field label={say('places.name')} value={name} onChange={setName} fault={nameFault} /> : null}
      <Field label={say('collections.words')} value={rules.words} onChange={(words) => change({ words })} />
      <Folders chosen={rules.folders} onChange={(folders) => change({ folders })} />
      <div className="field-pair">
        <Field
          label={say('collections.lengthFrom', { unit: unitName })}
          value={rules.lengthFrom}
          inputMode="decimal"
          onChange={(lengthFrom) => change({ lengthFrom })}
          fault={ifWrong('lengthFrom')}
        />
        <Field
          label={say('collections.lengthTo', { unit: unitName })}
          value={rules.lengthTo}
          inputMode="decimal"
          onChange={(lengthTo) => change({ lengthTo })}
          fault={ifWrong('lengthTo')}
        />
      </div>
      <div className="field-pair">
        <Field label={say('collections.madeFrom')} type="date" value={rules.madeFrom} onChange={(madeFrom) => change({ madeFrom })} />
        <Field
          label={say('collections.madeTo')}
          type="date"
          value={rules.madeTo}
          onChange={(madeTo) => change({ madeTo })}
          fault={ifWrong('madeTo')}
        />
      </div>
      <Switch label={say('collections.waypoints')} on={rules.waypoints} onChange={(waypoints) => change({ waypoints })} />
      <div className="dialog-actions">
        <Button onPress={onClose}>{say('shell.cancel')}</Button>
        <Button look="primary" type="submit" isDisabled={busy}>
          {say('places.save')}
        </Button>
      </div>
    </form>
  );
}

/** Folders that belong to it, with all below them; none ticked: all. Those that are gone stay until they are unticked. */
function Folders(props: { readonly chosen: readonly string[]; readonly onChange: (folders: readonly string[]) => void }): ReactNode {
  const { say } = useWords();
  const { byPath } = useTracks();
  const { chosen, onChange } = props;
  const paths = [...new Set([...byPath.keys(), ...chosen])].filter((path) => path !== '').sort((a, b) => a.localeCompare(b));
  if (paths.length === 0) return null;
  return (
    <fieldset className="tick-list">
      <legend className="field-label">{say('collections.folders')}</legend>
      <div className="tick-rows">
        {paths.map((path) => (
          <Tick
            key={path}
            label={path}
            on={chosen.includes(path)}
            onChange={(on) => onChange(on ? [...chosen, path] : chosen.filter((one) => one !== path))}
          />
        ))}
      </div>
    </fieldset>
  );
}
