import type { Feature, FeatureCollection, Polygon } from 'geojson';
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { MapKind } from '../../settings.tsx';
import type { Language } from '../../words/words.ts';
import type { TileSource } from '../configured.ts';
import { coversWorld } from '../configured.ts';
import shapesUrl from '../world/shapes.json?url';
import { gridData, worldLabelData } from '../world/world.ts';
import { fontFaces } from './fonts.ts';
import { labelLayers } from './label-layers.ts';
import { roadLayers } from './road-layers.ts';
import { tileBorders, tileGround } from './tile-layers.ts';
import type { MapLook } from './tokens.ts';
import { tokensOf } from './tokens.ts';
import { graticule, worldGround, worldLabels } from './world-layers.ts';

export interface StyleChoice {
  readonly kind: MapKind;
  readonly look: MapLook;
  readonly language: Language;
  readonly sources: readonly TileSource[];
}

/** Tiles of the whole world take over from the built-in one at this zoom. */
const handOver = 6;
const anyZoom = 24;
/** Extracts of a region lie on land of their own from this zoom: they draw their waters, and know the coast better than the world does. */
const regionsFrom = 9;

/** The style of the map: the built-in world, the configured tiles above it, all in the tokens of the kind and look. */
export function makeStyle({ kind, look, language, sources }: StyleChoice): StyleSpecification {
  const tokens = tokensOf(kind, look);
  const whole = sources.some((source) => source.kind !== 'style' && coversWorld(source));
  const worldUntil = whole ? handOver + 0.5 : anyZoom;
  const regions = sources.filter((source) => source.kind === 'vector' && !coversWorld(source));
  const from = (source: TileSource): number => Math.max(source.minzoom, coversWorld(source) ? handOver : 0);
  const vector = sources.filter((source) => source.kind === 'vector');
  const raster = sources.filter((source) => source.kind === 'raster');
  const background: LayerSpecification = {
    id: 'ground',
    type: 'background',
    paint: { 'background-color': whole ? ['step', ['zoom'], tokens.sea, worldUntil, tokens.land] : tokens.sea },
  };
  return {
    version: 8,
    name: `cairn-${kind}-${look}`,
    'font-faces': fontFaces,
    sources: {
      world: {
        type: 'geojson',
        data: new URL(shapesUrl, location.href).href,
        maxzoom: 8,
        tolerance: 0.3,
        buffer: 64,
        attribution: 'Natural Earth',
      },
      'world-labels': { type: 'geojson', data: worldLabelData(language), maxzoom: 8, attribution: 'GeoNames' },
      ...(regions.length === 0 ? {} : { regions: { type: 'geojson', data: boxesOf(regions) } }),
      ...(kind === 'nautical' ? { grid: { type: 'geojson', data: gridData(), maxzoom: 6, tolerance: 0 } } : {}),
      ...Object.fromEntries(sources.filter((source) => source.kind !== 'style').map((source) => [source.id, tileSource(source)])),
    },
    layers: [
      background,
      ...worldGround(tokens, { ground: worldUntil, lines: regions.length > 0 ? Math.min(worldUntil, regionsFrom + 1) : worldUntil }),
      ...(regions.length === 0 ? [] : [regionGround(tokens.land)]),
      ...(kind === 'nautical' ? graticule(tokens) : []),
      ...raster.map((source): LayerSpecification => ({
        id: `${source.id}-picture`,
        type: 'raster',
        source: source.id,
        minzoom: from(source),
      })),
      ...vector.flatMap((source) => tileGround(tokens, source.id, from(source))),
      ...vector.flatMap((source) => roadLayers(tokens, source.id, from(source))),
      ...vector.flatMap((source) => tileBorders(tokens, source.id, from(source))),
      ...worldLabels(tokens, whole ? handOver + 0.5 : 10),
      ...vector.flatMap((source) => labelLayers(tokens, source.id, coversWorld(source) ? handOver : Math.max(from(source), 6), language)),
    ],
  };
}

function regionGround(color: string): LayerSpecification {
  return {
    id: 'regions-ground',
    type: 'fill',
    source: 'regions',
    minzoom: regionsFrom,
    paint: { 'fill-color': color, 'fill-antialias': false },
  };
}
function boxesOf(regions: readonly TileSource[]): FeatureCollection<Polygon> {
  return {
    type: 'FeatureCollection',
    features: regions.flatMap(({ bounds }): Feature<Polygon>[] => {
      if (bounds === null) return [];
      const [west, south, east, north] = bounds;
      const ring = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ];
      return [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }];
    }),
  };
}

function tileSource(source: TileSource): SourceSpecification {
  const common = {
    tiles: [absolute(source.url)],
    minzoom: source.minzoom,
    maxzoom: source.maxzoom,
    ...(source.bounds === null ? {} : { bounds: [...source.bounds] as [number, number, number, number] }),
    ...(source.attribution === '' ? {} : { attribution: source.attribution }),
  };
  return source.kind === 'raster' ? { type: 'raster', tileSize: 256, ...common } : { type: 'vector', ...common };
}
function absolute(url: string): string {
  return url.startsWith('/') ? `${location.origin}${url}` : url;
}
