import { readPlace, writeAngles } from '@cairn/geo';
import type { Coordinates } from '@cairn/geo';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { stage } from '../../map/stage.ts';
import { useSearchProviders } from '../../map/search/providers.ts';
import { search } from '../../map/search/search.ts';
import type { Found } from '../../map/search/search.ts';
import { useGeocoded } from '../../map/search/use-geocoded.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { useWords } from '../../words/use-words.tsx';
import { goOn } from './draft.ts';

interface Candidate extends Coordinates {
  readonly key: string;
  readonly name: string;
  readonly detail: string;
}

/** Goes on to a place that is written: coordinates, a name of one's own, a place of the world. The middle of the map is offered too. */
export function AddPointDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  return (
    <Dialog title={say('planner.addPoint')} isOpen={isOpen} onClose={onClose}>
      {isOpen ? <AddPointForm onClose={onClose} /> : null}
    </Dialog>
  );
}

function AddPointForm({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { say, language } = useWords();
  const [text, setText] = useState('');
  const { places, attribution } = useGeocoded(text);
  const providers = useSearchProviders();
  const view = stage.view;
  const candidates = useMemo((): Candidate[] => {
    const near = view ?? { lat: 0, lon: 0 };
    const found = search(text, near, language, providers).flatMap(candidateOf);
    const middle =
      view === null
        ? []
        : [{ key: 'middle', lat: view.lat, lon: view.lon, name: say('planner.middle'), detail: writeAngles(view, 'degrees') }];
    const others = places.map(({ lat, lon, name, where }, at) => ({ key: `geocoded ${at}`, lat, lon, name, detail: where }));
    return text.trim() === '' ? middle : [...found, ...others].slice(0, 12);
  }, [text, view, language, places, providers, say]);
  const add = ({ lat, lon, name, key }: Candidate): void => {
    const isNamed = key !== 'middle' && key !== 'position';
    goOn({ lat, lon, ...(isNamed ? { name } : {}) });
    stage.goTo({ lat, lon });
    onClose();
  };
  const submit = (): void => {
    const [first] = candidates;
    const place = readPlace(text, view ?? { lat: 0, lon: 0 });
    if (first !== undefined) add(first);
    else if (place !== null) add({ ...place, key: 'position', name: '', detail: '' });
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field label={say('planner.where')} hint={say('map.searchHint')} type="search" value={text} onChange={setText} autoFocus />
      <p className="visually-hidden" role="status">
        {text.trim() === '' ? '' : say('map.searchCount', { count: candidates.length })}
      </p>
      <ul className="plan-candidates">
        {candidates.map((one) => (
          <li key={one.key}>
            <Button look="quiet" onPress={() => add(one)}>
              {one.name}
              <small>{one.detail}</small>
            </Button>
          </li>
        ))}
      </ul>
      {places.length === 0 ? null : <p className="plan-credit">{attribution}</p>}
      <div className="dialog-actions">
        <Button onPress={onClose}>{say('shell.cancel')}</Button>
      </div>
    </form>
  );
}

function candidateOf(one: Found): Candidate[] {
  if (one.kind === 'position') {
    return [
      { key: 'position', lat: one.place.lat, lon: one.place.lon, name: one.place.name ?? writeAngles(one.place, 'degrees'), detail: '' },
    ];
  }
  if (one.kind === 'world') return [{ key: one.key, lat: one.place.lat, lon: one.place.lon, name: one.place.name, detail: '' }];
  if (one.kind === 'geocoded') return [];
  const { where, name, detail } = one.found;
  return where === null || 'west' in where ? [] : [{ key: one.key, lat: where.lat, lon: where.lon, name, detail }];
}
