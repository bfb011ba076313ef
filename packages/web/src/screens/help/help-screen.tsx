import type { ReactNode } from 'react';
import { LinkRow, Rows } from '../../parts/rows.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useWords } from '../../words/use-words.tsx';
import { topics } from './topics.ts';

/** The list of help pages (W10). */
export default function HelpScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('help.title')} back="/account">
      <Rows>
        {topics.map((topic) => (
          <LinkRow key={topic} to={`/help/${topic}`} icon="help" title={say(`help.${topic}-title`)} />
        ))}
      </Rows>
    </Screen>
  );
}
