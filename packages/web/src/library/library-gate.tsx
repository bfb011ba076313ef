import type { ReactNode } from 'react';
import { useExplain } from '../cloud/explain.ts';
import { Link } from '../router.tsx';
import { Empty } from '../parts/empty.tsx';
import { Notice } from '../parts/notice.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useWords } from '../words/use-words.tsx';
import { useLibrary } from './use-library.ts';

/** Shows what needs the files of this browser once they are there, and why they are not until then. */
export function LibraryGate({ children }: { readonly children: ReactNode }): ReactNode {
  const { state, error } = useLibrary();
  const { say } = useWords();
  const explain = useExplain();
  if (state === 'opening') return <Waiting label={say('places.opening')} />;
  if (state === 'failed') return <Notice tone="bad">{explain(error)}</Notice>;
  if (state === 'open') return children;
  return (
    <Empty icon="cloud" title={say('places.signInTitle')} text={say('places.signInText')}>
      <Link to="/sign-in" className="button button-primary">
        {say('shell.signIn')}
      </Link>
    </Empty>
  );
}
