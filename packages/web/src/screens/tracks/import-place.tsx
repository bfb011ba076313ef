import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { beginImport, useImport } from '../../library/importing.ts';
import { useWords } from '../../words/use-words.tsx';
import './import-place.css';

const ImportReport = lazy(() => import('./import-report.tsx'));

/** Takes files that are dropped anywhere on the window, and tells what became of each. Shown once, at the top of the site. */
export function ImportPlace(): ReactNode {
  const dropping = useDropping();
  const run = useImport();
  const { say } = useWords();
  return (
    <>
      {dropping ? <div className="drop-veil">{say('tracks.drop')}</div> : null}
      {run === null ? null : (
        <Suspense fallback={null}>
          <ImportReport run={run} />
        </Suspense>
      )}
    </>
  );
}

function useDropping(): boolean {
  const [dropping, setDropping] = useState(false);
  const depth = useRef(0);
  useEffect(() => {
    const stop = new AbortController();
    const withFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const listen = (name: 'dragenter' | 'dragleave' | 'dragover' | 'drop', act: (event: DragEvent) => void): void => {
      window.addEventListener(
        name,
        (event) => {
          if (!withFiles(event)) return;
          event.preventDefault();
          act(event);
        },
        { signal: stop.signal },
      );
    };
    listen('dragenter', () => setDropping(++depth.current > 0));
    listen('dragleave', () => setDropping((depth.current = Math.max(0, depth.current - 1)) > 0));
    listen('dragover', () => undefined);
    listen('drop', (event) => {
      depth.current = 0;
      setDropping(false);
      void beginImport([...(event.dataTransfer?.files ?? [])], '');
    });
    return () => stop.abort();
  }, []);
  return dropping;
}
