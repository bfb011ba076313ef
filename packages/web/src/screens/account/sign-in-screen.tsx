import { useState } from 'react';
import type { ReactNode } from 'react';
import { Field, PasswordField } from '../../parts/field.tsx';
import { Screen } from '../../parts/screen.tsx';
import { signIn } from '../../cloud/account.ts';
import { Link, navigate, usePlace } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { Form } from './form.tsx';
import { SecureOnly } from './secure.tsx';

/** Where a signed-in visitor goes on: a page of this website, never another one. */
export function goOn(query: URLSearchParams, otherwise = '/account'): void {
  const next = query.get('next') ?? otherwise;
  navigate(/^\/(?![/\\])/.test(next) ? next : otherwise, { replace: true });
}

export default function SignInScreen(): ReactNode {
  const { say } = useWords();
  const { query } = usePlace();
  const [address, setAddress] = useState('');
  const [password, setPassword] = useState('');
  return (
    <Screen title={say('account.signIn')} back="/account">
      <SecureOnly>
        <Form
          action={say('account.signIn')}
          isReady={address !== '' && password !== ''}
          help={<Link to="/help/sign-in">{say('shell.help')}</Link>}
          onSubmit={async () => {
            await signIn(address, password);
            goOn(query);
          }}
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
          <PasswordField
            label={say('account.password')}
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
            isRequired
          />
        </Form>
        <p>
          <Link to={`/sign-in/code${location.search}`}>{say('account.withCode')}</Link>
        </p>
        <p>
          <Link to={`/sign-up${location.search}`}>{say('account.signUp')}</Link>
        </p>
      </SecureOnly>
    </Screen>
  );
}
