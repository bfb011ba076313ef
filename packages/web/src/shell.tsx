import { Suspense, lazy, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { useAccount } from './cloud/account.ts';
import { useEvents } from './cloud/events.ts';
import { NotFound } from './screens/not-found.tsx';
import { pages } from './pages.ts';
import type { Page } from './pages.ts';
import { Link, ParamsContext, match, usePlace } from './router.tsx';
import { FaultBoundary } from './parts/fault-boundary.tsx';
import { Icon } from './parts/icon.tsx';
import type { IconName } from './parts/icon.tsx';
import { Waiting } from './parts/waiting.tsx';
import type { WordKey } from './words/words.ts';
import { useWords } from './words/use-words.tsx';
import './shell.css';

const MapPane = lazy(() => import('./map/map-pane.tsx'));

/** Rows of the navigation, in the order of use. A row is shown once its page exists. */
const rows = [
  { to: '/', icon: 'map', word: 'shell.map' },
  { to: '/favourites', icon: 'star', word: 'shell.favourites' },
  { to: '/tracks', icon: 'track', word: 'shell.tracks' },
  { to: '/planner', icon: 'route', word: 'shell.planner' },
  { to: '/cloud', icon: 'cloud', word: 'shell.cloud' },
  { to: '/account', icon: 'person', word: 'shell.account' },
] as const satisfies readonly { to: string; icon: IconName; word: WordKey }[];

/** The frame: the map there from when it is first seen, the open screen beside it (wide) or over it (phones), the way around. */
export function Shell(): ReactNode {
  const { path } = usePlace();
  const { say } = useWords();
  const { data: account } = useAccount();
  useEvents(account !== undefined && account !== null);
  const found = useMemo(() => pageAt(path), [path]);
  const room = found?.page.room ?? 'panel';
  const Screen = found?.page.screen ?? NotFound;
  const panel = useFocusOnArrival(path);
  const { place, isSeen } = useOnceSeen(room);
  return (
    <div className="shell" data-room={room}>
      <a className="skip" href="#content">
        {say('shell.skip')}
      </a>
      <Navigation path={path} />
      <main id="content" className="panel" tabIndex={-1} ref={panel}>
        <Offline />
        <FaultBoundary key={path}>
          <ParamsContext value={found?.params ?? none}>
            <Suspense fallback={<Waiting />}>
              <Screen />
            </Suspense>
          </ParamsContext>
        </FaultBoundary>
      </main>
      <section className="map-place" aria-label={say('shell.map')} ref={place}>
        <FaultBoundary>
          <Suspense fallback={null}>{isSeen ? <MapPane /> : null}</Suspense>
        </FaultBoundary>
      </section>
    </div>
  );
}

/** Says that there is no network: what is shown may be old. */
function Offline(): ReactNode {
  const { say } = useWords();
  const isOnline = useSyncExternalStore(onNetwork, () => navigator.onLine);
  return (
    <p className="offline" role="status">
      {isOnline ? null : say('shell.offline')}
    </p>
  );
}
function onNetwork(tell: () => void): () => void {
  window.addEventListener('online', tell);
  window.addEventListener('offline', tell);
  return () => {
    window.removeEventListener('online', tell);
    window.removeEventListener('offline', tell);
  };
}

const none = {};
const shownRows = rows.filter(({ to }) => pageAt(to) !== null);
function pageAt(path: string): { readonly page: Page; readonly params: Readonly<Record<string, string>> } | null {
  for (const page of pages) {
    const params = match(page.path, path);
    if (params !== null) return { page, params };
  }
  return null;
}

function Navigation({ path }: { readonly path: string }): ReactNode {
  const { say } = useWords();
  return (
    <nav className="ways" aria-label={say('shell.navigation')}>
      <ul>
        {shownRows.map(({ to, icon, word }) => (
          <li key={to}>
            <Link to={to} className="way" current={isWithin(path, to)}>
              <Icon name={icon} />
              <span>{say(word)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Whether a page belongs to a row of the navigation; the administration is reached from the account. */
function isWithin(path: string, to: string): boolean {
  if (to === '/account' && /^\/admin(\/|$)/.test(path)) return true;
  return path === to || (to !== '/' && path.startsWith(`${to}/`));
}

/** After a step to another page, the keyboard and the screen reader begin at its top, as after loading a page. */
function useFocusOnArrival(path: string) {
  const panel = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    panel.current?.scrollTo(0, 0);
    panel.current?.focus({ preventScroll: true });
  }, [path]);
  return panel;
}

/** Whether an element was ever visible: a map that a screen covers (phones) is neither loaded nor drawn until then, and stays from then on. */
function useOnceSeen(room: Page['room']) {
  const place = useRef<HTMLElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (isSeen || element === null) return undefined;
    const look = (): void => {
      if (element.checkVisibility({ visibilityProperty: true })) setSeen(true);
    };
    look();
    // A window that grows wider uncovers it.
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [isSeen, room]);
  return { place, isSeen };
}
