import type { ReactNode } from 'react';
import { useRemedy } from '../../cloud/remedy.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Progress } from '../../parts/waiting.tsx';
import { closeImport } from '../../library/importing.ts';
import type { Imported, ImportRun } from '../../library/importing.ts';
import { navigate } from '../../router.tsx';
import { useReason } from '../../library/use-reason.ts';
import { useWords } from '../../words/use-words.tsx';
import { trackPath } from './links.ts';
import '../../parts/rows.css';
import './tracks.css';

/** What became of the files of an import. */
export default function ImportReport({ run }: { readonly run: ImportRun }): ReactNode {
  const { say } = useWords();
  const { total, done, results, running } = run;
  const remedy = useRemedy();
  const way = results.map(({ fault }) => remedy(fault)).find((one) => one !== null) ?? null;
  const taken = results.filter(({ kept }) => kept !== null).length;
  return (
    <Dialog title={say('tracks.import')} isOpen onClose={closeImport}>
      {running ? (
        <Progress label={say('tracks.importing', { done, total })} done={total === 0 ? 0 : done / total}>
          <Button look="quiet" onPress={run.cancel}>
            {say('shell.cancel')}
          </Button>
        </Progress>
      ) : (
        <p role="status">{say('tracks.imported', { count: taken })}</p>
      )}
      <ul className="rows import-list" aria-label={say('tracks.import')}>
        {results.slice(-1000).map((result, index) => (
          <ResultRow key={index} result={result} />
        ))}
      </ul>
      <div className="dialog-actions">
        {way === null ? null : (
          <Button
            onPress={() => {
              closeImport();
              navigate(way.to);
            }}
          >
            {way.label}
          </Button>
        )}
        <Button look="primary" onPress={closeImport}>
          {say('shell.close')}
        </Button>
      </div>
    </Dialog>
  );
}

function ResultRow({ result }: { readonly result: Imported }): ReactNode {
  const { say } = useWords();
  const because = useReason();
  const { source, kept, fault, points, waypoints, unusable } = result;
  const parts = [
    kept === null ? say('tracks.notTaken') : say('tracks.takenAs', { name: kept.name }),
    points > 0 ? say('tracks.pointCount', { count: points }) : null,
    waypoints > 0 ? say('tracks.waypoints', { count: waypoints }) : null,
    unusable > 0 ? say('tracks.leftOut', { count: unusable }) : null,
    fault === null ? null : because(fault),
  ];
  return (
    <li className="row">
      <Icon name={kept === null ? 'warning' : 'check'} />
      <span className="row-words">
        <span className="row-title">{source}</span>
        <span className="row-detail">{parts.filter((part) => part !== null).join(' · ')}</span>
      </span>
      {kept?.type === 'GPX' && kept.name.endsWith('.gpx') ? (
        <Button
          look="quiet"
          onPress={() => {
            closeImport();
            navigate(trackPath(kept.name));
          }}
        >
          {say('tracks.open')}
        </Button>
      ) : null}
    </li>
  );
}
