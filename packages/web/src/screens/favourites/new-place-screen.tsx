import type { ReactNode } from 'react';
import { stage } from '../../map/stage.ts';
import { firstView } from '../../map/view-link.ts';
import { navigate, usePlace } from '../../router.tsx';
import { Screen } from '../../parts/screen.tsx';
import { LibraryGate } from '../../library/library-gate.tsx';
import { addPlace } from '../../library/place-acts.ts';
import { useAct } from '../../library/use-act.ts';
import { usePlaces } from '../../library/use-library.ts';
import { useWords } from '../../words/use-words.tsx';
import { PlaceForm } from './place-form.tsx';

/** A new favourite: at `lat` and `lon` of the address, else in the middle of the map. */
export default function NewPlaceScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('places.add')} back="/favourites">
      <LibraryGate>
        <NewPlace />
      </LibraryGate>
    </Screen>
  );
}

function NewPlace(): ReactNode {
  const { say } = useWords();
  const { query } = usePlace();
  const view = usePlaces();
  const { run, busy } = useAct();
  const name = query.get('group') ?? '';
  const group = view.groups.find((one) => one.group.name === name)?.group;
  const [lat, lon] = [Number(query.get('lat') ?? NaN), Number(query.get('lon') ?? NaN)];
  const middle = stage.view ?? firstView();
  const at = query.has('lat') && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : { lat: middle.lat, lon: middle.lon };
  const look = {
    color: group?.look.color ?? null,
    icon: group?.look.icon ?? 'special_star',
    background: group?.look.background ?? 'circle',
  };
  return (
    <PlaceForm
      start={{ name: query.get('name') ?? '', group: name, description: '', address: '', at, look, hidden: false }}
      action={say('places.add')}
      busy={busy}
      onCancel={() => navigate('/favourites')}
      onSave={(point) =>
        void run((device) => addPlace(device, view, { ...point, time: Date.now() }), say('places.added', { name: point.name })).then(
          (done) => {
            if (done) navigate('/favourites', { replace: true });
          },
        )
      }
    />
  );
}
