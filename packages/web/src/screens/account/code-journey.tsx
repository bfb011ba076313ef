import { useState } from 'react';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { refresh, signInWithCode, useServer } from '../../cloud/account.ts';
import { Button } from '../../parts/button.tsx';
import { Field, PasswordField } from '../../parts/field.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CodeStep } from './code-step.tsx';
import type { Mailed } from './code-step.tsx';
import { Form } from './form.tsx';

type Step =
  | { readonly at: 'address' }
  | { readonly at: 'code'; readonly address: string; readonly mailed: Mailed }
  | { readonly at: 'password'; readonly passwordSet: boolean; readonly proof: string };

/** Address, code, password: signing up, the first visit of an account made on a phone, a forgotten password, the set-up link (A1, A3). */
export function CodeJourney(props: {
  readonly lead: string;
  /** Has a code mailed. */
  readonly ask: (address: string) => Promise<Mailed>;
  readonly onDone: () => void;
}): ReactNode {
  const { say } = useWords();
  const [step, setStep] = useState<Step>({ at: 'address' });
  const [address, setAddress] = useState('');
  switch (step.at) {
    case 'address':
      return (
        <>
          <p>{props.lead}</p>
          <Form
            action={say('account.continue')}
            isReady={address.trim() !== ''}
            onSubmit={async () => setStep({ at: 'code', address: address.trim(), mailed: await props.ask(address.trim()) })}
          >
            <Field
              label={say('account.address')}
              type="email"
              name="username"
              autoComplete="username"
              inputMode="email"
              value={address}
              onChange={setAddress}
              isRequired
              autoFocus
            />
          </Form>
        </>
      );
    case 'code':
      return (
        <CodeStep
          address={step.address}
          mailed={step.mailed}
          action={say('account.checkCode')}
          resend={() => props.ask(step.address)}
          onCode={async (code) => {
            const { passwordSet, proof } = await signInWithCode(step.address, code);
            setStep({ at: 'password', passwordSet, proof });
          }}
          onOtherAddress={() => setStep({ at: 'address' })}
        />
      );
    case 'password':
      return <PasswordStep passwordSet={step.passwordSet} proof={step.proof} onDone={props.onDone} />;
  }
}

function PasswordStep(props: { readonly passwordSet: boolean; readonly proof: string; readonly onDone: () => void }): ReactNode {
  const { say } = useWords();
  const { data: server } = useServer();
  const [password, setPassword] = useState('');
  return (
    <>
      <h2>{say('account.choosePassword')}</h2>
      <p>{props.passwordSet ? say('account.chooseAnotherLead') : say('account.choosePasswordLead')}</p>
      <Form
        action={say('account.savePassword')}
        isReady={password !== ''}
        beside={
          <Button look="quiet" onPress={props.onDone}>
            {props.passwordSet ? say('account.keepPassword') : say('account.notNow')}
          </Button>
        }
        onSubmit={async () => {
          await cloud.setPassword({ body: { code: props.proof, password } });
          await refresh('account', 'sessions');
          tell(say('account.passwordSaved'));
          props.onDone();
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
          autoFocus
        />
      </Form>
    </>
  );
}
