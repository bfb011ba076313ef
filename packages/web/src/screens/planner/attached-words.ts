import type { Plan } from '@cairn/geo';
import type { NoRoad } from '@cairn/protocol';
import type { Say } from '../../words/words.ts';
import { offered } from './profiles.ts';
import type { RoutingFacts } from './profiles.ts';

/** How much of a plan was attached to roads: legs on roads, and legs that stayed as they were. */
export interface Attached {
  readonly plan: Plan;
  readonly roads: number;
  readonly left: number;
  /** Ids of the engines that did it. */
  readonly engines: readonly string[];
  /** Why a part stayed as it was; null where none did. */
  readonly why: NoRoad | null;
}

/** How much is on roads now, or why nothing is; and who did it where that is not the engine of the profile. */
export function saidOfAttached(attached: Omit<Attached, 'plan'>, profile: string, facts: RoutingFacts | undefined, say: Say): string {
  const { roads, left, engines, why } = attached;
  if (roads === 0) return say('planner.attachedNone', { why: say(`planner.why_${why ?? 'no-way'}`) });
  const nameOf = (id: string | undefined): string => facts?.engines.find((engine) => engine.id === id)?.name ?? '';
  const own = facts === undefined ? undefined : offered(facts, profile)?.engine;
  const other = engines.find((id) => id !== own);
  const instead = other === undefined ? [] : [say('planner.attachedBy', { engine: nameOf(other), own: nameOf(own) })];
  return [say('planner.attached', { roads, left }), ...instead].join(' ');
}
