import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { writeAngles } from '@cairn/geo';
import { useExplain } from '../../cloud/explain.ts';
import { LibraryGate } from '../../library/library-gate.tsx';
import { useMedia } from '../../library/media.ts';
import type { MediaItem } from '../../library/media.ts';
import { mediaLayer } from '../../library/on-map.tsx';
import { useLibrary } from '../../library/use-library.ts';
import { stage } from '../../map/stage.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { download } from '../../parts/download.ts';
import { Empty } from '../../parts/empty.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Facts } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useParam } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { useBlob } from './use-blob.ts';
import './media.css';

/** One photo, video or recording. */
export default function MediaScreen(): ReactNode {
  const { say } = useWords();
  const { device } = useLibrary();
  const name = useParam('rest');
  const item = useMedia().find(({ key }) => key.name === name) ?? null;
  const save = async ({ key, type }: MediaItem): Promise<void> => {
    if (device !== null) download(key.name.slice(key.name.lastIndexOf('/') + 1), type, (await device.readFile(key)).bytes);
  };
  return (
    <Screen
      title={item === null ? say('media.title') : say(`media.${item.kind}`)}
      back="/"
      actions={item === null ? null : <IconButton icon="download" label={say('tracks.download')} onPress={() => void save(item)} />}
    >
      <LibraryGate>{item === null ? <Empty icon="camera" text={say('errors.not-found')} /> : <One key={name} item={item} />}</LibraryGate>
    </Screen>
  );
}

function One({ item }: { readonly item: MediaItem }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const { at, taken, size, key } = item;
  useEffect(() => {
    if (at === null) return undefined;
    stage.goTo(at);
    stage.highlight({ layer: mediaLayer, id: key.name });
    return () => stage.highlight(null);
  }, [at, key.name]);
  return (
    <>
      <Shown item={item} />
      <Facts
        facts={[
          [say('places.date'), format.moment(taken)],
          ...(at === null ? [] : [[say('places.where'), writeAngles(at, 'degrees')] as const]),
          [say('tracks.file'), `${key.name} · ${format.size(size)}`],
        ]}
      />
      {at === null ? null : (
        <Button look="quiet" icon="map" onPress={() => stage.goTo({ ...at, zoom: 16 })}>
          {say('media.showOnMap')}
        </Button>
      )}
    </>
  );
}

function Shown({ item }: { readonly item: MediaItem }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const explain = useExplain();
  const { url, error } = useBlob(item);
  const [broken, setBroken] = useState(false);
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (url === null) return <Waiting label={say('media.fetching')} />;
  if (broken) return <Notice>{say('media.cannotShow')}</Notice>;
  const label = say('media.open', { kind: say(`media.${item.kind}`), date: format.moment(item.taken) });
  const shared = { src: url, className: 'media-large', onError: () => setBroken(true) };
  if (item.kind === 'photo') return <img {...shared} alt={label} />;
  return item.kind === 'video' ? (
    <video {...shared} controls aria-label={label}>
      <track kind="captions" />
    </video>
  ) : (
    <audio {...shared} controls aria-label={label}>
      <track kind="captions" />
    </audio>
  );
}
