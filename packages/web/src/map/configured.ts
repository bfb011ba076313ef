import type { StyleSpecification } from 'maplibre-gl';

/** Where tiles come from besides the built-in world, as the server says. */
export interface TileSource {
  /** Short, of letters and digits; names the source within the style. */
  readonly id: string;
  /** `vector`: OpenMapTiles schema, drawn in our styles. `raster`: pictures. `style`: a whole style of somebody else. */
  readonly kind: 'vector' | 'raster' | 'style';
  /** A pattern with {z}, {x} and {y}, or the address of the style. */
  readonly url: string;
  readonly name: string;
  readonly attribution: string;
  readonly minzoom: number;
  readonly maxzoom: number;
  /** West, south, east, north; null = the whole world. */
  readonly bounds: readonly [number, number, number, number] | null;
}

/** Whether a source shows the whole world, so that the built-in one gives way where it is finer. */
export function coversWorld({ bounds }: TileSource): boolean {
  return bounds === null || (bounds[2] - bounds[0] > 300 && bounds[3] - bounds[1] > 120);
}

/** A style of somebody else, loaded by its address; null when it cannot be read. */
export async function loadForeignStyle(url: string): Promise<StyleSpecification | null> {
  try {
    const answer = await fetch(url, { credentials: 'omit', redirect: 'error' });
    const style: unknown = await answer.json();
    return isStyle(style) ? style : null;
  } catch {
    return null;
  }
}
function isStyle(value: unknown): value is StyleSpecification {
  return typeof value === 'object' && value !== null && 'layers' in value && Array.isArray(value.layers) && 'sources' in value;
}
