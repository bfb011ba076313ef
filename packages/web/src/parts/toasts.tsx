import type { ReactNode } from 'react';
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast';
import { navigate } from '../router.tsx';
import { useWords } from '../words/use-words.tsx';
import { Button, IconButton } from './button.tsx';
import './toasts.css';

interface Message {
  readonly text: string;
  readonly bad: boolean;
  readonly again: (() => void) | null;
  readonly undo: (() => void) | null;
  readonly way: Way | null;
}
/** A page that helps. */
interface Way {
  readonly to: string;
  readonly label: string;
}
const queue = new ToastQueue<Message>({ maxVisibleToasts: 3 });
/** Long enough to read and to reach by keyboard; F6 leads there. */
const shownMs = 8_000;

/** Says that something was done, at the edge of the window; with `undo`, a button takes it back, with `again`, one goes on with what failed, with `way`,
 * one leads to a page. Stays while it is pointed at. */
export function tell(
  text: string,
  options: { readonly undo?: () => void; readonly again?: () => void; readonly way?: Way | null; readonly bad?: boolean } = {},
): void {
  const { again = null, undo = null, way = null, bad = false } = options;
  queue.add({ text, bad, again, undo, way }, { timeout: undo === null && again === null && way === null ? shownMs : 2 * shownMs });
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
          {(['again', 'undo'] as const).map((way) =>
            toast.content[way] === null ? null : (
              <Button
                key={way}
                look="quiet"
                onPress={() => {
                  toast.content[way]?.();
                  queue.close(toast.key);
                }}
              >
                {say(way === 'again' ? 'shell.retry' : 'shell.undo')}
              </Button>
            ),
          )}
          {toast.content.way === null ? null : (
            <Button
              look="quiet"
              onPress={() => {
                navigate(toast.content.way?.to ?? '/');
                queue.close(toast.key);
              }}
            >
              {toast.content.way.label}
            </Button>
          )}
          <IconButton slot="close" icon="close" label={say('shell.dismiss')} />
        </Toast>
      )}
    </ToastRegion>
  );
}
