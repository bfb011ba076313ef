import { useState } from 'react';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { refresh, signOutForgotten } from '../../cloud/account.ts';
import type { Account } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { fileKeys } from '../../cloud/files.ts';
import { Button } from '../../parts/button.tsx';
import { Tick } from '../../parts/choice.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { navigate } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CodeStep } from './code-step.tsx';
import type { Mailed } from './code-step.tsx';
import { Form } from './form.tsx';
import { SignedIn } from './signed-in.tsx';

/** What cannot be undone: old versions, all data, the account (T7, A7). */
export default function DangerScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('account.danger')} back="/account" lead={say('account.dangerLead')}>
      <SignedIn>
        {(account) => (
          <>
            <OldVersions account={account} />
            <AllData account={account} />
            <TheAccount account={account} />
          </>
        )}
      </SignedIn>
    </Screen>
  );
}

function OldVersions({ account }: { readonly account: Account }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title={say('account.deleteOldVersions')}>
      <p>{say('account.deleteOldVersionsText')}</p>
      <div>
        <Button onPress={() => setOpen(true)}>{say('account.deleteOldVersions')}</Button>
      </div>
      <Confirm
        title={say('account.deleteOldVersions')}
        text={say('account.deleteOldVersionsText')}
        action={say('account.deleteOldVersions')}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        explain={explain}
        onConfirm={async () => {
          const { count } = await cloud.deleteOldVersions({ body: { seen: account.seq } });
          await refresh(...fileKeys);
          tell(say('account.oldVersionsDeleted', { count }));
        }}
      />
    </Section>
  );
}

function AllData({ account }: { readonly account: Account }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title={say('account.deleteData')}>
      <p>{say('account.deleteDataText')}</p>
      <div>
        <Button onPress={() => setOpen(true)}>{say('account.deleteData')}</Button>
      </div>
      <Confirm
        title={say('account.deleteData')}
        text={say('account.deleteDataText')}
        action={say('account.deleteData')}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        explain={explain}
        onConfirm={async () => {
          await cloud.deleteData({ body: { epoch: account.epoch } });
          await refresh(...fileKeys);
          tell(say('account.dataDeleted'));
        }}
      />
    </Section>
  );
}

function TheAccount({ account: { address } }: { readonly account: Account }): ReactNode {
  const { say, language } = useWords();
  const [mailed, setMailed] = useState<Mailed | null>(null);
  const [understood, setUnderstood] = useState(false);
  const ask = (): Promise<Mailed> => cloud.proofCode({ body: { purpose: 'delete-account', lang: language } });
  return (
    <Section title={say('account.deleteAccount')}>
      <p>{say('account.deleteAccountText')}</p>
      <Tick label={say('account.understand')} on={understood} onChange={setUnderstood} />
      {mailed === null ? (
        <Form action={say('account.mailCode')} isReady={understood} onSubmit={async () => setMailed(await ask())}>
          <p>{say('account.proofLead', { address })}</p>
        </Form>
      ) : (
        <CodeStep
          address={address}
          mailed={mailed}
          resend={ask}
          action={say('account.deleteAccount')}
          isComplete={understood}
          onCode={async (code) => {
            await cloud.deleteAccount({ body: { code } });
            await signOutForgotten();
            tell(say('account.accountDeleted'));
            navigate('/account', { replace: true });
          }}
        />
      )}
    </Section>
  );
}
