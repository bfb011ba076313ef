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
  /** Most legs of one request for routes; a plan asks for those that changed. */
  routeLegs: 100,
  /** Most points of a track that is attached to roads in one request. */
  matchPoints: 5000,
  /** Most points whose heights are asked for in one request. */
  elevationPoints: 20_000,
} as const;
