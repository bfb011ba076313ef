import type { ContentVersion } from '@cairn/protocol';
import { isCompanion, isFolderMark } from '@cairn/protocol';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useExplain } from '../../cloud/explain.ts';
import { useFiles } from '../../cloud/files.ts';
import { kindOf, shortName } from '../../cloud/kinds.ts';
import { BigList } from '../../parts/big-list.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { navigate } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { SignedIn } from '../account/signed-in.tsx';

/** Every file in the cloud; each leads to its versions (T5). */
export default function FilesScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('cloud.files')} back="/cloud">
      <SignedIn>{() => <Files />}</SignedIn>
    </Screen>
  );
}

interface FileRow {
  readonly id: string;
  readonly text: string;
  readonly kind: string;
  readonly file: ContentVersion;
}

function Files(): ReactNode {
  const { say, find } = useWords();
  const explain = useExplain();
  const { data, error } = useFiles();
  const [wanted, setWanted] = useState('');
  const [kind, setKind] = useState('');
  const rows = useMemo(
    () =>
      (data ?? [])
        .filter(({ name }) => !isCompanion(name) && !isFolderMark(name))
        .map((file): FileRow => ({ id: `${file.type}/${file.name}`, text: file.name, kind: kindOf(file, find), file })),
    [data, find],
  );
  const kinds = useMemo(() => [...new Set(rows.map((row) => row.kind))], [rows]);
  const shown = useMemo(() => {
    const folded = wanted.trim().toLocaleLowerCase();
    return rows.filter((row) => (kind === '' || row.kind === kind) && row.text.toLocaleLowerCase().includes(folded));
  }, [rows, wanted, kind]);
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined) return <Waiting />;
  if (rows.length === 0) return <Empty icon="cloud" title={say('cloud.noFiles')} text={say('cloud.noFilesText')} />;
  return (
    <>
      <Field label={say('cloud.findFile')} type="search" value={wanted} onChange={setWanted} />
      <Choice
        label={say('cloud.kind')}
        options={[{ value: '', label: say('cloud.allTypes') }, ...kinds.map((one) => ({ value: one, label: one }))]}
        value={kind}
        onChange={setKind}
      />
      <p role="status">{say('cloud.fileCount', { count: shown.length })}</p>
      <BigList
        label={say('cloud.files')}
        rows={shown}
        onOpen={({ file }) => navigate(`/cloud/history?${new URLSearchParams({ type: file.type, name: file.name }).toString()}`)}
        render={(row) => <FileLine row={row} />}
        empty={<Empty icon="search" text={say('cloud.noMatch')} />}
      />
    </>
  );
}

function FileLine({ row: { file, kind } }: { readonly row: FileRow }): ReactNode {
  const format = useFormat();
  return (
    <>
      <span className="row-words">
        <span className="row-title">{shortName(file.name)}</span>
        <span className="row-detail">
          {[kind, file.name.includes('/') ? file.name : '', format.moment(file.stamp)].filter((part) => part !== '').join(' · ')}
        </span>
      </span>
      <span className="row-value">{format.size(file.size)}</span>
    </>
  );
}
