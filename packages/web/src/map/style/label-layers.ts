import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { MapTokens } from './tokens.ts';
import { grow } from './scale.ts';
import { italic, regular, semiBold } from './fonts.ts';

/** The name of a thing of a tile in a language, else in letters that its readers know, else as it is called there. */
export function nameIn(language: string): ExpressionSpecification {
  const latin: ExpressionSpecification[] =
    language === 'uk'
      ? [
          ['get', 'name'],
          ['get', 'name:latin'],
        ]
      : [
          ['get', 'name:latin'],
          ['get', 'name'],
        ];
  return ['coalesce', ['get', `name:${language}`], ['get', `name_${language}`], ...latin];
}

/** Names over vector tiles of the OpenMapTiles schema. */
export function labelLayers(tokens: MapTokens, source: string, minzoom: number, language: string): LayerSpecification[] {
  const name = nameIn(language);
  const halo = { 'text-halo-color': tokens.halo, 'text-halo-width': 1.5, 'text-halo-blur': 0.3 } as const;
  const from = (zoom: number): number => Math.max(minzoom, zoom);
  const symbol = (id: string, layer: string, zoom: number) =>
    ({ id: `${source}-${id}`, type: 'symbol', source, 'source-layer': layer, minzoom: from(zoom) }) as const;
  const place = (
    id: string,
    classes: readonly string[],
    zoom: number,
    sizes: readonly [number, number],
    font: string[],
    soft = false,
  ): LayerSpecification => ({
    ...symbol(id, 'place', zoom),
    filter: ['match', ['get', 'class'], [...classes], true, false],
    layout: {
      'text-field': name,
      'text-font': font,
      'text-size': grow([zoom, sizes[0]], [16, sizes[1]]),
      'text-max-width': 8,
      'symbol-sort-key': ['coalesce', ['get', 'rank'], 20],
      ...(soft ? { 'text-letter-spacing': 0.06 } : {}),
    },
    paint: { 'text-color': soft ? tokens.labelSoft : tokens.label, ...halo },
  });
  return [
    {
      ...symbol('house-numbers', 'housenumber', 17),
      layout: { 'text-field': ['get', 'housenumber'], 'text-font': regular, 'text-size': 10 },
      paint: { 'text-color': tokens.labelSoft, ...halo },
    },
    {
      ...symbol('road-names', 'transportation_name', 13),
      filter: ['!=', ['get', 'class'], 'ferry'],
      layout: {
        'symbol-placement': 'line',
        'text-field': name,
        'text-font': regular,
        'text-size': grow([13, 10], [18, 14]),
        'symbol-spacing': 320,
        'text-max-angle': 35,
      },
      paint: { 'text-color': tokens.label, ...halo },
    },
    {
      ...symbol('river-names', 'waterway', 12),
      layout: { 'symbol-placement': 'line', 'text-field': name, 'text-font': italic, 'text-size': 11.5, 'symbol-spacing': 360 },
      paint: { 'text-color': tokens.labelWater, ...halo },
    },
    {
      ...symbol('water-names', 'water_name', 8),
      layout: { 'text-field': name, 'text-font': italic, 'text-size': grow([8, 11], [16, 15]), 'text-max-width': 6 },
      paint: { 'text-color': tokens.labelWater, ...halo },
    },
    ...poiLayers(tokens, symbol, name, halo),
    place('hamlets', ['suburb', 'neighbourhood', 'hamlet', 'isolated_dwelling', 'quarter', 'locality'], 12.5, [10.5, 14], regular, true),
    place('villages', ['village'], 10, [10.5, 17], regular),
    place('towns', ['town'], 8, [11.5, 21], semiBold),
    place('cities', ['city'], 5, [12, 26], semiBold),
    {
      ...symbol('country-names', 'place', 2),
      maxzoom: 9,
      filter: ['==', ['get', 'class'], 'country'],
      layout: {
        'text-field': name,
        'text-font': semiBold,
        'text-size': grow([2, 11], [8, 20]),
        'text-letter-spacing': 0.08,
        'text-max-width': 7,
      },
      paint: { 'text-color': tokens.labelCountry, ...halo },
    },
  ];
}

type Symbol = (
  id: string,
  layer: string,
  zoom: number,
) => {
  readonly id: string;
  readonly type: 'symbol';
  readonly source: string;
  readonly 'source-layer': string;
  readonly minzoom: number;
};

/** Peaks, parks, airfields and places of interest. */
function poiLayers(
  tokens: MapTokens,
  symbol: Symbol,
  name: ExpressionSpecification,
  halo: { readonly 'text-halo-color': string; readonly 'text-halo-width': number; readonly 'text-halo-blur': number },
): LayerSpecification[] {
  return [
    {
      ...symbol('places-of-interest', 'poi', 15),
      filter: ['all', ['has', 'name:latin'], ['<=', ['coalesce', ['get', 'rank'], 1], ['*', 12, ['-', ['zoom'], 14]]]],
      layout: {
        'icon-image': 'cairn:dot',
        'text-field': name,
        'text-font': regular,
        'text-size': 11,
        'text-anchor': 'top',
        'text-offset': [0, 0.5],
        'text-max-width': 8,
        'symbol-sort-key': ['coalesce', ['get', 'rank'], 50],
        'text-optional': true,
      },
      paint: { 'text-color': tokens.labelSoft, 'icon-opacity': 0.7, ...halo },
    },
    {
      ...symbol('park-names', 'park', 10),
      filter: ['has', 'name:latin'],
      layout: { 'text-field': name, 'text-font': italic, 'text-size': 11.5, 'text-max-width': 7 },
      paint: { 'text-color': tokens.labelGreen, ...halo },
    },
    {
      ...symbol('peaks', 'mountain_peak', 11),
      layout: {
        'icon-image': 'cairn:peak',
        'text-field': [
          'case',
          ['>', ['to-number', ['get', 'ele'], 0], 0],
          ['format', name, {}, '\n', {}, ['to-string', ['get', 'ele']], { 'font-scale': 0.9 }],
          name,
        ],
        'text-font': regular,
        'text-size': grow([11, 10], [16, 13]),
        'text-anchor': 'top',
        'text-offset': [0, 0.5],
        'text-max-width': 8,
        'symbol-sort-key': ['coalesce', ['get', 'rank'], 20],
        'text-optional': true,
      },
      paint: { 'text-color': tokens.peak, ...halo },
    },
    {
      ...symbol('airfields', 'aerodrome_label', 10),
      layout: { 'text-field': name, 'text-font': italic, 'text-size': 11, 'text-max-width': 8 },
      paint: { 'text-color': tokens.labelSoft, ...halo },
    },
  ];
}
