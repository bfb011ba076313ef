/** Bounds of one archive (R41, R43). Bytes unless said otherwise. */
export interface ZipLimits {
  /** Most entries. */
  readonly entries: number;
  /** Longest list of contents. */
  readonly directoryBytes: number;
  /** Largest entry when unpacked, and all of them together. */
  readonly entryBytes: number;
  readonly totalBytes: number;
  /** Most times its packed size that an entry above `ratioFrom` bytes may unpack to. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

/** For whole libraries: years of tracks and recordings. */
export const libraryLimits: ZipLimits = {
  entries: 1_000_000,
  directoryBytes: 256 * 1024 * 1024,
  entryBytes: 16 * 1024 ** 3,
  totalBytes: 256 * 1024 ** 3,
  ratio: 200,
  ratioFrom: 16 * 1024 * 1024,
};

/** For single files of somebody else that are looked into (KMZ, a ZIP of tracks). */
export const parcelLimits: ZipLimits = {
  ...libraryLimits,
  entries: 10_000,
  directoryBytes: 4 * 1024 * 1024,
  entryBytes: 512 * 1024 * 1024,
  totalBytes: 2 * 1024 ** 3,
};

/** Why an archive, or one entry of it, is not read or written. */
export type ZipFault = 'not an archive' | 'damaged' | 'not supported' | 'name' | 'duplicate' | 'overlap' | 'limit' | 'size';

/** An archive that cannot be used. `entry` is the name of the entry at fault, null where it is the archive. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
  readonly fault: ZipFault;
  readonly entry: string | null;
  constructor(fault: ZipFault, reason: string, entry: string | null = null) {
    super(entry === null ? reason : `${printable(entry)}: ${reason}`);
    this.fault = fault;
    this.entry = entry;
  }
}

/** A name that is safe to show in a message, cut where it is long. */
function printable(name: string): string {
  return `“${name.slice(0, 200).replace(/\p{Cc}/gu, '?')}”`;
}
