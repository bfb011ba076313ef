import type { ReactNode } from 'react';
import { LinkRow, Rows } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useWords } from '../../words/use-words.tsx';
import { useDeviceState } from './device-state.ts';
import { CloudGate } from './gate.tsx';
import { EndLibrary, KeepLibrary } from './keep-library.tsx';
import { SyncCard } from './sync-card.tsx';

/** The cloud at a glance: last sync with three counts, and the ways to the rest (S1, S2). */
export default function CloudScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('cloud.title')}>
      <CloudGate>
        <Overview />
      </CloudGate>
    </Screen>
  );
}

function Overview(): ReactNode {
  const { say } = useWords();
  const here = useDeviceState();
  if (here === null) return <Waiting />;
  const keeps = here.state.mode === 'library';
  return (
    <>
      {keeps ? <SyncCard device={here.device} state={here.state} /> : <KeepLibrary />}
      <Rows>
        <LinkRow to="/cloud/changes" icon="sync" title={say('cloud.changes')} detail={say('cloud.changesText')} />
        <LinkRow to="/cloud/files" icon="history" title={say('cloud.files')} />
        <LinkRow to="/cloud/trash" icon="trash" title={say('cloud.trash')} />
        {keeps ? <LinkRow to="/cloud/backup" icon="settings" title={say('cloud.backup')} /> : null}
        <LinkRow to="/cloud/storage" icon="cloud" title={say('cloud.storage')} />
        <LinkRow to="/cloud/maps" icon="map" title={say('cloud.maps')} />
        <LinkRow to="/account/data" icon="download" title={say('cloud.myData')} />
      </Rows>
      {keeps ? <EndLibrary device={here.device} /> : null}
    </>
  );
}
