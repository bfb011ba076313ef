import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { TileAnswer, TileOrder } from './track-tiles.ts';
import { linesToFeatures } from './track-features.ts';

/** Cuts the lines of tracks into tiles, away from the page, so that any number of points never holds it up. */
const layers = new Map<string, GeoJSONVT>();

addEventListener('message', ({ data }: MessageEvent<TileOrder>) => {
  if (data.kind === 'put') {
    layers.set(data.layer, new GeoJSONVT(linesToFeatures(data.tracks), { maxZoom: 16, indexMaxZoom: 4, tolerance: 3, buffer: 96 }));
    return;
  }
  if (data.kind === 'drop') {
    layers.delete(data.layer);
    return;
  }
  const { layer, z, x, y } = data;
  const tile = layers.get(layer)?.getTile(z, x, y);
  const bytes = tile === null || tile === undefined ? new Uint8Array() : fromGeojsonVt({ tracks: tile }, { version: 2, extent: 4096 });
  // A buffer of its own, to be handed over without a copy.
  const buffer = bytes.slice().buffer;
  const answer: TileAnswer = { order: data.order, bytes: buffer };
  postMessage(answer, { transfer: [buffer] });
});
