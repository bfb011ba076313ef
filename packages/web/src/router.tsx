import { createContext, use, useMemo, useSyncExternalStore } from 'react';
import type { MouseEvent, ReactNode } from 'react';

/** Where the visitor is: a path of the website and what follows it. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Without the `#`. */
  readonly fragment: string;
}

const moved = new Set<() => void>();
window.addEventListener('popstate', () => moved.forEach((tell) => tell()));
window.addEventListener('hashchange', () => moved.forEach((tell) => tell()));

/** Goes to a path of this website; `replace` leaves no step back to where we are. */
export function navigate(to: string, options: { readonly replace?: boolean } = {}): void {
  const url = new URL(to, location.href);
  if (url.origin !== location.origin) throw new Error(`not an address of this website: ${to}`);
  if (options.replace === true) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  for (const tell of [...moved]) tell();
}

function listen(tell: () => void): () => void {
  moved.add(tell);
  return () => moved.delete(tell);
}

/** Follows the address bar. */
export function usePlace(): Place {
  const href = useSyncExternalStore(listen, () => location.href);
  return useMemo(() => {
    const { pathname, searchParams, hash } = new URL(href);
    return { path: pathname.replace(/(?<=.)\/+$/, ''), query: searchParams, fragment: hash.slice(1) };
  }, [href]);
}

/** What `:name` parts of a pattern hold in a path; null when it does not fit. `/tracks/*` takes all that follows as `rest`. */
export function match(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (part === '*') return { ...found, rest: given.slice(index).map(decoded).join('/') };
    const there = given[index];
    if (there === undefined) return null;
    if (part.startsWith(':')) found[part.slice(1)] = decoded(there);
    else if (part !== there) return null;
  }
  return wanted.length === given.length ? found : null;
}
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const ParamsContext = createContext<Readonly<Record<string, string>>>({});
/** One `:name` of the pattern of the open screen; empty when it has none. */
export function useParam(name: string): string {
  return use(ParamsContext)[name] ?? '';
}

/** A link within the website: a real one for the browser's own ways of opening it. */
export function Link(props: {
  readonly to: string;
  readonly className?: string;
  readonly current?: boolean;
  readonly label?: string;
  readonly children: ReactNode;
}): ReactNode {
  const follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(props.to);
  };
  return (
    <a
      href={props.to}
      className={props.className}
      aria-current={props.current === true ? 'page' : undefined}
      aria-label={props.label}
      onClick={follow}
    >
      {props.children}
    </a>
  );
}
