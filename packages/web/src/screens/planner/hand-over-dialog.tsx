import { writePlanLink } from '@cairn/geo';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { encode } from 'uqr';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useWords } from '../../words/use-words.tsx';
import { trackPath } from '../tracks/links.ts';
import { isUnsaved } from './draft.ts';
import type { Draft } from './draft.ts';

/** A picture that a phone reads: the page of the saved track, else the points themselves. */
export function HandOverDialog(props: { readonly isOpen: boolean; readonly draft: Draft; readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  return (
    <Dialog title={say('planner.toPhone')} isOpen={props.isOpen} onClose={props.onClose}>
      {props.isOpen ? <HandOver draft={props.draft} /> : null}
      <div className="dialog-actions">
        <Button onPress={props.onClose}>{say('shell.close')}</Button>
      </div>
    </Dialog>
  );
}

function HandOver({ draft }: { readonly draft: Draft }): ReactNode {
  const { say } = useWords();
  const link = linkOf(draft);
  const isFile = draft.file !== null && !isUnsaved(draft);
  const copy = (): void => {
    if (link !== null) void navigator.clipboard.writeText(link).then(() => tell(say('map.copied', { text: link })));
  };
  if (link === null) return <Notice tone="warning">{say('planner.tooLong')}</Notice>;
  return (
    <>
      <p>{say(isFile ? 'planner.phoneFile' : 'planner.phonePoints')}</p>
      <Code text={link} label={say('planner.code')} />
      <div className="form-actions">
        <Button icon="copy" onPress={copy}>
          {say('planner.copyLink')}
        </Button>
      </div>
    </>
  );
}

function linkOf({ file, steps, ...rest }: Draft): string | null {
  if (file !== null && !isUnsaved({ file, steps, ...rest })) return `${location.origin}${trackPath(file.name)}`;
  const points = writePlanLink(steps.now);
  return points === null ? null : `${location.origin}/planner#plan=${points}`;
}

/** Always dark on white: readers want it so. */
function Code({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const { size, path } = useMemo(() => {
    const { data, size: side } = encode(text, { ecc: 'L', border: 3 });
    const cells = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: side, path: cells.join('') };
  }, [text]);
  return (
    <svg className="plan-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} className="plan-code-ground" />
      <path d={path} className="plan-code-ink" />
    </svg>
  );
}
