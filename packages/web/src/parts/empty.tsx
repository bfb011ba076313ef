import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import './empty.css';

/** Nothing is here, why, and what may be done. */
export function Empty(props: {
  readonly icon: IconName;
  readonly title?: string;
  readonly text: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <Icon name={props.icon} size={36} />
      {props.title === undefined ? null : <h2>{props.title}</h2>}
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}
