import { createHash, hash } from 'node:crypto';

/** Checksums of bytes that are sent, base64 as headers have them. */
export interface Sums {
  readonly length: number;
  readonly md5: string;
  readonly sha256: string;
}

export function sumsOf(bytes: Uint8Array): Sums {
  return { length: bytes.length, md5: hash('md5', bytes, 'base64'), sha256: hash('sha256', bytes, 'base64') };
}

/** What a store answers for an object of these parts: the checksum of their checksums, with their number. One part and no upload: its own. */
export function etagOfParts(parts: readonly Sums[]): string {
  return `${overAll(parts, 'md5', 'hex')}-${parts.length}`;
}
export function sha256OfParts(parts: readonly Sums[]): string {
  return `${overAll(parts, 'sha256', 'base64')}-${parts.length}`;
}
function overAll(parts: readonly Sums[], kind: 'md5' | 'sha256', encoding: 'hex' | 'base64'): string {
  const sum = createHash(kind);
  for (const part of parts) sum.update(Buffer.from(part[kind], 'base64'));
  return sum.digest(encoding);
}
export function etagOfWhole(sums: Sums): string {
  return Buffer.from(sums.md5, 'base64').toString('hex');
}
