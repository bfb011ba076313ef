import { baseProfile } from '@cairn/geo';
import type { ClientAnswer } from '@cairn/protocol';

/** What plans can be made with here. */
export type RoutingFacts = ClientAnswer<'routing'>;
export type RoutingProfile = RoutingFacts['profiles'][number];

/** The profile of the server that a profile of a plan is routed by; null where there is none. */
export function offered({ profiles }: RoutingFacts, profile: string): RoutingProfile | null {
  const base = baseProfile(profile);
  return (
    profiles.find(({ id }) => id === profile) ??
    profiles.find(({ id }) => id === base) ??
    profiles.find(({ kind }) => kind === base) ??
    null
  );
}

/** Kind of travel of a profile; what the server does not know says it itself. */
export function kindOf(facts: RoutingFacts | undefined, profile: string): string | null {
  const found = facts === undefined ? null : offered(facts, profile);
  if (found !== null) return found.kind;
  const base = baseProfile(profile);
  return base === 'car' || base === 'bicycle' || base === 'foot' ? base : null;
}
