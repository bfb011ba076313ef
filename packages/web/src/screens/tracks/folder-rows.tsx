import { useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { BigList } from '../../parts/big-list.tsx';
import type { RowState } from '../../parts/big-list.tsx';
import { Button, IconButton } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { navigate } from '../../router.tsx';
import { hiddenTrack, setHidden, useHidden } from '../../library/hidden.ts';
import { dateOf } from '../../library/tracks.ts';
import type { FolderItem, TrackItem } from '../../library/tracks.ts';
import { useFormat } from '../../words/use-format.ts';
import { useMeasure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';
import { wordsIn } from '../favourites/order.ts';
import { folderPath, trackPath } from './links.ts';
import { isTrackFound, orderedTracks, trackOrders } from './order.ts';
import type { TrackOrder } from './order.ts';
import { TrackBulkBar } from './track-bulk-bar.tsx';

type FolderRow =
  | { readonly id: string; readonly text: string; readonly folder: FolderItem }
  | { readonly id: string; readonly text: string; readonly track: TrackItem };

/** Folders, then tracks; looked for, all tracks below. */
export function FolderRows(props: {
  readonly folder: FolderItem;
  /** Among these is looked for. */
  readonly all: readonly TrackItem[];
  /** Said where there is no track. */
  readonly empty?: string;
}): ReactNode {
  const { folder, all } = props;
  const { say } = useWords();
  const [query, setQuery] = useState('');
  const [order, setOrder] = useState<TrackOrder>('name');
  const [selecting, setSelecting] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const words = useMemo(() => wordsIn(query), [query]);
  const tracks = useMemo(() => {
    const below = words.length === 0 ? folder.tracks : all.filter(({ name }) => folder.path === '' || name.startsWith(`${folder.path}/`));
    return orderedTracks(
      below.filter((track) => isTrackFound(track, words)),
      order,
    );
  }, [folder, all, words, order]);
  const rows = useMemo(
    (): FolderRow[] => [
      ...(words.length > 0 || selecting
        ? []
        : folder.folders.map((inner) => ({
            id: `folder ${inner.path}`,
            text: `${inner.title}, ${say('tracks.count', { count: inner.count })}`,
            folder: inner,
          }))),
      ...tracks.map((track) => ({ id: `track ${track.name}`, text: track.title, track })),
    ],
    [folder, tracks, words, selecting, say],
  );
  const labels = {
    name: say('places.byName'),
    newest: say('places.byDate'),
    longest: say('tracks.byLength'),
    largest: say('tracks.bySize'),
  };
  const render = useRowRender(words.length > 0);
  const finish = (): void => {
    setSelecting(false);
    setSelected(new Set());
  };
  const chosen = tracks.filter(({ name }) => selected.has(`track ${name}`));
  return (
    <>
      <div className="tracks-tools">
        <Field label={say('tracks.find')} type="search" value={query} onChange={setQuery} />
        <Choice
          label={say('places.order')}
          value={order}
          onChange={setOrder}
          options={trackOrders.map((value) => ({ value, label: labels[value] }))}
        />
        <Button look="quiet" icon="check" onPress={() => (selecting ? finish() : setSelecting(true))}>
          {say(selecting ? 'places.endSelect' : 'places.select')}
        </Button>
      </div>
      {selecting ? <TrackBulkBar chosen={chosen} all={tracks} onSelect={setSelected} onDone={finish} /> : null}
      <BigList
        label={folder.title || say('shell.tracks')}
        rows={rows}
        render={render}
        onOpen={(row) => navigate('folder' in row ? folderPath(row.folder.path) : trackPath(row.track.name))}
        selected={selecting ? selected : null}
        onSelect={setSelected}
        empty={
          query === '' ? (
            <Empty icon="track" title={say('tracks.emptyTitle')} text={props.empty ?? say('tracks.emptyText')} />
          ) : (
            <Empty icon="search" text={say('places.nothingFound', { query })} />
          )
        }
      />
    </>
  );
}

function useRowRender(showFolder: boolean): (row: FolderRow, state: RowState) => ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const measure = useMeasure();
  const hidden = useHidden();
  return useCallback(
    (row: FolderRow, { isActive }: RowState) => {
      if ('folder' in row) {
        const { title, count, size } = row.folder;
        return (
          <>
            <Icon name="folder" />
            <Words title={title} detail={`${say('tracks.count', { count })} · ${format.size(size)}`} />
            <Icon name="forward" size={18} />
          </>
        );
      }
      const { name, title, folder, record, fault, size, look } = row.track;
      const isHidden = hidden.has(hiddenTrack(name));
      const facts = [
        showFolder && folder !== '' ? folder : null,
        fault === null ? null : say('tracks.unreadable'),
        record === null || record.points === 0 ? null : measure.distance(record.statistics.distance),
        record?.statistics.time == null ? null : measure.duration(record.statistics.movingSeconds ?? record.statistics.time.seconds),
        dateOf(row.track) > 0 ? format.day(dateOf(row.track)) : null,
        format.size(size),
      ];
      return (
        <>
          <Stripe color={look.color} />
          <Words title={title} detail={facts.filter((fact) => fact !== null).join(' · ')} />
          <IconButton
            excludeFromTabOrder={!isActive}
            icon={isHidden ? 'eyeShut' : 'eye'}
            label={say(isHidden ? 'tracks.show' : 'tracks.hide', { name: title })}
            onPress={() => setHidden([hiddenTrack(name)], !isHidden)}
          />
        </>
      );
    },
    [say, format, measure, hidden, showFolder],
  );
}

function Words({ title, detail }: { readonly title: string; readonly detail: string }): ReactNode {
  return (
    <span className="row-words">
      <span className="row-title">{title}</span>
      <span className="row-detail">{detail}</span>
    </span>
  );
}

/** The line of a track in its colour. */
export function Stripe({ color }: { readonly color: string }): ReactNode {
  return (
    <svg className="stripe" width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" focusable="false">
      <path d="M3 17c4 0 3-6 8-6s4-6 8-6" fill="none" stroke={color} strokeWidth="3.5" strokeLinecap="round" />
    </svg>
  );
}
