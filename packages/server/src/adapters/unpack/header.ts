/**
 * Length of the header of a gzip member (RFC 1952, 2.3); `more` when it goes on behind these bytes, `bad` when it is none.
 */
export function headerLength(bytes: Uint8Array): number | 'more' | 'bad' {
  if (bytes.length < 10) return 'more';
  const flags = bytes[3] ?? 0;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || (flags & 0xe0) !== 0) return 'bad';
  let end = 10;
  if ((flags & 4) !== 0) {
    if (bytes.length < end + 2) return 'more';
    end += 2 + (bytes[end] ?? 0) + 256 * (bytes[end + 1] ?? 0);
  }
  // Name, then comment, each up to a zero byte.
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, end);
    if (zero === -1) return 'more';
    end = zero + 1;
  }
  if ((flags & 2) !== 0) end += 2;
  return end <= bytes.length ? end : 'more';
}

/** Longest header that is waited for, bytes. */
export const longestHeader = 70_000;
/** CRC-32 and length (modulo 2^32) at the end of a member. */
export const trailerLength = 8;
