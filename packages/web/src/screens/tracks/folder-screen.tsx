import { useState } from 'react';
import type { ReactNode } from 'react';
import { IconButton } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Menu } from '../../parts/menu.tsx';
import { LinkRow, Rows } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { navigate, useParam } from '../../router.tsx';
import { hiddenTrack, setHidden, useHidden } from '../../library/hidden.ts';
import { useCollections } from '../../library/collections.ts';
import { LibraryGate } from '../../library/library-gate.tsx';
import { newFolder, removeFolder, renameFolder } from '../../library/track-acts.ts';
import { parentOf } from '../../library/tracks.ts';
import type { FolderItem, TracksView } from '../../library/tracks.ts';
import { useAct } from '../../library/use-act.ts';
import { useTracks } from '../../library/use-library.ts';
import { useWords } from '../../words/use-words.tsx';
import { FolderRows } from './folder-rows.tsx';
import { ImportButton } from './import-button.tsx';
import { folderPath } from './links.ts';
import { NameDialog } from './name-dialog.tsx';
import './tracks.css';

/** Tracks: a folder with the folders and tracks in it. */
export default function FolderScreen(): ReactNode {
  const { say } = useWords();
  const path = useParam('rest');
  const view = useTracks();
  const folder = view.byPath.get(path) ?? null;
  return (
    <Screen
      title={path === '' ? say('shell.tracks') : path.slice(path.lastIndexOf('/') + 1)}
      {...(path === '' ? {} : { back: folderPath(parentOf(path)) })}
      actions={folder === null ? null : <FolderActions folder={folder} view={view} />}
    >
      <LibraryGate>
        {folder === null ? (
          <Empty icon="folder" text={say('tracks.noSuchFolder')} />
        ) : (
          <>
            {path === '' ? <CollectionsRow /> : null}
            <FolderRows key={path} folder={folder} all={view.all} />
          </>
        )}
      </LibraryGate>
    </Screen>
  );
}

/** The way to the collections, above the folders. */
function CollectionsRow(): ReactNode {
  const { say } = useWords();
  const { list } = useCollections();
  return (
    <Rows>
      <LinkRow icon="layers" to="/tracks/collections" title={say('collections.title')} value={list.length === 0 ? '' : list.length} />
    </Rows>
  );
}

function FolderActions({ folder, view }: { readonly folder: FolderItem; readonly view: TracksView }): ReactNode {
  const { say } = useWords();
  const { run } = useAct();
  const hidden = useHidden();
  const [asking, setAsking] = useState<'new' | 'rename' | null>(null);
  const { path, title } = folder;
  const things = view.all.filter(({ name }) => path === '' || name.startsWith(`${path}/`)).map(({ name }) => hiddenTrack(name));
  const allHidden = things.length > 0 && things.every((thing) => hidden.has(thing));
  const remove = async (): Promise<void> => {
    const done = await run((device) => removeFolder(device, folder), say('tracks.folderDeleted', { name: title, count: folder.count }));
    if (done) navigate(folderPath(parentOf(path)), { replace: true });
  };
  const below = (parent: string, name: string): string => (parent === '' ? name : `${parent}/${name}`);
  return (
    <>
      <ImportButton folder={path} />
      <IconButton icon="folder" label={say('tracks.newFolder')} onPress={() => setAsking('new')} />
      <Menu
        label={say('tracks.folderActions', { name: title || say('shell.tracks') })}
        actions={[
          {
            label: say(allHidden ? 'tracks.showAll' : 'tracks.hideAll'),
            icon: allHidden ? 'eye' : 'eyeShut',
            act: () => setHidden(things, !allHidden),
          },
          ...(path === ''
            ? []
            : [
                { label: say('tracks.renameFolder'), icon: 'edit' as const, act: () => setAsking('rename') },
                { label: say('tracks.deleteFolder'), icon: 'trash' as const, danger: true, act: () => void remove() },
              ]),
        ]}
      />
      <NameDialog
        title={say('tracks.newFolder')}
        start=""
        isOpen={asking === 'new'}
        taken={(name) => view.byPath.has(below(path, name))}
        onClose={() => setAsking(null)}
        onSave={(name) => run((device) => newFolder(device, below(path, name)), say('tracks.folderMade', { name }))}
      />
      <NameDialog
        title={say('tracks.renameFolder')}
        start={title}
        isOpen={asking === 'rename'}
        taken={(name) => view.byPath.has(below(parentOf(path), name))}
        onClose={() => setAsking(null)}
        onSave={async (name) => {
          const to = below(parentOf(path), name);
          const done = await run((device) => renameFolder(device, path, to), say('tracks.folderRenamed', { name }));
          if (done) navigate(folderPath(to), { replace: true });
          return done;
        }}
      />
    </>
  );
}
