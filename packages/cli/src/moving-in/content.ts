import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** A content as one gzip member, with facts of its plain bytes that were taken here. Bytes; the hash is SHA-256 in hex. */
export interface Content {
  readonly gzip: Uint8Array | { readonly length: number; open(): AsyncIterable<Uint8Array> };
  readonly size: number;
  readonly hash: string;
  /** Lets go of what lies on the disk. */
  drop(): Promise<void>;
}

/** What came is not what was promised; `message` says how. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
}

/** Contents up to this many bytes are held in memory, larger ones in a file. */
const inMemory = 8 * 1024 * 1024;

/** Folder for contents too large for the memory; gone when the work is done. */
export class Spool {
  readonly #folder: string;
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Takes a content as it comes, packed or plain: one that is gzip and unpacks to `size` bytes is passed on as it is, any other is packed
   * here (C58). `size` null = whatever it is. @throws ContentError when nothing came or it is not `size` bytes long
   */
  async take(body: AsyncIterable<Uint8Array>, size: number | null): Promise<Content> {
    const raw = await this.#collect(body);
    try {
      if (raw.length === 0 && size !== null) throw new ContentError('nothing came');
      const packed = await unpackedFacts(raw, size);
      if (packed !== null) return contentOf(raw, packed);
      const plain = await factsOf(raw.pieces());
      if (size !== null && plain.size !== size) {
        throw new ContentError(`${plain.size} bytes came instead of the ${size} that are listed`);
      }
      return contentOf(await this.#pack(raw), plain, raw);
    } catch (error) {
      await raw.drop();
      throw error;
    }
  }

  /** Takes plain bytes. */
  async takePlain(body: AsyncIterable<Uint8Array>): Promise<Content> {
    const raw = await this.#collect(body);
    return contentOf(await this.#pack(raw), await factsOf(raw.pieces()), raw);
  }

  /** The same content as one plain gzip member. */
  repack({ gzip }: Content): Promise<Content> {
    const packed = gzip instanceof Uint8Array ? Readable.from([gzip]) : Readable.from(gzip.open());
    return this.takePlain(packed.pipe(createGunzip()));
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #pack(raw: Raw): Promise<Raw> {
    return this.#collect(Readable.from(raw.pieces()).pipe(createGzip()));
  }

  async #collect(body: AsyncIterable<Uint8Array>): Promise<Raw> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    let file: { path: string; handle: FileHandle } | null = null;
    try {
      for await (const piece of body) {
        length += piece.length;
        if (file === null && length <= inMemory) {
          pieces.push(piece);
          continue;
        }
        file ??= await this.#spill(pieces);
        await file.handle.writeFile(piece);
      }
    } catch (error) {
      if (file !== null) await this.#forget(file.path, file.handle);
      throw error;
    }
    if (file === null) return rawInMemory(Buffer.concat(pieces));
    await file.handle.close();
    return rawOnDisk(file.path, (await stat(file.path)).size);
  }
  async #spill(pieces: readonly Uint8Array[]): Promise<{ path: string; handle: FileHandle }> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, randomUUID());
    const handle = await open(path, 'wx', 0o600);
    for (const piece of pieces) await handle.writeFile(piece);
    return { path, handle };
  }
  async #forget(path: string, handle: FileHandle): Promise<void> {
    await handle.close();
    await rm(path, { force: true });
  }
}

/** Bytes that can be read more than once. */
interface Raw {
  readonly length: number;
  /** All of it, where it lies in memory. */
  readonly whole: Uint8Array | null;
  pieces(): AsyncIterable<Uint8Array>;
  drop(): Promise<void>;
}
function rawInMemory(bytes: Uint8Array): Raw {
  return {
    length: bytes.length,
    whole: bytes,
    pieces: async function* () {
      if (bytes.length > 0) yield bytes;
    },
    drop: async () => undefined,
  };
}
function rawOnDisk(path: string, length: number): Raw {
  return { length, whole: null, pieces: () => createReadStream(path), drop: () => rm(path, { force: true }) };
}

interface Facts {
  readonly size: number;
  readonly hash: string;
}
function contentOf(gzip: Raw, facts: Facts, plain?: Raw): Content {
  const { length } = gzip;
  const drop = async (): Promise<void> => {
    await gzip.drop();
    await plain?.drop();
  };
  return { gzip: gzip.whole ?? { length, open: () => gzip.pieces() }, ...facts, drop };
}

async function factsOf(pieces: AsyncIterable<Uint8Array>, most = Number.POSITIVE_INFINITY): Promise<Facts> {
  const sum = createHash('sha256');
  let size = 0;
  for await (const piece of pieces) {
    sum.update(piece);
    if ((size += piece.length) > most) throw new ContentError('it unpacks to more than is listed');
  }
  return { size, hash: sum.digest('hex') };
}

/** Facts of what the bytes unpack to; null when they are no gzip, or one that unpacks to another size than the listing says. */
async function unpackedFacts(raw: Raw, size: number | null): Promise<Facts | null> {
  for await (const piece of raw.pieces()) {
    if (piece.length > 1 && (piece[0] !== 0x1f || piece[1] !== 0x8b)) return null;
    break;
  }
  if (raw.length < 18) return null;
  let facts: Facts | null = null;
  try {
    await pipeline(raw.pieces(), createGunzip(), async (unpacked: AsyncIterable<Uint8Array>) => {
      facts = await factsOf(unpacked, size ?? Number.POSITIVE_INFINITY);
    });
  } catch {
    return null;
  }
  const found = facts as Facts | null;
  return found === null || (size !== null && found.size !== size) ? null : found;
}
