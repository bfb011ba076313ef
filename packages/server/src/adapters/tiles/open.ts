import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { MapSource } from '@cairn/protocol';
import type { Tiles } from '../../ports/tiles.ts';
import type { Archive } from './archive.ts';
import { ArchiveError, plainText } from './archive.ts';
import { openMbtiles } from './mbtiles.ts';
import { openPmtiles } from './pmtiles.ts';
import type { TilesEntry } from './setting.ts';
import { originsOf, readTilesSetting } from './setting.ts';

/**
 * Opens what CAIRN_TILES names. Archives on this machine are opened and looked at; addresses are only taken down, browsers go there.
 * @throws Error with a sentence that names the entry, for what cannot be used
 */
export async function openTiles(setting: string, cwd: string): Promise<Tiles> {
  const archives = new Map<string, Archive>();
  const sources: MapSource[] = [];
  const origins = new Set<string>();
  const close = async (): Promise<void> => {
    for (const archive of archives.values()) await archive.close();
  };
  try {
    for (const entry of readTilesSetting(setting, cwd)) {
      if (entry.kind === 'address') {
        sources.push(remoteSource(entry, sources.length));
        for (const origin of originsOf(entry)) origins.add(origin);
      } else {
        const { source, archive } = await localSource(entry);
        sources.push(source);
        archives.set(source.id, archive);
      }
    }
  } catch (error) {
    await close();
    throw new Error(`CAIRN_TILES: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return {
    sources,
    origins: [...origins],
    tile: async (id, z, x, y) => {
      const archive = archives.get(id);
      if (archive === undefined) return undefined;
      return x < 2 ** z && y < 2 ** z ? archive.tile(z, x, y) : null;
    },
    close,
  };
}

async function localSource(entry: Extract<TilesEntry, { kind: 'file' }>): Promise<{ source: MapSource; archive: Archive }> {
  const facts = await stat(entry.path).catch(() => null);
  if (facts === null || !facts.isFile()) throw new Error(`there is no file ${entry.said}`);
  const ending = extname(entry.path).toLowerCase();
  const opener = { '.pmtiles': openPmtiles, '.mbtiles': openMbtiles }[ending];
  if (opener === undefined) throw new Error(`${entry.said} ends neither in .pmtiles nor in .mbtiles`);
  const archive = await opener(entry.path).catch((error: unknown) => {
    throw error instanceof ArchiveError ? new Error(`${entry.said} ${error.message}`, { cause: error }) : error;
  });
  const stem = basename(entry.path, extname(entry.path));
  // Tiles may be kept by browsers for long: another file is another source.
  const mark = createHash('sha256').update(`${entry.path} ${facts.size} ${facts.mtimeMs}`).digest('hex').slice(0, 8);
  const id = `${stem
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)}-${mark}`;
  const source: MapSource = {
    id,
    kind: archive.kind,
    url: `/api/v1/tiles/${id}/{z}/{x}/{y}`,
    name: plainText(entry.options.get('name'), 100) || archive.name || stem,
    attribution: plainText(entry.options.get('attribution')) || archive.attribution,
    minzoom: archive.minzoom,
    maxzoom: archive.maxzoom,
    bounds: archive.bounds,
  };
  return { source, archive };
}

function remoteSource({ url, options }: Extract<TilesEntry, { kind: 'address' }>, index: number): MapSource {
  const { pathname, hostname } = new URL(url);
  const template = url.includes('{z}');
  const picture = /\.(?:png|jpe?g|webp|avif)$/i.test(pathname);
  const told = options.get('kind');
  const kind = template
    ? told === 'raster' || (told === null && picture)
      ? 'raster'
      : 'vector'
    : /\.pmtiles$/i.test(pathname)
      ? 'pmtiles'
      : 'document';
  if (template && !(url.includes('{x}') && url.includes('{y}'))) throw new Error(`${url} has {z}, but not {x} and {y}`);
  const zoom = (name: string, otherwise: number): number => {
    const value = Number(options.get(name) ?? otherwise);
    if (!Number.isInteger(value) || value < 0 || value > 24) throw new Error(`${name} of ${url} is no zoom from 0 to 24`);
    return value;
  };
  return {
    ...{ id: `remote-${index}`, kind, url },
    name: plainText(options.get('name'), 100) || hostname,
    attribution: plainText(options.get('attribution')),
    minzoom: zoom('minzoom', 0),
    maxzoom: zoom('maxzoom', kind === 'raster' ? 19 : 14),
    bounds: null,
  };
}
