import { useState } from 'react';
import type { ReactNode } from 'react';
import { refresh } from '../../cloud/account.ts';
import type { Account } from '../../cloud/account.ts';
import { cloud } from '../../cloud/client.ts';
import { useExplain } from '../../cloud/explain.ts';
import { usePurchases } from '../../cloud/purchases.ts';
import type { Purchases } from '../../cloud/purchases.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Facts, LinkRow, Rows } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { SignedIn } from '../account/signed-in.tsx';
import { StartOffer } from '../account/start-offer.tsx';
import { OnePurchase } from './one-purchase.tsx';

/** Every purchase and subscription of the account, and why each counts or does not (W6, P2-P5). */
export default function PurchasesScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('purchases.title')} back="/account" lead={say('purchases.lead')}>
      <SignedIn>{(account) => <All account={account} />}</SignedIn>
    </Screen>
  );
}

function All({ account }: { readonly account: Account }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const { data, error } = usePurchases();
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined) return <Waiting />;
  return (
    <>
      <Plan of={data} />
      {account.offer === null ? null : <StartOffer offer={account.offer} />}
      {data.purchases.length === 0 ? <Empty icon="file" title={say('purchases.none')} text={say('purchases.noneText')} /> : null}
      {data.purchases.map((purchase) => (
        <OnePurchase key={`${purchase.store} ${purchase.order} ${purchase.sku}`} of={purchase} />
      ))}
      <Promo />
      <Rows>
        {data.grace === null ? null : <LinkRow to="/help/ended" icon="help" title={say('help.ended-title')} />}
        <LinkRow to="/help/restore" icon="help" title={say('purchases.helpRestore')} />
        <LinkRow to="/help/holder" icon="help" title={say('help.holder-title')} />
        <LinkRow to="/help/not-counted" icon="help" title={say('purchases.helpCounts')} />
        <LinkRow to="/help/states" icon="help" title={say('purchases.helpStates')} />
        {data.purchases.some(({ store }) => store === 'amazon') ? (
          <LinkRow to="/help/amazon" icon="help" title={say('help.amazon-title')} />
        ) : null}
      </Rows>
    </>
  );
}

const platforms = { android: 'Android', ios: 'iOS', web: 'Web' } as const;

function Plan({ of: { plan, unlimitedMaps, grace } }: { readonly of: Purchases }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const unlimited = unlimitedMaps.map((platform) => platforms[platform]).join(', ');
  return (
    <>
      {grace === null ? null : <Notice tone="warning">{say('purchases.graceUntil', { date: format.day(grace.until) })}</Notice>}
      <Facts
        facts={[
          [say('account.plan'), say(`account.plan-${plan}`)],
          ...(unlimited === '' ? [] : [[say('purchases.unlimitedMaps'), unlimited] as const]),
        ]}
      />
    </>
  );
}

function Promo(): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const take = async (): Promise<void> => {
    if (code.trim() === '') return;
    setBusy(true);
    try {
      await cloud.usePromo({ body: { code: code.trim() } });
      setFault(null);
      setCode('');
      tell(say('purchases.promoUsed'));
      await refresh('purchases', 'account', 'storage', 'downloads');
    } catch (error) {
      setFault(explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void take();
      }}
    >
      <Field label={say('purchases.promo')} value={code} onChange={setCode} fault={fault} />
      <div>
        <Button type="submit" isPending={busy}>
          {say('purchases.usePromo')}
        </Button>
      </div>
    </form>
  );
}
