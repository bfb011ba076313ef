import { z } from 'zod';
import { limits } from '../limits.ts';

/** Longitude and latitude in degrees, in this order. */
export const LonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
export type LonLat = z.infer<typeof LonLat>;
/** Longitude, latitude in degrees and height above the sea in metres; null where nobody knows it (0 is a height). */
export const LonLatEle = z.tuple([z.number(), z.number(), z.number().nullable()]);
export type LonLatEle = z.infer<typeof LonLatEle>;

/** How somebody travels: what OsmAnd calls `car`, `bicycle`, `pedestrian`, and what an engine offers besides. */
export const TravelKind = z.enum(['car', 'bicycle', 'foot', 'other']);
export type TravelKind = z.infer<typeof TravelKind>;

export const RoutingProfile = z.object({
  /** What requests name: `car`, `bicycle`, `foot`, or an engine's own such as `brouter/trekking`. */
  id: z.string(),
  kind: TravelKind,
  /** The engine's own word for it; to be shown where a kind has several. */
  name: z.string(),
  /** Id of the engine that routes it. */
  engine: z.string(),
});
export type RoutingProfile = z.infer<typeof RoutingProfile>;

export const RoutingEngine = z.object({
  id: z.string(),
  name: z.string(),
  /** `preparing`: the road graph is being built. `down`: it did not answer lately. */
  state: z.enum(['ready', 'preparing', 'down']),
  /** Whom the data is of, plain text; to be shown with a route. */
  attribution: z.string(),
  /** West, south, east, north in degrees of what it knows; null = not known. */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  alternatives: z.boolean(),
  avoidAreas: z.boolean(),
  /** Whether it attaches tracks to roads. */
  matches: z.boolean(),
});
export type RoutingEngine = z.infer<typeof RoutingEngine>;

export const RoutingAnswer = z.object({
  /** In the order of the settings; the first of a kind is its usual one. Empty = straight lines only. */
  profiles: z.array(RoutingProfile),
  engines: z.array(RoutingEngine),
  /** Null = the server has no heights. */
  elevation: z.object({ attribution: z.string() }).nullable(),
  /** Null = search in own data only. */
  geocoder: z.object({ name: z.string(), attribution: z.string() }).nullable(),
});
export type RoutingAnswer = z.infer<typeof RoutingAnswer>;

export const RouteLeg = z.object({ from: LonLat, to: LonLat, profile: z.string().min(1).max(100) });
export type RouteLeg = z.infer<typeof RouteLeg>;
export const RoutesBody = z.object({
  legs: z.array(RouteLeg).min(1).max(limits.routeLegs),
  /** Other ways wanted for each leg, as far as the engine has any. */
  alternatives: z.int().min(0).max(3).default(0),
  /** Rings that the route stays out of; the last corner joins the first. Engines without `avoidAreas` do not heed them and say so. */
  avoid: z.array(z.array(LonLat).min(3).max(100)).max(20).default([]),
});
export type RoutesBody = z.infer<typeof RoutesBody>;

/** What a way is made of, coarser than OpenStreetMap's `surface`. */
export const Surface = z.enum([
  'asphalt',
  'concrete',
  'paving',
  'cobblestone',
  'wood',
  'metal',
  'compacted',
  'gravel',
  'ground',
  'grass',
  'sand',
  'snow',
  'unknown',
]);
export type Surface = z.infer<typeof Surface>;
export const RoadKind = z.enum([
  'motorway',
  'trunk',
  'primary',
  'secondary',
  'tertiary',
  'street',
  'service',
  'track',
  'path',
  'cycleway',
  'footway',
  'steps',
  'ferry',
  'unknown',
]);
export type RoadKind = z.infer<typeof RoadKind>;

/** What holds from point `from` to point `to` of a path. Spans follow each other without a gap from the first point to the last. */
export const RouteSpan = z.object({
  from: z.int().min(0),
  to: z.int().min(0),
  surface: Surface,
  road: RoadKind,
  /** Name or number of the road; empty where it has none. */
  name: z.string(),
});
export type RouteSpan = z.infer<typeof RouteSpan>;

export const RoutePath = z.object({
  /** At least two. Begins and ends on the road, beside the points that were asked for. */
  points: z.array(LonLatEle).min(2),
  /** Metres. */
  distance: z.number().min(0),
  /** Seconds. */
  duration: z.number().min(0),
  /** Metres; null where heights are not known. */
  ascent: z.number().min(0).nullable(),
  descent: z.number().min(0).nullable(),
  /** Empty where the engine does not tell. */
  spans: z.array(RouteSpan),
});
export type RoutePath = z.infer<typeof RoutePath>;

/**
 * Why there is no road: the client draws a straight line and shows the reason. `no-road-near`: an end is too far from any road of this
 * profile. `no-way`: roads do not lead there. `too-far`: longer than the engine takes. `engine-preparing`, `engine-down`: try again later.
 * `engine-busy`: too much asked at once; wait a little. `no-profile`: no engine has this profile. `refused`: the engine did not take it.
 */
export const NoRoad = z.enum([
  'no-road-near',
  'no-way',
  'too-far',
  'engine-preparing',
  'engine-down',
  'engine-busy',
  'no-profile',
  'not-supported',
  'refused',
]);
export type NoRoad = z.infer<typeof NoRoad>;

export const RoutedLeg = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('road'),
    /** Id of the engine. */
    engine: z.string(),
    path: RoutePath,
    /** Other ways, best first. */
    alternatives: z.array(RoutePath),
    /** Heights of the two points that were asked for, which may lie beside the road; null where nobody knows them. */
    ends: z.tuple([z.number().nullable(), z.number().nullable()]),
    /** Whether the areas to avoid were heeded. */
    avoided: z.boolean(),
  }),
  z.object({
    kind: z.literal('straight'),
    reason: NoRoad,
    /** Which end has no road near; null where the reason is another. */
    end: z.enum(['from', 'to']).nullable(),
  }),
]);
export type RoutedLeg = z.infer<typeof RoutedLeg>;
/** One for each leg of the request, in its order. */
export const RoutesAnswer = z.object({ legs: z.array(RoutedLeg) });
export type RoutesAnswer = z.infer<typeof RoutesAnswer>;

export const MatchBody = z.object({
  profile: z.string().min(1).max(100),
  points: z.array(LonLat).min(2).max(limits.matchPoints),
});
export type MatchBody = z.infer<typeof MatchBody>;
/** A run of the points of the track, `from` to `to` inclusive: on roads, or left as it is. */
export const MatchedPart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('road'), from: z.int().min(0), to: z.int().min(0), path: RoutePath }),
  z.object({ kind: z.literal('straight'), from: z.int().min(0), to: z.int().min(0), reason: NoRoad }),
]);
export type MatchedPart = z.infer<typeof MatchedPart>;
export const MatchAnswer = z.object({
  /** Id of the engine that attached it: where the profile's own does not, another that knows the same kind. Null = none did. */
  engine: z.string().nullable(),
  /** Parts follow each other: each begins with the point that the one before ends with. */
  parts: z.array(MatchedPart),
});
export type MatchAnswer = z.infer<typeof MatchAnswer>;

export const ElevationsBody = z.object({ points: z.array(LonLat).min(1).max(limits.elevationPoints) });
export type ElevationsBody = z.infer<typeof ElevationsBody>;
/** Metres above the sea for each point, in the order of the request; null where no tile knows. */
export const ElevationsAnswer = z.object({ elevations: z.array(z.number().nullable()) });
export type ElevationsAnswer = z.infer<typeof ElevationsAnswer>;

/** With `q`: looks for a name, near `lon`/`lat` where they are given. Without: what is at `lon`/`lat`. */
export const GeocodeQuery = z.object({
  q: z.string().trim().min(1).max(200).optional(),
  lon: z.coerce.number().min(-180).max(180).optional(),
  lat: z.coerce.number().min(-90).max(90).optional(),
  limit: z.coerce.number().int().min(1).max(20).default(10),
  /** Language of the names, as in the website: `de`. */
  lang: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional(),
});
export type GeocodeQuery = z.infer<typeof GeocodeQuery>;
export const GeocodedPlace = z.object({
  name: z.string(),
  /** Where it is, in words: street, town, country; may be empty. */
  where: z.string(),
  /** What it is, as OpenStreetMap says: `place=city`, `amenity=cafe`; may be empty. */
  kind: z.string(),
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  /** West, south, east, north in degrees. */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
});
export type GeocodedPlace = z.infer<typeof GeocodedPlace>;
export const GeocodeAnswer = z.object({
  /** `off`: none is configured. `down`: it did not answer; own data is still searched by the client. `busy`: wait a little. */
  state: z.enum(['ok', 'off', 'down', 'busy']),
  places: z.array(GeocodedPlace),
  attribution: z.string(),
});
export type GeocodeAnswer = z.infer<typeof GeocodeAnswer>;
