import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import './notice.css';

const icons = { info: 'info', good: 'check', warning: 'warning', bad: 'warning' } as const satisfies Record<string, IconName>;

/** Something to know here. `bad` is read out at once; the others when they come up, if they come up late. */
export function Notice(props: { readonly tone?: keyof typeof icons; readonly children: ReactNode }): ReactNode {
  const { tone = 'info', children } = props;
  return (
    <div className={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={icons[tone]} size={20} />
      <div className="notice-words">{children}</div>
    </div>
  );
}
