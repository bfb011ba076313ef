import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { Screen } from '../../parts/screen.tsx';
import { usePlace } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CodeJourney } from './code-journey.tsx';
import { SecureOnly } from './secure.tsx';
import { goOn } from './sign-in-screen.tsx';

/** Signing in without a password: none was set yet, or it was forgotten (A3). */
export default function CodeScreen(): ReactNode {
  const { say, language } = useWords();
  const { query } = usePlace();
  return (
    <Screen title={say('account.withCodeTitle')} back="/sign-in">
      <SecureOnly>
        <CodeJourney
          lead={say('account.withCodeLead')}
          ask={(address) => cloud.requestCode({ body: { address, lang: language } })}
          onDone={() => goOn(query)}
        />
      </SecureOnly>
    </Screen>
  );
}
