import { companionOf, isCompanion, isMap } from '@cairn/protocol';
import { clearCompanion, companionOfFile, unwritten } from './companions.ts';
import type { Draft } from './draft.ts';
import type { LogOperation } from './operations.ts';
import type { ContentRow, Row } from './rows.ts';
import type { RewrittenBySeq, Verdict } from './verdict.ts';
import { done, isBase, liveContent, outdated, refused, same } from './verdict.ts';

/** A rename within a type: one entry of the log, with history and companion; no content travels. */
export function decideRename(
  draft: Draft,
  op: Extract<LogOperation, { op: 'rename' }>,
  rewritten: RewrittenBySeq,
  device: number | null,
): Verdict {
  const head = draft.head(op);
  if (head?.kind === 'moved' && head.to === op.to) return same(movedTo(draft, head));
  if (!isBase(op.base, head)) return outdated(head);
  const live = liveContent(head);
  if (live === null) return refused('file-not-available');
  if (op.to === op.name) return same(live);
  if (liveContent(draft.head({ type: op.type, name: op.to })) !== null) return refused('name-taken', { name: op.to });
  if (isMap({ type: op.type, name: op.to })) return refused('name-refused', { reason: 'map files are not kept in the cloud' });
  const companion = isCompanion(live.name) ? null : companionOfFile(draft, live);
  const missing = unwritten(companion === null ? [] : [companion], rewritten);
  if (missing.length > 0) return { status: 'rewrite', companions: missing };
  const renamed = draft.rename(live, op.to, device);
  if (companion !== null) {
    clearCompanion(draft, op.type, op.to, device);
    draft.rename(companion, companionOf(op.to), device, rewritten.get(companion.seq));
  }
  return done(renamed);
}

/** Moves everything below a folder, at once. */
export function decideRenameFolder(
  draft: Draft,
  op: Extract<LogOperation, { op: 'rename-folder' }>,
  rewritten: RewrittenBySeq,
  device: number | null,
): Verdict {
  const prefix = `${op.name}/`;
  if (`${op.to}/`.startsWith(prefix)) return refused('bad-request', { reason: 'a folder cannot be moved into itself' });
  const rows = draft.reader.folder(op.type, prefix);
  if (rows.length === 0) {
    const newest = draft.reader.newestInFolder(op.type, prefix);
    return newest?.kind === 'moved' && newest.to.startsWith(`${op.to}/`) ? same(movedTo(draft, newest)) : refused('file-not-available');
  }
  const unseen = op.base === undefined ? undefined : rows.find((row) => row.seq > (op.base ?? 0));
  if (unseen !== undefined) return outdated(unseen);
  const taken = rows.map((row) => newName(row, op)).find((name) => liveContent(draft.head({ type: op.type, name })) !== null);
  if (taken !== undefined) return refused('name-taken', { name: taken });
  const missing = unwritten(
    rows.filter((row) => isCompanion(row.name)),
    rewritten,
  );
  if (missing.length > 0) return { status: 'rewrite', companions: missing };
  let last: Row | null = null;
  for (const row of rows) last = draft.rename(row, newName(row, op), device, rewritten.get(row.seq));
  return last === null ? refused('file-not-available') : done(last);
}

function newName(row: ContentRow, op: { name: string; to: string }): string {
  return op.to + row.name.slice(op.name.length);
}
/** Where a file went: its row at the new name, while that is still the same file. */
function movedTo(draft: Draft, mark: Row & { kind: 'moved' }): Row {
  const there = draft.head({ type: mark.type, name: mark.to });
  return there?.file === mark.file && there.kind === 'content' ? there : mark;
}
