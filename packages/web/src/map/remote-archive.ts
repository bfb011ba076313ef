import type { MapSource } from '@cairn/protocol';
import { addProtocol } from 'maplibre-gl';
import { PMTiles, Protocol, TileType } from 'pmtiles';
import type { TileSource } from './configured.ts';
import { withoutMarkup } from './configured.ts';

let protocol: Protocol | null = null;

/** A PMTiles archive on another server, read in pieces by range requests. @throws when it cannot be had or is none */
export async function remoteArchive(source: MapSource): Promise<TileSource> {
  if (protocol === null) {
    protocol = new Protocol();
    addProtocol('pmtiles', protocol.tile);
  }
  const archive = new PMTiles(source.url);
  protocol.add(archive);
  const header = await archive.getHeader();
  const metadata: unknown = await archive.getMetadata();
  const said: Readonly<Record<string, unknown>> = typeof metadata === 'object' && metadata !== null ? { ...metadata } : {};
  return {
    ...source,
    kind: header.tileType === TileType.Mvt ? 'vector' : 'raster',
    url: `pmtiles://${source.url}/{z}/{x}/{y}`,
    attribution: source.attribution === '' ? withoutMarkup(said['attribution']) : source.attribution,
    minzoom: header.minZoom,
    maxzoom: header.maxZoom,
    bounds: [header.minLon, header.minLat, header.maxLon, header.maxLat],
  };
}
