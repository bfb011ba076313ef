import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { useServer } from '../../cloud/account.ts';
import { Notice } from '../../parts/notice.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Link, usePlace } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CodeJourney } from './code-journey.tsx';
import { SecureOnly } from './secure.tsx';
import { goOn } from './sign-in-screen.tsx';

export default function SignUpScreen(): ReactNode {
  const { say, language } = useWords();
  const { query } = usePlace();
  const { data: server } = useServer();
  const invitation = query.get('invitation') ?? undefined;
  return (
    <Screen title={say('account.signUp')} back="/account">
      {server?.registration === 'closed' ? <Notice tone="warning">{say('account.closed')}</Notice> : null}
      {server?.registration === 'invite' && invitation === undefined ? <Notice tone="warning">{say('account.invite')}</Notice> : null}
      <SecureOnly>
        <CodeJourney
          lead={say('account.signUpLead')}
          ask={(address) => cloud.requestCode({ body: { address, lang: language, invitation } })}
          onDone={() => goOn(query)}
        />
        <p>
          <Link to={`/sign-in${location.search}`}>{say('account.haveAccount')}</Link>
        </p>
      </SecureOnly>
    </Screen>
  );
}
