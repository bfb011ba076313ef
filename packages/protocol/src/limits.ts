/** Sizes that both sides know. Bytes unless said otherwise. */
export const limits = {
  /** Most items in one upload or download batch, or operations in one request. */
  batchItems: 1000,
  /** Most bytes of one upload batch with more than one item; one item alone may be as large as the file limit. */
  batchBytes: 32 * 1024 * 1024,
  /** Longest JSON header of a batch item. */
  batchHeaderBytes: 32 * 1024,
  /** Longest JSON body of a request. */
  jsonBytes: 2 * 1024 * 1024,
  /** Longest name, bytes of UTF-8. */
  nameBytes: 4096,
  typeBytes: 64,
} as const;
