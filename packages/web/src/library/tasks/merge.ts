import { mergerFor } from '@cairn/geo';
import type { FileKey } from '@cairn/protocol';
import { derive } from '../../device/index/derive.ts';
import type { DerivedRecord } from '../../device/index/records.ts';

/** What a merge would come to; null where the two contradict each other, or their kind has no merge. Nothing is kept of it. */
export function previewMerge(
  key: FileKey,
  base: Uint8Array | null,
  ours: Uint8Array,
  theirs: Uint8Array,
): { readonly record: DerivedRecord | null } | null {
  const merged = mergerFor(key)?.(base, ours, theirs);
  return merged?.outcome === 'merged' ? { record: derive(key, merged.bytes) } : null;
}
