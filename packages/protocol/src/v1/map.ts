import { z } from 'zod';

/** Where the map of the website gets tiles besides the built-in world. */
export const MapSource = z.object({
  /** Names the source; of letters, digits and hyphens. Changes when the file behind it does. */
  id: z.string(),
  /**
   * `vector` (OpenMapTiles schema) and `raster`: `url` has {z}, {x} and {y}. `pmtiles`: `url` is one remote archive.
   * `document`: `url` is a style or a TileJSON; which of both its content tells.
   */
  kind: z.enum(['vector', 'raster', 'pmtiles', 'document']),
  /** An address, or a path on this server. */
  url: z.string(),
  name: z.string(),
  /** Whom the data is of, as plain text; to be shown on the map. */
  attribution: z.string(),
  minzoom: z.int(),
  maxzoom: z.int(),
  /** West, south, east, north in degrees; null = the whole world, or not known. */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
});
export type MapSource = z.infer<typeof MapSource>;
export const MapAnswer = z.object({ sources: z.array(MapSource) });

export const TileParams = z.object({
  source: z.string().max(100),
  z: z.coerce.number().int().min(0).max(24),
  x: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 24),
  y: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 24),
});
