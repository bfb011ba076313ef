import type { ReactNode } from 'react';
import type { Purchase } from '../../cloud/purchases.ts';
import { Facts } from '../../parts/rows.tsx';
import { Section } from '../../parts/screen.tsx';
import { Link } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';

/** Names that are the same in every language. */
const storeNames = { google: 'Google Play', apple: 'App Store', huawei: 'Huawei AppGallery', amazon: 'Amazon Appstore' } as const;

/** One purchase with all that its store and this server say of it. */
export function OnePurchase({ of }: { readonly of: Purchase }): ReactNode {
  const { say, language } = useWords();
  const format = useFormat();
  const { name, store, period, start, nextBilling, expires, state, reason, manage, order, kind, counts } = of;
  const facts: [string, ReactNode][] = [
    [say('purchases.store'), isNamed(store) ? storeNames[store] : say(`purchases.from-${store}`)],
    [say('purchases.state'), <Link to="/help/states">{say(`purchases.state-${state}`)}</Link>],
    [
      say('purchases.counts'),
      counts ? say(`purchases.why-${reason}`) : <Link to="/help/not-counted">{say(`purchases.why-${reason}`)}</Link>,
    ],
  ];
  if (period !== null) facts.push([say('purchases.period'), periodText(language, period)]);
  else if (kind === 'in-app') facts.push([say('purchases.period'), say('purchases.periodOnce')]);
  facts.push([say('purchases.start'), format.day(start)]);
  // One that is paid again then does not end then.
  if (nextBilling !== null) facts.push([say('purchases.nextBilling'), format.day(nextBilling)]);
  else if (expires !== null) facts.push([say(expires < Date.now() ? 'purchases.ended' : 'purchases.expires'), format.day(expires)]);
  facts.push([say('purchases.order'), order]);
  const isWeb = manage !== null && URL.canParse(manage) && new URL(manage).protocol === 'https:';
  return (
    <Section title={name}>
      <Facts facts={facts} />
      {isWeb ? (
        <a href={manage} target="_blank" rel="noopener noreferrer">
          {say('purchases.manage')}
        </a>
      ) : null}
    </Section>
  );
}

function isNamed(store: Purchase['store']): store is keyof typeof storeNames {
  return Object.hasOwn(storeNames, store);
}
function periodText(language: string, { count, unit }: NonNullable<Purchase['period']>): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}
