import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { Coordinates } from '@cairn/geo';
import { stage } from '../../map/stage.ts';
import { firstView } from '../../map/view-link.ts';
import { navigate, useParam, usePlace } from '../../router.tsx';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { Menu } from '../../parts/menu.tsx';
import { Screen } from '../../parts/screen.tsx';
import { hiddenGroup, setHidden, useHidden } from '../../library/hidden.ts';
import { LibraryGate } from '../../library/library-gate.tsx';
import { removeGroup } from '../../library/place-acts.ts';
import type { GroupItem } from '../../library/places.ts';
import { useAct } from '../../library/use-act.ts';
import { usePlaces } from '../../library/use-library.ts';
import { useWords } from '../../words/use-words.tsx';
import { boundsOf } from './bounds.ts';
import { BulkBar } from './bulk-bar.tsx';
import { GroupDialog } from './group-dialog.tsx';
import { newPlacePath } from './links.ts';
import { ordered, orders, wordsIn } from './order.ts';
import type { Order } from './order.ts';
import { PlaceRows } from './place-rows.tsx';
import './favourites.css';

/** One group of favourites. */
export default function GroupScreen(): ReactNode {
  const { say } = useWords();
  const file = useParam('file');
  const name = usePlace().query.get('group') ?? '';
  const { byId } = usePlaces();
  const item = byId.get(`${file}\n${name}`) ?? null;
  const title = name === '' ? say('places.defaultGroup') : name;
  return (
    <Screen title={title} back="/favourites" actions={item === null ? null : <GroupActions item={item} title={title} />}>
      <LibraryGate>
        {item === null ? <Empty icon="star" text={say('places.noSuchGroup')} /> : <Items key={item.id} item={item} title={title} />}
      </LibraryGate>
    </Screen>
  );
}

function GroupActions({ item, title }: { readonly item: GroupItem; readonly title: string }): ReactNode {
  const { say } = useWords();
  const { run } = useAct();
  const hidden = useHidden();
  const [editing, setEditing] = useState(false);
  const isHidden = hidden.has(hiddenGroup(item.id));
  const remove = async (): Promise<void> => {
    const done = await run((device) => removeGroup(device, item), say('places.groupDeleted', { name: title, count: item.items.length }));
    if (done) navigate('/favourites');
  };
  return (
    <>
      <Menu
        label={say('places.groupActions', { name: title })}
        actions={[
          { label: say('places.add'), icon: 'plus', act: () => navigate(newPlacePath(item.group.name)) },
          { label: say('places.editGroup'), icon: 'edit', act: () => setEditing(true) },
          {
            label: say(isHidden ? 'places.showHere' : 'places.hideHere'),
            icon: isHidden ? 'eye' : 'eyeShut',
            act: () => setHidden([hiddenGroup(item.id)], !isHidden),
          },
          { label: say('places.deleteGroup'), icon: 'trash', danger: true, act: () => void remove() },
        ]}
      />
      <GroupDialog isOpen={editing} item={item} onClose={() => setEditing(false)} />
    </>
  );
}

function Items({ item, title }: { readonly item: GroupItem; readonly title: string }): ReactNode {
  const { say } = useWords();
  const [query, setQuery] = useState('');
  const [order, setOrder] = useState<Order>('name');
  // Where the map was when the order was chosen: rows do not jump while it moves.
  const [near, setNear] = useState<Coordinates | null>(null);
  const choose = (chosen: Order): void => {
    setNear(chosen === 'nearest' ? (stage.view ?? firstView()) : null);
    setOrder(chosen);
  };
  const [selecting, setSelecting] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => ordered(item, wordsIn(query), order, near), [item, query, order, near]);
  const [arrivedWith] = useState(item.items);
  useEffect(() => {
    const bounds = boundsOf(arrivedWith);
    if (bounds !== null) stage.fit(bounds);
  }, [arrivedWith]);
  const chosen = selected.size === 0 ? [] : item.items.filter(({ id }) => selected.has(id));
  const labels = { name: say('places.byName'), newest: say('places.byDate'), nearest: say('places.byDistance') };
  const finish = (): void => {
    setSelecting(false);
    setSelected(new Set());
  };
  return (
    <>
      <div className="favourites-tools">
        <Field label={say('places.find')} type="search" value={query} onChange={setQuery} />
        <Choice
          label={say('places.order')}
          value={order}
          onChange={choose}
          options={orders.map((value) => ({ value, label: labels[value] }))}
        />
        <Button look="quiet" icon="check" onPress={() => (selecting ? finish() : setSelecting(true))}>
          {say(selecting ? 'places.endSelect' : 'places.select')}
        </Button>
      </div>
      {selecting ? <BulkBar chosen={chosen} all={shown} onSelect={setSelected} onDone={finish} /> : null}
      <PlaceRows
        label={title}
        items={shown}
        near={near}
        selected={selecting ? selected : null}
        onSelect={setSelected}
        empty={<Empty icon="star" text={item.items.length === 0 ? say('places.emptyGroup') : say('places.nothingFound', { query })} />}
      />
    </>
  );
}
