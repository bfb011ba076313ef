import type { ContentVersion, FileKey } from '@cairn/protocol';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { refresh } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { contentOf, fileKeys, useHistory } from '../../cloud/files.ts';
import type { FileVersion } from '../../cloud/files.ts';
import { restoreVersion } from '../../cloud/restore.ts';
import { kindOf, shortName } from '../../cloud/kinds.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { download } from '../../parts/download.ts';
import { Menu } from '../../parts/menu.tsx';
import type { MenuAction } from '../../parts/menu.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Row, Rows } from '../../parts/rows.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { usePlace } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { SignedIn } from '../account/signed-in.tsx';
import { Compared } from './compared.tsx';
import { shownOf, showOnMap } from './contents.ts';
import type { Shown } from './contents.ts';
import { useDeviceNames } from './device-names.ts';

/** Every version of a file: look at one, compare two, bring one back, keep a copy (T5). */
export default function HistoryScreen(): ReactNode {
  const { say } = useWords();
  const { query } = usePlace();
  const key = { type: query.get('type') ?? '', name: query.get('name') ?? '' };
  return (
    <Screen title={say('cloud.history')} back="/cloud/files">
      <SignedIn>{() => <Versions fileKey={key} />}</SignedIn>
    </Screen>
  );
}

/** What of the versions is looked at beside the list. */
type Look =
  | { readonly kind: 'preview'; readonly version: ContentVersion; readonly shown: Shown }
  | { readonly kind: 'compare'; readonly older: Shown; readonly newer: Shown };

function Versions({ fileKey }: { readonly fileKey: FileKey }): ReactNode {
  const { say, find } = useWords();
  const format = useFormat();
  const explain = useExplain();
  const { data, error } = useHistory(fileKey);
  const [look, setLook] = useState<Look | null>(null);
  const [restoring, setRestoring] = useState<ContentVersion | null>(null);
  /** Waits for the version that it is compared with. */
  const [chosen, setChosen] = useState<ContentVersion | null>(null);
  useShown(look);
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined) return <Waiting />;
  const newest = data[0]?.version;
  const attempt = (work: () => Promise<void>): void => void work().catch((thrown: unknown) => tell(explain(thrown), { bad: true }));
  const load = async (version: ContentVersion): Promise<Shown> => shownOf(version, await contentOf(version.seq));
  const compare = (one: ContentVersion, other: ContentVersion): void =>
    attempt(async () => {
      const [older, newer] = await Promise.all((one.seq < other.seq ? [one, other] : [other, one]).map(load));
      if (older === undefined || newer === undefined) return;
      setLook({ kind: 'compare', older, newer });
      setChosen(null);
    });
  const comparisonsOf = (version: ContentVersion): MenuAction[] => {
    const icon = 'conflict';
    if (chosen !== null && chosen.seq !== version.seq) {
      const label = say('cloud.compareWith', { date: format.moment(chosen.stamp) });
      return [{ label, icon, act: () => compare(chosen, version) }];
    }
    const withNewest = newest?.kind === 'content' && newest.seq !== version.seq;
    const hasOthers = data.some((row) => isKept(row) && row.version !== newest && row.version.seq !== version.seq);
    return [
      ...(withNewest ? [{ label: say('cloud.compare'), icon, act: () => compare(version, newest) } as const] : []),
      ...(hasOthers ? [{ label: say('cloud.compareOther'), icon, act: () => setChosen(version) } as const] : []),
    ];
  };
  const actionsOf = (version: ContentVersion): MenuAction[] => [
    {
      label: say('cloud.preview'),
      icon: 'eye',
      act: () => attempt(async () => setLook({ kind: 'preview', version, shown: await load(version) })),
    },
    ...comparisonsOf(version),
    ...(newest?.seq === version.seq ? [] : [{ label: say('cloud.restore'), icon: 'history' as const, act: () => setRestoring(version) }]),
    {
      label: say('cloud.save'),
      icon: 'download',
      act: () => attempt(async () => download(shortName(version.name), 'application/octet-stream', await contentOf(version.seq))),
    },
  ];
  return (
    <>
      <h2>{fileKey.name}</h2>
      <p>{kindOf(fileKey, find)}</p>
      {look === null ? null : <Looked look={look} />}
      {chosen === null ? null : (
        <Notice>
          {say('cloud.compareChoose', { date: format.moment(chosen.stamp) })}{' '}
          <Button look="quiet" onPress={() => setChosen(null)}>
            {say('shell.cancel')}
          </Button>
        </Notice>
      )}
      <Rows label={say('cloud.history')}>
        {data.map((row) => (
          <VersionRow key={`${row.version.seq} ${row.version.kind}`} row={row} isNewest={row.version === newest} actionsOf={actionsOf} />
        ))}
      </Rows>
      <Confirm
        title={say('cloud.restore')}
        text={say('cloud.restoreText', { date: restoring === null ? '' : format.moment(restoring.stamp) })}
        action={say('cloud.restore')}
        danger={false}
        isOpen={restoring !== null}
        onClose={() => setRestoring(null)}
        explain={explain}
        onConfirm={async () => {
          if (restoring === null) return;
          const before = newest;
          const done = await restoreVersion(restoring.seq, before?.seq ?? 0);
          await refresh(...fileKeys);
          const undo =
            before?.kind === 'content'
              ? {
                  undo: () =>
                    attempt(async () => {
                      await restoreVersion(before.seq, done.seq);
                      await refresh(...fileKeys);
                    }),
                }
              : {};
          tell(say('cloud.restored', { name: shortName(fileKey.name) }), undo);
        }}
      />
    </>
  );
}

/** Whether it is a version whose content is still there. */
function isKept({ version, available }: FileVersion): boolean {
  return version.kind === 'content' && available;
}

function useShown(look: Look | null): void {
  useEffect(() => {
    if (look === null) return;
    const hide =
      look.kind === 'preview'
        ? showOnMap([['old', look.shown, '']])
        : showOnMap([
            ['old', look.older, '#2468b8'],
            ['new', look.newer, '#c2410c'],
          ]);
    return hide ?? undefined;
  }, [look]);
}

function Looked({ look }: { readonly look: Look }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  if (look.kind === 'compare') {
    return (
      <Section title={say('cloud.differences')}>
        <Compared first={look.older} second={look.newer} sides={[say('cloud.onlyOlder'), say('cloud.onlyNewer')]} />
      </Section>
    );
  }
  const { shown } = look;
  const visible = shown?.kind === 'places' || shown?.kind === 'track' || (shown?.kind === 'photo' && shown.at !== null);
  return <Notice>{visible ? say('cloud.previewed', { date: format.moment(look.version.stamp) }) : say('cloud.noPreview')}</Notice>;
}

function VersionRow(props: {
  readonly row: FileVersion;
  readonly isNewest: boolean;
  readonly actionsOf: (version: ContentVersion) => MenuAction[];
}): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const deviceNames = useDeviceNames();
  const { row, isNewest, actionsOf } = props;
  const { version, available } = row;
  const what =
    version.kind === 'content'
      ? format.size(version.size)
      : version.kind === 'moved'
        ? say('cloud.versionMoved', { name: version.to.name })
        : version.scope === 'cloud'
          ? say('cloud.versionDeletedCloud')
          : say('cloud.versionDeleted');
  const details = [what, deviceNames(version.device), version.kind === 'content' && !available ? say('cloud.versionGone') : ''];
  return (
    <Row title={format.moment(version.stamp)} detail={details.filter((part) => part !== '').join(' · ')}>
      {isNewest ? <span className="mark">{say('cloud.newest')}</span> : null}
      {version.kind === 'content' && available ? (
        <Menu label={say('cloud.actionsFor', { name: format.moment(version.stamp) })} actions={actionsOf(version)} />
      ) : null}
    </Row>
  );
}
