import { useState } from 'react';
import type { ReactNode } from 'react';
import { useOneAccount } from '../../cloud/admin.ts';
import type { AdminAccount } from '../../cloud/admin.ts';
import { cloud } from '../../cloud/client.ts';
import { refresh } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { Facts, Row, Rows } from '../../parts/rows.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useParam } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { deviceName } from '../account/device-name.ts';
import { Form } from '../account/form.tsx';
import { Administrator, Answered } from './administrator.tsx';
import { bytesOf } from './bytes.ts';
import { EventRows } from './event-rows.tsx';

/** One account: what it is, its devices, what happened with it, and what an administrator may do (O2). */
export default function OneAccountScreen(): ReactNode {
  const { say } = useWords();
  const account = Number(useParam('id'));
  return (
    <Screen title={say('admin.ofAccount', { account })} back="/admin/accounts">
      <Administrator>{() => <One id={account} />}</Administrator>
    </Screen>
  );
}

function One({ id }: { readonly id: number }): ReactNode {
  const { say } = useWords();
  return (
    <Answered of={useOneAccount(id)}>
      {(account) => (
        <>
          <Overview account={account} />
          {account.state === 'deleting' ? null : <Acts account={account} />}
          {account.deviceRows.length === 0 ? null : <Devices account={account} />}
          <Section title={say('admin.lately')}>
            <EventRows rows={account.audit} label={say('admin.lately')} own />
          </Section>
        </>
      )}
    </Answered>
  );
}

function Overview({ account }: { readonly account: AdminAccount }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const { used, allowed, kept } = account;
  return (
    <Facts
      facts={[
        [say('account.address'), account.address],
        [say('admin.state'), say(`admin.state-${account.state}`) + (account.admin ? ` · ${say('admin.administrator')}` : '')],
        [say('account.plan'), say(`account.plan-${account.plan}`)],
        [say('account.registered'), format.day(account.registered)],
        [say('account.space'), say('admin.usedOf', { used: format.size(used), allowed: format.size(allowed) })],
        [say('admin.kept'), format.size(kept)],
        [say('account.password'), account.passwordSet ? say('account.passwordSet') : say('account.passwordUnset')],
        [say('admin.sessions'), format.number(account.sessions)],
        [say('admin.queue'), format.number(account.mails.length)],
      ]}
    />
  );
}

type Act = 'block' | 'right' | 'sign-out' | 'delete';
function Acts({ account }: { readonly account: AdminAccount }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const [open, setOpen] = useState<Act | null>(null);
  const [typed, setTyped] = useState('');
  const { account: id, address, state, admin } = account;
  const done = async (): Promise<void> => {
    tell(say('admin.changed'));
    await refresh('admin');
  };
  const change = async (body: { blocked?: boolean; admin?: boolean }): Promise<void> => {
    await cloud.adminChangeAccount({ params: { id }, body });
    await done();
  };
  const close = (): void => {
    setTyped('');
    setOpen(null);
  };
  const shared = { onClose: close, explain };
  return (
    <>
      <Quota account={account} />
      <div className="form-actions">
        {state === 'blocked' ? (
          <Button onPress={() => void change({ blocked: false }).catch((error: unknown) => tell(explain(error), { bad: true }))}>
            {say('admin.unblock')}
          </Button>
        ) : (
          <Button onPress={() => setOpen('block')}>{say('admin.block')}</Button>
        )}
        <Button onPress={() => setOpen('right')}>{admin ? say('admin.takeRight') : say('admin.giveRight')}</Button>
        <Button onPress={() => setOpen('sign-out')}>{say('admin.signOutAll')}</Button>
        <Button look="danger" onPress={() => setOpen('delete')}>
          {say('admin.deleteAccount')}
        </Button>
      </div>
      <Confirm
        {...shared}
        title={say('admin.blockTitle', { address })}
        text={say('admin.blockText')}
        action={say('admin.block')}
        isOpen={open === 'block'}
        onConfirm={() => change({ blocked: true })}
      />
      <Confirm
        {...shared}
        title={admin ? say('admin.takeRight') : say('admin.giveRight')}
        text={say('admin.rightText')}
        action={admin ? say('admin.takeRight') : say('admin.giveRight')}
        danger={!admin}
        isOpen={open === 'right'}
        onConfirm={() => change({ admin: !admin })}
      />
      <Confirm
        {...shared}
        title={say('admin.signOutAll')}
        text={say('admin.signOutAllText', { address })}
        action={say('admin.signOutAll')}
        isOpen={open === 'sign-out'}
        onConfirm={async () => {
          await cloud.adminSignOut({ params: { id }, body: { device: null } });
          await done();
        }}
      />
      <Confirm
        {...shared}
        title={say('admin.deleteAccount')}
        text={say('admin.deleteText')}
        action={say('admin.deleteAccount')}
        isOpen={open === 'delete'}
        onConfirm={async () => {
          await cloud.adminDeleteAccount({ params: { id }, body: { address: typed } });
          tell(say('admin.deleted'));
          await refresh('admin');
        }}
      >
        <Field label={say('account.address')} value={typed} onChange={setTyped} autoComplete="off" />
      </Confirm>
    </>
  );
}

function Quota({ account }: { readonly account: AdminAccount }): ReactNode {
  const { say } = useWords();
  const [text, setText] = useState(account.quota === null ? '' : String(account.quota));
  const quota = text.trim() === '' ? null : bytesOf(text);
  return (
    <Form
      action={say('admin.setQuota')}
      isReady={quota !== undefined && quota !== account.quota}
      onSubmit={async () => {
        if (quota === undefined) return;
        await cloud.adminChangeAccount({ params: { id: account.account }, body: { quota } });
        tell(say('admin.changed'));
        await refresh('admin');
      }}
    >
      <Field
        label={say('admin.quota')}
        hint={say('admin.quotaHint')}
        value={text}
        onChange={setText}
        fault={quota === undefined ? say('admin.quotaBad') : null}
      />
    </Form>
  );
}

function Devices({ account }: { readonly account: AdminAccount }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const explain = useExplain();
  const signOut = (device: number): void => {
    cloud.adminSignOut({ params: { id: account.account }, body: { device } }).then(
      () => {
        tell(say('admin.changed'));
        void refresh('admin');
      },
      (error: unknown) => tell(explain(error), { bad: true }),
    );
  };
  return (
    <Section title={say('admin.devices')}>
      <Rows label={say('admin.devices')}>
        {account.deviceRows.map((device) => {
          const name = deviceName(device, say);
          const details = [
            device.brand,
            device.model,
            device.platform,
            say('admin.lastSeen', { ago: format.ago(device.lastSeen, Date.now()) }),
          ];
          return (
            <Row key={device.id} icon="device" title={name} detail={details.filter((part) => part !== '').join(' · ')}>
              <Button look="quiet" aria-label={say('account.signOutOne', { name })} onPress={() => signOut(device.id)}>
                {say('account.signOut')}
              </Button>
            </Row>
          );
        })}
      </Rows>
    </Section>
  );
}
