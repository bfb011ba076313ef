import { ZipError } from './bounds.ts';
import { crc32 } from './crc32.ts';
import { platformDeflate } from './deflate.ts';
import type { Deflating } from './deflate.ts';
import { FieldReader, joined } from './fields.ts';
import type { RandomAccess } from './source.ts';
import { piecesOf } from './source.ts';

/** One file of an archive to be written. Sizes in bytes; the time is milliseconds since 1970. */
export interface ZipMember {
  /** With `/` between folders; a name that ends with `/` is an empty folder. */
  readonly name: string;
  readonly time: number | null;
  readonly plainSize: number;
  /** Null where it is known only once `packed` was read. */
  readonly packedSize: number | null;
  /** A function where it is known only once `packed` was read. */
  readonly crc32: number | (() => number);
  /** A raw deflate stream, or the plain bytes where `stored`. Read once. */
  readonly packed: AsyncIterable<Uint8Array>;
  readonly stored?: boolean;
}

async function* piece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

/** A file in memory, not packed. */
export function plainMember(name: string, time: number | null, bytes: Uint8Array): ZipMember {
  return { name, time, plainSize: bytes.length, packedSize: bytes.length, crc32: crc32(bytes), packed: piece(bytes), stored: true };
}

/** A plain content as it comes; fails when it is not `plainSize` bytes long. */
export function streamedMember(
  about: { readonly name: string; readonly time: number | null; readonly plainSize: number },
  plain: AsyncIterable<Uint8Array>,
  deflate: Deflating = platformDeflate,
): ZipMember {
  let sum = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    let size = 0;
    for await (const bytes of plain) {
      size += bytes.length;
      sum = crc32(bytes, sum);
      yield bytes;
    }
    if (size !== about.plainSize) throw wrongSize(about.name, size, about.plainSize);
  };
  return { ...about, packedSize: null, crc32: () => sum, packed: deflate(counted()) };
}

/**
 * A stored gzip member as it comes (RFC 1952): its deflate stream goes into the archive as it is, its checksum is read at its end.
 * Fails when it is not `gzipSize` bytes long, or does not unpack to `plainSize` bytes by its own word.
 */
export function gzipMember(
  about: { readonly name: string; readonly time: number | null; readonly plainSize: number },
  gzip: AsyncIterable<Uint8Array>,
  gzipSize: number,
): ZipMember {
  let trailer: { crc32: number; plainSize: number } | null = null;
  const packed = async function* (): AsyncGenerator<Uint8Array> {
    let size = 0;
    let waiting: Uint8Array = new Uint8Array(0);
    let inHeader = true;
    for await (const bytes of gzip) {
      size += bytes.length;
      waiting = joined(waiting, bytes);
      if (inHeader) {
        const header = gzipHeaderLength(waiting, about.name);
        if (header === null) continue;
        inHeader = false;
        waiting = waiting.subarray(header);
      }
      if (waiting.length <= 8) continue;
      yield waiting.subarray(0, -8);
      waiting = waiting.slice(-8);
    }
    if (size !== gzipSize) throw wrongSize(about.name, size, gzipSize);
    if (inHeader || waiting.length < 8) throw new ZipError('damaged', 'its stored content is not a whole gzip stream', about.name);
    trailer = readTrailer(waiting);
    checkPlainSize(trailer.plainSize, about);
  };
  const sum = (): number => {
    if (trailer === null) throw new ZipError('damaged', 'its stored content was not read to its end', about.name);
    return trailer.crc32;
  };
  return { ...about, packedSize: null, crc32: sum, packed: packed() };
}

/** As gzipMember, for a stored member that can be read at any place: sizes and checksum stand in the archive before the content. */
export async function gzipMemberAt(
  about: { readonly name: string; readonly time: number | null; readonly plainSize: number },
  gzip: RandomAccess,
): Promise<ZipMember> {
  const start = await gzip.read(0, Math.min(gzip.size, 64 * 1024));
  const header = gzipHeaderLength(start, about.name);
  if (header === null || gzip.size < header + 8) throw new ZipError('damaged', 'its stored content is not a whole gzip stream', about.name);
  const trailer = readTrailer(await gzip.read(gzip.size - 8, 8));
  checkPlainSize(trailer.plainSize, about);
  const packedSize = gzip.size - header - 8;
  return { ...about, packedSize, crc32: trailer.crc32, packed: piecesOf(gzip, header, packedSize) };
}

function checkPlainSize(low32: number, { name, plainSize }: { readonly name: string; readonly plainSize: number }): void {
  if (low32 !== plainSize % 2 ** 32) throw wrongSize(name, low32, plainSize);
}

function readTrailer(bytes: Uint8Array): { crc32: number; plainSize: number } {
  const reader = new FieldReader(bytes);
  return { crc32: reader.u32(), plainSize: reader.u32() };
}

/** Length of the header of a gzip member (RFC 1952 section 2.3); null while there are too few bytes to tell. */
function gzipHeaderLength(bytes: Uint8Array, name: string): number | null {
  if (bytes.length < 10) return null;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) throw new ZipError('damaged', 'its stored content is not gzip', name);
  const flags = bytes[3] ?? 0;
  let at: number | null = 10;
  if (flags & 4) at = bytes.length < 12 ? null : 12 + new FieldReader(bytes, 10).u16();
  if (flags & 8) at = behindZero(bytes, at);
  if (flags & 16) at = behindZero(bytes, at);
  if (at !== null && flags & 2) at += 2;
  return at === null || at > bytes.length ? tooLong(bytes, name) : at;
}
function behindZero(bytes: Uint8Array, from: number | null): number | null {
  const zero = from === null ? -1 : bytes.indexOf(0, from);
  return zero === -1 ? null : zero + 1;
}
/** A header of a megabyte is none. */
function tooLong(bytes: Uint8Array, name: string): null {
  if (bytes.length > 1024 * 1024) throw new ZipError('damaged', 'its stored content is not gzip', name);
  return null;
}

/** The content of an export is another one than its list says. */
export function wrongSize(name: string, got: number, said: number): ZipError {
  return new ZipError('size', `${got} bytes came where ${said} were announced; the archive is not complete`, name);
}
