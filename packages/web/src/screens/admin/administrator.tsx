import type { ReactNode } from 'react';
import { useExplain } from '../../cloud/explain.ts';
import { Empty } from '../../parts/empty.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useWords } from '../../words/use-words.tsx';
import { SignedIn } from '../account/signed-in.tsx';

/** Shows a page to administrators, and to others that it is not for them. The server decides by itself; this only spares a refusal (R62). */
export function Administrator({ children }: { readonly children: () => ReactNode }): ReactNode {
  const { say } = useWords();
  return <SignedIn>{(account) => (account.admin ? children() : <Empty icon="key" text={say('admin.onlyAdministrators')} />)}</SignedIn>;
}

/** An answer that is on its way, did not come, or is there. */
export function Answered<T>(props: {
  readonly of: { readonly data: T | undefined; readonly error: Error | null };
  readonly children: (data: T) => ReactNode;
}): ReactNode {
  const explain = useExplain();
  const { data, error } = props.of;
  if (data !== undefined) return props.children(data);
  return error === null ? <Waiting /> : <Notice tone="bad">{explain(error)}</Notice>;
}
