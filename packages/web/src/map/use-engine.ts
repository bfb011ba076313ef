import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { Drawing, Engine } from './engine.ts';
import { stage } from './stage.ts';
import { firstView, keepView, readViewLink } from './view-link.ts';

/** Whether the browser can draw the map at all. */
export function canDraw(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    // Browsers keep few of them: this one is given back.
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}

interface Wanted {
  /** How to draw it; null while that is not known. */
  readonly drawing: Drawing | null;
  readonly title: string;
  readonly onTrouble: (source: string) => void;
}

/** The drawn map in an element: loaded once, redrawn when its style changes. Null until then, and where it cannot be drawn. */
export function useEngine(
  place: RefObject<HTMLDivElement | null>,
  wanted: Wanted,
): { readonly engine: Engine | null; readonly texts: readonly string[] } {
  const [engine, setEngine] = useState<Engine | null>(null);
  const [texts, setTexts] = useState<readonly string[]>([]);
  const newest = useRef(wanted);
  const { drawing, title } = wanted;
  useEffect(() => {
    newest.current = wanted;
  });
  const ready = drawing !== null;
  useEffect(() => {
    const container = place.current;
    const first = newest.current.drawing;
    if (!ready || container === null || first === null) return undefined;
    let closed = false;
    let made: Engine | null = null;
    void import('./engine.ts').then(({ Engine: Drawn }) => {
      if (closed) return;
      made = new Drawn({
        ...first,
        ...{ container, stage, start: firstView(), title: newest.current.title },
        onTrouble: (source) => newest.current.onTrouble(source),
        onAttribution: (now) => setTexts((before) => (before.join() === now.join() ? before : now)),
      });
      if (newest.current.drawing !== null && newest.current.drawing !== first) made.draw(newest.current.drawing);
      setEngine(made);
    });
    return () => {
      closed = true;
      made?.close();
      setEngine(null);
    };
  }, [place, ready]);
  useEffect(() => {
    if (engine !== null && drawing !== null) engine.draw(drawing);
  }, [engine, drawing]);
  useEffect(() => engine?.rename(title), [engine, title]);
  useFollowedAddress(engine !== null);
  return { engine, texts };
}

/** The address bar follows the map, and the map an address that is put there. */
function useFollowedAddress(drawn: boolean): void {
  useEffect(() => {
    if (!drawn) return undefined;
    let waiting = 0;
    const end = stage.on('view', (view) => {
      clearTimeout(waiting);
      // Browsers refuse to change the address too often.
      waiting = window.setTimeout(() => keepView(view), 400);
    });
    const follow = (): void => {
      const view = readViewLink(location.hash);
      if (view !== null) stage.goTo(view, { animate: false });
    };
    window.addEventListener('hashchange', follow);
    return () => {
      clearTimeout(waiting);
      end();
      window.removeEventListener('hashchange', follow);
    };
  }, [drawn]);
}
