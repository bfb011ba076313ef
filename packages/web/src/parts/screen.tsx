import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Link } from '../router.tsx';
import { useWords } from '../words/use-words.tsx';
import { Icon } from './icon.tsx';
import './screen.css';

/** A page of the panel: its title (also of the tab of the browser), a way back, what can be done, the content. */
export function Screen(props: {
  readonly title: string;
  readonly back?: string;
  readonly lead?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const { say } = useWords();
  useEffect(() => {
    document.title = `${props.title} · Cairn`;
  }, [props.title]);
  return (
    <div className="screen">
      <header className="screen-head">
        {props.back === undefined ? null : (
          <Link to={props.back} className="screen-back" label={say('shell.back')}>
            <Icon name="back" />
          </Link>
        )}
        <h1>{props.title}</h1>
        {props.actions === undefined ? null : <div className="screen-actions">{props.actions}</div>}
      </header>
      {props.lead === undefined ? null : <p className="screen-lead">{props.lead}</p>}
      {props.children}
    </div>
  );
}

/** A titled part of a screen. */
export function Section(props: { readonly title: string; readonly actions?: ReactNode; readonly children: ReactNode }): ReactNode {
  return (
    <section className="section">
      <div className="section-head">
        <h2>{props.title}</h2>
        {props.actions}
      </div>
      {props.children}
    </section>
  );
}
