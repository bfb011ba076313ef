import type { ReactNode } from 'react';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import { useWords } from '../words/use-words.tsx';
import './waiting.css';

/** Something is coming; shows itself only when it takes a while. */
export function Waiting({ label }: { readonly label?: string }): ReactNode {
  const { say } = useWords();
  return (
    <ProgressBar isIndeterminate className="waiting" aria-label={label ?? say('shell.loading')}>
      <span className="waiting-mark" />
    </ProgressBar>
  );
}

/** How far something long has come, 0 to 1, with words and, where it can be stopped, a button. */
export function Progress(props: { readonly label: string; readonly done: number; readonly children?: ReactNode }): ReactNode {
  return (
    <div className="progress">
      <ProgressBar value={props.done * 100} aria-label={props.label}>
        {({ percentage = 0 }) => (
          <svg className="progress-line" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect className="progress-ground" width="100" height="4" />
            <rect className="progress-done" width={percentage} height="4" />
          </svg>
        )}
      </ProgressBar>
      <div className="progress-words">
        <span>{props.label}</span>
        {props.children}
      </div>
    </div>
  );
}
