import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ClientAnswer } from '@cairn/protocol';
import { useWaitingMails } from '../../cloud/admin.ts';
import { cloud } from '../../cloud/client.ts';
import { refresh } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Row, Rows } from '../../parts/rows.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { Form } from '../account/form.tsx';
import { Administrator, Answered } from './administrator.tsx';
import { EventRows } from './event-rows.tsx';

/** The queue of mails, and why a code did not arrive (O2, A2). */
export default function MailsScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('admin.mails')} back="/admin">
      <Administrator>
        {() => (
          <>
            <Section title={say('admin.whyTitle')}>
              <Why />
            </Section>
            <Section title={say('admin.queue')}>
              <Queue />
            </Section>
          </>
        )}
      </Administrator>
    </Screen>
  );
}

function Why(): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const [address, setAddress] = useState('');
  const [found, setFound] = useState<ClientAnswer<'adminWhyNoCode'> | null>(null);
  return (
    <>
      <Form
        action={say('admin.look')}
        isReady={address.trim().length > 2}
        onSubmit={async () => setFound(await cloud.adminWhyNoCode({ body: { address: address.trim() } }))}
      >
        <Field label={say('account.address')} value={address} onChange={setAddress} autoComplete="off" inputMode="email" />
      </Form>
      {found === null ? null : (
        <>
          <Notice>
            {found.findings.map(({ finding, at, detail }) => (
              <p key={`${finding} ${at}`}>
                {at === null ? '' : `${format.moment(at)}: `}
                {say(`admin.why-${finding}`)}
                {detail === '' || finding === 'waiting' ? '' : ` (${detail})`}
              </p>
            ))}
          </Notice>
          <EventRows rows={found.audit} label={say('admin.lately')} />
        </>
      )}
    </>
  );
}

function Queue(): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const explain = useExplain();
  const retry = (ids: number[] | null): void => {
    cloud.adminRetryMails({ body: { ids } }).then(
      ({ count }) => {
        tell(say('admin.retried', { count }));
        void refresh('admin');
      },
      (error: unknown) => tell(explain(error), { bad: true }),
    );
  };
  return (
    <Answered of={useWaitingMails()}>
      {({ mails }) =>
        mails.length === 0 ? (
          <p>{say('admin.noMails')}</p>
        ) : (
          <>
            <Rows label={say('admin.queue')}>
              {mails.map((mail) => (
                <Row
                  key={mail.id}
                  icon="upload"
                  title={say('admin.mailTo', { id: String(mail.id), account: String(mail.account) })}
                  detail={`${say('admin.tries', { count: mail.tries })} · ${say('admin.nextTry', { when: format.moment(mail.next) })}`}
                >
                  <Button look="quiet" aria-label={say('admin.retryOne', { id: String(mail.id) })} onPress={() => retry([mail.id])}>
                    {say('admin.retry')}
                  </Button>
                </Row>
              ))}
            </Rows>
            <div>
              <Button onPress={() => retry(null)}>{say('admin.retryAll')}</Button>
            </div>
          </>
        )
      }
    </Answered>
  );
}
