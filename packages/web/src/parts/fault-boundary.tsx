import { Component } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';
import { Button } from './button.tsx';
import { Empty } from './empty.tsx';

/** Keeps a fault of one part of the page to this part, and says what to do. */
export class FaultBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override readonly state = { failed: false };
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override render(): ReactNode {
    return this.state.failed ? <Fault /> : this.props.children;
  }
}

function Fault(): ReactNode {
  const { say } = useWords();
  return (
    <div role="alert">
      <Empty icon="warning" title={say('shell.faultTitle')} text={say('shell.faultText')}>
        <Button onPress={() => location.reload()}>{say('shell.reload')}</Button>
      </Empty>
    </div>
  );
}
