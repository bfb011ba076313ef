import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { MapTokens } from './tokens.ts';
import { grow } from './scale.ts';

interface RoadKind {
  readonly name: string;
  readonly classes: readonly string[];
  readonly from: number;
  /** Widths at zoom 8, 13 and 18, pixels. */
  readonly widths: readonly [number, number, number];
  readonly color: (tokens: MapTokens) => string;
}

/** From the narrowest to the widest: what comes later lies above. */
const kinds: readonly RoadKind[] = [
  { name: 'service', classes: ['service', 'track'], from: 13.5, widths: [0, 0.8, 9], color: (tokens) => tokens.street },
  { name: 'street', classes: ['minor', 'busway', 'raceway'], from: 11.5, widths: [0, 1.6, 17], color: (tokens) => tokens.street },
  { name: 'tertiary', classes: ['tertiary'], from: 10, widths: [0.4, 2.8, 21], color: (tokens) => tokens.street },
  { name: 'secondary', classes: ['secondary'], from: 8.5, widths: [0.8, 3.6, 23], color: (tokens) => tokens.road },
  { name: 'primary', classes: ['primary'], from: 7, widths: [1.1, 4.4, 25], color: (tokens) => tokens.mainRoad },
  { name: 'trunk', classes: ['trunk'], from: 5.5, widths: [1.5, 5, 26], color: (tokens) => tokens.mainRoad },
  { name: 'motorway', classes: ['motorway'], from: 4.5, widths: [1.8, 5.4, 28], color: (tokens) => tokens.motorway },
];

/** Roads, paths, rails and ferries over vector tiles of the OpenMapTiles schema. */
export function roadLayers(tokens: MapTokens, source: string, minzoom: number): LayerSpecification[] {
  const line = { type: 'line', source, 'source-layer': 'transportation' } as const;
  const ofClass = (classes: readonly string[]): ExpressionSpecification => ['match', ['get', 'class'], [...classes], true, false];
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const width = ([low, middle, high]: RoadKind['widths'], more: number) =>
    grow([8, low === 0 ? 0 : low * tokens.roads + more * 0.4], [13, middle * tokens.roads + more], [18, high * tokens.roads + more * 1.4]);
  const edges = kinds.map((road): LayerSpecification => ({
    ...{ id: `${source}-${road.name}-edge`, ...line, minzoom: Math.max(minzoom, road.from + 1) },
    filter: ['all', ofClass(road.classes), ['!=', ['get', 'brunnel'], 'tunnel']],
    layout: round,
    paint: { 'line-color': tokens.roadEdge, 'line-width': width(road.widths, 1.3) },
  }));
  const tunnels: LayerSpecification = {
    ...{ id: `${source}-tunnels`, ...line, minzoom: Math.max(minzoom, 10) },
    filter: ['all', ['==', ['get', 'brunnel'], 'tunnel'], ofClass(kinds.slice(1).flatMap(({ classes }) => classes))],
    paint: {
      'line-color': tokens.roadEdge,
      'line-opacity': 0.7,
      'line-width': grow([10, 1], [14, 3], [18, 14]),
      'line-dasharray': [1.5, 1],
    },
  };
  const fills = kinds.map((road): LayerSpecification => ({
    ...{ id: `${source}-${road.name}`, ...line, minzoom: Math.max(minzoom, road.from) },
    filter: ['all', ofClass(road.classes), ['!=', ['get', 'brunnel'], 'tunnel']],
    layout: round,
    paint: { 'line-color': road.color(tokens), 'line-width': width(road.widths, 0) },
  }));
  return [
    tunnels,
    {
      ...{ id: `${source}-ferry`, ...line, minzoom: Math.max(minzoom, 7) },
      filter: ofClass(['ferry']),
      paint: { 'line-color': tokens.labelWater, 'line-opacity': 0.6, 'line-width': 1, 'line-dasharray': [4, 3] },
    },
    ...pathLayers(tokens, source, minzoom),
    ...edges,
    ...fills,
    ...railLayers(tokens, source, minzoom),
  ];
}

function pathLayers(tokens: MapTokens, source: string, minzoom: number): LayerSpecification[] {
  const line = { type: 'line', source, 'source-layer': 'transportation', filter: ['==', ['get', 'class'], 'path'] } as const;
  return [
    {
      ...{ id: `${source}-path-halo`, ...line, minzoom: Math.max(minzoom, 13) },
      filter: ['==', ['get', 'class'], 'path'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': tokens.halo, 'line-opacity': 0.55, 'line-width': grow([13, 1.6 * tokens.paths], [18, 5 * tokens.paths]) },
    },
    {
      ...{ id: `${source}-path`, ...line, minzoom: Math.max(minzoom, 12) },
      filter: ['==', ['get', 'class'], 'path'],
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': tokens.path,
        'line-width': grow([12, 0.5 * tokens.paths], [18, 2.6 * tokens.paths]),
        'line-dasharray': [3, 1.4],
      },
    },
  ];
}

function railLayers(tokens: MapTokens, source: string, minzoom: number): LayerSpecification[] {
  const line = { type: 'line', source, 'source-layer': 'transportation', minzoom: Math.max(minzoom, 9) } as const;
  return [
    {
      ...{ id: `${source}-rail`, ...line },
      filter: ['all', ['match', ['get', 'class'], ['rail', 'transit'], true, false], ['!=', ['get', 'brunnel'], 'tunnel']],
      paint: { 'line-color': tokens.rail, 'line-width': grow([9, 0.6], [18, 3.4]) },
    },
    {
      ...{ id: `${source}-sleepers`, ...line, minzoom: Math.max(minzoom, 13) },
      filter: ['all', ['==', ['get', 'class'], 'rail'], ['!=', ['get', 'brunnel'], 'tunnel']],
      paint: { 'line-color': tokens.rail, 'line-width': grow([13, 3], [18, 9]), 'line-dasharray': [0.25, 3] },
    },
  ];
}
