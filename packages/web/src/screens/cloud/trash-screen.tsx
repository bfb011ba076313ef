import type { FileKey } from '@cairn/protocol';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { refresh } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { contentOf, fileKeys, useTrash } from '../../cloud/files.ts';
import type { TrashItem } from '../../cloud/files.ts';
import { kindOf, shortName } from '../../cloud/kinds.ts';
import { doneOr, operateAll, restoreVersion } from '../../cloud/restore.ts';
import { write } from '../../library/acts.ts';
import { idOf } from '../../library/opened.ts';
import { useLibrary } from '../../library/use-library.ts';
import { Button } from '../../parts/button.tsx';
import { Tick } from '../../parts/choice.tsx';
import { Confirm, Dialog } from '../../parts/dialog.tsx';
import { download } from '../../parts/download.ts';
import { Empty } from '../../parts/empty.tsx';
import { Menu } from '../../parts/menu.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Row, Rows } from '../../parts/rows.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { SignedIn } from '../account/signed-in.tsx';
import './cloud.css';
import { useDeviceNames } from './device-names.ts';

/** *Trash*: by month, newest first; restore, download, delete for good, empty (T1-T4). */
export default function TrashScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('cloud.trash')} back="/cloud" lead={say('cloud.trashLead')}>
      <SignedIn>{() => <Trash />}</SignedIn>
    </Screen>
  );
}

function Trash(): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const trash = useTrash();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [deleting, setDeleting] = useState<TrashItem | null>(null);
  const [emptying, setEmptying] = useState(false);
  const [clash, setClash] = useState<TrashItem | null>(null);
  if (trash.error !== null) return <Notice tone="bad">{explain(trash.error)}</Notice>;
  if (trash.data === undefined) return <Waiting />;
  const items = trash.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty icon="trash" title={say('cloud.trashEmpty')} text={say('cloud.trashEmptyText')} />;
  const picked = items.filter(({ deletion }) => chosen.has(deletion.seq));
  const attempt = (work: () => Promise<void>): void => void work().catch((thrown: unknown) => tell(explain(thrown), { bad: true }));
  const restoreMany = async (): Promise<void> => {
    const results = await operateAll(picked.map(({ content, deletion }) => ({ op: 'restore', seq: content.seq, base: deletion.seq })));
    setChosen(new Set());
    await refresh(...fileKeys);
    tell(say('cloud.restoredMany', { count: results.filter(({ status }) => status !== 'refused').length }));
    const refused = results.find(({ status }) => status === 'refused');
    if (refused !== undefined) doneOr(refused);
  };
  return (
    <>
      <div className="form-actions">
        <Button onPress={() => setEmptying(true)}>{say('cloud.emptyTrash')}</Button>
        {picked.length === 0 ? null : (
          <Button look="primary" onPress={() => attempt(restoreMany)}>
            {say('cloud.restoreAll', { count: picked.length })}
          </Button>
        )}
      </div>
      <Months items={items} chosen={chosen} onChoose={setChosen} onDelete={setDeleting} onClash={setClash} attempt={attempt} />
      {trash.hasNextPage ? (
        <Button isPending={trash.isFetchingNextPage} onPress={() => void trash.fetchNextPage()}>
          {say('cloud.moreItems')}
        </Button>
      ) : null}
      <Confirm
        title={say('cloud.deleteNow')}
        text={say('cloud.deleteNowText', { name: deleting?.content.name ?? '' })}
        action={say('cloud.deleteNow')}
        isOpen={deleting !== null}
        onClose={() => setDeleting(null)}
        explain={explain}
        onConfirm={async () => {
          const { count } = await cloud.deleteTrash({ body: { deletions: [deleting?.deletion.seq ?? 0] } });
          await refresh(...fileKeys);
          tell(say('cloud.deletedForGood', { count }));
        }}
      />
      <Confirm
        title={say('cloud.emptyTrash')}
        text={say('cloud.emptyTrashText')}
        action={say('cloud.emptyTrash')}
        isOpen={emptying}
        onClose={() => setEmptying(false)}
        explain={explain}
        onConfirm={async () => {
          const seen = items.reduce((newest, { deletion }) => Math.max(newest, deletion.seq), 0);
          const { count } = await cloud.emptyTrash({ body: { seen } });
          await refresh(...fileKeys);
          tell(say('cloud.deletedForGood', { count }));
        }}
      />
      <Clash item={clash} onClose={() => setClash(null)} attempt={attempt} />
    </>
  );
}

function Months(props: {
  readonly items: readonly TrashItem[];
  readonly chosen: ReadonlySet<number>;
  readonly onChoose: (chosen: ReadonlySet<number>) => void;
  readonly onDelete: (item: TrashItem) => void;
  readonly onClash: (item: TrashItem) => void;
  readonly attempt: (work: () => Promise<void>) => void;
}): ReactNode {
  const format = useFormat();
  const months = Map.groupBy(props.items, ({ deletion }) => format.month(deletion.stamp));
  return [...months].map(([month, items]) => (
    <Section key={month} title={month}>
      <Rows label={month}>
        {items.map((item) => (
          <ItemRow
            key={item.deletion.seq}
            item={item}
            isChosen={props.chosen.has(item.deletion.seq)}
            onChoose={(on) => {
              const next = new Set(props.chosen);
              if (on) next.add(item.deletion.seq);
              else next.delete(item.deletion.seq);
              props.onChoose(next);
            }}
            onDelete={() => props.onDelete(item)}
            onClash={() => props.onClash(item)}
            attempt={props.attempt}
          />
        ))}
      </Rows>
    </Section>
  ));
}

function ItemRow(props: {
  readonly item: TrashItem;
  readonly isChosen: boolean;
  readonly onChoose: (on: boolean) => void;
  readonly onDelete: () => void;
  readonly onClash: () => void;
  readonly attempt: (work: () => Promise<void>) => void;
}): ReactNode {
  const { say, find } = useWords();
  const format = useFormat();
  const deviceNames = useDeviceNames();
  const { device, entries } = useLibrary();
  const { item, attempt } = props;
  const { content, deletion } = item;
  const name = shortName(content.name);
  const keeps = device?.mode === 'library';
  const restore = async (): Promise<void> => {
    const version = await restoreVersion(content.seq, deletion.seq);
    await refresh(...fileKeys);
    const undo = async (): Promise<void> => {
      const { type, name: full } = content;
      const [result] = await operateAll([{ op: 'delete', type, name: full, base: version.seq, scope: deletion.scope }]);
      doneOr(result);
      await refresh(...fileKeys);
    };
    tell(say('cloud.restored', { name }), { undo: () => attempt(undo) });
  };
  const fetchHere = async (): Promise<void> => {
    if (!keeps) {
      download(name, 'application/octet-stream', await contentOf(content.seq));
      return;
    }
    if (entries.has(idOf(content))) {
      props.onClash();
      return;
    }
    await write(device, content, await contentOf(content.seq), null);
    tell(say('cloud.savedHere', { name }));
  };
  return (
    <Row
      title={
        <span className="trash-title">
          <Tick silent label={content.name} on={props.isChosen} onChange={props.onChoose} />
          {content.name}
        </span>
      }
      detail={`${kindOf(content, find)} · ${format.size(content.size)} · ${say('cloud.deletedAt', {
        date: format.moment(deletion.stamp),
        device: deviceNames(deletion.device),
      })}`}
    >
      <Menu
        label={say('cloud.actionsFor', { name: content.name })}
        actions={[
          { label: say('cloud.restore'), icon: 'history', act: () => attempt(restore) },
          { label: keeps ? say('cloud.toDevice') : say('cloud.save'), icon: 'download', act: () => attempt(fetchHere) },
          { label: say('cloud.deleteNow'), icon: 'trash', danger: true, act: props.onDelete },
        ]}
      />
    </Row>
  );
}

/** *File already exists*: replace it, or keep both (T3). What is replaced stays in the undo store of this device. */
function Clash(props: {
  readonly item: TrashItem | null;
  readonly onClose: () => void;
  readonly attempt: (work: () => Promise<void>) => void;
}): ReactNode {
  const { say } = useWords();
  const { device, entries } = useLibrary();
  const { item, onClose, attempt } = props;
  const take = (key: FileKey, base: string | null): void =>
    attempt(async () => {
      if (item === null || device === null) return;
      onClose();
      const back = await write(device, key, await contentOf(item.content.seq), base);
      tell(say('cloud.savedHere', { name: shortName(key.name) }), { undo: () => attempt(back) });
    });
  return (
    <Dialog title={say('cloud.exists')} isOpen={item !== null} onClose={onClose}>
      <p>{say('cloud.existsText', { name: item?.content.name ?? '' })}</p>
      <div className="dialog-actions">
        <Button onPress={onClose}>{say('shell.cancel')}</Button>
        <Button onPress={() => item !== null && take(item.content, entries.get(idOf(item.content))?.hash ?? null)}>
          {say('cloud.replace')}
        </Button>
        <Button
          look="primary"
          onPress={() =>
            item !== null &&
            take(
              beside(item.content, (key) => entries.has(idOf(key))),
              null,
            )
          }
        >
          {say('cloud.keepBoth')}
        </Button>
      </div>
    </Dialog>
  );
}

/** A name beside that of a file which nobody has: `name (2).gpx`. */
function beside({ type, name }: FileKey, isTaken: (key: FileKey) => boolean): FileKey {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > name.lastIndexOf('/') + 1 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 2; ; number += 1) {
    const key = { type, name: `${stem} (${number})${ending}` };
    if (!isTaken(key)) return key;
  }
}
