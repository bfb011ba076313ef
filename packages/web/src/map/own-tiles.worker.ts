import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { TileAnswer, TileOrder } from './own-tiles.ts';
import { pointsToFeatures } from './point-features.ts';
import type { PackedPoints } from './point-features.ts';
import { linesToFeatures, unpackedTracks } from './track-features.ts';

/** Cuts tracks and points into tiles, away from the page, so that any number of them never holds it up. */
const layers = new Map<string, { readonly kind: 'tracks' | 'points'; readonly index: GeoJSONVT }>();
const extent = 4096;
/** Pixels of a tile in which a cluster gathers, by the size of a tile on the screen. */
const gathered = (44 * extent) / 512;

function indexOfPoints(points: PackedPoints, clustered: boolean): GeoJSONVT {
  const clusterOptions = { maxZoom: 13, minPoints: 3, radius: gathered, extent };
  return new GeoJSONVT(pointsToFeatures(points), {
    ...{ maxZoom: 16, indexMaxZoom: 4, tolerance: 0, buffer: 512, extent },
    ...(clustered ? { cluster: true, clusterOptions } : {}),
  });
}

addEventListener('message', ({ data }: MessageEvent<TileOrder>) => {
  if (data.kind === 'put') {
    const index = new GeoJSONVT(linesToFeatures(unpackedTracks(data.tracks)), {
      maxZoom: 16,
      indexMaxZoom: 4,
      tolerance: 3,
      buffer: 96,
      extent,
    });
    layers.set(data.layer, { kind: 'tracks', index });
    return;
  }
  if (data.kind === 'points') {
    layers.set(data.layer, { kind: 'points', index: indexOfPoints(data.points, data.clustered) });
    return;
  }
  if (data.kind === 'drop') {
    layers.delete(data.layer);
    return;
  }
  const shown = layers.get(data.layer);
  if (data.kind === 'cluster') {
    const answer: TileAnswer = { order: data.order, zoom: shown?.index.getClusterExpansionZoom(data.cluster) ?? 14 };
    postMessage(answer);
    return;
  }
  const { z, x, y } = data;
  const tile = shown?.index.getTile(z, x, y);
  const bytes = shown === undefined || tile == null ? new Uint8Array() : fromGeojsonVt({ [shown.kind]: tile }, { version: 2, extent });
  // A buffer of its own, to be handed over without a copy.
  const buffer = bytes.slice().buffer;
  const answer: TileAnswer = { order: data.order, bytes: buffer };
  postMessage(answer, { transfer: [buffer] });
});
