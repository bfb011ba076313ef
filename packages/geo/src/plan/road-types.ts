import type { RoadKind, Surface } from '@cairn/protocol';

/** Values of OpenStreetMap's `highway` that OsmAnd shows for our kinds of roads. A ferry is no highway. */
const highways: Readonly<Record<Exclude<RoadKind, 'ferry'>, string>> = {
  ...{ motorway: 'motorway', trunk: 'trunk', primary: 'primary', secondary: 'secondary', tertiary: 'tertiary', street: 'residential' },
  ...{ service: 'service', track: 'track', path: 'path', cycleway: 'cycleway', footway: 'footway', steps: 'steps', unknown: 'road' },
};
const surfaces: Readonly<Record<Exclude<Surface, 'unknown'>, string>> = {
  ...{ asphalt: 'asphalt', concrete: 'concrete', paving: 'paving_stones', cobblestone: 'cobblestone', wood: 'wood', metal: 'metal' },
  ...{ compacted: 'compacted', gravel: 'gravel', ground: 'ground', grass: 'grass', sand: 'sand', snow: 'snow' },
};
/** What else files of OsmAnd say, coarser. */
const otherHighways: Readonly<Record<string, RoadKind>> = {
  ...{ motorway_link: 'motorway', trunk_link: 'trunk', primary_link: 'primary', secondary_link: 'secondary', tertiary_link: 'tertiary' },
  ...{ unclassified: 'street', living_street: 'street', pedestrian: 'footway', bridleway: 'path', via_ferrata: 'path' },
};
const otherSurfaces: Readonly<Record<string, Surface>> = {
  ...{ paved: 'asphalt', sett: 'cobblestone', unhewn_cobblestone: 'cobblestone', unpaved: 'ground', dirt: 'ground', earth: 'ground' },
  ...{ mud: 'ground', clay: 'ground', fine_gravel: 'gravel', pebblestone: 'gravel', rock: 'gravel', grass_paver: 'grass', ice: 'snow' },
};

/** A property of a part of a road, as a type of OsmAnd's route (`t`, `v`). */
export type RoadType = readonly [tag: string, value: string];
/** What OsmAnd calls a part that follows no road. */
export const noRoad: RoadType = ['highway', 'unmatched'];

export function typesOf(road: RoadKind, surface: Surface): RoadType[] {
  const kind: RoadType = road === 'ferry' ? ['route', 'ferry'] : ['highway', highways[road]];
  return surface === 'unknown' ? [kind] : [kind, ['surface', surfaces[surface]]];
}

const kindsByHighway = inverted<RoadKind>(highways, otherHighways);
const surfacesByValue = inverted<Surface>(surfaces, otherSurfaces);
function inverted<T extends string>(table: Readonly<Record<string, string>>, more: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map([...Object.entries(table).map(([key, value]): [string, T] => [value, key as T]), ...Object.entries(more)]);
}

/** What types say of a road; null where they say that there is none. */
export function roadOf(types: readonly RoadType[]): { readonly road: RoadKind; readonly surface: Surface } | null {
  const value = (tag: string): string => types.find(([name]) => name === tag)?.[1] ?? '';
  const highway = value('highway');
  if (highway === noRoad[1] || types.length === 0) return null;
  const road = value('route') === 'ferry' ? 'ferry' : (kindsByHighway.get(highway) ?? 'unknown');
  return { road, surface: surfacesByValue.get(value('surface')) ?? 'unknown' };
}
