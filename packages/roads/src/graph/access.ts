import type { Tags } from '../osm/tags.ts';

/** The profiles of the graph, in the order in which it numbers them. */
export const profileNames = ['car', 'bicycle', 'foot'] as const;
export type ProfileName = (typeof profileNames)[number];

/** `destination`: only to get to what lies there. `push`: a bicycle may be pushed. */
export type Access = 'yes' | 'destination' | 'push' | 'no';

/** From the most particular to the most general (https://wiki.openstreetmap.org/wiki/Key:access#Transport_mode_restrictions). */
const accessKeys: Readonly<Record<ProfileName, readonly string[]>> = {
  car: ['motorcar', 'motor_vehicle', 'vehicle', 'access'],
  bicycle: ['bicycle', 'vehicle', 'access'],
  foot: ['foot', 'access'],
};
/** Keys that may come with a condition (`access:conditional`). */
export const conditionalKeys = [...new Set(Object.values(accessKeys).flat()), 'oneway', 'oneway:bicycle'];
const accessValues: Readonly<Record<string, Access>> = {
  ...{ yes: 'yes', permissive: 'yes', designated: 'yes', official: 'yes', public: 'yes', discouraged: 'yes', optional_sidepath: 'yes' },
  ...{ destination: 'destination', customers: 'destination', visitors: 'destination', residents: 'no' },
  ...{ dismount: 'push' },
  ...{ no: 'no', private: 'no', permit: 'no', agricultural: 'no', forestry: 'no', delivery: 'no', emergency: 'no', military: 'no' },
  ...{ use_sidepath: 'no', restricted: 'no', employees: 'no', psv: 'no', bus: 'no', service: 'no' },
};

/** What the access tags say to somebody of this profile; null where they say nothing. A value that is not known here says nothing. */
export function saidAccess(tags: Tags, profile: ProfileName): { readonly access: Access; readonly own: boolean } | null {
  for (const key of accessKeys[profile]) {
    const access = accessValues[tags.get(key) ?? ''];
    if (access === undefined) continue;
    if (access === 'push' && profile !== 'bicycle') return { access: 'no', own: true };
    return { access, own: key !== 'access' && key !== 'vehicle' };
  }
  return null;
}

const everyRoad = ['primary', 'secondary', 'tertiary', 'unclassified', 'residential', 'living_street', 'service', 'road'];
const withLinks = (roads: readonly string[]): string[] => roads.flatMap((road) => [road, `${road}_link`]);
/** Who may use a way of which nothing else is said. */
const usual: Readonly<Record<ProfileName, ReadonlySet<string>>> = {
  car: new Set(withLinks(['motorway', 'trunk', ...everyRoad])),
  bicycle: new Set([...withLinks(['trunk', ...everyRoad]), 'track', 'path', 'cycleway']),
  foot: new Set([
    ...withLinks(['trunk', ...everyRoad]),
    ...['track', 'path', 'cycleway', 'footway', 'pedestrian', 'steps', 'bridleway', 'corridor', 'platform', 'elevator'],
  ]),
};
/** Ways that are open to those only whom their own key names, however general the others are. */
const onlyNamed: Readonly<Record<ProfileName, ReadonlySet<string>>> = {
  car: new Set(['track', 'pedestrian', 'busway']),
  bicycle: new Set(['footway', 'pedestrian', 'bridleway', 'steps', 'busway']),
  foot: new Set(['busway']),
};

/** Who may use a way in general; directions come on top of it. */
export function wayAccess(tags: Tags, profile: ProfileName): Access {
  const highway = tags.get('highway') ?? '';
  const said = saidAccess(tags, profile);
  if (tags.get('impassable') === 'yes' || tags.get('smoothness') === 'impassable' || tags.get('ice_road') === 'yes') return 'no';
  if (highway === '') return tags.get('route') === 'ferry' ? ferryAccess(profile, said?.access) : 'no';
  if (tags.get('motorroad') === 'yes' && profile !== 'car') return said !== null && said.own ? said.access : 'no';
  if (isTooHard(tags, profile) && !(said !== null && said.own)) return 'no';
  if (usual[profile].has(highway)) return said?.access ?? 'yes';
  if (!onlyNamed[profile].has(highway)) return 'no';
  if (profile === 'car' && highway === 'track' && tags.get('tracktype') === 'grade1') return said?.access ?? 'yes';
  return said !== null && said.own ? said.access : 'no';
}

function ferryAccess(profile: ProfileName, said: Access | undefined): Access {
  if (said !== undefined) return said;
  // Boats take people and, as a rule, their bicycles; cars only where it is said.
  return profile === 'car' ? 'no' : 'yes';
}

/** Climbing is no walking: https://wiki.openstreetmap.org/wiki/Key:sac_scale; bicycles end where hands may be needed. */
function isTooHard(tags: Tags, profile: ProfileName): boolean {
  const scale = tags.get('sac_scale');
  if (profile === 'foot') return scale === 'demanding_alpine_hiking' || scale === 'difficult_alpine_hiking';
  if (profile !== 'bicycle') return false;
  if (scale !== undefined && scale !== 'hiking' && scale !== 'strolling') return true;
  return Number.parseInt(tags.get('mtb:scale') ?? '0', 10) > 1;
}

export interface Directions {
  readonly forward: boolean;
  readonly backward: boolean;
}
const both: Directions = { forward: true, backward: true };
const oneWays: Readonly<Record<string, Directions>> = {
  ...{ yes: { forward: true, backward: false }, true: { forward: true, backward: false }, '1': { forward: true, backward: false } },
  ...{ '-1': { forward: false, backward: true }, reverse: { forward: false, backward: true } },
  ...{ reversible: { forward: false, backward: false }, no: both, alternating: both },
};

/** The directions that are open (https://wiki.openstreetmap.org/wiki/Key:oneway); feet heed `oneway:foot` alone. */
export function wayDirections(tags: Tags, profile: ProfileName): Directions {
  if (profile === 'foot') return oneWays[tags.get('oneway:foot') ?? 'no'] ?? both;
  const own = oneWays[tags.get(profile === 'car' ? 'oneway:motorcar' : 'oneway:bicycle') ?? ''];
  if (own !== undefined) return own;
  const roundabout = tags.get('junction') === 'roundabout' || tags.get('junction') === 'circular';
  const implied = roundabout || tags.get('highway') === 'motorway' ? 'yes' : 'no';
  const directions =
    oneWays[
      (profile === 'car' ? tags.get('oneway:motor_vehicle') : undefined) ?? tags.get('oneway:vehicle') ?? tags.get('oneway') ?? implied
    ] ?? both;
  return profile === 'bicycle' && hasContraflow(tags) ? both : directions;
}
function hasContraflow(tags: Tags): boolean {
  return ['cycleway', 'cycleway:left', 'cycleway:right', 'cycleway:both'].some((key) => tags.get(key)?.startsWith('opposite') === true);
}

const openBarriers = new Set([
  'entrance',
  'cattle_grid',
  'toll_booth',
  'border_control',
  'kerb',
  'height_restrictor',
  'sally_port',
  'no',
  'coupure',
]);
const gates = new Set(['gate', 'lift_gate', 'swing_gate', 'garage']);

/** Whether somebody gets past a barrier on the way (https://wiki.openstreetmap.org/wiki/Key:barrier). */
export function passesBarrier(tags: Tags, profile: ProfileName): boolean {
  const barrier = tags.get('barrier');
  if (barrier === undefined) return true;
  const said = saidAccess(tags, profile);
  if (said !== null) return said.access !== 'no';
  if (openBarriers.has(barrier)) return true;
  // Nothing is said: a gate is there to be opened unless it is locked; a bollard stops cars.
  if (tags.get('locked') === 'yes') return false;
  if (gates.has(barrier)) return true;
  if (profile === 'car') return false;
  if (profile === 'bicycle')
    return ['bollard', 'block', 'cycle_barrier', 'chain', 'planter', 'rope', 'bump_gate', 'hampshire_gate'].includes(barrier);
  return !['wall', 'fence', 'hedge', 'city_wall', 'retaining_wall', 'ditch'].includes(barrier);
}
