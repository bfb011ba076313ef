import { companionOf } from '@cairn/protocol';
import type { Draft } from './draft.ts';
import type { DeletionRow } from './rows.ts';

/**
 * Takes one item out of the trash for good: the content that it would restore, all older ones, and the companion that was
 * deleted with it. The tombstone stays while it is the newest row of its name.
 */
export function removeFromTrash(draft: Draft, deletion: DeletionRow): void {
  if (deletion.below === null) return;
  for (const row of draft.reader.file(deletion.file)) {
    if (row.seq < deletion.seq && !row.head) draft.drop(row);
  }
  draft.forgetBelow(deletion);
  const companion = draft.head({ type: deletion.type, name: companionOf(deletion.name) });
  if (companion?.kind === 'deletion') removeFromTrash(draft, companion);
}
