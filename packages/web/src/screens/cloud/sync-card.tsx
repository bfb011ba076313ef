import type { SyncResult } from '@cairn/sync';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { BrowserDevice, DeviceState } from '../../device/index.ts';
import { useExplain } from '../../cloud/explain.ts';
import { useRemedy } from '../../cloud/remedy.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Progress } from '../../parts/waiting.tsx';
import { Link } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import './cloud.css';

/** *Last sync*: how long ago, three counts, what waits for a word, and *Sync now* with its progress (S1, S2). */
export function SyncCard({ device, state }: { readonly device: BrowserDevice; readonly state: DeviceState }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const now = useNow();
  const { lastSync, counts, running } = state;
  const figures = [
    ['local', say('cloud.local'), counts?.local],
    ['cloud', say('cloud.cloud'), counts?.cloud],
    ['conflicts', say('cloud.conflicts'), counts?.conflicts],
  ] as const;
  return (
    <section className="sync-card" aria-label={say('cloud.lastSync')}>
      <p className="sync-when">
        {say('cloud.lastSync')}: <strong>{lastSync === 0 ? say('cloud.never') : format.ago(lastSync, now)}</strong>
        {lastSync === 0 ? null : <small>{format.moment(lastSync)}</small>}
      </p>
      <ul className="sync-counts">
        {figures.map(([tab, label, count]) => (
          <li key={tab}>
            <Link
              to={`/cloud/changes?tab=${tab}`}
              className={`sync-count${tab === 'conflicts' && (count ?? 0) > 0 ? ' sync-count-bad' : ''}`}
            >
              <strong>{count === undefined ? '–' : format.number(count)}</strong>
              <span>{label}</span>
            </Link>
          </li>
        ))}
      </ul>
      {running === null ? <SyncNow device={device} /> : <Running device={device} running={running} />}
      <Waits device={device} state={state} />
    </section>
  );
}

/** The time, anew each half minute: "2 minutes ago" goes on by itself. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function SyncNow({ device }: { readonly device: BrowserDevice }): ReactNode {
  const { say } = useWords();
  const run = useSync(device);
  return (
    <Button look="primary" icon="sync" onPress={() => void run({})}>
      {say('cloud.syncNow')}
    </Button>
  );
}

/** Syncs and says how it went. */
function useSync(device: BrowserDevice): (options: { readonly allowDeletions?: boolean }) => Promise<void> {
  const { say } = useWords();
  const explain = useExplain();
  const failed = useFailed();
  return async (options) => {
    try {
      const result = await device.sync(options);
      if (result.stopped !== null) tell(explain(result.stopped), { bad: true });
      else if (result.failed.length > 0) tell(failed(result.failed), { bad: true });
      else if (!result.cancelled) {
        const [up, down] = [result.uploaded.length, result.downloaded.length];
        tell(up + down === 0 ? say('cloud.synced') : say('cloud.syncResult', { up, down }));
      }
    } catch (error) {
      tell(explain(error), { bad: true });
    }
  };
}

/** How many files were left as they are, and why the first was. */
export function useFailed(): (failed: SyncResult['failed']) => string {
  const { say } = useWords();
  const explain = useExplain();
  return (failed) => {
    const [first] = failed;
    const reason = first === undefined ? '' : ` ${explain(Object.assign(new Error(first.reason), { code: first.code }))}`;
    return `${say('cloud.syncFailed', { count: failed.length })}${reason}`;
  };
}

export function Running(props: { readonly device: BrowserDevice; readonly running: NonNullable<DeviceState['running']> }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const { filesDone, filesTotal, bytesDone, bytesTotal } = props.running;
  const label =
    filesTotal === 0
      ? say('cloud.looking')
      : say('cloud.running', { done: filesDone, total: filesTotal, size: `${format.size(bytesDone)} / ${format.size(bytesTotal)}` });
  const done = bytesTotal > 0 ? bytesDone / bytesTotal : filesTotal > 0 ? filesDone / filesTotal : 0;
  return (
    <Progress label={label} done={done}>
      <Button look="quiet" onPress={() => void props.device.cancel()}>
        {say('shell.cancel')}
      </Button>
    </Progress>
  );
}

/** What went wrong, what was kept, and the page that helps. */
export function TroubleNotice(props: { readonly device: BrowserDevice; readonly trouble: DeviceState['trouble'] }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const remedy = useRemedy();
  const { device, trouble } = props;
  if (trouble === null) return null;
  const way = remedy(trouble);
  const { count = 0 } = trouble.details ?? {};
  return (
    <Notice tone={trouble.kind === 'offline' ? 'info' : 'warning'}>
      {count === 0 ? null : <p>{say('cloud.notStored', { count })}</p>}
      <p>{explain(trouble)}</p>
      {way === null ? null : <Link to={way.to}>{way.label}</Link>}
      <Button look="quiet" onPress={() => void device.dismissTrouble()}>
        {say('shell.dismiss')}
      </Button>
    </Notice>
  );
}

/** What needs a person's word, and what is wrong. */
function Waits({ device, state }: { readonly device: BrowserDevice; readonly state: DeviceState }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const format = useFormat();
  const run = useSync(device);
  const { waiting, paused, trouble, storage } = state;
  return (
    <>
      {waiting.here + waiting.there === 0 ? null : (
        <Notice tone="warning">
          {waiting.here === 0 ? null : <p>{say('cloud.waitingHere', { count: waiting.here })}</p>}
          {waiting.there === 0 ? null : <p>{say('cloud.waitingThere', { count: waiting.there })}</p>}
          <Button onPress={() => void run({ allowDeletions: true })}>{say('cloud.allowDeletions')}</Button>
        </Notice>
      )}
      {paused ? (
        <Notice tone="warning">
          <p>{say('cloud.paused')}</p>
          <Button
            onPress={() =>
              void device
                .confirmAfterReset()
                .then(() => run({}))
                .catch((error: unknown) => tell(explain(error), { bad: true }))
            }
          >
            {say('cloud.uploadAgain')}
          </Button>
        </Notice>
      ) : null}
      <TroubleNotice device={device} trouble={trouble} />
      {storage?.isLow === true ? (
        <Notice tone="warning">{say('cloud.storageLow', { left: format.size(Math.max(0, storage.quota - storage.used)) })}</Notice>
      ) : null}
      {storage?.persisted === false ? <Notice>{say('cloud.notPersisted')}</Notice> : null}
    </>
  );
}
