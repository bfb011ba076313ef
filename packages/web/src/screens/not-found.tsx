import type { ReactNode } from 'react';
import { Empty } from '../parts/empty.tsx';
import { Screen } from '../parts/screen.tsx';
import { Link } from '../router.tsx';
import { useWords } from '../words/use-words.tsx';

export function NotFound(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('shell.notFound')}>
      <Empty icon="map" text={say('shell.notFoundText')}>
        <Link to="/">{say('shell.toMap')}</Link>
      </Empty>
    </Screen>
  );
}
