import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { Progress } from '../parts/waiting.tsx';
import { useWords } from '../words/use-words.tsx';
import { useUnderWay } from './under-way.ts';
import './under-way-bar.css';

/** How far a long act has come, with a way to end it, over whatever page is open. */
export function UnderWayBar(): ReactNode {
  const { say } = useWords();
  const way = useUnderWay();
  if (way === null) return null;
  const { done, total, cancel } = way;
  return (
    <section className="under-way" aria-label={say('places.underWay')}>
      <Progress label={say('places.doneSoFar', { done, total })} done={done / total}>
        <Button look="quiet" onPress={cancel}>
          {say('shell.cancel')}
        </Button>
      </Progress>
    </section>
  );
}
