import type { MapSource } from '@cairn/protocol';

/** One tile as its archive keeps it. */
export interface Tile {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** How the bytes are packed in the archive. */
  readonly encoding: 'gzip' | 'br' | 'zstd' | null;
}

/** What the operator configured for the map (CAIRN_TILES). Nothing here ever contacts another host (R49). */
export interface Tiles {
  readonly sources: readonly MapSource[];
  /** Origins that browsers may draw the map from: those configured, no other. */
  readonly origins: readonly string[];
  /** A tile of an archive on this machine; null when it has none there, undefined when there is no such archive. */
  tile(source: string, z: number, x: number, y: number): Promise<Tile | null | undefined>;
  close(): Promise<void>;
}

/** No tiles but the built-in world. */
export const noTiles: Tiles = {
  sources: [],
  origins: [],
  tile: async () => undefined,
  close: async () => undefined,
};
