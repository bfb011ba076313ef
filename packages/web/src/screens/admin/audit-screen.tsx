import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ClientAnswer } from '@cairn/protocol';
import { useEventsOf } from '../../cloud/admin.ts';
import { cloud } from '../../cloud/client.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Screen } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useWords } from '../../words/use-words.tsx';
import { Administrator } from './administrator.tsx';
import { EventRows } from './event-rows.tsx';

/** Who did what with accounts (R79). */
export default function AuditScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('admin.audit')} back="/admin">
      <Administrator>
        {() => (
          <>
            <Verify />
            <EventPages whose="server" />
          </>
        )}
      </Administrator>
    </Screen>
  );
}

function Verify(): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const [found, setFound] = useState<ClientAnswer<'adminVerifyAudit'> | null>(null);
  const [pending, setPending] = useState(false);
  const verify = async (): Promise<void> => {
    setPending(true);
    try {
      setFound(await cloud.adminVerifyAudit());
    } catch (error) {
      tell(explain(error), { bad: true });
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <div>
        <Button isPending={pending} onPress={() => void verify()}>
          {say('admin.verify')}
        </Button>
      </div>
      {found === null ? null : found.broken.length === 0 ? (
        <Notice tone="good">{say('admin.whole', { count: found.rows })}</Notice>
      ) : (
        <Notice tone="bad">{say('admin.broken', { count: found.broken.length })}</Notice>
      )}
    </>
  );
}

/** Events page by page; `mine`: those of the own account. */
export function EventPages({ whose }: { readonly whose: 'server' | 'mine' }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useEventsOf(whose);
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined) return <Waiting />;
  return (
    <>
      <EventRows rows={data.pages.flatMap((page) => page.rows)} label={say('admin.lately')} own={whose === 'mine'} />
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
