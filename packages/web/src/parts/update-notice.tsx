import { useCallback, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { shellUpdate } from '../device/offline/shell-update.ts';
import { useWords } from '../words/use-words.tsx';
import { Button } from './button.tsx';
import './toasts.css';

/** Offers to load a newer version of the website once it is here; until then nothing is shown. */
export function UpdateNotice(): ReactNode {
  const { say } = useWords();
  const listen = useCallback((tell: () => void) => shellUpdate.onChange(tell), []);
  const isReady = useSyncExternalStore(listen, () => shellUpdate.isReady);
  return (
    <div role="status" className={isReady ? 'toasts' : undefined}>
      {isReady && (
        <div className="toast">
          <span className="toast-words">{say('shell.newVersion')}</span>
          <Button look="quiet" onPress={() => shellUpdate.takeOver()}>
            {say('shell.reload')}
          </Button>
        </div>
      )}
    </div>
  );
}
