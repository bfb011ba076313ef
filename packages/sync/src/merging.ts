import type { FileKey } from '@cairn/protocol';

/** What a merge of two contents came to. */
export type Merged =
  | { readonly outcome: 'merged'; readonly bytes: Uint8Array }
  /** Nothing was merged; `reasons` say why, for a person. */
  | { readonly outcome: 'conflict'; readonly reasons: readonly string[] };
/** Merges two plain contents that came from `base`; without `base` it is a union of what does not contradict. */
export type Merger = (base: Uint8Array | null, ours: Uint8Array, theirs: Uint8Array) => Merged;

/** The merges that exist, by kind of file; `@cairn/geo` has them. */
export interface Merging {
  /** Null where no merge exists. */
  mergerFor(key: FileKey): Merger | null;
  /** Companions, key by key: a key that differs is taken from the later side. */
  mergeCompanions(ours: Uint8Array, theirs: Uint8Array, laterIs: 'ours' | 'theirs'): Merged;
}
