import { changeAllLegs, cleared, outAndBack, reverse, roundTrip } from '@cairn/geo';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useExplain } from '../../cloud/explain.ts';
import { IconButton } from '../../parts/button.tsx';
import { Menu } from '../../parts/menu.tsx';
import type { MenuAction } from '../../parts/menu.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useWords } from '../../words/use-words.tsx';
import { attachToRoads } from './attach.ts';
import { saidOfAttached } from './attached-words.ts';
import { change, draftNow, redoStep, replaceDraft, undoStep } from './draft.ts';
import type { Draft } from './draft.ts';
import { labelOfGoing } from './goings.ts';
import { HandOverDialog } from './hand-over-dialog.tsx';
import { JoinDialog } from './join-dialog.tsx';
import { exportPlan, kindsOf } from './plan-files.ts';
import type { PlanKind } from '../../library/tasks/plan.ts';
import { PrintDialog } from './print-dialog.tsx';
import { SaveDialog } from './save-button.tsx';
import { kindOf } from './profiles.ts';
import type { RoutingFacts } from './profiles.ts';

type Asked = 'join' | 'phone' | 'print' | 'save' | null;

/** What can be done with the whole plan. */
export function PlanActions({ draft, facts }: { readonly draft: Draft; readonly facts: RoutingFacts | undefined }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const [asked, setAsked] = useState<Asked>(null);
  const close = (): void => setAsked(null);
  const { steps, going } = draft;
  const plan = steps.now;
  const title = draft.name === '' ? say('planner.untitled') : draft.name;
  const attach = async (): Promise<void> => {
    if (going.kind !== 'road') return;
    const before = draftNow().steps.now;
    try {
      const attached = await attachToRoads(before, going.profile, AbortSignal.timeout(60_000));
      const said = saidOfAttached(attached, going.profile, facts, say);
      if (attached.roads === 0) {
        tell(said, { bad: true });
        return;
      }
      // What was changed meanwhile counts more.
      if (draftNow().steps.now.points !== before.points) {
        tell(say('planner.changedMeanwhile'), { bad: true });
        return;
      }
      change(() => attached.plan);
      tell(said, { undo: undoStep });
    } catch (error) {
      tell(explain(error), { bad: true });
    }
  };
  const give = (kind: PlanKind) => (): void => {
    const sport = going.kind === 'road' ? kindOf(facts, going.profile) : null;
    void exportPlan(plan, title, kindsOf(facts), kind, sport).catch((error: unknown) => tell(explain(error), { bad: true }));
  };
  const canMatch = going.kind === 'road' && facts?.engines.some(({ matches, state }) => matches && state === 'ready') === true;
  const some = plan.points.length > 0;
  const several = plan.points.length > 1;
  const actions: (MenuAction | null)[] = [
    several ? { label: say('planner.reverse'), icon: 'sync', act: () => change(reverse) } : null,
    several ? { label: say('planner.outAndBack'), icon: 'back', act: () => change(outAndBack) } : null,
    several ? { label: say('planner.roundTrip'), icon: 'history', act: () => change((now) => roundTrip(now, going)) } : null,
    several
      ? {
          label: say('planner.allLegs', { going: labelOfGoing(going, facts, say) }),
          icon: 'track',
          act: () => change((now) => changeAllLegs(now, going)),
        }
      : null,
    several && canMatch ? { label: say('planner.attach'), icon: 'link', act: () => void attach() } : null,
    { label: say('planner.join'), icon: 'plus', act: () => setAsked('join') },
    some ? { label: say('planner.saveAs'), icon: 'upload', act: () => setAsked('save') } : null,
    some ? { label: say('planner.export', { kind: 'GPX' }), icon: 'download', act: give('gpx') } : null,
    several ? { label: say('planner.export', { kind: 'FIT' }), icon: 'download', act: give('fit') } : null,
    several ? { label: say('planner.export', { kind: 'KML' }), icon: 'download', act: give('kml') } : null,
    some ? { label: say('planner.toPhone'), icon: 'device', act: () => setAsked('phone') } : null,
    several ? { label: say('planner.print'), icon: 'file', act: () => setAsked('print') } : null,
    some || draft.file !== null
      ? { label: say('planner.clear'), icon: 'trash', danger: true, act: () => clear(draft, say('planner.cleared')) }
      : null,
  ];
  return (
    <>
      <IconButton icon="undo" label={say('planner.undo')} isDisabled={steps.past.length === 0} onPress={undoStep} />
      <IconButton icon="redo" label={say('planner.redo')} isDisabled={steps.future.length === 0} onPress={redoStep} />
      <Menu label={say('planner.actions')} actions={actions.filter((action) => action !== null)} />
      <JoinDialog isOpen={asked === 'join'} onClose={close} />
      <HandOverDialog isOpen={asked === 'phone'} draft={draft} onClose={close} />
      <PrintDialog isOpen={asked === 'print'} plan={plan} title={title} facts={facts} onClose={close} />
      <SaveDialog isOpen={asked === 'save'} draft={draft} facts={facts} onClose={close} />
    </>
  );
}

function clear({ steps, name, file }: Draft, done: string): void {
  replaceDraft(cleared(steps.now), '');
  tell(done, { undo: () => replaceDraft(steps.now, name, file) });
}
