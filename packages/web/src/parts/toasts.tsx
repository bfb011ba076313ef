import type { ReactNode } from 'react';
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast';
import { useWords } from '../words/use-words.tsx';
import { Button, IconButton } from './button.tsx';
import './toasts.css';

interface Message {
  readonly text: string;
  readonly bad: boolean;
  readonly undo: (() => void) | null;
}
const queue = new ToastQueue<Message>({ maxVisibleToasts: 3 });
/** Long enough to read and to reach by keyboard; F6 leads there. */
const shownMs = 8_000;

/** Says that something was done, at the edge of the window; with `undo`, a button takes it back. Stays while it is pointed at. */
export function tell(text: string, options: { readonly undo?: () => void; readonly bad?: boolean } = {}): void {
  const { undo = null, bad = false } = options;
  queue.add({ text, bad, undo }, { timeout: undo === null ? shownMs : 2 * shownMs });
}

export function Toasts(): ReactNode {
  const { say } = useWords();
  return (
    <ToastRegion queue={queue} className="toasts" aria-label={say('shell.messages')}>
      {({ toast }) => (
        <Toast toast={toast} className={`toast${toast.content.bad ? ' toast-bad' : ''}`}>
          <ToastContent className="toast-words">
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.undo === null ? null : (
            <Button
              look="quiet"
              onPress={() => {
                toast.content.undo?.();
                queue.close(toast.key);
              }}
            >
              {say('shell.undo')}
            </Button>
          )}
          <IconButton slot="close" icon="close" label={say('shell.dismiss')} />
        </Toast>
      )}
    </ToastRegion>
  );
}
