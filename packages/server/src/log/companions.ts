import { companionOf } from '@cairn/protocol';
import type { Draft } from './draft.ts';
import type { ContentRow, Row } from './rows.ts';
import type { RewrittenBySeq } from './verdict.ts';
import { liveContent } from './verdict.ts';

/** The live companion of a file, if it has one. */
export function companionOfFile(draft: Draft, row: Row): ContentRow | null {
  return liveContent(draft.head({ type: row.type, name: companionOf(row.name) }));
}

/** Companions that have not been rewritten for their new name, or changed since. */
export function unwritten(companions: readonly ContentRow[], rewritten: RewrittenBySeq): ContentRow[] {
  return companions.filter((row) => !rewritten.has(row.seq));
}

/** Makes the place of a companion free: one without a file there goes to the trash. */
export function clearCompanion(draft: Draft, type: string, mainName: string, device: number | null): void {
  const stray = liveContent(draft.head({ type, name: companionOf(mainName) }));
  if (stray !== null) draft.delete(stray, 'everywhere', device);
}
