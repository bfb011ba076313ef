import type { ConflictRow } from '@cairn/sync';
import type { FileKey } from '@cairn/protocol';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { refresh } from '../../cloud/account.ts';
import { contentOf } from '../../cloud/files.ts';
import { kindOf } from '../../cloud/kinds.ts';
import { useExplain } from '../../cloud/explain.ts';
import type { BrowserDevice } from '../../device/index.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { navigate, usePlace } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { Compared } from './compared.tsx';
import { mergeOf, shownOf, showOnMap } from './contents.ts';
import type { Shown } from './contents.ts';
import './cloud.css';
import { useDeviceNames } from './device-names.ts';
import { useDeviceState } from './device-state.ts';
import { CloudGate } from './gate.tsx';

/** One conflict: both versions on the map and in words, and what may be chosen (S6). */
export default function ConflictScreen(): ReactNode {
  const { say } = useWords();
  const { query } = usePlace();
  const key = { type: query.get('type') ?? '', name: query.get('name') ?? '' };
  return (
    <Screen title={say('cloud.conflict')} back="/cloud/changes?tab=conflicts">
      <CloudGate>
        <WithDevice fileKey={key} />
      </CloudGate>
    </Screen>
  );
}

function WithDevice({ fileKey }: { readonly fileKey: FileKey }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const here = useDeviceState();
  // Without a library there are no two sides.
  const device = here === null || here.state.mode === 'online' ? null : here.device;
  const { data, error } = useQuery({
    queryKey: ['changes', 'conflict', fileKey.type, fileKey.name, here?.state.lastSync ?? 0],
    enabled: device !== null,
    queryFn: async () => {
      const { conflicts = [] } = (await device?.changes()) ?? {};
      return conflicts.find(({ key }) => key.type === fileKey.type && key.name === fileKey.name) ?? null;
    },
  });
  if (here?.state.mode === 'online') return <Empty icon="check" text={say('cloud.noConflict')} />;
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined || device === null) return <Waiting />;
  return data === null ? <Empty icon="check" text={say('cloud.noConflict')} /> : <Conflict row={data} device={device} />;
}

function Conflict({ row, device }: { readonly row: ConflictRow; readonly device: BrowserDevice }): ReactNode {
  const { say, find } = useWords();
  const format = useFormat();
  const deviceNames = useDeviceNames();
  const { key, local, cloud: there } = row;
  return (
    <>
      <h2>{key.name}</h2>
      <p>
        {kindOf(key, find)}. {say('cloud.conflictText')}
      </p>
      <div className="sides">
        <div className="side side-here">
          <h3>{say('cloud.here')}</h3>
          {local === undefined ? (
            <p>{say('cloud.deletedThere')}</p>
          ) : (
            <SideFacts
              facts={[
                [say('cloud.modified'), format.moment(local.modified)],
                [say('cloud.size'), format.size(local.size)],
              ]}
            />
          )}
        </div>
        <div className="side side-cloud">
          <h3>{say('cloud.inCloud')}</h3>
          {there?.kind !== 'content' ? (
            <p>{say('cloud.deletedThere')}</p>
          ) : (
            <SideFacts
              facts={[
                [say('cloud.modified'), format.moment(there.clientTime)],
                [say('cloud.stored'), format.moment(there.stamp)],
                [say('cloud.byDevice'), deviceNames(there.device)],
                [say('cloud.size'), format.size(there.size)],
              ]}
            />
          )}
        </div>
      </div>
      {local !== undefined && there?.kind === 'content' ? <Both row={row} seq={there.seq} device={device} /> : null}
      <Choose row={row} device={device} />
    </>
  );
}

function SideFacts({ facts }: { readonly facts: readonly (readonly [string, string])[] }): ReactNode {
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Both contents: on the map in the colours of their sides, and what differs. */
function Both({ row, seq, device }: { readonly row: ConflictRow; readonly seq: number; readonly device: BrowserDevice }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const { data, error } = useQuery({
    queryKey: ['compared', row.key.type, row.key.name, seq, row.local?.modified],
    queryFn: async ({ signal }) => {
      const [ours, theirs] = await Promise.all([device.readFile(row.key), contentOf(seq, signal)]);
      const [here, there] = await Promise.all([shownOf(row.key, ours.bytes), shownOf(row.key, theirs)]);
      const merged = row.choices.includes('merge') ? await previewed(row, ours.bytes, theirs, signal) : undefined;
      return { ours: here, theirs: there, merged };
    },
  });
  useEffect(() => {
    if (data === undefined) return;
    return (
      showOnMap([
        ['here', data.ours, '#2468b8'],
        ['cloud', data.theirs, '#c2410c'],
      ]) ?? undefined
    );
  }, [data]);
  return (
    <Section title={say('cloud.differences')}>
      {error === null ? null : <Notice tone="bad">{explain(error)}</Notice>}
      {data === undefined ? (
        error === null ? (
          <Waiting />
        ) : null
      ) : (
        <Compared first={data.ours} second={data.theirs} sides={[say('cloud.onlyHere'), say('cloud.onlyCloud')]} />
      )}
      {data?.merged === undefined ? null : <MergePreview ours={data.ours} merged={data.merged} />}
    </Section>
  );
}

/** What a merge would come to: tried here as the engine does it, from the version that both sides began with where it is still there. */
async function previewed({ key, ancestor }: ConflictRow, ours: Uint8Array, theirs: Uint8Array, signal: AbortSignal) {
  const base = ancestor === null ? null : await contentOf(ancestor, signal).catch(() => null);
  return mergeOf(key, { base, ours, theirs });
}

/** How the file here would change by merging; or that it cannot be. */
function MergePreview({ ours, merged }: { readonly ours: Shown; readonly merged: { readonly shown: Shown } | null }): ReactNode {
  const { say } = useWords();
  return (
    <>
      <h3>{say('cloud.mergePreview')}</h3>
      {merged === null ? (
        <Notice tone="warning">{say('cloud.mergeBlocked')}</Notice>
      ) : (
        <Compared
          first={ours}
          second={merged.shown}
          sides={[say('cloud.mergeDrops'), say('cloud.mergeAdds')]}
          label={say('cloud.mergePreview')}
        />
      )}
    </>
  );
}

function Choose({ row, device }: { readonly row: ConflictRow; readonly device: BrowserDevice }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const [busy, setBusy] = useState(false);
  const words = {
    upload: say('cloud.uploadVersion'),
    download: say('cloud.downloadVersion'),
    'keep-both': say('cloud.keepBoth'),
    merge: say('cloud.merge'),
  };
  const icons = { upload: 'upload', download: 'download', 'keep-both': 'plus', merge: 'conflict' } as const;
  const choose = async (how: ConflictRow['choices'][number]): Promise<void> => {
    setBusy(true);
    try {
      const { failed, stopped } = await device.resolve(row.key, how);
      const [fault] = failed;
      if (stopped !== null) tell(explain(stopped), { bad: true });
      else if (fault !== undefined) tell(fault.reason, { bad: true });
      else {
        tell(say('cloud.settled', { count: 1 }));
        navigate('/cloud/changes?tab=conflicts', { replace: true });
      }
    } catch (error) {
      tell(explain(error), { bad: true });
    } finally {
      setBusy(false);
      await refresh('changes');
    }
  };
  return (
    <div className="choices-row">
      {row.choices.includes('merge') ? <p>{say('cloud.mergeText')}</p> : null}
      {row.choices.map((how) => (
        <Button key={how} look={how === 'merge' ? 'primary' : 'plain'} icon={icons[how]} isDisabled={busy} onPress={() => void choose(how)}>
          {words[how]}
        </Button>
      ))}
    </div>
  );
}
