import { useState } from 'react';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { refresh, useDevices, useSessions } from '../../cloud/account.ts';
import type { Device, Session } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Notice } from '../../parts/notice.tsx';
import { LinkRow, Row, Rows } from '../../parts/rows.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { deviceName } from './device-name.ts';
import { SignedIn } from './signed-in.tsx';

/** Who is to be signed out, and how. */
interface Leaving {
  readonly name: string;
  readonly act: () => Promise<unknown>;
}

/** Devices and web sessions; signing out one, or all others (A4, R64). */
export default function DevicesScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('account.devices')} back="/account">
      <SignedIn>{() => <Lists />}</SignedIn>
    </Screen>
  );
}

function Lists(): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const devices = useDevices();
  const sessions = useSessions();
  const [leaving, setLeaving] = useState<Leaving | null>(null);
  const [all, setAll] = useState(false);
  const error = devices.error ?? sessions.error;
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (devices.data === undefined || sessions.data === undefined) return <Waiting />;
  const others = devices.data.devices.filter((device) => !device.current).length + sessions.data.filter((one) => !one.current).length;
  return (
    <>
      <Section title={say('account.deviceList')}>
        {devices.data.devices.length === 0 ? (
          <Empty icon="device" title={say('account.noDevices')} text={say('account.noDevicesText')} />
        ) : (
          <Rows label={say('account.deviceList')}>
            {devices.data.devices.map((device) => (
              <DeviceRow key={device.id} device={device} onLeave={setLeaving} />
            ))}
          </Rows>
        )}
      </Section>
      <Section title={say('account.sessionList')}>
        <Rows label={say('account.sessionList')}>
          {sessions.data.map((session) => (
            <SessionRow key={session.id} session={session} onLeave={setLeaving} />
          ))}
        </Rows>
      </Section>
      {others === 0 ? null : (
        <div>
          <Button onPress={() => setAll(true)}>{say('account.signOutOthers')}</Button>
        </div>
      )}
      <Rows>
        <LinkRow to="/help/again" icon="help" title={say('help.again-title')} />
      </Rows>
      <Confirm
        title={say('account.signOutOne', { name: leaving?.name ?? '' })}
        text={say('account.signOutOneText')}
        action={say('account.signOut')}
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
        explain={explain}
        onConfirm={async () => {
          await leaving?.act();
          tell(say('account.oneSignedOut', { name: leaving?.name ?? '' }));
          await refresh('devices', 'sessions');
        }}
      />
      <Confirm
        title={say('account.signOutOthers')}
        text={say('account.signOutOthersText')}
        action={say('account.signOutOthers')}
        isOpen={all}
        onClose={() => setAll(false)}
        explain={explain}
        onConfirm={async () => {
          const { count } = await cloud.signOutOthers();
          tell(say('account.othersSignedOut', { count }));
          await refresh('devices', 'sessions');
        }}
      />
    </>
  );
}

function DeviceRow({ device, onLeave }: { readonly device: Device; readonly onLeave: (leaving: Leaving) => void }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const name = deviceName(device, say);
  const made = [device.brand, device.model].filter((part) => part !== '').join(' ');
  const details = [
    made === name ? '' : made,
    device.platform,
    device.lang,
    say('account.lastSeen', { ago: format.ago(device.lastSeen, Date.now()) }),
    say('account.since', { day: format.day(device.registered) }),
  ];
  return (
    <Row icon="device" title={name} detail={details.filter((part) => part !== '').join(' · ')}>
      {device.current ? (
        <span className="mark">{say('account.thisDevice')}</span>
      ) : (
        <Button
          look="quiet"
          aria-label={say('account.signOutOne', { name })}
          onPress={() => onLeave({ name, act: () => cloud.signOutDevice({ params: { id: device.id } }) })}
        >
          {say('account.signOut')}
        </Button>
      )}
    </Row>
  );
}

function SessionRow({ session, onLeave }: { readonly session: Session; readonly onLeave: (leaving: Leaving) => void }): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const name = session.browser === '' ? say('account.unnamedSession') : session.browser;
  const details = [
    say('account.lastSeen', { ago: format.ago(session.lastSeen, Date.now()) }),
    session.opened === 0 ? '' : say('account.since', { day: format.day(session.opened) }),
  ];
  return (
    <Row icon="person" title={name} detail={details.filter((part) => part !== '').join(' · ')}>
      {session.current ? (
        <span className="mark">{say('account.thisSession')}</span>
      ) : (
        <Button
          look="quiet"
          aria-label={say('account.signOutOne', { name })}
          onPress={() => onLeave({ name, act: () => cloud.endSession({ params: { id: session.id } }) })}
        >
          {say('account.signOut')}
        </Button>
      )}
    </Row>
  );
}
