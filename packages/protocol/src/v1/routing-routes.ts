import { paths } from '../paths.ts';
import type { RouteName } from '../paths.ts';
import type { Route } from '../routes.ts';
import * as routing from './routing.ts';

/** The rows of the table about planning: ways, heights, places (W4). */
export const routingRoutes = {
  routing: {
    ...paths.routing,
    summary: 'What plans can be made with: engines, profiles, heights, search',
    credential: 'member',
    limit: 'read',
    answer: routing.RoutingAnswer,
  },
  routes: {
    ...paths.routes,
    summary: 'The ways along roads between points, leg by leg',
    credential: 'member',
    limit: 'compute',
    body: routing.RoutesBody,
    answer: routing.RoutesAnswer,
  },
  match: {
    ...paths.match,
    summary: 'A recorded or drawn track, attached to roads',
    credential: 'member',
    limit: 'compute',
    body: routing.MatchBody,
    answer: routing.MatchAnswer,
  },
  elevations: {
    ...paths.elevations,
    summary: 'Heights of points from the terrain of this server',
    credential: 'member',
    limit: 'compute',
    body: routing.ElevationsBody,
    answer: routing.ElevationsAnswer,
  },
  geocode: {
    ...paths.geocode,
    summary: 'Places by name, or what is at a place',
    credential: 'member',
    limit: 'compute',
    query: routing.GeocodeQuery,
    answer: routing.GeocodeAnswer,
  },
} as const satisfies Partial<Record<RouteName, Route>>;
