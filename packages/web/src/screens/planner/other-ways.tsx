import { lengthOf, sameWay, wayOfPath } from '@cairn/geo';
import type { Coordinates, Leg, Plan, Way } from '@cairn/geo';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { cloud } from '../../cloud/client.ts';
import { useExplain } from '../../cloud/explain.ts';
import { stage } from '../../map/stage.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Section } from '../../parts/screen.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useMeasure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';
import { change } from './draft.ts';
import { colorOfGoing, lineColors } from './goings.ts';
import { flatLine } from './layers.ts';
import type { AskedLeg } from './leg-key.ts';
import { finder } from './way-finder.ts';
import { offered } from './profiles.ts';
import type { RoutingFacts } from './profiles.ts';

/** Other ways than the best that an engine is asked for. */
const wanted = 3;

/** A leg on roads whose engine knows more than one way. */
interface Comparable {
  readonly index: number;
  readonly leg: Extract<Leg, { readonly kind: 'road' }>;
  readonly asked: AskedLeg;
}
/** The leg behind a point, where other ways can be asked for; null where they cannot. */
export function comparable(plan: Plan, index: number, facts: RoutingFacts | undefined): Comparable | null {
  const [leg, from, to] = [plan.legs[index], plan.points[index], plan.points[index + 1]];
  if (leg?.kind !== 'road' || from === undefined || to === undefined || facts === undefined) return null;
  const profile = offered(facts, leg.profile);
  const asked = finder.asked(leg, from, to);
  const engine = facts.engines.find(({ id }) => id === profile?.engine);
  return asked === null || engine?.alternatives !== true ? null : { index, leg, asked };
}

interface OtherWaysProps {
  readonly plan: Plan;
  /** Id of the point from which the ways lead. */
  readonly id: number;
  readonly facts: RoutingFacts | undefined;
  readonly onClose: () => void;
}

/** Other ways between two points, on the map and in a list: the person chooses one. Ends when the points are others. */
export function OtherWays({ plan, id, facts, onClose }: OtherWaysProps): ReactNode {
  const found = comparable(
    plan,
    plan.points.findIndex((point) => point.id === id),
    facts,
  );
  const { asked } = found ?? {};
  const [key] = useState(asked?.key);
  const isOver = found === null || asked?.key !== key;
  useEffect(() => {
    if (isOver) onClose();
  }, [isOver, onClose]);
  return isOver ? null : <Ways {...found} facts={facts} onClose={onClose} />;
}

function Ways(props: Comparable & { readonly facts: RoutingFacts | undefined; readonly onClose: () => void }): ReactNode {
  const { index, leg, asked, facts, onClose } = props;
  const { say } = useWords();
  const measure = useMeasure();
  const explain = useExplain();
  const [ways, setWays] = useState<readonly Way[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [pointed, setPointed] = useState<Way | null>(null);
  const [question] = useState(asked);
  useEffect(() => {
    const stop = new AbortController();
    findWays(question, stop.signal).then(setWays, (error: unknown) => {
      if (!stop.signal.aborted) setFault(explain(error));
    });
    return () => stop.abort();
  }, [question, explain]);
  const color = colorOfGoing(leg, facts);
  useEffect(() => {
    const front = pointed ?? leg.way;
    const others = (ways ?? []).filter((way) => front === null || !sameWay(way, front));
    const lines = others.map((way) => ({ color: lineColors.straight, line: flatLine(way) }));
    stage.sketch(ways === null || front === null ? lines : [...lines, { color, line: flatLine(front) }]);
  }, [ways, pointed, leg.way, color]);
  useEffect(() => () => stage.sketch([]), []);
  const take = (way: Way): void => {
    finder.take(asked, way);
    change((now) => ({ ...now, legs: now.legs.map((old, at) => (at === index && old.kind === 'road' ? { ...old, way } : old)) }));
  };
  const close = (
    <Button look="quiet" icon="check" onPress={onClose}>
      {say('planner.done')}
    </Button>
  );
  return (
    <Section title={say('planner.waysBetween', { from: index + 1, to: index + 2 })} actions={close}>
      {fault === null ? null : <Notice tone="bad">{fault}</Notice>}
      {ways === null && fault === null ? <Waiting /> : null}
      {ways !== null && ways.length < 2 ? <p role="status">{say('planner.noOtherWays')}</p> : null}
      <ul className="plan-ways" aria-label={say('planner.otherWays')}>
        {(ways === null || ways.length < 2 ? [] : ways).map((way, at) => {
          const isTaken = sameWay(way, leg.way);
          const along = roadOf(way);
          return (
            <li key={at}>
              <Button
                icon={isTaken ? 'check' : 'track'}
                autoFocus={at === 0}
                onPress={() => take(way)}
                onHoverChange={(is) => setPointed(is ? way : null)}
                onFocusChange={(is) => setPointed(is ? way : null)}
              >
                {measure.distance(lengthOf(way))} · {measure.span(way.seconds ?? 0)}
                {along === '' ? '' : ` · ${along}`}
                {isTaken ? <span className="visually-hidden"> {say('planner.takenWay')}</span> : null}
              </Button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

async function findWays({ profile, from, to, avoid }: AskedLeg, signal: AbortSignal): Promise<readonly Way[]> {
  const place = ({ lon, lat }: Coordinates): [number, number] => [lon, lat];
  const areas = avoid.map((ring) => ring.map(([lon, lat]): [number, number] => [lon, lat]));
  const body = { legs: [{ profile, from: place(from), to: place(to) }], alternatives: wanted, avoid: areas };
  const [answer] = (await cloud.routes({ body, signal })).legs;
  return answer?.kind === 'road' ? [answer.path, ...answer.alternatives].map((path) => wayOfPath(path, from, to, answer.ends)) : [];
}

/** Name of the road that a way follows longest; '' where no road has one. */
export function roadOf({ line, spans }: Way): string {
  const metres = new Map<string, number>();
  for (const { from, to, name } of spans) {
    const part = { line: line.subarray(from * 3, (to + 1) * 3), seconds: null, spans: [] };
    if (name !== '') metres.set(name, (metres.get(name) ?? 0) + lengthOf(part));
  }
  return [...metres].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}
