import type { ReactNode } from 'react';
import { Link } from '../router.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import './rows.css';

/** A list of rows on one sheet. */
export function Rows({ label, children }: { readonly label?: string; readonly children: ReactNode }): ReactNode {
  return (
    <ul className="rows" aria-label={label}>
      {children}
    </ul>
  );
}

interface RowWords {
  readonly icon?: IconName;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  /** What is wrong with it, and what helps. */
  readonly trouble?: ReactNode;
  /** A short value at the end. */
  readonly value?: ReactNode;
}

/** A row that leads to a page. */
export function LinkRow({ to, ...words }: RowWords & { readonly to: string }): ReactNode {
  return (
    <li>
      <Link to={to} className="row row-link">
        <RowContent {...words} />
        <Icon name="forward" size={18} />
      </Link>
    </li>
  );
}

/** A row that shows something, with what can be done with it at the end. */
export function Row({ children, ...words }: RowWords & { readonly children?: ReactNode }): ReactNode {
  return (
    <li className="row">
      <RowContent {...words} />
      {children === undefined ? null : <div className="row-actions">{children}</div>}
    </li>
  );
}

function RowContent({ icon, title, detail, trouble, value }: RowWords): ReactNode {
  return (
    <>
      {icon === undefined ? null : <Icon name={icon} />}
      <span className="row-words">
        <span className="row-title">{title}</span>
        {detail === undefined ? null : <span className="row-detail">{detail}</span>}
        {trouble === undefined ? null : <span className="row-trouble">{trouble}</span>}
      </span>
      {value === undefined ? null : <span className="row-value">{value}</span>}
    </>
  );
}

/** Names and their values. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }): ReactNode {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
