import type { Going } from '@cairn/geo';
import type { Option } from '../../parts/choice.tsx';
import type { Say } from '../../words/words.ts';
import { kindOf, offered } from './profiles.ts';
import type { RoutingFacts, RoutingProfile } from './profiles.ts';

/** A way to go as the value of a choice. */
export function textOfGoing(going: Going): string {
  return going.kind === 'road' ? `road ${going.profile}` : going.kind;
}
export function goingOfText(text: string): Going {
  if (text.startsWith('road ')) return { kind: 'road', profile: text.slice(5) };
  return text === 'gap' ? { kind: 'gap' } : { kind: 'straight' };
}

/** What a way to go is called. */
export function labelOfGoing(going: Going, facts: RoutingFacts | undefined, say: Say): string {
  if (going.kind === 'gap') return say('planner.gap');
  if (going.kind === 'straight') return say('planner.straight');
  const found = facts === undefined ? null : offered(facts, going.profile);
  if (found !== null && facts !== undefined) return labelOfProfile(found, facts, say);
  return wordOfKind(kindOf(facts, going.profile) ?? '', say) ?? going.profile;
}
function labelOfProfile(profile: RoutingProfile, { profiles, engines }: RoutingFacts, say: Say): string {
  const word = wordOfKind(profile.kind, say);
  const alike = profiles.filter(({ kind }) => kind === profile.kind);
  if (word === null) return profile.name;
  if (alike.length < 2 || alike[0]?.id === profile.id) return word;
  const engine = engines.find(({ id }) => id === profile.engine)?.name ?? profile.engine;
  return `${word} (${profile.name}, ${engine})`;
}
function wordOfKind(kind: string, say: Say): string | null {
  if (kind === 'car') return say('planner.car');
  if (kind === 'bicycle') return say('planner.bicycle');
  return kind === 'foot' ? say('planner.foot') : null;
}

/** What can be chosen: the profiles of the server, a straight line, a gap; and what is chosen now, whatever it is. */
export function goingOptions(facts: RoutingFacts | undefined, say: Say, now: Going, withGap: boolean): Option<string>[] {
  const goings: Going[] = (facts?.profiles ?? []).map(({ id }) => ({ kind: 'road', profile: id }));
  goings.push({ kind: 'straight' });
  if (withGap) goings.push({ kind: 'gap' });
  if (!goings.some((going) => textOfGoing(going) === textOfGoing(now))) goings.push(now);
  return goings.map((going) => ({ value: textOfGoing(going), label: labelOfGoing(going, facts, say) }));
}

/** Colours of lines on the map, by kind; told apart from each other and from the ground, light or dark. */
export const lineColors = {
  car: '#1f62c4',
  bicycle: '#8a3fd1',
  foot: '#c2470c',
  other: '#0f766e',
  straight: '#5c6b73',
  troubled: '#c2261b',
} as const;
export function colorOfGoing(going: Going, facts: RoutingFacts | undefined): string {
  if (going.kind !== 'road') return lineColors.straight;
  const kind = kindOf(facts, going.profile);
  return kind === 'car' || kind === 'bicycle' || kind === 'foot' ? lineColors[kind] : lineColors.other;
}
