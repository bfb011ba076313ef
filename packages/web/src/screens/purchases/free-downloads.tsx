import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { refresh } from '../../cloud/account.ts';
import type { Account } from '../../cloud/account.ts';
import { cloud } from '../../cloud/client.ts';
import { useExplain } from '../../cloud/explain.ts';
import { useDownloads } from '../../cloud/purchases.ts';
import type { Downloads } from '../../cloud/purchases.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { LinkRow, Row, Rows } from '../../parts/rows.tsx';
import { Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';

/** How many map downloads each device has left (P7); where all are used, what gives more. */
export function FreeDownloads({ account }: { readonly account: Account }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const format = useFormat();
  const { data, error } = useDownloads();
  const { data: room } = useQuery({ queryKey: ['room'], queryFn: freeHere });
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined || data.devices.length === 0) return null;
  return (
    <Section title={say('purchases.free')}>
      {data.devices.map((row) =>
        row.unlimited || row.remaining > 0 || row.bonus ? null : (
          <UsedUp key={row.device} row={row} bonus={data.bonus} address={account.address} />
        ),
      )}
      <Rows label={say('purchases.free')}>
        {data.devices.map(({ device, name, unlimited, remaining, allowed }) => (
          <Row
            key={device}
            icon="device"
            title={name}
            value={unlimited ? say('purchases.freeUnlimited') : say('purchases.freeLeft', { left: remaining, allowed })}
          />
        ))}
        <LinkRow
          to={data.devices.every(({ unlimited }) => unlimited) ? '/help/unlimited' : '/help/free'}
          icon="help"
          title={say('purchases.helpFree')}
        />
      </Rows>
      {room === undefined || !data.devices.every(({ unlimited }) => unlimited) ? null : (
        <p>{say('purchases.freeSpace', { size: format.size(room) })}</p>
      )}
    </Section>
  );
}

/** Bytes that this browser still gives this website: the only disk that can be seen from here. */
async function freeHere(): Promise<number> {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  return Math.max(0, quota - usage);
}

function UsedUp(props: { readonly row: Downloads['devices'][number]; readonly bonus: number; readonly address: string }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const { row, bonus, address } = props;
  const join = async (): Promise<void> => {
    try {
      await cloud.joinList({ body: { device: row.device } });
      tell(say('purchases.listMailed', { address }));
      await refresh('downloads');
    } catch (error) {
      tell(explain(error), { bad: true });
    }
  };
  return (
    <Notice tone="warning">
      <p>{say('purchases.usedUp', { name: row.name, bonus })}</p>
      <Button onPress={() => void join()}>{say('purchases.joinList')}</Button>
    </Notice>
  );
}
