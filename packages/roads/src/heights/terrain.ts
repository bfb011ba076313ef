import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { bytesAccess, openZip } from '@cairn/geo';
import type { LonLat, LonLatEle } from '@cairn/protocol';
import { HeightTile } from './tile.ts';

/** A tile of 1″ unpacked; nothing larger is one. */
const mostTileBytes = 3601 * 3601 * 2;
const mostFileBytes = 64 * 1024 * 1024;
/** Tiles are kept in memory up to this many bytes. */
const kept = 128 * 1024 * 1024;
const unpackGzip = promisify(gunzip);

/** A folder that cannot be used; its message is the end of a sentence that begins with its name. */
export class TerrainError extends Error {
  override readonly name = 'TerrainError';
}

/** Heights of the ground from a folder of SRTM tiles: `N42E001.hgt`, also as `.hgt.zip` or `.hgt.gz`; found in folders below it as well. */
export class TerrainFolder {
  /** File of each tile, by its name in upper case. */
  readonly #files: ReadonlyMap<string, string>;
  /** In the order of their last use. A tile that cannot be read is null, and told once. */
  readonly #tiles = new Map<string, Promise<HeightTile | null>>();
  readonly #sizes = new Map<string, number>();
  readonly #complain: (file: string, error: unknown) => void;

  private constructor(files: ReadonlyMap<string, string>, complain: (file: string, error: unknown) => void) {
    this.#files = files;
    this.#complain = complain;
  }

  /** @throws TerrainError when there is no such folder, or no tile in it */
  static async open(folder: string, complain: (file: string, error: unknown) => void = () => undefined): Promise<TerrainFolder> {
    const names = await readdir(folder, { recursive: true }).catch(() => null);
    if (names === null) throw new TerrainError('is no folder that can be read');
    const files = new Map<string, string>();
    for (const name of names.toSorted()) {
      const tile = /(?:^|[\\/])([NS]\d\d[EW]\d{3})[^\\/]*\.hgt(?:\.zip|\.gz)?$/i.exec(name)?.[1];
      if (tile !== undefined) files.set(tile.toUpperCase(), join(folder, name));
    }
    if (files.size === 0) throw new TerrainError('holds no tiles named like N42E001.hgt, N42E001.hgt.zip or N42E001.hgt.gz');
    return new TerrainFolder(files, complain);
  }

  get tiles(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** Metres above the sea, to a tenth, one for each point; null where no tile knows. */
  async heights(points: readonly (LonLat | LonLatEle)[]): Promise<(number | null)[]> {
    const heights = new Array<number | null>(points.length).fill(null);
    const byTile = Map.groupBy(points.keys(), (index) => tileName(points[index] ?? [0, 0]));
    for (const [name, indices] of byTile) {
      const tile = await this.#tile(name);
      if (tile === null) continue;
      for (const index of indices) {
        const [lon, lat] = points[index] ?? [0, 0];
        const metres = tile.at(lon - Math.floor(lon), lat - Math.floor(lat));
        heights[index] = metres === null ? null : Math.round(metres * 10) / 10;
      }
    }
    return heights;
  }

  #tile(name: string): Promise<HeightTile | null> {
    const file = this.#files.get(name);
    if (file === undefined) return Promise.resolve(null);
    const loading = this.#tiles.get(name) ?? this.#load(name, file);
    this.#tiles.delete(name);
    this.#tiles.set(name, loading);
    return loading;
  }
  async #load(name: string, file: string): Promise<HeightTile | null> {
    try {
      const tile = HeightTile.of(await unpacked(file));
      if (tile === null) throw new TerrainError('is no tile of heights: its length is that of no square');
      this.#sizes.set(name, tile.bytes);
      this.#forget(name);
      return tile;
    } catch (error) {
      this.#complain(file, error);
      return null;
    }
  }
  /** Lets go of what was not used for longest, but for the tile that has just come. */
  #forget(current: string): void {
    let bytes = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const name of [...this.#tiles.keys()]) {
      const size = this.#sizes.get(name);
      if (bytes <= kept) return;
      if (size === undefined || name === current) continue;
      this.#tiles.delete(name);
      this.#sizes.delete(name);
      bytes -= size;
    }
  }
}

/** The tile that a place lies in, named after its south-western corner. */
function tileName([lon, lat]: readonly [number, number, ...unknown[]]): string {
  const [east, north] = [Math.floor(lon), Math.floor(lat)];
  const digits = (value: number, width: number): string => String(Math.abs(value)).padStart(width, '0');
  return `${north < 0 ? 'S' : 'N'}${digits(north, 2)}${east < 0 ? 'W' : 'E'}${digits(east, 3)}`;
}

async function unpacked(file: string): Promise<Uint8Array> {
  if ((await stat(file)).size > mostFileBytes) throw new TerrainError('is too large for a tile of heights');
  const bytes = await readFile(file);
  if (/\.gz$/i.test(file)) return unpackGzip(bytes, { maxOutputLength: mostTileBytes });
  if (!/\.zip$/i.test(file)) return bytes;
  const archive = await openZip(bytesAccess(bytes));
  const entry = archive.entries.find(({ name }) => /\.hgt$/i.test(name));
  if (entry === undefined) throw new TerrainError('holds no .hgt file');
  return archive.bytes(entry, mostTileBytes);
}
