import { libraryLimits, ZipError } from './bounds.ts';
import type { ZipLimits } from './bounds.ts';
import { crc32 } from './crc32.ts';
import { platformInflate } from './deflate.ts';
import type { Deflating } from './deflate.ts';
import { readDirectory } from './directory.ts';
import type { ZipEntry } from './directory.ts';
import { FieldReader, joined, signature } from './fields.ts';
import { piecesOf } from './source.ts';
import type { RandomAccess } from './source.ts';

export interface ReadZipOptions {
  readonly limits?: ZipLimits;
  readonly inflate?: Deflating;
}

/** An archive that was opened: its list was read and checked; contents are read when they are asked for. */
export class ZipArchive {
  readonly entries: readonly ZipEntry[];
  readonly #source: RandomAccess;
  readonly #inflate: Deflating;
  constructor(source: RandomAccess, entries: readonly ZipEntry[], inflate: Deflating) {
    this.entries = entries;
    this.#source = source;
    this.#inflate = inflate;
  }

  entry(name: string): ZipEntry | null {
    return this.entries.find((entry) => entry.name === name) ?? null;
  }

  /**
   * The plain content as it comes. Throws ZipError: it never gives a byte more than the list says, and ends with a fault where the
   * length or the checksum is another one.
   */
  async *content(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    const packed = piecesOf(this.#source, await this.#contentAt(entry), entry.packedSize);
    const plain = entry.method === 0 ? packed : this.#inflate(packed);
    let [size, sum] = [0, 0];
    try {
      for await (const piece of plain) {
        size += piece.length;
        if (size > entry.plainSize) throw new ZipError('limit', 'it unpacks to more than the archive says', entry.name);
        sum = crc32(piece, sum);
        yield piece;
      }
    } catch (cause) {
      throw cause instanceof TypeError || isZlibFault(cause) ? new ZipError('damaged', 'its content is damaged', entry.name) : cause;
    }
    if (size !== entry.plainSize || sum !== entry.crc32) throw new ZipError('damaged', 'its content is damaged', entry.name);
  }

  /** A whole content in memory; for entries that the caller bounds. */
  async bytes(entry: ZipEntry, most: number): Promise<Uint8Array> {
    if (entry.plainSize > most) throw new ZipError('limit', `it unpacks to more than ${most} bytes`, entry.name);
    const pieces: Uint8Array[] = [];
    for await (const piece of this.content(entry)) pieces.push(piece);
    return joined(...pieces);
  }

  /** Where the content begins; the header before it must be the one that the list means. */
  async #contentAt(entry: ZipEntry): Promise<number> {
    if (entry.encrypted) throw new ZipError('not supported', 'it is encrypted', entry.name);
    if (entry.method !== 0 && entry.method !== 8)
      throw new ZipError('not supported', `it is packed in a way that is not read (${entry.method})`, entry.name);
    const header = new FieldReader(await this.#source.read(entry.offset, 30));
    if (header.u32() !== signature.local) throw new ZipError('damaged', 'its header is damaged', entry.name);
    header.at = 26;
    const start = entry.offset + 30 + header.u16() + header.u16();
    if (start + entry.packedSize > entry.end) throw new ZipError('overlap', 'it shares its bytes with another entry', entry.name);
    return start;
  }
}

/** Opens an archive. Throws ZipError for what is none, is damaged, over a limit or unsafe to unpack (R41, R43). */
export async function openZip(
  source: RandomAccess,
  { limits = libraryLimits, inflate = platformInflate }: ReadZipOptions = {},
): Promise<ZipArchive> {
  return new ZipArchive(source, await readDirectory(source, limits), inflate);
}

/** Node's own streams tell a damaged one by the code of its error, browsers by a TypeError. */
function isZlibFault(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && cause.code.startsWith('Z_');
}
