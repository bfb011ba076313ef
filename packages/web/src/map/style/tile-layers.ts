import type { FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { MapTokens } from './tokens.ts';
import { fade, grow } from './scale.ts';

/** Layers for vector tiles of the OpenMapTiles schema: what lies on the ground. `source` names the source, `id` tells several apart. */
export function tileGround(tokens: MapTokens, source: string, minzoom: number): LayerSpecification[] {
  const fill = (
    name: string,
    layer: string,
    color: string,
    filter: FilterSpecification | null,
    opacity = 1,
    from = 0,
  ): LayerSpecification => ({
    ...{ id: `${source}-${name}`, type: 'fill', source, 'source-layer': layer, minzoom: Math.max(minzoom, from) },
    ...(filter === null ? {} : { filter }),
    paint: { 'fill-color': color, 'fill-opacity': Math.min(1, opacity * tokens.covers), 'fill-antialias': false },
  });
  const classes = (...names: string[]): FilterSpecification => ['match', ['get', 'class'], names, true, false];
  const water = { source, 'source-layer': 'water' } as const;
  const waterway = { source, 'source-layer': 'waterway' } as const;
  return [
    fill('grass', 'landcover', tokens.grass, classes('grass', 'meadow', 'grassland'), 0.9),
    fill('wood', 'landcover', tokens.wood, classes('wood', 'forest'), 0.85),
    fill('farm', 'landcover', tokens.farm, classes('farmland'), 0.9),
    fill('sand', 'landcover', tokens.sand, classes('sand'), 0.9),
    fill('rock', 'landcover', tokens.rock, classes('rock'), 0.8),
    fill('wetland', 'landcover', tokens.grass, classes('wetland'), 0.7),
    fill('ice', 'landcover', tokens.ice, classes('ice'), 1),
    fill('town', 'landuse', tokens.town, classes('residential', 'suburb', 'neighbourhood', 'quarter'), 0.8, 6),
    fill('works', 'landuse', tokens.works, classes('industrial', 'commercial', 'retail', 'railway', 'military', 'garages'), 0.8, 8),
    fill('care', 'landuse', tokens.works, classes('school', 'university', 'college', 'hospital', 'kindergarten'), 0.6, 12),
    fill('green', 'landuse', tokens.park, classes('cemetery', 'pitch', 'stadium', 'playground', 'track', 'zoo', 'theme_park'), 0.8, 11),
    fill('park', 'park', tokens.park, null, 0.35, 8),
    {
      ...{ id: `${source}-park-edge`, type: 'line', source, 'source-layer': 'park', minzoom: Math.max(minzoom, 9) },
      paint: { 'line-color': tokens.labelGreen, 'line-opacity': 0.4, 'line-width': 1.2, 'line-dasharray': [3, 2] },
    },
    {
      ...{ id: `${source}-streams`, type: 'line', ...waterway, minzoom: Math.max(minzoom, 9) },
      filter: ['!=', ['get', 'brunnel'], 'tunnel'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': tokens.river,
        'line-width': [
          ...['interpolate', ['exponential', 1.5], ['zoom'], 9],
          ['match', ['get', 'class'], ['river', 'canal'], 0.9 * tokens.paths, 0.3 * tokens.paths],
          15,
          ['match', ['get', 'class'], ['river', 'canal'], 4 * tokens.paths, 1.3 * tokens.paths],
        ] as never,
      },
    },
    { id: `${source}-water`, type: 'fill', ...water, minzoom, filter: ['!=', ['get', 'brunnel'], 'tunnel'], paint: waterPaint(tokens) },
    {
      ...{ id: `${source}-water-edge`, type: 'line', ...water, minzoom: Math.max(minzoom, 8) },
      paint: { 'line-color': tokens.river, 'line-width': fade([8, 0.3], [14, 1]) },
    },
    {
      ...{ id: `${source}-runways`, type: 'line', source, 'source-layer': 'aeroway', minzoom: Math.max(minzoom, 11) },
      filter: ['match', ['get', 'class'], ['runway', 'taxiway'], true, false],
      paint: { 'line-color': tokens.roadEdge, 'line-opacity': 0.6, 'line-width': grow([11, 1.5], [15, 18]) },
    },
    {
      ...{ id: `${source}-buildings`, type: 'fill', source, 'source-layer': 'building', minzoom: Math.max(minzoom, 13) },
      paint: { 'fill-color': tokens.building, 'fill-outline-color': tokens.buildingEdge, 'fill-opacity': fade([13, 0], [14, 0.9]) },
    },
  ];
}
function waterPaint(tokens: MapTokens): { 'fill-color': string } {
  return { 'fill-color': tokens.lake };
}

/** Borders of countries and regions. */
export function tileBorders(tokens: MapTokens, source: string, minzoom: number): LayerSpecification[] {
  const boundary = { type: 'line', source, 'source-layer': 'boundary' } as const;
  return [
    {
      ...{ id: `${source}-regions`, ...boundary, minzoom: Math.max(minzoom, 5) },
      filter: ['match', ['get', 'admin_level'], [3, 4], true, false],
      paint: { 'line-color': tokens.border, 'line-opacity': 0.5, 'line-width': 0.9, 'line-dasharray': [3, 2] },
    },
    {
      ...{ id: `${source}-countries`, ...boundary, minzoom },
      filter: ['all', ['==', ['get', 'admin_level'], 2], ['!=', ['get', 'maritime'], 1]],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': tokens.border, 'line-opacity': 0.85, 'line-width': grow([4, 0.8], [12, 2.6]), 'line-dasharray': [5, 1.5] },
    },
  ];
}
