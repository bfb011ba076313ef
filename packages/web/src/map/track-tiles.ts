import type { TrackLines } from './track-features.ts';
import type { MapTrack } from './stage.ts';

export type TileOrder =
  | { readonly kind: 'put'; readonly layer: string; readonly tracks: readonly TrackLines[] }
  | { readonly kind: 'drop'; readonly layer: string }
  | { readonly kind: 'tile'; readonly order: number; readonly layer: string; readonly z: number; readonly x: number; readonly y: number };
export interface TileAnswer {
  readonly order: number;
  readonly bytes: ArrayBuffer;
}

/** The worker that cuts tracks into tiles, from the page's side. */
export class TrackTiles {
  readonly #worker = new Worker(new URL('./track-tiles.worker.ts', import.meta.url), { type: 'module', name: 'tracks of the map' });
  readonly #waiting = new Map<number, (bytes: ArrayBuffer) => void>();
  #orders = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<TileAnswer>) => {
      this.#waiting.get(data.order)?.(data.bytes);
      this.#waiting.delete(data.order);
    });
  }

  /** Replaces the tracks of a layer. The lines are copied (numbers only, which is quick), so the caller keeps its own. */
  put(layer: string, tracks: readonly MapTrack[]): void {
    this.#send({
      kind: 'put',
      layer,
      tracks: tracks.map(({ color, width, arrows, lines }, index) => ({ index, color, width, arrows, lines })),
    });
  }
  drop(layer: string): void {
    this.#send({ kind: 'drop', layer });
  }
  async tile(layer: string, z: number, x: number, y: number): Promise<ArrayBuffer> {
    const order = (this.#orders += 1);
    return new Promise((resolve) => {
      this.#waiting.set(order, resolve);
      this.#send({ kind: 'tile', order, layer, z, x, y });
    });
  }
  close(): void {
    this.#worker.terminate();
    this.#waiting.clear();
  }

  #send(order: TileOrder): void {
    this.#worker.postMessage(order);
  }
}
