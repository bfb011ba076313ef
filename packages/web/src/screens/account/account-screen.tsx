import { useState } from 'react';
import type { ReactNode } from 'react';
import { signOut, useAccount, useDevices, useServer } from '../../cloud/account.ts';
import type { Account } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { Meter } from '../../parts/meter.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Facts, LinkRow, Rows } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { Link } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import type { Format } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import type { Say } from '../../words/words.ts';
import { StartOffer } from './start-offer.tsx';

/** The account as its owner sees it (A4); for others what this is, and the way in. */
export default function AccountScreen(): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const { data: account, error } = useAccount();
  return (
    <Screen title={say('account.title')}>
      {account === undefined && error === null ? <Waiting /> : null}
      {error === null ? null : <Notice tone="bad">{explain(error)}</Notice>}
      {account === null ? <Welcome /> : null}
      {account === undefined || account === null ? null : <Overview account={account} />}
      <Rows>
        <LinkRow to="/account/settings" icon="settings" title={say('account.settings')} />
        <LinkRow to="/help" icon="help" title={say('shell.help')} />
      </Rows>
      {account === undefined || account === null ? null : <Leave />}
    </Screen>
  );
}

function Welcome(): ReactNode {
  const { say } = useWords();
  const { data: server } = useServer();
  return (
    <>
      <h2>{say('account.welcomeTitle')}</h2>
      <p>{say('account.welcomeText')}</p>
      {server?.administrator === false ? <Notice>{say('account.noAdministrator')}</Notice> : null}
      <div className="form-actions">
        <Link to="/sign-in" className="button button-primary">
          {say('account.signIn')}
        </Link>
        <Link to="/sign-up" className="button button-plain">
          {say('account.signUp')}
        </Link>
      </div>
    </>
  );
}

function Overview({ account }: { readonly account: Account }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const { data: devices } = useDevices();
  const { subscription } = account;
  const count = devices?.devices.length ?? 0;
  return (
    <>
      {account.passwordSet ? null : (
        <Notice tone="warning">
          <p>{say('account.passwordMissing')}</p>
          <Link to="/account/password">{say('account.choosePassword')}</Link>
        </Notice>
      )}
      {account.grace === null ? null : (
        <Notice tone="warning">
          <p>{say('purchases.graceUntil', { date: format.day(account.grace.until) })}</p>
          <Link to="/help/ended">{say('help.ended-title')}</Link>
        </Notice>
      )}
      <Facts
        facts={[
          [say('account.address'), account.address],
          [say('account.plan'), say(`account.plan-${account.plan}`)],
          ...(subscription === null ? [] : subscriptionFacts(subscription, say, format)),
          [say('account.registered'), format.day(account.registered)],
        ]}
      />
      {account.admin ? (
        <Rows>
          <LinkRow to="/admin" icon="key" title={say('admin.title')} value={say('account.administrator')} />
        </Rows>
      ) : null}
      {account.offer === null ? null : <StartOffer offer={account.offer} />}
      <Meter
        label={say('account.space')}
        value={account.used}
        of={account.allowed}
        words={say('account.spaceOf', { used: format.size(account.used), allowed: format.size(account.allowed) })}
      />
      <Rows>
        <LinkRow
          to="/account/devices"
          icon="device"
          title={say('account.devices')}
          value={
            account.deviceLimit > 0
              ? say('account.deviceCountOf', { used: count, limit: account.deviceLimit })
              : say('account.deviceCount', { count })
          }
        />
        <LinkRow
          to="/account/password"
          icon="key"
          title={say('account.password')}
          value={account.passwordSet ? say('account.passwordSet') : say('account.passwordUnset')}
        />
        <LinkRow to="/account/address" icon="edit" title={say('account.changeAddress')} />
        <LinkRow to="/account/activity" icon="history" title={say('admin.activity')} />
        <LinkRow to="/account/purchases" icon="file" title={say('purchases.title')} />
        <LinkRow to="/account/data" icon="download" title={say('cloud.myData')} />
        <LinkRow to="/account/danger" icon="warning" title={say('account.danger')} />
      </Rows>
    </>
  );
}

/** Its state, when it began and how long it is paid (A4). */
function subscriptionFacts(
  { state, start, expires }: NonNullable<Account['subscription']>,
  say: Say,
  format: Format,
): (readonly [string, ReactNode])[] {
  return [
    [say('account.subscription'), <Link to="/help/states">{say(`purchases.state-${state}`)}</Link>],
    [say('account.subscribedSince'), format.day(start)],
    ...(expires === null ? [] : [[say('account.paidUntil'), format.day(expires)] as const]),
  ];
}

function Leave(): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const [pending, setPending] = useState(false);
  const leave = async (): Promise<void> => {
    setPending(true);
    try {
      await signOut();
      tell(say('account.signedOut'));
    } catch (error) {
      tell(explain(error), { bad: true });
    } finally {
      setPending(false);
    }
  };
  return (
    <div>
      <Button isPending={pending} onPress={() => void leave()}>
        {say('account.signOut')}
      </Button>
    </div>
  );
}
