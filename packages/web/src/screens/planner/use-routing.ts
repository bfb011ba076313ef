import { ApiError, type ClientAnswer } from '@cairn/protocol';
import { baseProfile } from '@cairn/geo';
import { useQuery } from '@tanstack/react-query';
import { useAccount } from '../../cloud/account.ts';
import { cloud } from '../../cloud/client.ts';

export type RoutingFacts = ClientAnswer<'routing'>;
export type RoutingProfile = RoutingFacts['profiles'][number];

const nothing: RoutingFacts = { profiles: [], engines: [], elevation: null, geocoder: null };
/** How often a graph that is being built, or an engine that is down, is asked for again, ms. */
const waitingMs = 10_000;

/** What plans can be made with here; undefined until the server has said, or while it cannot be reached. */
export function useRouting(): RoutingFacts | undefined {
  const { data: account } = useAccount();
  const isSignedIn = account != null;
  const { data } = useQuery({
    queryKey: ['routing'],
    queryFn: ({ signal }) => ask(signal),
    enabled: isSignedIn,
    staleTime: 60_000,
    retry: 1,
    refetchInterval: ({ state }) => (state.data?.engines.some(({ state: its }) => its !== 'ready') === true ? waitingMs : false),
  });
  return account === null ? nothing : data;
}

async function ask(signal: AbortSignal): Promise<RoutingFacts> {
  try {
    return await cloud.routing({ signal });
  } catch (error) {
    // A server that knows no roads at all.
    if (error instanceof ApiError && error.kind === 'refused' && error.status === 404) return nothing;
    throw error;
  }
}

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
