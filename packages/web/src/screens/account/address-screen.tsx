import { useState } from 'react';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { refresh } from '../../cloud/account.ts';
import type { Account } from '../../cloud/account.ts';
import { Field } from '../../parts/field.tsx';
import { Screen } from '../../parts/screen.tsx';
import { tell } from '../../parts/toasts.tsx';
import { navigate } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CodeStep } from './code-step.tsx';
import type { Mailed } from './code-step.tsx';
import { Form } from './form.tsx';
import { SignedIn } from './signed-in.tsx';

type Step =
  | { readonly at: 'begin' }
  | { readonly at: 'old'; readonly mailed: Mailed }
  | { readonly at: 'new'; readonly address: string; readonly mailed: Mailed };

/** Changes the address: a code to the old one, then one to the new one (A6). */
export default function AddressScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('account.changeAddress')} back="/account">
      <SignedIn>{(account) => <Steps account={account} />}</SignedIn>
    </Screen>
  );
}

function Steps({ account }: { readonly account: Account }): ReactNode {
  const { say, language } = useWords();
  const [step, setStep] = useState<Step>({ at: 'begin' });
  const [address, setAddress] = useState('');
  const ask = (): Promise<Mailed> => cloud.proofCode({ body: { purpose: 'change-address', lang: language } });
  switch (step.at) {
    case 'begin':
      return (
        <Form action={say('account.mailCode')} isReady onSubmit={async () => setStep({ at: 'old', mailed: await ask() })}>
          <p>{say('account.proofLead', { address: account.address })}</p>
        </Form>
      );
    case 'old':
      return (
        <>
          <p>{say('account.stepOld', { address: account.address })}</p>
          <CodeStep
            key="old"
            address={account.address}
            mailed={step.mailed}
            resend={ask}
            action={say('account.continue')}
            isComplete={address.trim() !== ''}
            onCode={async (code) => {
              const mailed = await cloud.changeAddress({ body: { code, address: address.trim() } });
              setStep({ at: 'new', address: address.trim(), mailed });
            }}
          >
            <Field
              label={say('account.newAddress')}
              type="email"
              name="email"
              autoComplete="email"
              inputMode="email"
              value={address}
              onChange={setAddress}
              isRequired
            />
          </CodeStep>
        </>
      );
    case 'new':
      return (
        <>
          <p>{say('account.stepNew', { address: step.address })}</p>
          <CodeStep
            key="new"
            address={step.address}
            mailed={step.mailed}
            // The code to the new address was bought with the one to the old: another one begins anew.
            resend={async () => {
              const mailed = await ask();
              setStep({ at: 'old', mailed });
              return mailed;
            }}
            action={say('account.changeIt')}
            onCode={async (code) => {
              await cloud.confirmAddress({ body: { code } });
              await refresh('account', 'sessions');
              tell(say('account.addressChanged', { address: step.address }));
              navigate('/account', { replace: true });
            }}
          />
        </>
      );
  }
}
