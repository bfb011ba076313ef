import { useState } from 'react';
import type { ReactNode } from 'react';
import { IconButton } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useWords } from '../../words/use-words.tsx';
import { stage } from '../stage.ts';
import { writeViewLink } from '../view-link.ts';

/** Copies a link to what the map shows. It says where and how large, nothing of the visitor's own. */
export function ShareView(): ReactNode {
  const { say } = useWords();
  const [byHand, setByHand] = useState<string | null>(null);
  const share = async (): Promise<void> => {
    if (stage.view === null) return;
    const link = `${location.origin}/#${writeViewLink(stage.view)}`;
    try {
      await navigator.clipboard.writeText(link);
      tell(say('map.shared'));
    } catch {
      // Not allowed, or the page did not come by https.
      setByHand(link);
    }
  };
  return (
    <>
      <IconButton icon="link" label={say('map.share')} onPress={() => void share()} />
      <Dialog title={say('map.share')} isOpen={byHand !== null} onClose={() => setByHand(null)}>
        <label className="map-by-hand">
          <span>{say('map.shareByHand')}</span>
          <input className="field-input" readOnly value={byHand ?? ''} onFocus={(event) => event.target.select()} />
        </label>
      </Dialog>
    </>
  );
}
