import { useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { navigate } from '../../router.tsx';
import { BigList } from '../../parts/big-list.tsx';
import type { RowState } from '../../parts/big-list.tsx';
import { Button, IconButton } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Screen } from '../../parts/screen.tsx';
import { LibraryGate } from '../../library/library-gate.tsx';
import { hiddenGroup, setHidden, useHidden } from '../../library/hidden.ts';
import { PointPicture } from '../../library/point-picture.tsx';
import { iconOf } from '../../library/places.ts';
import type { GroupItem } from '../../library/places.ts';
import { usePlaces } from '../../library/use-library.ts';
import { ImportButton } from '../tracks/import-button.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useReason } from '../../library/use-reason.ts';
import { useWords } from '../../words/use-words.tsx';
import { GroupDialog } from './group-dialog.tsx';
import { groupPath, newPlacePath } from './links.ts';
import { ordered, wordsIn } from './order.ts';
import { PlaceRows } from './place-rows.tsx';

/** Favourites: the groups, and over all of them what is looked for. */
export default function FavouritesScreen(): ReactNode {
  const { say } = useWords();
  const [making, setMaking] = useState(false);
  return (
    <Screen
      title={say('shell.favourites')}
      actions={
        <>
          <ImportButton />
          <IconButton icon="folder" label={say('places.newGroup')} onPress={() => setMaking(true)} />
          <IconButton icon="plus" label={say('places.add')} onPress={() => navigate(newPlacePath(''))} />
        </>
      }
    >
      <LibraryGate>
        <Groups />
        <GroupDialog isOpen={making} item={null} onClose={() => setMaking(false)} />
      </LibraryGate>
    </Screen>
  );
}

function Groups(): ReactNode {
  const { say } = useWords();
  const view = usePlaces();
  const because = useReason();
  const [query, setQuery] = useState('');
  const words = useMemo(() => wordsIn(query), [query]);
  const found = useMemo(
    () => (words.length === 0 ? [] : view.groups.flatMap((group) => ordered(group, words, 'name', null))),
    [view, words],
  );
  const nothing = <Empty icon="search" text={say('places.nothingFound', { query })} />;
  return (
    <>
      <Field label={say('places.find')} type="search" value={query} onChange={setQuery} />
      {view.unreadable.map(({ key, reason }) => (
        <Notice key={key.name} tone="warning">
          {say('places.unreadable', { name: key.name, reason: because(reason) })}
        </Notice>
      ))}
      {words.length === 0 ? (
        <GroupRows groups={view.groups} />
      ) : (
        <PlaceRows
          label={say('places.found', { count: found.length })}
          items={found}
          showGroup
          selected={null}
          onSelect={() => undefined}
          empty={nothing}
        />
      )}
    </>
  );
}

interface GroupRow {
  readonly id: string;
  readonly text: string;
  readonly name: string;
  readonly item: GroupItem;
}

function GroupRows({ groups }: { readonly groups: readonly GroupItem[] }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const hidden = useHidden();
  const rows = useMemo(
    () =>
      groups.map((item): GroupRow => {
        const name = item.group.name || say('places.defaultGroup');
        return { id: item.id, text: `${name}, ${say('places.count', { count: item.items.length })}`, name, item };
      }),
    [groups, say],
  );
  const render = useCallback(
    ({ item, name }: GroupRow, { isActive }: RowState) => {
      const { group, items, modified } = item;
      const isHidden = hidden.has(hiddenGroup(item.id));
      const facts = [
        say('places.count', { count: items.length }),
        group.pinned ? say('places.pinned') : null,
        group.hidden ? say('places.hiddenEverywhere') : null,
        modified > 0 ? format.day(modified) : null,
      ];
      return (
        <>
          <PointPicture icon={iconOf(group)} color={group.look.color} background={group.look.background ?? 'circle'} />
          <span className="row-words">
            <span className="row-title">{name}</span>
            <span className="row-detail">{facts.filter((fact) => fact !== null).join(' · ')}</span>
          </span>
          <IconButton
            excludeFromTabOrder={!isActive}
            icon={isHidden ? 'eyeShut' : 'eye'}
            label={say(isHidden ? 'places.showGroup' : 'places.hideGroup', { name })}
            onPress={() => setHidden([hiddenGroup(item.id)], !isHidden)}
          />
        </>
      );
    },
    [say, format, hidden],
  );
  const empty = (
    <Empty icon="star" title={say('places.emptyTitle')} text={say('places.emptyText')}>
      <Button look="primary" icon="plus" onPress={() => navigate(newPlacePath(''))}>
        {say('places.add')}
      </Button>
    </Empty>
  );
  return (
    <BigList
      label={say('places.groups')}
      rows={rows}
      render={render}
      onOpen={({ item }) => navigate(groupPath(item.key.name, item.group.name))}
      empty={empty}
    />
  );
}
