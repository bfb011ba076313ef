import { packedPoints } from './point-features.ts';
import type { PackedPoints } from './point-features.ts';
import type { MapPoint, MapTrack } from './stage.ts';
import { packedTracks } from './track-features.ts';
import type { PackedTracks } from './track-features.ts';

export type TileOrder =
  | { readonly kind: 'put'; readonly layer: string; readonly tracks: PackedTracks }
  | { readonly kind: 'points'; readonly layer: string; readonly points: PackedPoints; readonly clustered: boolean }
  | { readonly kind: 'drop'; readonly layer: string }
  | { readonly kind: 'cluster'; readonly order: number; readonly layer: string; readonly cluster: number }
  | { readonly kind: 'tile'; readonly order: number; readonly layer: string; readonly z: number; readonly x: number; readonly y: number };
export type TileAnswer =
  | { readonly order: number; readonly bytes: ArrayBuffer }
  | { /** Of `cluster`: the zoom at which it falls apart. */ readonly order: number; readonly zoom: number };

/** The worker that cuts tracks and points into tiles, from the page's side. */
export class OwnTiles {
  readonly #worker = new Worker(new URL('./own-tiles.worker.ts', import.meta.url), { type: 'module', name: 'own tiles' });
  readonly #tiles = new Map<number, (bytes: ArrayBuffer) => void>();
  readonly #clusters = new Map<number, (zoom: number) => void>();
  #orders = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<TileAnswer>) => {
      if ('bytes' in data) this.#tiles.get(data.order)?.(data.bytes);
      else this.#clusters.get(data.order)?.(data.zoom);
      this.#tiles.delete(data.order);
      this.#clusters.delete(data.order);
    });
  }

  /** Replaces the tracks of a layer. The lines are copied into one, which is quick, so the caller keeps its own. */
  putTracks(layer: string, tracks: readonly MapTrack[]): void {
    const packed = packedTracks(tracks);
    const order: TileOrder = { kind: 'put', layer, tracks: packed };
    const { places, lineStart, trackStart, look } = packed;
    this.#worker.postMessage(order, [places.buffer, lineStart.buffer, trackStart.buffer, look.buffer]);
  }
  /** Replaces the points of a layer. */
  putPoints(layer: string, points: readonly MapPoint[], clustered: boolean): void {
    const packed = packedPoints(points);
    const order: TileOrder = { kind: 'points', layer, points: packed, clustered };
    this.#worker.postMessage(order, [packed.places.buffer, packed.picture.buffer]);
  }
  drop(layer: string): void {
    this.#send({ kind: 'drop', layer });
  }
  async tile(layer: string, z: number, x: number, y: number): Promise<ArrayBuffer> {
    const order = (this.#orders += 1);
    return new Promise((resolve) => {
      this.#tiles.set(order, resolve);
      this.#send({ kind: 'tile', order, layer, z, x, y });
    });
  }
  /** The zoom at which a cluster falls apart. */
  async zoomOf(layer: string, cluster: number): Promise<number> {
    const order = (this.#orders += 1);
    return new Promise((resolve) => {
      this.#clusters.set(order, resolve);
      this.#send({ kind: 'cluster', order, layer, cluster });
    });
  }
  close(): void {
    this.#worker.terminate();
    this.#tiles.clear();
    this.#clusters.clear();
  }

  #send(order: TileOrder): void {
    this.#worker.postMessage(order);
  }
}
