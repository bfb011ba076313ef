import { useState } from 'react';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { refresh, useServer } from '../../cloud/account.ts';
import type { Account } from '../../cloud/account.ts';
import { PasswordField } from '../../parts/field.tsx';
import { Screen } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { navigate } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CodeStep } from './code-step.tsx';
import type { Mailed } from './code-step.tsx';
import { Form } from './form.tsx';
import { SignedIn } from './signed-in.tsx';

/** Sets or changes the web password, with a fresh code (R56, R58). */
export default function PasswordScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('account.changePassword')} back="/account">
      <SignedIn>{(account) => <Steps account={account} />}</SignedIn>
    </Screen>
  );
}

function Steps({ account: { address } }: { readonly account: Account }): ReactNode {
  const { say, language } = useWords();
  const { data: server } = useServer();
  const [mailed, setMailed] = useState<Mailed | null>(null);
  const [password, setPassword] = useState('');
  const ask = (): Promise<Mailed> => cloud.proofCode({ body: { purpose: 'set-password', lang: language } });
  if (mailed === null) {
    return (
      <Form action={say('account.mailCode')} isReady onSubmit={async () => setMailed(await ask())}>
        <p>{say('account.proofLead', { address })}</p>
      </Form>
    );
  }
  return (
    <CodeStep
      address={address}
      mailed={mailed}
      resend={ask}
      action={say('account.savePassword')}
      isComplete={password !== ''}
      onCode={async (code) => {
        await cloud.setPassword({ body: { code, password } });
        await refresh('account', 'sessions');
        tell(say('account.passwordSaved'));
        navigate('/account', { replace: true });
      }}
    >
      <PasswordField
        label={say('account.newPassword')}
        hint={say('account.passwordHint', { least: server?.passwordMin ?? 12 })}
        name="new-password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        isRequired
      />
    </CodeStep>
  );
}
