import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Tile } from '../../ports/tiles.ts';
import type { Archive, TileFormat } from './archive.ts';
import { ArchiveError, checkedBounds, plainText, tileTypes } from './archive.ts';
import type { Entry } from './pmtiles-directory.ts';
import { findEntry, readDirectory, tileIdOf } from './pmtiles-directory.ts';

const headerBytes = 127;
/** A directory or the metadata of an honest archive is far smaller, packed and unpacked. */
const mostBytes = 16 * 1024 * 1024;
const mostTileBytes = 8 * 1024 * 1024;
const rememberedDirectories = 64;
const packings = [null, null, 'gzip', 'br', 'zstd'] as const;
const formats: readonly (TileFormat | null)[] = [null, 'pbf', 'png', 'jpg', 'webp', 'avif'];

/** Opens a PMTiles archive (specification version 3). @throws ArchiveError when it is none */
export async function openPmtiles(path: string): Promise<Archive> {
  const file = await open(path, 'r');
  try {
    return await read(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function read(file: FileHandle): Promise<Archive> {
  const size = (await file.stat()).size;
  const header = await bytesAt(file, 0, Math.min(headerBytes, size));
  if (size === 0) throw new ArchiveError('is empty');
  if (header.length < headerBytes || header.toString('latin1', 0, 7) !== 'PMTiles') throw new ArchiveError('is no PMTiles archive');
  const version = header.readUInt8(7);
  if (version !== 3) throw new ArchiveError(`is a PMTiles archive of version ${version}; version 3 is what this server reads`);
  const at = (offset: number): number => Number(header.readBigUInt64LE(offset));
  const [root, rootLength, meta, metaLength, leaves, data] = [at(8), at(16), at(24), at(32), at(40), at(56)];
  const format = formats[header.readUInt8(99)] ?? null;
  if (format === null) throw new ArchiveError('holds tiles of a kind that the map cannot draw');
  const inside = packings[header.readUInt8(97)];
  const packing = packings[header.readUInt8(98)] ?? null;
  const degrees = (offset: number): number => header.readInt32LE(offset) / 1e7;
  const load = async (offset: number, length: number): Promise<Entry[]> =>
    readDirectory(unpacked(await bytesAt(file, offset, length, mostBytes), inside ?? null));
  const rootEntries = await load(root, rootLength);
  const metadata = metadataOf(unpacked(await bytesAt(file, meta, metaLength, mostBytes), inside ?? null));
  const remembered = new Map<number, Promise<Entry[]>>();
  const leaf = (entry: Entry): Promise<Entry[]> => {
    const known = remembered.get(entry.offset);
    if (known !== undefined) return known;
    const loading = load(leaves + entry.offset, entry.length);
    remembered.set(entry.offset, loading);
    const [oldest] = remembered.keys();
    if (remembered.size > rememberedDirectories && oldest !== undefined) remembered.delete(oldest);
    return loading;
  };
  return {
    kind: tileTypes[format].kind,
    name: plainText(metadata['name'], 100),
    attribution: plainText(metadata['attribution']),
    minzoom: header.readUInt8(100),
    maxzoom: header.readUInt8(101),
    bounds: checkedBounds([degrees(102), degrees(106), degrees(110), degrees(114)]),
    async tile(z, x, y): Promise<Tile | null> {
      const id = tileIdOf(z, x, y);
      let entry = findEntry(rootEntries, id);
      // The specification allows few levels of directories; an archive that refers to itself ends here.
      for (let depth = 0; entry !== null && entry.run === 0; depth += 1) entry = depth > 3 ? null : findEntry(await leaf(entry), id);
      if (entry === null) return null;
      const bytes = await bytesAt(file, data + entry.offset, entry.length, mostTileBytes);
      return { bytes, type: tileTypes[format].type, encoding: packing };
    },
    close: () => file.close(),
  };
}

/** @throws ArchiveError when the file ends before, or the length is beyond reason */
async function bytesAt(file: FileHandle, offset: number, length: number, most = headerBytes): Promise<Buffer> {
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || length > most)
    throw new ArchiveError('is damaged: a length in it is beyond reason');
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, offset);
  if (bytesRead < length) throw new ArchiveError('is damaged: it ends too early');
  return buffer;
}

function unpacked(bytes: Buffer, packing: (typeof packings)[number] | null): Buffer {
  try {
    if (packing === 'gzip') return gunzipSync(bytes, { maxOutputLength: mostBytes });
    if (packing === 'br') return brotliDecompressSync(bytes, { maxOutputLength: mostBytes });
  } catch {
    throw new ArchiveError('is damaged: a directory in it cannot be unpacked');
  }
  if (packing === null) return bytes;
  throw new ArchiveError(`is packed with ${packing}, which this server does not read`);
}

function metadataOf(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw new ArchiveError('is damaged: its description is not JSON');
  }
}
