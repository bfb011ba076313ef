import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Screen } from '../../parts/screen.tsx';
import { usePlace } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Where the link of a code mail leads: shows the long word, to be entered in the place of the code (R52). */
export default function LinkScreen(): ReactNode {
  const { say } = useWords();
  const { fragment } = usePlace();
  const [copied, setCopied] = useState(false);
  return (
    <Screen title={say('account.linkTitle')} lead={fragment === '' ? '' : say('account.linkLead')}>
      {fragment === '' ? (
        <Notice tone="warning">{say('account.incompleteLink')}</Notice>
      ) : (
        <>
          <output className="word">{fragment}</output>
          <div className="form-actions">
            <Button look="primary" onPress={() => void navigator.clipboard.writeText(fragment).then(() => setCopied(true))}>
              {say('account.copy')}
            </Button>
            <span role="status">{copied ? say('account.copied') : ''}</span>
          </div>
        </>
      )}
    </Screen>
  );
}
