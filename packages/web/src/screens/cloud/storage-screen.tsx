import { fileTypes } from '@cairn/protocol';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { refresh, useAccount } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { fileKeys, useFiles, useStorage } from '../../cloud/files.ts';
import { categories, kinds } from '../../cloud/kinds.ts';
import type { Kind } from '../../cloud/kinds.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Menu } from '../../parts/menu.tsx';
import { Meter } from '../../parts/meter.tsx';
import { Notice } from '../../parts/notice.tsx';
import { LinkRow, Row, Rows } from '../../parts/rows.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { SignedIn } from '../account/signed-in.tsx';

/** *Manage storage*: what is used, by category and kind; a kind can be deleted from the cloud alone (T6). */
export default function StorageScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('cloud.storage')} back="/cloud">
      <SignedIn>{() => <Amounts />}</SignedIn>
    </Screen>
  );
}

interface Line {
  readonly kind: Kind;
  readonly files: number;
  readonly stored: number;
}

function Amounts(): ReactNode {
  const { say, find } = useWords();
  const format = useFormat();
  const explain = useExplain();
  const { data, error } = useStorage();
  const lines = useLines();
  const { data: account } = useAccount();
  const [deleting, setDeleting] = useState<Kind | null>(null);
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined || lines === null) return <Waiting />;
  const title = (kind: Kind): string => find('files', kind.exportType) ?? kind.type;
  const { trash, history } = data;
  return (
    <>
      <Meter
        label={say('cloud.used')}
        value={data.used}
        of={data.allowed}
        words={say('cloud.usedOf', { used: format.size(data.used), allowed: format.size(data.allowed) })}
      />
      <Meter
        label={say('cloud.historyUse')}
        value={trash.stored + history.stored}
        of={data.historyAllowed}
        words={say('cloud.usedOf', { used: format.size(trash.stored + history.stored), allowed: format.size(data.historyAllowed) })}
      />
      {lines.length === 0 ? <Empty icon="cloud" title={say('cloud.noFiles')} text={say('cloud.noFilesText')} /> : null}
      {categories.map((category) => {
        const own = lines.filter(({ kind }) => kind.category === category);
        if (own.length === 0) return null;
        return (
          <Section key={category} title={say(`files.category-${category}`)}>
            <Rows label={say(`files.category-${category}`)}>
              {own.map(({ kind, files, stored }) => (
                <Row
                  key={kind.id}
                  title={title(kind)}
                  detail={say('cloud.filesAndSize', { files: say('cloud.fileCount', { count: files }), size: format.size(stored) })}
                >
                  <Menu
                    label={say('cloud.actionsFor', { name: title(kind) })}
                    actions={[
                      { label: say('cloud.deleteType', { type: title(kind) }), icon: 'trash', danger: true, act: () => setDeleting(kind) },
                    ]}
                  />
                </Row>
              ))}
            </Rows>
          </Section>
        );
      })}
      <Rows>
        <LinkRow to="/cloud/trash" icon="trash" title={say('cloud.trash')} value={format.size(trash.stored)} />
        <LinkRow to="/account/danger" icon="history" title={say('cloud.oldVersions')} value={format.size(history.stored)} />
      </Rows>
      <Confirm
        title={say('cloud.deleteType', { type: deleting === null ? '' : title(deleting) })}
        text={say('cloud.deleteTypeText')}
        action={say('cloud.deleteType', { type: deleting === null ? '' : title(deleting) })}
        isOpen={deleting !== null}
        onClose={() => setDeleting(null)}
        explain={explain}
        onConfirm={async () => {
          if (deleting === null) return;
          const { type, prefix } = deleting;
          const { count } = await cloud.deleteType({ body: { type, prefix, seen: account?.seq } });
          await refresh(...fileKeys);
          tell(say('cloud.typeDeleted', { count }));
        }}
      />
    </>
  );
}

/** What is in the cloud of each kind; FILE is told apart by its folders, which the server's sums do not do. */
function useLines(): Line[] | null {
  const { data } = useStorage();
  const { data: files } = useFiles('FILE');
  return useMemo(() => {
    if (data === undefined || files === undefined) return null;
    const lines: Line[] = kinds.flatMap((kind) => {
      if (kind.prefix === undefined) {
        const sum = data.types.find(({ type }) => type === kind.type);
        return sum === undefined || sum.files === 0 ? [] : [{ kind, files: sum.files, stored: sum.stored }];
      }
      const own = files.filter(({ name }) => name.startsWith(kind.prefix ?? ''));
      return own.length === 0 ? [] : [{ kind, files: own.length, stored: own.reduce((sum, { stored }) => sum + stored, 0) }];
    });
    const known = new Set(fileTypes.map(({ type }) => type));
    const others = data.types
      .filter(({ type, files: count }) => !known.has(type) && count > 0)
      .map(({ type, files: count, stored }) => ({
        kind: { id: type, exportType: type, category: 'resources' as const, type },
        files: count,
        stored,
      }));
    return [...lines, ...others];
  }, [data, files]);
}
