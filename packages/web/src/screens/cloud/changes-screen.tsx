import type { Change, ChangeRow, ConflictRow } from '@cairn/sync';
import type { FileKey } from '@cairn/protocol';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { kindOf } from '../../cloud/kinds.ts';
import { refresh } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { useRemedy } from '../../cloud/remedy.ts';
import type { BrowserDevice, DeviceState } from '../../device/index.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Menu } from '../../parts/menu.tsx';
import { Notice } from '../../parts/notice.tsx';
import { LinkRow, Row, Rows } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { Link, navigate, usePlace } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { useDeviceState } from './device-state.ts';
import { CloudGate } from './gate.tsx';
import { Running, TroubleNotice, useFailed } from './sync-card.tsx';

/** *Changes*: what differs here, in the cloud, and in conflict (S3-S6). */
export default function ChangesScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('cloud.changes')} back="/cloud">
      <CloudGate>
        <WithDevice />
      </CloudGate>
    </Screen>
  );
}

function WithDevice(): ReactNode {
  const { say } = useWords();
  const here = useDeviceState();
  if (here === null) return <Waiting />;
  if (here.state.mode === 'online') {
    return (
      <>
        <Notice>{say('cloud.needsLibrary')}</Notice>
        <Empty icon="check" text={say('cloud.synced')} />
      </>
    );
  }
  return <Lists device={here.device} state={here.state} />;
}

/** Rows that were done are marked so and leave after this time (S4). */
const shownDoneMs = 10_000;
interface Done {
  readonly row: ChangeRow;
  readonly side: 'local' | 'cloud';
}

function Lists({ device, state }: { readonly device: BrowserDevice; readonly state: DeviceState }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const failedText = useFailed();
  const format = useFormat();
  const { query } = usePlace();
  const { counts, running } = state;
  const stand = `${counts?.local ?? ''} ${counts?.cloud ?? ''} ${counts?.conflicts ?? ''} ${state.lastSync} ${running === null}`;
  const { data, error } = useQuery({ queryKey: ['changes', stand], queryFn: () => device.changes(), placeholderData: (before) => before });
  const [done, setDone] = useState<readonly Done[]>([]);
  useEffect(() => {
    if (done.length === 0) return;
    const timer = setTimeout(() => setDone([]), shownDoneMs);
    return () => clearTimeout(timer);
  }, [done]);
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined) return <Waiting label={say('cloud.looking')} />;

  const carry = async (side: 'local' | 'cloud', rows: readonly ChangeRow[]): Promise<void> => {
    const keys = rows.map(({ key }) => key);
    try {
      const result = await (side === 'local' ? device.upload(keys) : device.download(keys));
      const failed = new Set(result.failed.map(({ key }) => idOf(key)));
      if (result.stopped !== null) tell(explain(result.stopped), { bad: true });
      else {
        if (result.failed.length > 0) tell(failedText(result.failed), { bad: true });
        setDone(rows.filter(({ key }) => !failed.has(idOf(key))).map((row) => ({ row, side })));
      }
    } catch (thrown) {
      tell(explain(thrown), { bad: true });
    }
    await refresh('changes');
  };
  const settle = async (how: 'upload' | 'download' | 'keep-both'): Promise<void> => {
    let count = 0;
    try {
      for (const row of data.conflicts) {
        if (!row.choices.includes(how)) continue;
        const result = await device.resolve(row.key, how);
        if (result.failed.length === 0) count += 1;
      }
      tell(say('cloud.settled', { count }));
    } catch (thrown) {
      tell(explain(thrown), { bad: true });
    }
    await refresh('changes');
  };
  const tab = ['cloud', 'conflicts'].find((one) => one === query.get('tab')) ?? 'local';
  const list = (side: 'local' | 'cloud'): ReactNode => (
    <SideList side={side} rows={data[side]} done={done.filter((one) => one.side === side)} busy={running !== null} carry={carry} />
  );
  return (
    <>
      {data.stopped === null ? null : <Notice>{explain(data.stopped)}</Notice>}
      <TroubleNotice device={device} trouble={state.trouble} />
      {running === null ? null : <Running device={device} running={running} />}
      <p className="screen-lead">
        {say('cloud.lastSync')}: {data.lastSync === 0 ? say('cloud.never') : format.moment(data.lastSync)}
      </p>
      <Tabs
        label={say('cloud.changes')}
        selected={tab}
        onSelect={(id) => navigate(`/cloud/changes?tab=${id}`, { replace: true })}
        tabs={[
          { id: 'local', label: say('cloud.tabLocal'), count: format.number(data.local.length), content: list('local') },
          { id: 'cloud', label: say('cloud.title'), count: format.number(data.cloud.length), content: list('cloud') },
          {
            id: 'conflicts',
            label: say('cloud.conflicts'),
            count: format.number(data.conflicts.length),
            content: <Conflicts rows={data.conflicts} settle={settle} />,
          },
        ]}
      />
    </>
  );
}

function idOf(key: FileKey | undefined): string {
  return key === undefined ? '' : `${key.type}/${key.name}`;
}

function SideList(props: {
  readonly side: 'local' | 'cloud';
  readonly rows: readonly ChangeRow[];
  readonly done: readonly Done[];
  readonly busy: boolean;
  readonly carry: (side: 'local' | 'cloud', rows: readonly ChangeRow[]) => Promise<void>;
}): ReactNode {
  const { say } = useWords();
  const { side, rows, done, busy, carry } = props;
  const open = new Set(rows.map(({ key }) => idOf(key)));
  const over = done.filter(({ row }) => !open.has(idOf(row.key)));
  if (rows.length + over.length === 0) {
    return <Empty icon="check" text={side === 'local' ? say('cloud.nothingLocal') : say('cloud.nothingCloud')} />;
  }
  return (
    <>
      {rows.length === 0 ? null : (
        <Button look="primary" icon={side === 'local' ? 'upload' : 'download'} isDisabled={busy} onPress={() => void carry(side, rows)}>
          {side === 'local' ? say('cloud.uploadAll') : say('cloud.downloadAll')}
        </Button>
      )}
      <Rows label={side === 'local' ? say('cloud.local') : say('cloud.cloud')}>
        {over.map(({ row }) => (
          <Row
            key={idOf(row.key)}
            icon="check"
            title={row.key.name}
            detail={say(side === 'local' ? 'cloud.uploaded' : 'cloud.downloaded')}
          />
        ))}
        {rows.map((row) => (
          <SideRow key={idOf(row.key)} row={row} side={side} busy={busy} onCarry={() => void carry(side, [row])} />
        ))}
      </Rows>
    </>
  );
}

function SideRow(props: {
  readonly row: ChangeRow;
  readonly side: 'local' | 'cloud';
  readonly busy: boolean;
  readonly onCarry: () => void;
}): ReactNode {
  const { say } = useWords();
  const { row, side, busy, onCarry } = props;
  const name = row.key.name;
  return (
    <Row
      icon={iconOf(row.change)}
      title={name}
      detail={<Detail row={row} side={side} />}
      {...(row.failed === undefined ? {} : { trouble: <Refusal why={row.failed} /> })}
    >
      <Button
        look="quiet"
        isDisabled={busy}
        aria-label={side === 'local' ? say('cloud.uploadOne', { name }) : say('cloud.downloadOne', { name })}
        onPress={onCarry}
      >
        {side === 'local' ? say('cloud.upload') : say('cloud.download')}
      </Button>
    </Row>
  );
}

/** Why the last sync could not do it, and the page that helps. */
function Refusal({ why: { code, reason } }: { readonly why: NonNullable<ChangeRow['failed']> }): ReactNode {
  const explain = useExplain();
  const way = useRemedy()({ code });
  return (
    <>
      {explain(Object.assign(new Error(reason), { code }))} {way === null ? null : <Link to={way.to}>{way.label}</Link>}
    </>
  );
}

function iconOf(change: Change): 'plus' | 'edit' | 'trash' | 'forward' {
  return ({ new: 'plus', changed: 'edit', deleted: 'trash', renamed: 'forward' } as const)[change];
}

/** Kind, what happened, when. */
function Detail({ row, side }: { readonly row: ChangeRow; readonly side: 'local' | 'cloud' }): ReactNode {
  const { say, find } = useWords();
  const format = useFormat();
  const when = side === 'local' ? row.local?.modified : row.cloud?.stamp;
  const parts = [kindOf(row.key, find), say(`cloud.change-${row.change}`), when === undefined ? '' : format.moment(when)];
  return parts.filter((part) => part !== '').join(' · ');
}

function Conflicts(props: {
  readonly rows: readonly ConflictRow[];
  readonly settle: (how: 'upload' | 'download' | 'keep-both') => Promise<void>;
}): ReactNode {
  const { say } = useWords();
  const { rows, settle } = props;
  if (rows.length === 0) return <Empty icon="check" text={say('cloud.nothingConflicts')} />;
  return (
    <>
      {rows.length < 2 ? null : (
        <div className="section-head">
          <span>{say('cloud.settleAll')}</span>
          <Menu
            label={say('cloud.settleAll')}
            actions={[
              { label: say('cloud.keepAllLocal'), icon: 'upload', act: () => void settle('upload') },
              { label: say('cloud.keepAllCloud'), icon: 'download', act: () => void settle('download') },
              { label: say('cloud.keepAllBoth'), icon: 'plus', act: () => void settle('keep-both') },
            ]}
          />
        </div>
      )}
      <Rows label={say('cloud.conflicts')}>
        {rows.map((row) => (
          <LinkRow
            key={idOf(row.key)}
            icon="conflict"
            to={`/cloud/conflict?${new URLSearchParams({ type: row.key.type, name: row.key.name }).toString()}`}
            title={row.key.name}
            detail={<Detail row={row} side="cloud" />}
          />
        ))}
      </Rows>
    </>
  );
}
