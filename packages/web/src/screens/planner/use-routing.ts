import { ApiError } from '@cairn/protocol';
import { useQuery } from '@tanstack/react-query';
import { useAccount } from '../../cloud/account.ts';
import { cloud } from '../../cloud/client.ts';
import type { RoutingFacts } from './profiles.ts';

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
