import type { ReactNode } from 'react';
import { Screen } from '../../parts/screen.tsx';
import { useParam } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { NotFound } from '../not-found.tsx';
import { topics } from './topics.ts';

/** One page of help. */
export default function TopicScreen(): ReactNode {
  const { say } = useWords();
  const wanted = useParam('topic');
  const topic = topics.find((one) => one === wanted);
  if (topic === undefined) return <NotFound />;
  return (
    <Screen title={say(`help.${topic}-title`)} back="/help">
      {say(`help.${topic}-text`)
        .split('\n')
        .map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
    </Screen>
  );
}
