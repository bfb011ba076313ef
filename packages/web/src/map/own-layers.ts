import type { FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { regular, semiBold } from './style/fonts.ts';
import type { grow } from './style/scale.ts';
import type { MapTokens } from './style/tokens.ts';

/** Everything of ours in the style begins so; what a change of style must carry over. */
export const own = 'own:';
export const sourceOf = (layer: string): string => own + layer;

const nothing: FilterSpecification = ['==', ['id'], -1];

/** How the points of a layer are drawn: counts where they are dense, pictures and then names where they are not. */
export function pointLayers(layer: string, tokens: MapTokens): LayerSpecification[] {
  const source = sourceOf(layer);
  const halo = { 'text-halo-color': tokens.halo, 'text-halo-width': 1.5 } as const;
  return [
    {
      ...{ id: `${source}:clusters`, type: 'circle', source, 'source-layer': 'points', filter: ['has', 'point_count'] },
      paint: {
        'circle-color': '#17604a',
        'circle-opacity': 0.92,
        'circle-stroke-color': '#ffffff',
        'circle-stroke-width': 1.8,
        'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'point_count']], 0, 11, 2, 16, 4, 24],
      },
    },
    {
      ...{ id: `${source}:counts`, type: 'symbol', source, 'source-layer': 'points', filter: ['has', 'point_count'] },
      layout: {
        'text-field': ['get', 'point_count_abbreviated'],
        'text-font': semiBold,
        'text-size': 12,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': '#ffffff' },
    },
    {
      ...{ id: `${source}:lit`, type: 'circle', source, 'source-layer': 'points', filter: nothing },
      paint: {
        'circle-radius': 17,
        'circle-color': tokens.label,
        'circle-opacity': 0.16,
        'circle-stroke-color': tokens.label,
        'circle-stroke-width': 2,
      },
    },
    {
      ...{ id: `${source}:points`, type: 'symbol', source, 'source-layer': 'points', filter: ['!', ['has', 'point_count']] },
      layout: {
        'icon-image': ['get', 'picture'],
        'icon-allow-overlap': true,
        'icon-ignore-placement': false,
        'text-field': ['step', ['zoom'], '', 11, ['get', 'name']],
        'text-font': regular,
        'text-size': 12,
        'text-anchor': 'top',
        'text-offset': [0, 1],
        'text-max-width': 9,
        'text-optional': true,
      },
      paint: { 'text-color': tokens.label, ...halo },
    },
  ];
}

/** How the tracks of a layer are drawn: a light edge, the line, arrows where wanted. */
export function trackLayers(layer: string, tokens: MapTokens): LayerSpecification[] {
  const source = sourceOf(layer);
  const line = { type: 'line', source, 'source-layer': 'tracks' } as const;
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const wide = (more: number, times = 1): ReturnType<typeof grow> =>
    [
      ...['interpolate', ['exponential', 1.4], ['zoom']],
      ...[4, ['+', more, ['*', 0.55 * times, ['get', 'width']]]],
      ...[12, ['+', more, ['*', times, ['get', 'width']]]],
      ...[18, ['+', more, ['*', 1.5 * times, ['get', 'width']]]],
    ] as never;
  return [
    {
      ...{ id: `${source}:lit`, ...line, filter: nothing },
      layout: round,
      paint: { 'line-color': tokens.label, 'line-opacity': 0.35, 'line-width': wide(9) },
    },
    {
      ...{ id: `${source}:edge`, ...line, minzoom: 7 },
      layout: round,
      paint: { 'line-color': tokens.halo, 'line-opacity': 0.75, 'line-width': wide(2) },
    },
    { ...{ id: `${source}:line`, ...line }, layout: round, paint: { 'line-color': ['get', 'color'], 'line-width': wide(0) } },
    {
      ...{ id: `${source}:arrows`, type: 'symbol', source, 'source-layer': 'tracks', minzoom: 10 },
      filter: ['==', ['get', 'arrows'], 1],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 70,
        'icon-image': 'cairn:arrow',
        'icon-size': 0.9,
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
  ];
}

/** The filter of the `:lit` layer of a layer: one thing, or none. */
export function litFilter(index: number | null): FilterSpecification {
  return index === null ? nothing : ['==', ['id'], index];
}
