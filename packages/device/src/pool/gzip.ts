import { constants, gzipSync } from 'node:zlib';

/**
 * Effort of gzip. On tracks level 2 packs 412 MB/s a core to an 8.8th, level 4 243 MB/s to a 9.4th, level 6 175 MB/s to a 9.8th
 * (docs/evidence/): on two cores the processor is what a sync waits for, so the quick one wins.
 */
export const packLevel = 2;
/** Of a small file the start is what costs, not the effort: 6,000 files of 2 kB take 186 ms at level 2 and 172 ms at level 6, which packs 3 % more. */
const smallLevel = 6;
const smallBelow = 16 * 1024;

/** Content of at least this size is tried on a piece before all of it is packed. */
const probeFrom = 64 * 1024;
const probeBytes = 32 * 1024;
/** Photos, films and archives shrink less than this: they are stored as they are. */
const worthwhile = 0.95;

/** One gzip member. Content that does not shrink is stored, which costs next to nothing. */
export function gzip(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const level = bytes.length < smallBelow ? smallLevel : shrinks(bytes) ? packLevel : 0;
  const packed = gzipSync(bytes, { level, chunkSize: Math.min(Math.max(1024, bytes.length >> 2), 1024 * 1024) });
  // A view of a pooled or larger buffer cannot be handed to another thread.
  return packed.byteLength === packed.buffer.byteLength && packed.buffer instanceof ArrayBuffer
    ? new Uint8Array(packed.buffer)
    : new Uint8Array(packed);
}

/** Whether packing is worth the time, judged by a piece from the middle: headers of films and photos shrink, the rest does not. */
export function shrinks(bytes: Uint8Array): boolean {
  if (bytes.length < probeFrom) return true;
  const start = (bytes.length - probeBytes) >> 1;
  return isWorthwhile(bytes.subarray(start, start + probeBytes));
}
export function isWorthwhile(sample: Uint8Array): boolean {
  return gzipSync(sample, { level: constants.Z_BEST_SPEED }).length < sample.length * worthwhile;
}
