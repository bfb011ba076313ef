import { emptyPlan } from '@cairn/geo';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useAccount } from '../../cloud/account.ts';
import { setOpenedTrack } from '../../library/opened-track.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useWords } from '../../words/use-words.tsx';
import { AddPointDialog } from './add-point-dialog.tsx';
import { AvoidList } from './avoid-list.tsx';
import { lastOwner, nobody, openDraft, setGoing, useDraft } from './draft.ts';
import type { Draft } from './draft.ts';
import { goingOfText, goingOptions, textOfGoing } from './goings.ts';
import { OtherWays } from './other-ways.tsx';
import { PlaceDialog } from './place-dialog.tsx';
import { PlaceList } from './place-list.tsx';
import { PlanActions } from './plan-actions.tsx';
import { PlanFigures } from './plan-figures.tsx';
import { PointDialog } from './point-dialog.tsx';
import { PointList } from './point-list.tsx';
import { Credits, RoadNotice } from './road-notice.tsx';
import { SaveButton } from './save-button.tsx';
import { useArrivals } from './use-arrivals.tsx';
import { usePlanKeys } from './use-plan-keys.ts';
import { usePlanOnMap } from './use-plan-on-map.ts';
import { useRouting } from './use-routing.ts';
import type { RoutingFacts } from './profiles.ts';
import { finder } from './way-finder.ts';
import '../tracks/tracks.css';
import './planner.css';

/** Plans a trip on the map (W4): points on the map and in a list, ways along roads, the file for the phone. */
export default function PlannerScreen(): ReactNode {
  const { say } = useWords();
  const { data: account, isPending } = useAccount();
  const facts = useRouting();
  const draft = useDraft();
  useEffect(() => {
    if (isPending) return;
    if (account === undefined) void openDraft(lastOwner());
    else void openDraft(account === null ? nobody : `${account.account} ${account.registered}`);
  }, [isPending, account]);
  useEffect(() => finder.start(), []);
  useEffect(() => finder.setFacts(facts ?? null), [facts]);
  if (draft === null) {
    return (
      <Screen title={say('planner.title')}>
        <Waiting />
      </Screen>
    );
  }
  return <Planner draft={draft} facts={facts} />;
}

/** What is open above the plan. */
type Asked = { readonly kind: 'point' | 'place'; readonly id: number } | { readonly kind: 'add' } | null;

function Planner({ draft, facts }: { readonly draft: Draft; readonly facts: RoutingFacts | undefined }): ReactNode {
  const { say } = useWords();
  const [asked, setAsked] = useState<Asked>(null);
  const [marking, setMarking] = useState(false);
  const [compared, setCompared] = useState<number | null>(null);
  const endCompare = useCallback(() => setCompared(null), []);
  const close = useCallback(() => setAsked(null), []);
  const openPoint = useCallback((id: number) => setAsked({ kind: 'point', id }), []);
  const openPlace = useCallback((id: number) => setAsked({ kind: 'place', id }), []);
  const marked = useCallback((id: number) => {
    setMarking(false);
    setAsked({ kind: 'place', id });
  }, []);
  usePlanOnMap({ facts, marking, onMarked: marked, onPoint: openPoint, onPlace: openPlace });
  usePlanKeys();
  useFirstProfile(draft, facts);
  useFileOnMap(draft);
  const arrival = useArrivals(draft);
  const plan = draft.steps.now;
  const line = useMemo(() => ({ ...emptyPlan, points: plan.points, legs: plan.legs }), [plan.points, plan.legs]);
  return (
    <Screen title={draft.name === '' ? say('planner.title') : draft.name} actions={<PlanActions draft={draft} facts={facts} />}>
      {arrival}
      <div className="plan-tools">
        <Choice
          label={say('planner.going')}
          value={textOfGoing(draft.going)}
          onChange={(value) => setGoing(goingOfText(value))}
          options={goingOptions(facts, say, draft.going, plan.points.length > 0)}
        />
        <Button icon="plus" onPress={() => setAsked({ kind: 'add' })}>
          {say('planner.addPoint')}
        </Button>
        <SaveButton draft={draft} facts={facts} />
      </div>
      <RoadNotice plan={line} facts={facts} />
      {plan.points.length === 0 ? <p className="plan-hint">{say('planner.hint')}</p> : <PlanFigures plan={line} facts={facts} />}
      {compared === null ? null : <OtherWays key={compared} id={compared} plan={plan} facts={facts} onClose={endCompare} />}
      <PointList plan={line} facts={facts} onOpen={openPoint} />
      <PlaceList places={plan.places} marking={marking} onMark={setMarking} onOpen={openPlace} />
      <AvoidList plan={plan} facts={facts} />
      <Credits plan={line} facts={facts} />
      <AddPointDialog isOpen={asked?.kind === 'add'} onClose={close} />
      {asked?.kind === 'point' ? (
        <PointDialog
          key={asked.id}
          id={asked.id}
          plan={plan}
          facts={facts}
          onClose={close}
          onCompare={() => {
            setCompared(asked.id);
            close();
          }}
        />
      ) : null}
      {asked?.kind === 'place' ? <PlaceDialog key={asked.id} id={asked.id} plan={plan} onClose={close} /> : null}
    </Screen>
  );
}

/** A new plan follows roads where there are any: the first profile of the server. */
function useFirstProfile({ steps, going }: Draft, facts: RoutingFacts | undefined): void {
  const first = facts?.profiles[0]?.id;
  const isFresh = steps.now === emptyPlan && steps.past.length === 0 && going.kind === 'straight';
  useEffect(() => {
    if (first !== undefined && isFresh) setGoing({ kind: 'road', profile: first });
  }, [first, isFresh]);
}

/** The file that the plan is of is not drawn beside it. */
function useFileOnMap({ file }: Draft): void {
  const name = file?.name ?? null;
  useEffect(() => {
    setOpenedTrack(name);
    return () => setOpenedTrack(null);
  }, [name]);
}
