import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import './more.css';

/** What only some want to read, folded up. */
export function More({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <details className="more">
      <summary>
        <Icon name="forward" size={16} />
        {title}
      </summary>
      <div className="more-content">{children}</div>
    </details>
  );
}
