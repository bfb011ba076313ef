import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { changeCollections, tracksOf, useCollections } from '../../library/collections.ts';
import type { Collections } from '../../library/collections.ts';
import { LibraryGate } from '../../library/library-gate.tsx';
import { useAct } from '../../library/use-act.ts';
import { useTracks } from '../../library/use-library.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Notice } from '../../parts/notice.tsx';
import { LinkRow, Rows } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CollectionDialog } from './collection-dialog.tsx';
import { collectionPath } from './links.ts';
import './tracks.css';

/** Collections of tracks by rules: OsmAnd's smart folders (S11). */
export default function CollectionsScreen(): ReactNode {
  const { say } = useWords();
  const { run } = useAct();
  const collections = useCollections();
  const [making, setMaking] = useState(false);
  return (
    <Screen
      title={say('collections.title')}
      back="/tracks"
      lead={say('collections.lead')}
      actions={
        <IconButton icon="plus" label={say('collections.make')} isDisabled={collections.state !== 'read'} onPress={() => setMaking(true)} />
      }
    >
      <LibraryGate>
        <List collections={collections} onMake={() => setMaking(true)} />
        <CollectionDialog
          isOpen={making}
          before={null}
          taken={collections.list.map(({ name }) => name)}
          onClose={() => setMaking(false)}
          onSave={(name, filters) =>
            run(
              (device) => changeCollections(device, collections.seen, { kind: 'add', folder: { name, made: Date.now(), filters } }),
              say('collections.made', { name }),
            )
          }
        />
      </LibraryGate>
    </Screen>
  );
}

function List({ collections, onMake }: { readonly collections: Collections; readonly onMake: () => void }): ReactNode {
  const { say } = useWords();
  const { all } = useTracks();
  const { state, list } = collections;
  const counts = useMemo(() => list.map((one) => tracksOf(one, all).length), [list, all]);
  if (state === 'reading') return <Waiting />;
  if (state === 'unreadable') return <Notice tone="warning">{say('errors.settings-unreadable')}</Notice>;
  if (list.length === 0) {
    return (
      <Empty icon="layers" title={say('collections.emptyTitle')} text={say('collections.emptyText')}>
        <Button look="primary" icon="plus" onPress={onMake}>
          {say('collections.make')}
        </Button>
      </Empty>
    );
  }
  return (
    <Rows label={say('collections.title')}>
      {list.map(({ name }, index) => (
        <LinkRow
          key={index}
          icon="layers"
          to={collectionPath(name)}
          title={name}
          detail={say('tracks.count', { count: counts[index] ?? 0 })}
        />
      ))}
    </Rows>
  );
}
