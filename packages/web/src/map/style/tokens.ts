import type { MapKind } from '../../settings.tsx';

export type MapLook = 'light' | 'dark';

/** Every colour and weight of a map. The styles are made from these alone. */
export interface MapTokens {
  readonly sea: string;
  /** Along the coasts, from far to near: shallow water. */
  readonly shallows: readonly [far: string, middle: string, near: string];
  readonly shoreWidth: number;
  readonly coast: string;
  readonly land: string;
  readonly lake: string;
  readonly river: string;
  readonly border: string;
  readonly grass: string;
  readonly wood: string;
  readonly farm: string;
  readonly sand: string;
  readonly rock: string;
  readonly ice: string;
  readonly park: string;
  readonly town: string;
  readonly works: string;
  readonly building: string;
  readonly buildingEdge: string;
  readonly motorway: string;
  readonly mainRoad: string;
  readonly road: string;
  readonly street: string;
  readonly roadEdge: string;
  readonly path: string;
  readonly rail: string;
  readonly grid: string;
  readonly label: string;
  readonly labelSoft: string;
  readonly labelCountry: string;
  readonly labelWater: string;
  readonly labelGreen: string;
  readonly peak: string;
  readonly halo: string;
  /** How bold roads are drawn, 1 = as in the standard map. */
  readonly roads: number;
  /** How bold paths and streams are drawn. */
  readonly paths: number;
  /** How strong the covers of land are. */
  readonly covers: number;
}

const standardLight: MapTokens = {
  sea: '#b5d7e3',
  shallows: ['#bbdbe5', '#c1dee7', '#c9e3ea'],
  shoreWidth: 1,
  coast: '#86b3c4',
  land: '#f6f3ea',
  lake: '#b5d7e3',
  river: '#97c4d6',
  border: '#a48aa6',
  grass: '#e1ebcd',
  wood: '#c9dfb9',
  farm: '#f1efd9',
  sand: '#f3e8c6',
  rock: '#e6e1d8',
  ice: '#f3f9fb',
  park: '#d5e8c4',
  town: '#ebe6dc',
  works: '#e9e3e6',
  building: '#ded6c9',
  buildingEdge: '#cbc1b1',
  motorway: '#efa163',
  mainRoad: '#f8cf7e',
  road: '#fdeeb8',
  street: '#ffffff',
  roadEdge: '#cdbfa8',
  path: '#a6784c',
  rail: '#a3a09b',
  grid: '#8fb4c1',
  label: '#2b3431',
  labelSoft: '#59635e',
  labelCountry: '#5f5468',
  labelWater: '#33708a',
  labelGreen: '#4a6d3a',
  peak: '#7a4e2a',
  halo: '#fdfbf5',
  roads: 1,
  paths: 1,
  covers: 1,
};
const standardDark: MapTokens = {
  ...standardLight,
  sea: '#12212b',
  shallows: ['#14242f', '#162832', '#182c37'],
  coast: '#3c5d6d',
  land: '#20262a',
  lake: '#152833',
  river: '#234252',
  border: '#7a6685',
  grass: '#232d27',
  wood: '#24332a',
  farm: '#272b27',
  sand: '#312e26',
  rock: '#2b2e30',
  ice: '#35424a',
  park: '#25362b',
  town: '#272d31',
  works: '#2b2b32',
  building: '#30373b',
  buildingEdge: '#3d464a',
  motorway: '#a9683a',
  mainRoad: '#8a6f3c',
  road: '#5f5a44',
  street: '#3d464b',
  roadEdge: '#15191b',
  path: '#a98a66',
  rail: '#667074',
  grid: '#2f4a58',
  label: '#e4e9e6',
  labelSoft: '#a9b5b0',
  labelCountry: '#c3b5cf',
  labelWater: '#7fb3cb',
  labelGreen: '#9cc28b',
  peak: '#d8ab82',
  halo: '#171c1f',
};

const topographicLight: MapTokens = {
  ...standardLight,
  sea: '#a9d0e2',
  shallows: ['#afd4e4', '#b5d7e7', '#bcdcea'],
  coast: '#4f8fae',
  land: '#f4efdf',
  lake: '#a4cfe4',
  river: '#5aa2c6',
  border: '#8f6f92',
  grass: '#d9e7b4',
  wood: '#b3d39c',
  farm: '#efebc6',
  sand: '#efdfab',
  rock: '#d9d0c0',
  park: '#c6e0a8',
  town: '#e6ddcd',
  building: '#8d8377',
  buildingEdge: '#6f665c',
  motorway: '#e98f4c',
  mainRoad: '#f2bf5d',
  road: '#fae49a',
  roadEdge: '#a8977b',
  path: '#b0402f',
  labelGreen: '#3b6a26',
  peak: '#6b3d17',
  roads: 0.82,
  paths: 1.55,
  covers: 1.15,
};
const topographicDark: MapTokens = {
  ...standardDark,
  sea: '#0f222d',
  coast: '#4a7d94',
  land: '#23261f',
  lake: '#153140',
  river: '#2f6886',
  grass: '#28321f',
  wood: '#253a22',
  farm: '#2d2e20',
  sand: '#393321',
  rock: '#35322c',
  park: '#293e22',
  building: '#57534c',
  buildingEdge: '#6a665e',
  motorway: '#b8703a',
  mainRoad: '#97793b',
  road: '#696143',
  path: '#e08d76',
  peak: '#e5b78a',
  roads: 0.82,
  paths: 1.55,
  covers: 1.15,
};

const nauticalLight: MapTokens = {
  ...standardLight,
  sea: '#eef6fa',
  shallows: ['#d9ecf5', '#c3e2f0', '#a8d5ea'],
  shoreWidth: 3,
  coast: '#2f4a57',
  land: '#f3e3b3',
  lake: '#cbe6f2',
  river: '#8fc1d8',
  border: '#a38d6d',
  grass: '#e9dfaa',
  wood: '#dbdba0',
  farm: '#f1e3b1',
  sand: '#e9d894',
  rock: '#dccf9f',
  park: '#dfdda3',
  town: '#e6cf94',
  works: '#e2cb95',
  building: '#c9ad72',
  buildingEdge: '#a98e58',
  motorway: '#d9b06c',
  mainRoad: '#e6c98c',
  road: '#f3dfac',
  street: '#fbf0cf',
  roadEdge: '#b79f69',
  path: '#a08350',
  rail: '#94835f',
  grid: '#9cb4c0',
  labelCountry: '#6d5a3a',
  labelWater: '#1f5f83',
  labelGreen: '#5d6129',
  halo: '#fbf6e6',
  roads: 0.7,
  paths: 0.7,
  covers: 0.7,
};
const nauticalDark: MapTokens = {
  ...standardDark,
  sea: '#0b151c',
  shallows: ['#0e202a', '#122b39', '#16384a'],
  shoreWidth: 3,
  coast: '#7fa3b4',
  land: '#2b2820',
  lake: '#11303f',
  river: '#264d60',
  border: '#80714f',
  grass: '#2d2c20',
  wood: '#2a2d20',
  farm: '#2d2a20',
  sand: '#37311f',
  park: '#2c2f20',
  town: '#363022',
  works: '#383223',
  building: '#4c4330',
  buildingEdge: '#5d523a',
  motorway: '#83683a',
  mainRoad: '#6b5936',
  road: '#524a33',
  street: '#423c2b',
  grid: '#2c4350',
  labelCountry: '#cbb98d',
  labelWater: '#86c1e0',
  halo: '#12171a',
  roads: 0.7,
  paths: 0.7,
  covers: 0.7,
};

/** The tokens of a kind of map in a look. */
export function tokensOf(kind: MapKind, look: MapLook): MapTokens {
  return all[kind][look];
}
const all: Readonly<Record<MapKind, Readonly<Record<MapLook, MapTokens>>>> = {
  standard: { light: standardLight, dark: standardDark },
  topographic: { light: topographicLight, dark: topographicDark },
  nautical: { light: nauticalLight, dark: nauticalDark },
};
