import type { MapSource } from '@cairn/protocol';
import type { Tile } from '../../ports/tiles.ts';

/** A file of tiles on this machine, opened and found to be in order. */
export interface Archive {
  readonly kind: 'vector' | 'raster';
  readonly name: string;
  readonly attribution: string;
  readonly minzoom: number;
  readonly maxzoom: number;
  readonly bounds: MapSource['bounds'];
  /** Null when there is no tile. */
  tile(z: number, x: number, y: number): Promise<Tile | null>;
  close(): Promise<void>;
}

/** A file that is no archive of tiles that we can read; the message is the end of a sentence about it. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** Media types of tiles, and what their first bytes look like. */
export const tileTypes = {
  pbf: { type: 'application/x-protobuf', kind: 'vector' },
  png: { type: 'image/png', kind: 'raster' },
  jpg: { type: 'image/jpeg', kind: 'raster' },
  webp: { type: 'image/webp', kind: 'raster' },
  avif: { type: 'image/avif', kind: 'raster' },
} as const;
export type TileFormat = keyof typeof tileTypes;

/** Whom data is of, as one line of plain text: marks of HTML go, as do controls. */
export function plainText(text: unknown, most = 500): string {
  if (typeof text !== 'string') return '';
  const bare = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/&copy;/gi, '©')
    .replace(/&amp;/gi, '&')
    .replace(/&(?:nbsp|#160);/gi, ' ')
    .replace(/[<>\p{Cc}]/gu, ' ');
  return bare.replace(/\s+/g, ' ').trim().slice(0, most);
}

/** Bounds in order and on the earth; null otherwise. */
export function checkedBounds(numbers: readonly number[]): MapSource['bounds'] {
  const [west, south, east, north] = numbers;
  if (west === undefined || south === undefined || east === undefined || north === undefined || numbers.length !== 4) return null;
  const fine = west >= -180.001 && east <= 180.001 && west < east && south >= -90.001 && north <= 90.001 && south < north;
  return fine ? [west, south, east, north] : null;
}
