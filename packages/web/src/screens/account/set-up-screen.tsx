import { useState } from 'react';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { useAccount } from '../../cloud/account.ts';
import { Notice } from '../../parts/notice.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Link, navigate, usePlace } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CodeJourney } from './code-journey.tsx';
import { SecureOnly } from './secure.tsx';

/** Where the set-up link of the console leads: makes the administrator (A1). The token stays behind the `#`. */
export default function SetUpScreen(): ReactNode {
  const { say, language } = useWords();
  const { fragment } = usePlace();
  const { data: account } = useAccount();
  const [token] = useState(fragment);
  const [isDone, setDone] = useState(false);
  if (isDone && account !== undefined && account !== null) {
    return (
      <Screen title={say('account.setUpTitle')}>
        <Notice tone={account.admin ? 'good' : 'warning'}>{account.admin ? say('account.setUpDone') : say('account.setUpNotFirst')}</Notice>
        <p>
          <Link to="/account">{say('account.title')}</Link>
        </p>
      </Screen>
    );
  }
  if (token === '') {
    return (
      <Screen title={say('account.setUpTitle')}>
        <Notice tone="warning">{say('account.incompleteLink')}</Notice>
      </Screen>
    );
  }
  return (
    <Screen title={say('account.setUpTitle')}>
      <SecureOnly>
        <CodeJourney
          lead={say('account.setUpLead')}
          ask={(address) => cloud.setUp({ body: { token, address, lang: language } })}
          onDone={() => {
            navigate('/set-up', { replace: true });
            setDone(true);
          }}
        />
      </SecureOnly>
    </Screen>
  );
}
