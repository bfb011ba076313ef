import type { MapSource } from '@cairn/protocol';
import type { StyleSpecification } from 'maplibre-gl';

/** Where tiles come from besides the built-in world, ready to be drawn. */
export interface TileSource {
  /** Names the source within the style. */
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

/** Makes what the server told ready to be drawn: looks into remote archives and documents. What cannot be had is left out. */
export async function readySources(told: readonly MapSource[]): Promise<TileSource[]> {
  const ready = await Promise.all(told.map(async (source) => readySource(source).catch(() => null)));
  return ready.filter((source) => source !== null);
}

async function readySource(source: MapSource): Promise<TileSource | null> {
  const { kind } = source;
  if (kind === 'vector' || kind === 'raster') return { ...source, kind };
  if (kind === 'pmtiles') {
    const { remoteArchive } = await import('./remote-archive.ts');
    return remoteArchive(source);
  }
  const document = await fetchDocument(source.url);
  if (isStyle(document)) return { ...source, kind: 'style' };
  return fromTileJson(source, document);
}

/** A style of somebody else; null when it cannot be had. */
export async function foreignStyle(url: string): Promise<StyleSpecification | null> {
  try {
    const style = await fetchDocument(url);
    return isStyle(style) ? style : null;
  } catch {
    return null;
  }
}

async function fetchDocument(url: string): Promise<unknown> {
  const answer = await fetch(url, { credentials: 'omit' });
  return (await answer.json()) as unknown;
}
function isStyle(value: unknown): value is StyleSpecification {
  return typeof value === 'object' && value !== null && 'layers' in value && Array.isArray(value.layers) && 'sources' in value;
}

/** TileJSON 3.0. */
function fromTileJson(source: MapSource, value: unknown): TileSource | null {
  if (typeof value !== 'object' || value === null) return null;
  const said: Readonly<Record<string, unknown>> = { ...value };
  const [url] = Array.isArray(said['tiles']) ? (said['tiles'] as unknown[]) : [];
  if (typeof url !== 'string') return null;
  const bounds = Array.isArray(said['bounds']) ? said['bounds'].map(Number) : [];
  const [west, south, east, north] = bounds;
  const boxed = west !== undefined && south !== undefined && east !== undefined && north !== undefined && bounds.every(Number.isFinite);
  return {
    ...source,
    kind: said['format'] === 'pbf' || said['vector_layers'] !== undefined || /\.(?:pbf|mvt)\b/.test(url) ? 'vector' : 'raster',
    url: new URL(url, source.url).href.replaceAll('%7B', '{').replaceAll('%7D', '}'),
    attribution: source.attribution === '' ? withoutMarkup(said['attribution']) : source.attribution,
    minzoom: zoomOf(said['minzoom'], source.minzoom),
    maxzoom: zoomOf(said['maxzoom'], source.maxzoom),
    bounds: boxed ? [west, south, east, north] : null,
  };
}
function zoomOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 && value <= 24 ? Math.floor(value) : otherwise;
}
/** Text of others is shown as text (R66): marks of HTML go. */
export function withoutMarkup(text: unknown): string {
  if (typeof text !== 'string') return '';
  return text
    .replace(/<[^>]*>/g, ' ')
    .replace(/&copy;/gi, '©')
    .replace(/&amp;/gi, '&')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
