import { useDeferredValue, useState } from 'react';
import type { ReactNode } from 'react';
import { useFoundAccounts } from '../../cloud/admin.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { LinkRow, Rows } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { Administrator } from './administrator.tsx';

/** Accounts of the server, found by address or number (O2). */
export default function AccountsScreen(): ReactNode {
  const { say } = useWords();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  return (
    <Screen title={say('admin.accounts')} back="/admin">
      <Administrator>
        {() => (
          <>
            <Field label={say('admin.search')} type="search" inputMode="search" value={text} onChange={setText} />
            <Found text={wanted} />
          </>
        )}
      </Administrator>
    </Screen>
  );
}

function Found({ text }: { readonly text: string }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const explain = useExplain();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useFoundAccounts(text);
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined) return <Waiting />;
  const rows = data.pages.flatMap((page) => page.accounts);
  if (rows.length === 0) return <Empty icon="search" text={say('admin.noAccounts')} />;
  return (
    <>
      <Rows label={say('admin.accounts')}>
        {rows.map((row) => {
          const details = [
            String(row.account),
            row.admin ? say('admin.administrator') : '',
            row.state === 'active' ? '' : say(`admin.state-${row.state}`),
            say(`account.plan-${row.plan}`),
            say('admin.usedOf', { used: format.size(row.used), allowed: format.size(row.allowed) }),
            row.lastSeen === null ? '' : say('admin.lastSeen', { ago: format.ago(row.lastSeen, Date.now()) }),
          ];
          return (
            <LinkRow
              key={row.account}
              to={`/admin/accounts/${row.account}`}
              icon={row.state === 'active' ? 'person' : 'warning'}
              title={row.address === '' ? say('admin.ofAccount', { account: row.account }) : row.address}
              detail={details.filter((part) => part !== '').join(' · ')}
            />
          );
        })}
      </Rows>
      {hasNextPage ? (
        <div>
          <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {say('admin.showMore')}
          </Button>
        </div>
      ) : null}
    </>
  );
}
