import type { Planner } from '../../trips/planner.ts';
import type { Caller, Handlers, Who } from '../handler.ts';

/** Planning trips (W4). What an engine cannot do is part of the answer; the client keeps its straight line. */
export function routingHandlers(planner: Planner): Handlers<'routing' | 'routes' | 'match' | 'elevations' | 'geocode'> {
  const asker = (who: Who, caller: Caller): Parameters<Planner['routes']>[1] => ({ account: who.account, signal: caller.signal });
  return {
    routing: async () => planner.describe(),
    routes: async ({ body, who, caller }) => planner.routes(body, asker(who, caller)),
    match: async ({ body, who, caller }) => planner.match(body, asker(who, caller)),
    elevations: async ({ body }) => ({ elevations: await planner.elevations(body.points) }),
    geocode: async ({ query, who, caller }) => planner.places(query, asker(who, caller)),
  };
}
