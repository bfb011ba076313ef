import { lengthOf, removePoint, writeAngles, wayOrLine } from '@cairn/geo';
import type { Plan } from '@cairn/geo';
import { useCallback, useMemo } from 'react';
import type { ReactNode } from 'react';
import { BigList } from '../../parts/big-list.tsx';
import type { BigRow, RowState } from '../../parts/big-list.tsx';
import { IconButton } from '../../parts/button.tsx';
import { Section } from '../../parts/screen.tsx';
import { useMeasure } from '../../words/use-measure.ts';
import { useWords } from '../../words/use-words.tsx';
import { change } from './draft.ts';
import { labelOfGoing } from './goings.ts';
import { reasonOfLeg } from './layers.ts';
import type { RoutingFacts } from './profiles.ts';
import { useReasons } from './way-finder.ts';

/** A point in words; they are made when the row is seen or looked for. */
class PointRow implements BigRow {
  readonly id: string;
  readonly number: number;
  readonly #title: () => string;
  readonly #words: () => { readonly detail: string; readonly troubled: boolean };
  #said: { readonly detail: string; readonly troubled: boolean } | null = null;

  constructor(id: number, number: number, title: () => string, words: PointRow['said']) {
    this.id = String(id);
    this.number = number;
    this.#title = title;
    this.#words = words;
  }
  said = (): { readonly detail: string; readonly troubled: boolean } => (this.#said ??= this.#words());
  get title(): string {
    return this.#title();
  }
  get text(): string {
    return `${this.number}. ${this.title}. ${this.said().detail}`;
  }
}

/** The points in order: everything that can be done on the map can be done here, by keyboard too. Enter opens a point. */
export function PointList(props: {
  readonly plan: Plan;
  readonly facts: RoutingFacts | undefined;
  readonly onOpen: (id: number) => void;
}): ReactNode {
  const { plan, facts, onOpen } = props;
  const { say } = useWords();
  const measure = useMeasure();
  const reasons = useReasons();
  const rows = useMemo(
    () =>
      plan.points.map((point, at): PointRow => {
        const title = (): string => (point.name === '' ? say('planner.point', { number: at + 1 }) : point.name);
        return new PointRow(point.id, at + 1, title, () => {
          const leg = plan.legs[at];
          const way = leg === undefined ? null : wayOrLine(plan, at);
          const reason = reasonOfLeg(plan, at, reasons);
          const isSearching = leg?.kind === 'road' && leg.way === null && reason === null && (facts?.profiles.length ?? 0) > 0;
          const parts = [
            leg === undefined ? writeAngles(point, 'degrees') : labelOfGoing(leg, facts, say),
            ...(isSearching ? [say('planner.searching')] : way === null ? [] : [measure.distance(lengthOf(way))]),
            ...(reason === null ? [] : [say(`planner.why_${reason}`)]),
          ];
          return { detail: parts.join(' · '), troubled: reason !== null };
        });
      }),
    [plan, facts, reasons, say, measure],
  );
  const render = useCallback(
    ({ id, number, title, said }: PointRow, { isActive }: RowState) => (
      <>
        <span className="plan-number" aria-hidden="true">
          {number}
        </span>
        <span className="row-words">
          <span className="row-title">{title}</span>
          <span className={`row-detail${said().troubled ? ' plan-troubled' : ''}`}>{said().detail}</span>
        </span>
        <IconButton
          excludeFromTabOrder={!isActive}
          icon="trash"
          label={say('planner.removePoint', { name: title })}
          onPress={() =>
            change((now) => {
              const index = now.points.findIndex((point) => String(point.id) === id);
              return index === -1 ? now : removePoint(now, index);
            })
          }
        />
      </>
    ),
    [say],
  );
  if (rows.length === 0) return null;
  return (
    <Section title={say('planner.points', { count: rows.length })}>
      <div className="plan-points">
        <BigList
          label={say('planner.points', { count: rows.length })}
          rows={rows}
          render={render}
          onOpen={({ id }) => onOpen(Number(id))}
        />
      </div>
    </Section>
  );
}
