import type { Plan } from '@cairn/geo';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useAccount } from '../../cloud/account.ts';
import { Notice } from '../../parts/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { reasonOfLeg } from './layers.ts';
import type { RoutingFacts } from './profiles.ts';
import { useReasons } from './way-finder.ts';
import type { NoWay } from './way-finder.ts';

/** Says why the way does not follow roads, where it does not. */
export function RoadNotice({ plan, facts }: { readonly plan: Plan; readonly facts: RoutingFacts | undefined }): ReactNode {
  const { say } = useWords();
  const { data: account } = useAccount();
  const reasons = useReasons();
  const counts = useMemo(() => {
    const found = new Map<NoWay, number>();
    for (const at of plan.legs.keys()) {
      const reason = reasonOfLeg(plan, at, reasons);
      if (reason !== null) found.set(reason, (found.get(reason) ?? 0) + 1);
    }
    return [...found].toSorted((a, b) => b[1] - a[1]);
  }, [plan, reasons]);
  const isPreparing = facts?.engines.some(({ state }) => state === 'preparing') === true;
  return (
    <>
      {facts === undefined || facts.profiles.length + facts.engines.length > 0 ? null : (
        <Notice>{say(account == null ? 'planner.signInForRoads' : 'planner.noEngine')}</Notice>
      )}
      {facts === undefined && account != null ? <Notice tone="warning">{say('planner.notAsked')}</Notice> : null}
      {isPreparing ? <Notice>{say('planner.preparing')}</Notice> : null}
      {counts.length === 0 ? null : (
        <Notice tone="warning">
          {counts.map(([reason, count]) => (
            <p key={reason}>
              {say('planner.straightLegs', { count })} {say(`planner.why_${reason}`)}
            </p>
          ))}
        </Notice>
      )}
    </>
  );
}

/** Whose the roads and the heights are that the plan goes along. */
export function Credits({ plan, facts }: { readonly plan: Plan; readonly facts: RoutingFacts | undefined }): ReactNode {
  const texts = creditsOf(plan, facts);
  return texts.length === 0 ? null : <p className="plan-credit">{texts.join(' · ')}</p>;
}
export function creditsOf({ legs }: Plan, facts: RoutingFacts | undefined): string[] {
  if (!legs.some((leg) => leg.kind !== 'gap' && leg.way !== null)) return [];
  const texts = (facts?.engines ?? []).map(({ attribution }) => attribution).concat(facts?.elevation?.attribution ?? []);
  return [...new Set(texts)].filter((text) => text !== '');
}
