import { useState } from 'react';
import type { ReactNode } from 'react';
import { useInvitations } from '../../cloud/admin.ts';
import { cloud } from '../../cloud/client.ts';
import { refresh } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Row, Rows } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';
import { Form } from '../account/form.tsx';
import { Administrator, Answered } from './administrator.tsx';

/** Invitations: made, listed, withdrawn (O2). */
export default function InvitationsScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('admin.invitations')} back="/admin">
      <Administrator>
        {() => (
          <>
            <Invite />
            <List />
          </>
        )}
      </Administrator>
    </Screen>
  );
}

function Invite(): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const [note, setNote] = useState('');
  const [made, setMade] = useState<{ link: string; expires: number } | null>(null);
  const copy = (link: string): void => void navigator.clipboard.writeText(link).then(() => tell(say('account.copied')));
  return (
    <>
      <Form
        action={say('admin.invite')}
        isReady
        onSubmit={async () => {
          setMade(await cloud.adminInvite({ body: { note } }));
          setNote('');
          await refresh('admin');
        }}
      >
        <Field label={say('admin.note')} value={note} onChange={setNote} autoComplete="off" />
      </Form>
      {made === null ? null : (
        <Notice tone="good">
          <p>{say('admin.inviteLink', { day: format.day(made.expires) })}</p>
          <p>
            <code>{made.link}</code>
          </p>
          <Button icon="copy" onPress={() => copy(made.link)}>
            {say('account.copy')}
          </Button>
        </Notice>
      )}
    </>
  );
}

function List(): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const explain = useExplain();
  const withdraw = (id: string): void => {
    cloud.adminWithdraw({ params: { id } }).then(
      () => {
        tell(say('admin.withdrawn'));
        void refresh('admin');
      },
      (error: unknown) => tell(explain(error), { bad: true }),
    );
  };
  return (
    <Answered of={useInvitations()}>
      {({ registration, invitations }) => (
        <>
          {registration === 'invite' ? null : <Notice>{say('admin.notByInvitation')}</Notice>}
          {invitations.length === 0 ? <Empty icon="link" text={say('admin.noInvitations')} /> : null}
          <Rows label={say('admin.invitations')}>
            {invitations.map((row) => {
              const name = row.note === '' ? row.id : row.note;
              const state =
                row.spentBy === null
                  ? say('admin.openUntil', { day: format.day(row.expires) })
                  : say('admin.usedBy', { account: row.spentBy });
              return (
                <Row key={row.id} icon="link" title={name} detail={`${format.day(row.made)} · ${state}`}>
                  {row.spentBy === null ? (
                    <Button look="quiet" aria-label={say('admin.withdrawOne', { name })} onPress={() => withdraw(row.id)}>
                      {say('admin.withdraw')}
                    </Button>
                  ) : null}
                </Row>
              );
            })}
          </Rows>
        </>
      )}
    </Answered>
  );
}
