import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { SmartFolder } from '@cairn/geo';
import { changeCollections, tracksOf, useCollections } from '../../library/collections.ts';
import type { Collections } from '../../library/collections.ts';
import { LibraryGate } from '../../library/library-gate.tsx';
import { useAct } from '../../library/use-act.ts';
import { useTracks } from '../../library/use-library.ts';
import { Empty } from '../../parts/empty.tsx';
import { Menu } from '../../parts/menu.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { navigate, useParam } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CollectionDialog } from './collection-dialog.tsx';
import { FolderRows } from './folder-rows.tsx';
import { collectionPath } from './links.ts';
import { NameDialog } from './name-dialog.tsx';
import './tracks.css';

/** One collection: the tracks that fit its rules, and what can be done with it. */
export default function CollectionScreen(): ReactNode {
  const { say } = useWords();
  const name = useParam('name');
  const collections = useCollections();
  const found = collections.list.find((one) => one.name === name) ?? null;
  return (
    <Screen
      title={name}
      back="/tracks/collections"
      actions={found === null ? null : <Actions collection={found} collections={collections} />}
    >
      <LibraryGate>
        {found !== null ? (
          <Tracks key={name} collection={found} />
        ) : collections.state === 'reading' ? (
          <Waiting />
        ) : (
          <Empty icon="layers" text={say('errors.no-such-collection')} />
        )}
      </LibraryGate>
    </Screen>
  );
}

function Tracks({ collection }: { readonly collection: SmartFolder }): ReactNode {
  const { say } = useWords();
  const { all } = useTracks();
  const tracks = useMemo(() => tracksOf(collection, all), [collection, all]);
  const folder = useMemo(
    () => ({ path: '', title: collection.name, folders: [], tracks, count: tracks.length, size: 0, newest: 0 }),
    [collection, tracks],
  );
  const unknown = collection.filters.flatMap((filter) =>
    filter.kind === 'unknown' ? [filter.type.toLowerCase().replaceAll('_', ' ')] : [],
  );
  return (
    <>
      {unknown.length === 0 ? null : <Notice>{say('collections.unknown', { kinds: unknown.join(', ') })}</Notice>}
      <FolderRows folder={folder} all={tracks} empty={say('collections.nothing')} />
    </>
  );
}

function Actions({ collection, collections }: { readonly collection: SmartFolder; readonly collections: Collections }): ReactNode {
  const { say } = useWords();
  const { run } = useAct();
  const [asked, setAsked] = useState<'rename' | 'rules' | null>(null);
  const { name } = collection;
  const { seen } = collections;
  const remove = async (): Promise<void> => {
    const done = await run((device) => changeCollections(device, seen, { kind: 'remove', name }), say('collections.removed', { name }));
    if (done) navigate('/tracks/collections', { replace: true });
  };
  return (
    <>
      <Menu
        label={say('tracks.actions', { name })}
        actions={[
          { label: say('collections.edit'), icon: 'settings', act: () => setAsked('rules') },
          { label: say('tracks.rename'), icon: 'edit', act: () => setAsked('rename') },
          { label: say('collections.remove'), icon: 'trash', danger: true, act: () => void remove() },
        ]}
      />
      <CollectionDialog
        isOpen={asked === 'rules'}
        before={collection}
        taken={[]}
        onClose={() => setAsked(null)}
        onSave={(_, filters) =>
          run((device) => changeCollections(device, seen, { kind: 'filters', name, filters }), say('collections.changed', { name }))
        }
      />
      <NameDialog
        title={say('tracks.rename')}
        start={name}
        isOpen={asked === 'rename'}
        taken={(wanted) => collections.list.some((one) => one.name === wanted)}
        onClose={() => setAsked(null)}
        onSave={async (to) => {
          const done = await run(
            (device) => changeCollections(device, seen, { kind: 'rename', name, to }),
            say('collections.renamed', { name: to }),
          );
          if (done) navigate(collectionPath(to), { replace: true });
          return done;
        }}
      />
    </>
  );
}
