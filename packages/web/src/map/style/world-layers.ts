import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { MapTokens } from './tokens.ts';
import { fade, grow } from './scale.ts';
import { italic, regular, semiBold } from './fonts.ts';

const kind = (name: string): ExpressionSpecification => ['==', ['get', 'kind'], name];

/** Up to which zoom the built-in world is drawn: the land itself, and its lines, which finer ones make look wrong. */
export interface WorldUntil {
  readonly ground: number;
  readonly lines: number;
}

/** Sea, land, lakes, rivers and borders of the built-in world. */
export function worldGround(tokens: MapTokens, until: WorldUntil): LayerSpecification[] {
  const world = { source: 'world', maxzoom: until.ground } as const;
  const lines = { source: 'world', maxzoom: until.lines } as const;
  const shore = (id: string, width: number, color: string): LayerSpecification => ({
    ...{ id, type: 'line', ...world, filter: kind('land') },
    layout: { 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': grow([0, width * 0.25], [4, width * 1.4], [8, width * 4]) },
  });
  return [
    shore('world-shore-far', 9 * tokens.shoreWidth, tokens.shallows[0]),
    shore('world-shore-middle', 5.5 * tokens.shoreWidth, tokens.shallows[1]),
    shore('world-shore-near', 2.6 * tokens.shoreWidth, tokens.shallows[2]),
    { id: 'world-land', type: 'fill', ...world, filter: kind('land'), paint: { 'fill-color': tokens.land } },
    {
      ...{ id: 'world-coast', type: 'line', ...lines, filter: kind('land') },
      layout: { 'line-join': 'round' },
      paint: { 'line-color': tokens.coast, 'line-width': grow([0, 0.4], [6, 1.1]) },
    },
    {
      ...{ id: 'world-rivers', type: 'line', ...lines, minzoom: 2.5, filter: kind('river') },
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': tokens.river,
        'line-width': grow([2, 0.3 * tokens.paths], [6, 1.5 * tokens.paths]),
        'line-opacity': fade([2.5, 0], [3.5, 1]),
      },
    },
    { id: 'world-lakes', type: 'fill', ...lines, filter: kind('lake'), paint: { 'fill-color': tokens.lake } },
    {
      ...{ id: 'world-lake-shores', type: 'line', ...lines, minzoom: 3, filter: kind('lake') },
      paint: { 'line-color': tokens.river, 'line-width': grow([3, 0.3], [6, 0.9]) },
    },
    {
      ...{ id: 'world-border-wash', type: 'line', ...lines, minzoom: 2, filter: kind('border') },
      layout: { 'line-join': 'round' },
      paint: { 'line-color': tokens.border, 'line-opacity': 0.13, 'line-width': grow([2, 2.5], [6, 7]) },
    },
    {
      ...{ id: 'world-borders', type: 'line', ...lines, filter: kind('border') },
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': tokens.border,
        'line-width': grow([0, 0.35], [3, 0.8], [7, 1.5]),
        'line-dasharray': [4, 1.6],
        'line-opacity': fade([0, 0.6], [3, 0.9]),
      },
    },
  ];
}

/** Countries, capitals and towns of the built-in world. */
export function worldLabels(tokens: MapTokens, maxzoom: number): LayerSpecification[] {
  const labels = { source: 'world-labels', maxzoom } as const;
  const halo = { 'text-halo-color': tokens.halo, 'text-halo-width': 1.4, 'text-halo-blur': 0.4 } as const;
  return [
    {
      ...{ id: 'world-places', type: 'symbol', ...labels, minzoom: 2 },
      filter: ['all', kind('place'), ['<=', ['get', 'from'], ['zoom']]],
      layout: {
        'text-field': ['get', 'name'],
        'text-font': ['case', ['==', ['get', 'capital'], 1], ['literal', semiBold], ['literal', regular]],
        'text-size': ['interpolate', ['linear'], ['zoom'], 2, 10.5, 7, ['-', 16, ['*', 0.7, ['get', 'from']]]],
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.55,
        'text-justify': 'auto',
        'text-max-width': 8,
        'icon-image': ['case', ['==', ['get', 'capital'], 1], 'cairn:capital', 'cairn:town'],
        'icon-optional': false,
        'symbol-sort-key': ['get', 'order'],
        'icon-padding': 1,
        'text-padding': 3,
      },
      paint: { 'text-color': tokens.label, ...halo },
    },
    {
      ...{ id: 'world-countries', type: 'symbol', ...labels, maxzoom: Math.min(maxzoom, 8) },
      filter: ['all', kind('country'), ['<=', ['get', 'from'], ['zoom']], ['>=', ['get', 'until'], ['zoom']]],
      layout: {
        'text-field': ['get', 'name'],
        'text-font': semiBold,
        'text-size': ['interpolate', ['linear'], ['zoom'], 1, ['+', 9, ['get', 'weight']], 6, ['+', 12, ['*', 2.4, ['get', 'weight']]]],
        'text-letter-spacing': 0.08,
        'text-max-width': 7,
        'text-padding': 4,
        'symbol-sort-key': ['get', 'order'],
      },
      paint: { 'text-color': tokens.labelCountry, ...halo, 'text-halo-width': 1.6 },
    },
    {
      ...{ id: 'world-seas', type: 'symbol', ...labels, maxzoom: Math.min(maxzoom, 6) },
      filter: ['all', kind('sea'), ['<=', ['get', 'from'], ['zoom']]],
      layout: {
        'text-field': ['get', 'name'],
        'text-font': italic,
        'text-size': ['interpolate', ['linear'], ['zoom'], 0, 11, 5, 16],
        'text-letter-spacing': 0.14,
        'text-max-width': 6,
      },
      paint: { 'text-color': tokens.labelWater, 'text-opacity': 0.8 },
    },
  ];
}

/** Meridians and parallels, for the nautical map. */
export function graticule(tokens: MapTokens): LayerSpecification[] {
  const line = (id: string, step: string, minzoom: number, maxzoom: number): LayerSpecification => ({
    ...{ id, type: 'line', source: 'grid', minzoom, maxzoom, filter: ['==', ['get', 'step'], step] },
    paint: { 'line-color': tokens.grid, 'line-width': 0.7, 'line-opacity': 0.55 },
  });
  return [
    line('grid-wide', 'wide', 0, 5),
    line('grid-narrow', 'narrow', 5, 9),
    {
      ...{ id: 'grid-labels', type: 'symbol', source: 'grid', minzoom: 1, maxzoom: 9 },
      filter: ['case', ['<', ['zoom'], 5], ['==', ['get', 'step'], 'wide'], ['==', ['get', 'step'], 'narrow']],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 420,
        'text-field': ['get', 'name'],
        'text-font': regular,
        'text-size': 10,
        'text-offset': [0, -0.7],
      },
      paint: { 'text-color': tokens.grid, 'text-halo-color': tokens.sea, 'text-halo-width': 1 },
    },
  ];
}
