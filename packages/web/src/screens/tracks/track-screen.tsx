import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { reasonOf } from '../../device/index/reason.ts';
import { stage } from '../../map/stage.ts';
import type { MapPoint } from '../../map/stage.ts';
import { useExplain } from '../../cloud/explain.ts';
import { navigate, useParam } from '../../router.tsx';
import { IconButton } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Menu } from '../../parts/menu.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { hiddenTrack, setHidden, useHidden } from '../../library/hidden.ts';
import { LibraryGate } from '../../library/library-gate.tsx';
import { openTrackLayer, waypointsLayer } from '../../library/on-map.tsx';
import { setOpenedTrack } from '../../library/opened-track.ts';
import { opaque } from '../../library/places.ts';
import { changeLook, changeTrack, duplicateTrack, isUnreadable, moveTracks, removeTracks, renameTrack } from '../../library/track-acts.ts';
import type { TrackItem } from '../../library/tracks.ts';
import { useAct } from '../../library/use-act.ts';
import { useLibrary, useTracks } from '../../library/use-library.ts';
import type { OpenTrack } from '../../library/tasks/open-track.ts';
import { download } from '../../parts/download.ts';
import { useReason } from '../../library/use-reason.ts';
import { useWords } from '../../words/use-words.tsx';
import { folderPath, trackPath } from './links.ts';
import { MoveDialog } from './move-dialog.tsx';
import { NameDialog } from './name-dialog.tsx';
import { TrackDetails } from './track-details.tsx';
import { TrackLookDialog } from './track-look-dialog.tsx';
import { TrackTextDialog } from './track-text-dialog.tsx';
import { useOpenTrack } from './use-open-track.ts';
import './tracks.css';

/** One track: numbers, chart, segments, waypoints, and all that can be done with it. */
export default function TrackScreen(): ReactNode {
  const { say } = useWords();
  const name = useParam('rest');
  const item = useTracks().byName.get(name) ?? null;
  const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
  return (
    <Screen
      title={item?.title ?? name.slice(name.lastIndexOf('/') + 1)}
      back={folderPath(folder)}
      actions={item === null ? null : <TrackActions key={name} item={item} />}
    >
      <LibraryGate>
        {item === null ? <Empty icon="track" text={say('tracks.noSuchTrack')} /> : <OneTrack key={name} item={item} />}
      </LibraryGate>
    </Screen>
  );
}

function OneTrack({ item }: { readonly item: TrackItem }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const because = useReason();
  const { track, error } = useOpenTrack(item);
  useOnMap(item, track);
  if (isUnreadable(error)) {
    return <Notice tone="warning">{say('tracks.unreadableText', { reason: because(reasonOf(error)) })}</Notice>;
  }
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (track === null) return <Waiting label={say('tracks.reading')} />;
  return <TrackDetails item={item} track={track} />;
}

/** While a track is open the map shows all its points and its waypoints, and goes to it. */
function useOnMap(item: TrackItem, track: OpenTrack | null): void {
  const { name, title, look } = item;
  useEffect(() => {
    if (track === null) return;
    stage.showTracks(openTrackLayer, [{ id: name, name: title, ...look, width: look.width + 1, lines: track.lines }]);
    const points = track.waypoints.flatMap((point, index): MapPoint[] =>
      point.place === null
        ? []
        : [{ id: String(index), ...point.place, name: point.name, icon: point.icon, color: opaque(point.color), shape: 'circle' }],
    );
    stage.showPoints(waypointsLayer, points, { clustered: false });
    stage.highlight({ layer: openTrackLayer, id: name });
    setOpenedTrack(name);
    return () => {
      setOpenedTrack(null);
      stage.highlight(null);
      stage.hide(openTrackLayer);
      stage.hide(waypointsLayer);
    };
  }, [track, name, title, look]);
  // Once for each track: after a change the map stays where its visitor has it.
  const gone = useRef('');
  useEffect(() => {
    const bounds = track?.numbers.bounds ?? null;
    if (bounds === null || gone.current === name) return;
    gone.current = name;
    stage.fit(bounds);
  }, [track, name]);
}

type Asked = 'rename' | 'move' | 'look' | 'text' | null;

function TrackActions({ item }: { readonly item: TrackItem }): ReactNode {
  const { say } = useWords();
  const { device } = useLibrary();
  const { run } = useAct();
  const view = useTracks();
  const hidden = useHidden();
  const [asked, setAsked] = useState<Asked>(null);
  const { name, title, folder } = item;
  const isHidden = hidden.has(hiddenTrack(name));
  const close = (): void => setAsked(null);
  const goneTo = (path: string) => (done: boolean) => (done ? navigate(path, { replace: true }) : undefined);
  const inFolder = (file: string): string => (folder === '' ? file : `${folder}/${file}`);
  const duplicate = (): void =>
    void run(async (open) => (await duplicateTrack(open, view, item)).back, say('tracks.duplicated', { name: title }));
  const remove = (): void =>
    void run((open) => removeTracks(open, [item]), say('tracks.deleted', { count: 1 })).then(goneTo(folderPath(folder)));
  const save = async (): Promise<void> => {
    if (device !== null) download(`${title}.gpx`, 'application/gpx+xml', (await device.readFile({ type: 'GPX', name })).bytes);
  };
  return (
    <>
      <IconButton
        icon={isHidden ? 'eyeShut' : 'eye'}
        label={say(isHidden ? 'tracks.show' : 'tracks.hide', { name: title })}
        onPress={() => setHidden([hiddenTrack(name)], !isHidden)}
      />
      <Menu
        label={say('tracks.actions', { name: title })}
        actions={[
          { label: say('tracks.editText'), icon: 'edit', act: () => setAsked('text') },
          { label: say('places.changeLook'), icon: 'track', act: () => setAsked('look') },
          {
            label: say('planner.planTrack'),
            icon: 'route',
            act: () => navigate(`/planner?${new URLSearchParams({ open: name }).toString()}`),
          },
          { label: say('tracks.rename'), icon: 'edit', act: () => setAsked('rename') },
          { label: say('places.move'), icon: 'folder', act: () => setAsked('move') },
          { label: say('tracks.duplicate'), icon: 'file', act: duplicate },
          { label: say('tracks.download'), icon: 'download', act: () => void save() },
          { label: say('places.delete'), icon: 'trash', danger: true, act: remove },
        ]}
      />
      <NameDialog
        title={say('tracks.rename')}
        start={title}
        isOpen={asked === 'rename'}
        taken={(wanted) => view.byName.has(inFolder(`${wanted}.gpx`))}
        onClose={close}
        onSave={async (wanted) => {
          const done = await run((open) => renameTrack(open, item, wanted), say('tracks.renamed', { name: wanted }));
          if (done) navigate(trackPath(inFolder(`${wanted}.gpx`)), { replace: true });
          return done;
        }}
      />
      <MoveDialog
        isOpen={asked === 'move'}
        onClose={close}
        onMove={(to) => {
          const file = name.slice(name.lastIndexOf('/') + 1);
          const path = trackPath(to === '' ? file : `${to}/${file}`);
          void run((open) => moveTracks(open, [item], to), say('tracks.moved', { count: 1 })).then(goneTo(path));
        }}
      />
      <TrackLookDialog
        isOpen={asked === 'look'}
        values={item.values}
        onClose={close}
        onSave={(look) =>
          void run((open) => changeLook(open, [item], look), say('tracks.changed', { count: 1 })).then((done) =>
            done ? close() : undefined,
          )
        }
      />
      <TrackTextDialog
        isOpen={asked === 'text'}
        item={item}
        onClose={close}
        onSave={(change) =>
          void run((open) => changeTrack(open, item, change), say('tracks.changed', { count: 1 })).then((done) =>
            done ? close() : undefined,
          )
        }
      />
    </>
  );
}
