import { createCipheriv, createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Content that nobody else has: a marked text of about `size` bytes. */
export function contentOf(mark: string, size: number): Uint8Array {
  const line = `<!-- ${mark} --><trkpt lat="47.37" lon="8.54"><ele>${mark.length}</ele></trkpt>\n`;
  return new TextEncoder().encode(line.repeat(Math.max(1, Math.ceil(size / line.length))));
}
/** Content that does not shrink, made from a seed: grows past the limit of what lies beside the metadata. */
export function noise(seed: string, size: number): Uint8Array {
  const key = createHash('sha256').update(seed).digest();
  return new Uint8Array(createCipheriv('aes-256-ctr', key, key.subarray(0, 16)).update(Buffer.alloc(Math.floor(size))));
}
export const gzipped = (bytes: Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes, { level: 1 }));
