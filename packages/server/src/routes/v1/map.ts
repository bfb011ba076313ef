import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { CairnError } from '@cairn/protocol';
import type { Tile, Tiles } from '../../ports/tiles.ts';
import { takesGzip } from '../compress.ts';
import type { Handlers, RawAnswer } from '../handler.ts';

/** What one tile may unpack to, for a client that takes none packed. */
const mostUnpacked = 32 * 1024 * 1024;

/** What the map of the website draws from (W1). */
export function mapHandlers(tiles: Tiles): Handlers<'map' | 'tile'> {
  return {
    map: async () => ({ sources: [...tiles.sources] }),
    async tile({ params, headers }) {
      const tile = await tiles.tile(params.source, params.z, params.x, params.y);
      if (tile === undefined) throw new CairnError('not-found');
      // A place without a tile is no fault: an archive holds what it holds.
      if (tile === null) return { status: 204, headers: kept, body: new Uint8Array() };
      return tileAnswer(tile, String(headers['accept-encoding'] ?? ''));
    },
  };
}

/** The name of a source changes with its file, so its tiles may be kept. */
const kept = { 'cache-control': 'public, max-age=604800, immutable' };

function tileAnswer(tile: Tile, accepted: string): RawAnswer {
  const asStored =
    tile.encoding === null || (tile.encoding === 'gzip' ? takesGzip(accepted) : new RegExp(`\\b${tile.encoding}\\b`).test(accepted));
  return {
    status: 200,
    headers: {
      'content-type': tile.type,
      ...kept,
      ...(tile.encoding === null ? {} : { vary: 'accept-encoding' }),
      ...(asStored && tile.encoding !== null ? { 'content-encoding': tile.encoding } : {}),
    },
    body: asStored ? tile.bytes : unpacked(tile),
  };
}
function unpacked({ bytes, encoding }: Tile): Uint8Array {
  if (encoding === 'gzip') return gunzipSync(bytes, { maxOutputLength: mostUnpacked });
  if (encoding === 'br') return brotliDecompressSync(bytes, { maxOutputLength: mostUnpacked });
  throw new CairnError('not-found');
}
