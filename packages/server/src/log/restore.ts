import { companionOf, isCompanion, isMap } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { clearCompanion, companionOfFile, unwritten } from './companions.ts';
import type { Draft } from './draft.ts';
import type { LogOperation } from './operations.ts';
import type { ContentRow, DeletionRow, Row } from './rows.ts';
import type { RewrittenBySeq, Verdict } from './verdict.ts';
import { done, isBase, liveContent, outdated, refused, same } from './verdict.ts';

/**
 * An old version becomes the head again, with a fresh stamp: of a live file under its present name, from the trash under the
 * name it had. `to`: a file of the trash comes back under that name; of a live file a copy is made there.
 */
export function decideRestore(
  draft: Draft,
  op: Extract<LogOperation, { op: 'restore' }>,
  rewritten: RewrittenBySeq,
  device: number | null,
): Verdict {
  const source = draft.reader.content(op.seq);
  const newest = source === null ? null : draft.reader.newestOfFile(source.file);
  if (source === null || newest === null) return refused('file-not-available');
  const key = { type: source.type, name: op.to ?? newest.name };
  if (newest.kind !== 'deletion' && key.name !== newest.name) return copyTo(draft, source, key, op.base, rewritten, device);
  const head = draft.head(key);
  const live = liveContent(head);
  if (live !== null && live.file === source.file && live.hash === source.hash) return same(live);
  if (!isBase(op.base, head)) return outdated(head);
  if (live !== null && live.file !== source.file) return refused('name-taken', { name: key.name });
  if (isMap(key)) return refused('name-refused', { reason: 'map files are not kept in the cloud' });
  const companion = newest.kind === 'deletion' ? trashedCompanion(draft, newest) : null;
  const moves = companion !== null && key.name !== newest.name;
  const missing = moves ? unwritten([companion.content], rewritten) : [];
  if (missing.length > 0) return { status: 'rewrite', companions: missing };
  const { clientTime } = source;
  const row = draft.write({ key, content: source, clientTime, device, from: newest });
  if (companion !== null) {
    if (moves) clearCompanion(draft, key.type, key.name, device);
    const content = (moves ? rewritten.get(companion.content.seq) : undefined) ?? companion.content;
    const place = { type: key.type, name: companionOf(key.name) };
    draft.write({ key: place, content, clientTime: companion.content.clientTime, device, from: companion.deletion });
  }
  return done(row);
}

/** A new file with the content of a version, and a companion of its own where the version is the head. */
export function decideCopy(
  draft: Draft,
  op: Extract<LogOperation, { op: 'copy' }>,
  rewritten: RewrittenBySeq,
  device: number | null,
): Verdict {
  const source = draft.reader.content(op.seq);
  if (source === null) return refused('file-not-available');
  return copyTo(draft, source, { type: source.type, name: op.to }, op.base, rewritten, device);
}

function copyTo(
  draft: Draft,
  source: ContentRow,
  key: FileKey,
  base: number | undefined,
  rewritten: RewrittenBySeq,
  device: number | null,
): Verdict {
  const head = draft.head(key);
  const live = liveContent(head);
  if (live?.hash === source.hash) return same(live);
  if (!isBase(base, head)) return outdated(head);
  if (live !== null) return refused('name-taken', { name: key.name });
  if (isMap(key)) return refused('name-refused', { reason: 'map files are not kept in the cloud' });
  const companion = source.shelf === 'live' && !isCompanion(source.name) ? companionOfFile(draft, source) : null;
  const missing = unwritten(companion === null ? [] : [companion], rewritten);
  if (missing.length > 0) return { status: 'rewrite', companions: missing };
  const row = draft.write({ key, content: source, clientTime: source.clientTime, device, from: null });
  const content = companion === null ? undefined : rewritten.get(companion.seq);
  if (companion !== null && content !== undefined) {
    clearCompanion(draft, key.type, key.name, device);
    const place = { type: key.type, name: companionOf(key.name) };
    draft.write({ key: place, content, clientTime: companion.clientTime, device, from: null });
  }
  return done(row);
}

/** The companion that went into the trash with a file and is still there. */
export function trashedCompanion(draft: Draft, deletion: Row): { deletion: DeletionRow; content: ContentRow } | null {
  if (isCompanion(deletion.name)) return null;
  const head = draft.head({ type: deletion.type, name: companionOf(deletion.name) });
  if (head?.kind !== 'deletion' || head.below === null) return null;
  const content = draft.reader.content(head.below);
  return content === null ? null : { deletion: head, content };
}
