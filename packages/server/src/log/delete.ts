import { isCompanion } from '@cairn/protocol';
import { companionOfFile } from './companions.ts';
import type { Draft } from './draft.ts';
import type { LogOperation } from './operations.ts';
import type { ContentRow, DeletionRow } from './rows.ts';
import type { Verdict } from './verdict.ts';
import { done, isBase, liveContent, outdated, refused, same } from './verdict.ts';

/** A deletion: to the trash, with its companion. Deleting what is deleted is nothing to do (R15). */
export function decideDelete(draft: Draft, op: Extract<LogOperation, { op: 'delete' }>, device: number | null): Verdict {
  const head = draft.head(op);
  if (head?.kind === 'deletion') {
    const isSeen = head.scope === 'row' && head.below !== null && op.scope === 'everywhere';
    return isSeen ? done(draft.deleteAgain(head, device)) : same(head);
  }
  if (!isBase(op.base, head)) return outdated(head);
  const live = liveContent(head);
  if (live === null) return refused('file-not-available');
  return done(deleteFile(draft, live, op.scope, device, op.time));
}

/** All of a folder, at once. A folder that holds anything newer than the caller has seen is left alone. */
export function decideDeleteFolder(draft: Draft, op: Extract<LogOperation, { op: 'delete-folder' }>, device: number | null): Verdict {
  const rows = draft.reader.folder(op.type, `${op.name}/`);
  if (rows.length === 0) {
    const newest = draft.reader.newestInFolder(op.type, `${op.name}/`);
    return newest === null ? refused('file-not-available') : same(newest);
  }
  const unseen = op.base === undefined ? undefined : rows.find((row) => row.seq > (op.base ?? 0));
  if (unseen !== undefined) return outdated(unseen);
  let last: DeletionRow | null = null;
  for (const row of rows) last = draft.delete(row, 'everywhere', device);
  return last === null ? refused('file-not-available') : done(last);
}

/** Puts a live file and its companion into the trash; `time` as in `Write`. */
export function deleteFile(draft: Draft, live: ContentRow, scope: DeletionRow['scope'], device: number | null, time?: number): DeletionRow {
  const companion = isCompanion(live.name) ? null : companionOfFile(draft, live);
  const deletion = draft.delete(live, scope, device, time);
  if (companion !== null) draft.delete(companion, scope, device, time);
  return deletion;
}
