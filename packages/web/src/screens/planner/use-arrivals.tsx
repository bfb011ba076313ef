import { planNumbers, readPlanLink } from '@cairn/geo';
import type { Plan } from '@cairn/geo';
import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useExplain } from '../../cloud/explain.ts';
import { useLibrary } from '../../library/use-library.ts';
import { stage } from '../../map/stage.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tell } from '../../parts/toasts.tsx';
import { navigate, usePlace } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { draftNow, goOn, isUnsaved, replaceDraft } from './draft.ts';
import type { Draft } from './draft.ts';
import { openPlanFile } from './plan-files.ts';

interface Arrival {
  readonly plan: Plan;
  readonly name: string;
  readonly file: Draft['file'];
}

/**
 * Opens what the address asks for: a track (`?open=`), a first place (`?from=lat,lon`), a plan in a link (`#plan=`). A plan that is not
 * saved is never replaced without a word: what is shown asks first.
 */
export function useArrivals(draft: Draft): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const { device } = useLibrary();
  const { query, fragment } = usePlace();
  const [waiting, setWaiting] = useState<Arrival | null>(null);
  const open = query.get('open');
  const from = query.get('from');
  const link = /^plan=(.*)$/.exec(fragment)?.[1] ?? null;
  const arrive = useCallback((arrival: Arrival): void => {
    if (isUnsaved(draftNow())) setWaiting(arrival);
    else take(arrival);
  }, []);
  const refuse = useCallback((error: unknown): void => tell(explain(error), { bad: true }), [explain]);
  useEffect(() => {
    if (open === null || device === null) return;
    navigate('/planner', { replace: true });
    void openPlanFile(device, open).then(arrive, refuse);
  }, [open, device, arrive, refuse]);
  useEffect(() => {
    if (from === null) return;
    const [lat, lon] = from.split(',').map(Number);
    navigate('/planner', { replace: true });
    if (lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180) {
      goOn({ lat, lon });
    }
  }, [from]);
  useEffect(() => {
    if (link === null) return;
    const plan = readPlanLink(link);
    navigate('/planner', { replace: true });
    if (plan !== null) arrive({ plan, name: '', file: null });
    else refuse(new Error(say('planner.badLink')));
  }, [link, say, arrive, refuse]);
  if (waiting === null) return null;
  return (
    <Notice tone="warning">
      <p>{say('planner.replaceAsk', { name: draft.name === '' ? say('planner.untitled') : draft.name })}</p>
      <div className="form-actions">
        <Button
          look="primary"
          onPress={() => {
            take(waiting);
            setWaiting(null);
          }}
        >
          {say('planner.replace')}
        </Button>
        <Button onPress={() => setWaiting(null)}>{say('planner.keep')}</Button>
      </div>
    </Notice>
  );
}

function take({ plan, name, file }: Arrival): void {
  replaceDraft(plan, name, file);
  const { bounds } = planNumbers(plan);
  if (bounds !== null) stage.fit(bounds);
}
