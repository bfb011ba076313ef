import type { ReactNode } from 'react';
import { Notice } from '../../parts/notice.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Shows what stands inside where a password may be typed; elsewhere says why not and what the operator can do (R64). */
export function SecureOnly({ children }: { readonly children: ReactNode }): ReactNode {
  const { say } = useWords();
  if (window.isSecureContext) return children;
  const { hostname, port } = location;
  return (
    <Notice tone="warning">
      <h2>{say('account.insecureTitle')}</h2>
      <p>{say('account.insecureText')}</p>
      <pre className="sample">
        <code>{`cairn.example.org {\n  reverse_proxy ${hostname}:${port === '' ? '80' : port}\n}`}</code>
      </pre>
    </Notice>
  );
}
