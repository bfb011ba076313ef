import type { ReactNode } from 'react';
import { useAccount } from '../../cloud/account.ts';
import type { Account } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { Link } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Shows a page to who is signed in, and to others the way to it. */
export function SignedIn({ children }: { readonly children: (account: Account) => ReactNode }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const { data: account, error, refetch } = useAccount();
  if (account === undefined) {
    if (error === null) return <Waiting />;
    return (
      <Empty icon="warning" text={explain(error)}>
        <Button onPress={() => void refetch()}>{say('shell.retry')}</Button>
      </Empty>
    );
  }
  if (account !== null) return children(account);
  const next = `?next=${encodeURIComponent(location.pathname + location.search)}`;
  return (
    <Empty icon="person" text={say('account.signInFirst')}>
      <div className="form-actions">
        <Link to={`/sign-in${next}`} className="button button-primary">
          {say('account.signIn')}
        </Link>
        <Link to={`/sign-up${next}`} className="button button-plain">
          {say('account.signUp')}
        </Link>
      </div>
    </Empty>
  );
}
