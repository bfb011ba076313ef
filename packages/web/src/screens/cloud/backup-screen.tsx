import { categoryOf } from '@cairn/protocol';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { refresh } from '../../cloud/account.ts';
import { categories, folderOf, kinds } from '../../cloud/kinds.ts';
import type { Kind } from '../../cloud/kinds.ts';
import { useExplain } from '../../cloud/explain.ts';
import type { BrowserDevice, DeviceState } from '../../device/index.ts';
import { useLibrary } from '../../library/use-library.ts';
import { Switch, Tick } from '../../parts/choice.tsx';
import { More } from '../../parts/more.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import './cloud.css';
import { useDeviceState } from './device-state.ts';
import { CloudGate } from './gate.tsx';

/** *What to back up*: switches by category, kind and folder; and what of it goes by itself (S7, S8). */
export default function BackupScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('cloud.backup')} back="/cloud" lead={say('cloud.backupLead')}>
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
  if (here.state.mode === 'online') return <Notice>{say('cloud.needsLibrary')}</Notice>;
  return (
    <>
      <AutomaticSwitches device={here.device} state={here.state} />
      <Selection device={here.device} />
    </>
  );
}

function AutomaticSwitches({ device, state }: { readonly device: BrowserDevice; readonly state: DeviceState }): ReactNode {
  const { say } = useWords();
  const { automatic } = state;
  return (
    <Section title={say('cloud.automatic')}>
      <ul className="rows">
        <li>
          <Switch
            label={say('cloud.automatic')}
            detail={say('cloud.automaticText')}
            on={automatic.on}
            onChange={(on) => void device.setAutomatic({ ...automatic, on })}
          />
        </li>
        <li>
          <Switch
            label={say('cloud.metered')}
            detail={say('cloud.meteredText')}
            on={automatic.metered}
            isDisabled={!automatic.on}
            onChange={(metered) => void device.setAutomatic({ ...automatic, metered })}
          />
        </li>
      </ul>
    </Section>
  );
}

interface Counted {
  readonly files: number;
  readonly size: number;
  readonly folders: readonly string[];
}

/** What of each kind is here, and in which folders. */
function useCounted(): ReadonlyMap<string, Counted> {
  const { entries } = useLibrary();
  return useMemo(() => {
    const found = new Map<string, { files: number; size: number; folders: Set<string> }>();
    for (const { key, size } of entries.values()) {
      const kind = kinds.find(({ type, prefix = '' }) => type === key.type && key.name.startsWith(prefix));
      if (kind === undefined) continue;
      const sum = found.get(kind.id) ?? { files: 0, size: 0, folders: new Set<string>() };
      sum.files += 1;
      sum.size += size;
      const folder = folderOf(key.name);
      if (folder !== '' && key.type === 'GPX') sum.folders.add(folder);
      found.set(kind.id, sum);
    }
    return new Map([...found].map(([id, { folders, ...sum }]) => [id, { ...sum, folders: [...folders].sort() }]));
  }, [entries]);
}

function Selection({ device }: { readonly device: BrowserDevice }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const counted = useCounted();
  const { data } = useQuery({
    queryKey: ['selection'],
    queryFn: async () => ({ off: await device.selection(), manual: await device.selectAutomatic([], true) }),
  });
  if (data === undefined) return <Waiting />;
  const turn = (change: () => Promise<unknown>): void =>
    void change()
      .then(() => refresh('selection'))
      .catch((error: unknown) => tell(explain(error), { bad: true }));
  const on = (entries: readonly string[], entry: string): boolean => !entries.includes(entry);
  return categories.map((category) => (
    <Section key={category} title={say(`files.category-${category}`)}>
      <ul className="rows kind-group">
        <li>
          <Switch
            label={say(`files.category-${category}`)}
            on={on(data.off, category)}
            onChange={(to) => turn(() => device.select([category], to))}
          />
        </li>
        {kinds
          .filter((kind) => kind.category === category && (counted.has(kind.id) || data.off.includes(kind.id)))
          .map((kind) => (
            <KindRow
              key={kind.id}
              kind={kind}
              counted={counted.get(kind.id) ?? { files: 0, size: 0, folders: [] }}
              off={data.off}
              manual={data.manual}
              onSelect={(entry, to) => turn(() => device.select([entry], to))}
              onAutomatic={(entry, to) => turn(() => device.selectAutomatic([entry], to))}
            />
          ))}
      </ul>
    </Section>
  ));
}

function KindRow(props: {
  readonly kind: Kind;
  readonly counted: Counted;
  readonly off: readonly string[];
  readonly manual: readonly string[];
  readonly onSelect: (entry: string, on: boolean) => void;
  readonly onAutomatic: (entry: string, on: boolean) => void;
}): ReactNode {
  const { say, find } = useWords();
  const format = useFormat();
  const { kind, counted, off, manual, onSelect, onAutomatic } = props;
  const barred = off.includes(categoryOf({ type: kind.type, name: kind.prefix ?? '' }));
  const isOn = !barred && !off.includes(kind.id);
  return (
    <li>
      <Switch
        label={find('files', kind.exportType) ?? kind.type}
        detail={say('cloud.filesAndSize', { files: say('cloud.fileCount', { count: counted.files }), size: format.size(counted.size) })}
        on={isOn}
        isDisabled={barred}
        onChange={(to) => onSelect(kind.id, to)}
      />
      {isOn ? (
        <div className="kind-inner">
          <Tick
            label={say('cloud.automaticallyToo')}
            on={!manual.includes(kind.id) && !manual.includes(kind.category)}
            onChange={(to) => onAutomatic(kind.id, to)}
          />
          {counted.folders.length === 0 ? null : (
            <More title={say('cloud.folders')}>
              {counted.folders.map((folder) => (
                <Tick
                  key={folder}
                  label={folder}
                  on={!off.includes(`${kind.id}/${folder}`)}
                  onChange={(to) => onSelect(`${kind.id}/${folder}`, to)}
                />
              ))}
            </More>
          )}
        </div>
      ) : null}
    </li>
  );
}
