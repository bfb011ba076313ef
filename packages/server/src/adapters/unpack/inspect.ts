import { hash as digest } from 'node:crypto';
import { crc32, inflateRawSync } from 'node:zlib';
import { CairnError } from '@cairn/protocol';
import { megabytes } from '../../log/limits.ts';
import { release } from '../../memory.ts';
import type { Inspection } from '../../ports/unpacker.ts';
import { headerLength, trailerLength } from './header.ts';

/** Up to here a member may unpack to any multiple of its size; bytes. */
export const anyRatioBelow = 16 * 1024 * 1024;
/** Most that a larger one may unpack to, as a multiple of its size. Tracks shrink about 12 times. */
export const highestRatio = 250;

const impossibleRatio = 1032;

export const notGzip = (cause?: unknown): CairnError => new CairnError('not-gzip', {}, { cause });
export const tooLarge = (fileLimit: number): CairnError => new CairnError('file-too-large', { limitMb: megabytes(fileLimit) });

/** The plain length that a member says it has; null when it is too short to say. True unless the member is broken, below 4 GiB. */
export function announcedLength(member: Uint8Array): number | null {
  if (member.length < 18) return null;
  return new DataView(member.buffer, member.byteOffset, member.length).getUint32(member.length - 4, true);
}

/** Whether a member of this size may unpack to so much. */
export function isBomb(plain: number, packed: number): boolean {
  return plain > anyRatioBelow && plain > highestRatio * packed;
}

/**
 * Inspects one whole member in this thread. Memory is bounded by the length that its trailer says: one that unpacks to more
 * is broken, and one that says too much is refused unread.
 */
export function inspectMember(member: Uint8Array, fileLimit: number): Inspection {
  const size = announcedLength(member);
  const header = headerLength(member);
  // No deflate stream unpacks to more (zlib's own bound): the trailer is none.
  if (size === null || typeof header !== 'number' || size > impossibleRatio * member.length) return notGzip();
  if (size > fileLimit) return tooLarge(fileLimit);
  if (isBomb(size, member.length)) return new CairnError('unpacks-too-large');
  try {
    const { plain, used } = inflate(member.subarray(header), size);
    const trailer = new DataView(member.buffer, member.byteOffset + member.length - trailerLength, trailerLength);
    if (header + used + trailerLength !== member.length || plain.length !== size || crc32(plain) !== trailer.getUint32(0, true))
      return notGzip();
    const hash = digest('sha256', plain);
    release(plain);
    return { hash, size, storedHash: digest('sha256', member), stored: member.length };
  } catch (cause) {
    return notGzip(cause);
  }
}

function inflate(deflated: Uint8Array, size: number): { plain: Uint8Array; used: number } {
  const options = { info: true, maxOutputLength: Math.max(size, 1), chunkSize: Math.max(64, size + 1) };
  const result: unknown = inflateRawSync(deflated, options);
  if (!hasEngine(result)) throw new Error('zlib gave no engine');
  return { plain: result.buffer, used: result.engine.bytesWritten };
}
/** With `info`, zlib also tells how many bytes of the input it used; the types do not know. */
function hasEngine(result: unknown): result is { buffer: Uint8Array; engine: { bytesWritten: number } } {
  return typeof result === 'object' && result !== null && 'buffer' in result && 'engine' in result;
}
