/** How much is done together. Larger shares travel faster; smaller ones are recorded sooner and need less memory. */
export interface Sizes {
  /** One upload request with more than one file: gzip bytes, files. */
  readonly uploadBytes: number;
  readonly uploadItems: number;
  /** Packed or being packed and not answered yet, bytes. */
  readonly lookAhead: number;
  /** One download request: stored bytes, files. After each, what came is flushed and recorded. */
  readonly downloadBytes: number;
  readonly downloadItems: number;
  /** Files renamed or deleted here, or found equal, before that is recorded. */
  readonly changedHere: number;
  readonly adopted: number;
}

export const defaultSizes: Sizes = {
  uploadBytes: 4 * 1024 * 1024,
  uploadItems: 500,
  lookAhead: 32 * 1024 * 1024,
  downloadBytes: 16 * 1024 * 1024,
  downloadItems: 4000,
  changedHere: 500,
  adopted: 5000,
};
