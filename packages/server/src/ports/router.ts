import type { GeocodeQuery, GeocodedPlace, LonLat, LonLatEle, NoRoad, RouteSpan, RoutingEngine, TravelKind } from '@cairn/protocol';

/** One profile of an engine. */
export interface EngineProfile {
  /** Name at the engine; what is asked of it. */
  readonly name: string;
  readonly kind: TravelKind;
}
/** A way as an engine tells it. Heights that it does not know are null; the terrain may fill them in. */
export interface EnginePath {
  readonly points: readonly LonLatEle[];
  /** Metres. */
  readonly distance: number;
  /** Seconds. */
  readonly duration: number;
  /** As in `RoutePath`; empty where the engine does not tell. */
  readonly spans: readonly RouteSpan[];
}
/** No way, and why; a value, because the straight line stays (W4). */
export interface NoWay {
  readonly reason: NoRoad;
  readonly end?: 'from' | 'to';
}
export interface LegQuestion {
  readonly from: LonLat;
  readonly to: LonLat;
  /** Name of the profile at the engine. */
  readonly profile: string;
  readonly alternatives: number;
  /** Rings to stay out of; an engine without `avoidAreas` never sees any. */
  readonly avoid: readonly (readonly LonLat[])[];
  /** Aborted when nobody waits for the answer. */
  readonly signal: AbortSignal;
}
export type LegAnswer = NoWay | { readonly path: EnginePath; readonly alternatives: readonly EnginePath[] };
export interface MatchQuestion {
  readonly points: readonly LonLat[];
  readonly profile: string;
  readonly signal: AbortSignal;
  /** Asked before each question to a host that is not this server; false when the account has asked enough for now. */
  readonly mayAsk: () => boolean;
}
/** A run of the points of the track, both ends included. */
export interface EnginePart {
  readonly from: number;
  readonly to: number;
  readonly found: EnginePath | NoWay;
}

/**
 * One routing engine (W4). What goes wrong outside (the engine is down, slow, or says nonsense) is a value, never an exception: the client
 * keeps its straight line. An adapter contacts the configured host alone, follows no redirect, and reads no more than a bounded answer (R49).
 */
export interface Engine {
  readonly id: string;
  readonly name: string;
  readonly attribution: string;
  readonly profiles: readonly EngineProfile[];
  readonly alternatives: boolean;
  readonly avoidAreas: boolean;
  readonly matches: boolean;
  /** Runs in this process: questions cost no other host anything and are not remembered. */
  readonly here: boolean;
  state(): RoutingEngine['state'];
  bounds(): RoutingEngine['bounds'];
  route(question: LegQuestion): Promise<LegAnswer>;
  /** Parts follow each other from the first point to the last. Asked only where it `matches`. */
  match(question: MatchQuestion): Promise<readonly EnginePart[] | NoWay>;
  close(): Promise<void>;
}

/** Heights of the ground (CAIRN_TERRAIN). */
export interface Terrain {
  readonly attribution: string;
  /** Metres above the sea, one for each point; null where no tile knows. */
  heights(points: readonly (LonLat | LonLatEle)[]): Promise<readonly (number | null)[]>;
  close(): Promise<void>;
}

export type PlacesQuestion = GeocodeQuery & { readonly signal: AbortSignal };
/** Looks up places (CAIRN_GEOCODER). `down`: it did not answer, or not so that it could be read; `busy`: it is asked too much. */
export interface Geocoder {
  readonly name: string;
  readonly attribution: string;
  places(question: PlacesQuestion): Promise<readonly GeocodedPlace[] | 'down' | 'busy'>;
}

/** What the operator configured for planning. */
export interface TripPorts {
  /** In the order of the settings; profiles of earlier ones are the usual ones. */
  readonly engines: readonly Engine[];
  readonly terrain: Terrain | null;
  readonly geocoder: Geocoder | null;
  close(): Promise<void>;
}
/** Straight lines only. */
export const noTrips: TripPorts = { engines: [], terrain: null, geocoder: null, close: async () => undefined };
