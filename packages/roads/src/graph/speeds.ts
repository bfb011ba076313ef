import type { RoadKind, Surface } from '@cairn/protocol';
import type { Tags } from '../osm/tags.ts';
import type { ProfileName } from './access.ts';

const surfaces: Readonly<Record<string, Surface>> = {
  ...{ asphalt: 'asphalt', paved: 'asphalt', chipseal: 'asphalt', tartan: 'asphalt', rubber: 'asphalt' },
  ...{ concrete: 'concrete', 'concrete:plates': 'concrete', 'concrete:lanes': 'concrete', cement: 'concrete' },
  ...{ paving_stones: 'paving', 'paving_stones:lanes': 'paving', bricks: 'paving', brick: 'paving', tiles: 'paving' },
  ...{ sett: 'cobblestone', cobblestone: 'cobblestone', unhewn_cobblestone: 'cobblestone', stone: 'cobblestone', rock: 'ground' },
  ...{ wood: 'wood', metal: 'metal', metal_grid: 'metal' },
  ...{ compacted: 'compacted', fine_gravel: 'compacted', stepping_stones: 'paving', grass_paver: 'paving' },
  ...{ gravel: 'gravel', pebblestone: 'gravel', unpaved: 'gravel', shells: 'gravel', woodchips: 'ground' },
  ...{ ground: 'ground', dirt: 'ground', earth: 'ground', mud: 'ground', clay: 'ground', 'dirt/sand': 'ground' },
  ...{ grass: 'grass', sand: 'sand', snow: 'snow', ice: 'snow' },
};
const ofTracktype: Readonly<Record<string, Surface>> = {
  grade1: 'asphalt',
  grade2: 'compacted',
  grade3: 'gravel',
  grade4: 'ground',
  grade5: 'ground',
};

/** What a way is made of, as far as somebody said so. */
export function surfaceOf(tags: Tags): Surface {
  // Several values may stand there; the first is the usual one.
  const said = surfaces[(tags.get('surface') ?? '').split(';')[0]?.trim() ?? ''];
  return said ?? ofTracktype[tags.get('tracktype') ?? ''] ?? 'unknown';
}

const roads: Readonly<Record<string, RoadKind>> = {
  ...{ motorway: 'motorway', trunk: 'trunk', primary: 'primary', secondary: 'secondary', tertiary: 'tertiary' },
  ...{ unclassified: 'street', residential: 'street', living_street: 'street', road: 'street', service: 'service', busway: 'service' },
  ...{ track: 'track', path: 'path', bridleway: 'path', cycleway: 'cycleway', steps: 'steps', elevator: 'steps' },
  ...{ footway: 'footway', pedestrian: 'footway', corridor: 'footway', platform: 'footway' },
};
export function roadKindOf(tags: Tags): RoadKind {
  if (tags.get('highway') === undefined) return tags.get('route') === 'ferry' ? 'ferry' : 'unknown';
  return roads[(tags.get('highway') ?? '').replace(/_link$/, '')] ?? 'unknown';
}

/** Kilometres an hour; what cars really come to, stops and bends included. */
const carSpeeds: Readonly<Record<string, number>> = {
  ...{ motorway: 110, motorway_link: 55, trunk: 85, trunk_link: 45, primary: 60, primary_link: 35, secondary: 50, secondary_link: 30 },
  ...{ tertiary: 42, tertiary_link: 25, unclassified: 35, residential: 26, living_street: 8, road: 25, service: 14, track: 14 },
  ...{ pedestrian: 6, busway: 20 },
};
const carOn: Partial<Record<Surface, number>> = {
  ...{ paving: 60, cobblestone: 30, wood: 30, metal: 50, compacted: 55, gravel: 40, ground: 25, grass: 15, sand: 12, snow: 20 },
};
const bicycleOn: Readonly<Record<Surface, number>> = {
  ...{ asphalt: 18, concrete: 18, paving: 15, cobblestone: 10, wood: 11, metal: 11, compacted: 15, gravel: 11, ground: 10 },
  ...{ grass: 7, sand: 5, snow: 6, unknown: 17 },
};
const bicycleSpeeds: Readonly<Record<string, number>> = {
  path: 11,
  track: 13,
  footway: 8,
  pedestrian: 7,
  bridleway: 8,
  steps: 3,
  service: 14,
  living_street: 13,
};

/** Kilometres an hour of somebody on this way; `forward` is the direction in which it is drawn. */
export function speedOf(tags: Tags, profile: ProfileName, forward: boolean): number {
  if (tags.get('highway') === undefined) return ferrySpeed(tags);
  if (profile === 'car') return carSpeed(tags, forward);
  return profile === 'bicycle' ? bicycleSpeed(tags) : footSpeed(tags);
}

function carSpeed(tags: Tags, forward: boolean): number {
  const usual = carSpeeds[tags.get('highway') ?? ''] ?? 20;
  const allowed = speedLimit(tags.get(forward ? 'maxspeed:forward' : 'maxspeed:backward') ?? tags.get('maxspeed'));
  // A limit is no promise: small roads with a high one stay slow.
  const speed = allowed === null ? usual : Math.min(allowed * 0.88, usual * 1.4);
  const slow = tags.get('service') === 'parking_aisle' || tags.get('service') === 'driveway' ? 9 : Infinity;
  return Math.max(3, Math.min(speed, carOn[surfaceOf(tags)] ?? Infinity, slow));
}

const zones: Readonly<Record<string, number>> = {
  walk: 6,
  none: 130,
  urban: 50,
  rural: 80,
  living_street: 10,
  bicycle_road: 30,
  trunk: 100,
  motorway: 120,
};
/** Kilometres an hour of a `maxspeed` (https://wiki.openstreetmap.org/wiki/Key:maxspeed); null when it says none. */
export function speedLimit(value: string | undefined): number | null {
  const [, number, unit] = /^(\d{1,3}(?:\.\d+)?)\s*(mph|km\/h|kmh|knots)?$/.exec(value?.split(';')[0]?.trim() ?? '') ?? [];
  if (number !== undefined) {
    const speed = Number(number) * (unit === 'mph' ? 1.609344 : unit === 'knots' ? 1.852 : 1);
    return speed > 0 ? speed : null;
  }
  return zones[value?.replace(/^[A-Z]{2}:(?:zone)?/, '') ?? ''] ?? null;
}

function bicycleSpeed(tags: Tags): number {
  const way = bicycleSpeeds[tags.get('highway') ?? ''] ?? 18;
  return Math.max(3, Math.min(way, bicycleOn[surfaceOf(tags)]));
}

function footSpeed(tags: Tags): number {
  const highway = tags.get('highway') ?? '';
  if (highway === 'steps') return 2.5;
  const scale = tags.get('sac_scale');
  if (scale === 'demanding_mountain_hiking' || scale === 'alpine_hiking') return 2.2;
  if (scale === 'mountain_hiking') return 3.2;
  return surfaceOf(tags) === 'sand' ? 3.5 : 4.8;
}

/** By the duration of the crossing where the length is known later; until then a slow boat. */
function ferrySpeed(tags: Tags): number {
  return tags.get('route') === 'ferry' ? 12 : 5;
}

/** How much dearer than its time a way is: what people of this profile avoid where they can. */
export function dislike(tags: Tags, profile: ProfileName): number {
  const road = roadKindOf(tags);
  if (profile === 'car') return (tags.get('toll') === 'yes' ? 1.1 : 1) * (road === 'track' ? 1.6 : road === 'service' ? 1.2 : 1);
  if (profile === 'bicycle') return bicycleDislike(tags, road);
  if (road === 'trunk') return 2.5;
  if (road === 'primary' || road === 'secondary') return tags.get('sidewalk') === undefined || tags.get('sidewalk') === 'no' ? 1.5 : 1.15;
  return road === 'tertiary' ? 1.15 : 1;
}
function bicycleDislike(tags: Tags, road: RoadKind): number {
  const lane = ['cycleway', 'cycleway:both', 'cycleway:left', 'cycleway:right'].some((key) =>
    ['lane', 'track'].includes(tags.get(key) ?? ''),
  );
  if (road === 'cycleway' || tags.get('bicycle') === 'designated') return 0.85;
  if (lane) return 1;
  if (road === 'trunk') return 2.6;
  if (road === 'primary') return 1.6;
  if (road === 'secondary') return 1.25;
  return road === 'tertiary' ? 1.08 : 1;
}
