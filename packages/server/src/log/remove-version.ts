import { companionOf, isCompanion } from '@cairn/protocol';
import type { Draft } from './draft.ts';
import type { LogOperation } from './operations.ts';
import { removeFromTrash } from './removal.ts';
import { trashedCompanion } from './restore.ts';
import type { ContentRow, DeletionRow, Row } from './rows.ts';
import type { Verdict } from './verdict.ts';
import { done, liveContent, refused, same } from './verdict.ts';

type Removal = Extract<LogOperation, { op: 'remove-version' }>;
/** Two requests of one device within this time are one act: *delete from trash* sends them side by side, in any order. */
const oneActMs = 60_000;

/**
 * `delete-file-version` of OsmAnd's protocol: one row goes. Of a deletion with content below that is a restore with a fresh stamp; of
 * the newest content below a deletion it takes all older ones along, so that nothing comes back; tombstones stay (docs/developers/sync.md).
 */
export function decideRemoveVersion(draft: Draft, op: Removal, device: number | null): Verdict {
  const row = rowAt(draft, op);
  if (row === null) return isGone(draft, op);
  switch (row.kind) {
    case 'moved':
      draft.dismiss(row);
      return done(row);
    case 'deletion':
      return removeDeletion(draft, row, device);
    case 'content':
      return removeContent(draft, row, device);
  }
}

/** The row that the apps know by this name and stamp: history goes by the present name of its file. */
export function rowAt(draft: Pick<Draft, 'reader'>, key: { type: string; name: string; stamp: number }): Row | null {
  const rows = draft.reader.atStamp(key.stamp).filter((row) => row.type === key.type);
  const named = rows.find((row) => row.name === key.name);
  if (named !== undefined) return named;
  return rows.find((row) => row.part === 0 && draft.reader.newestOfFile(row.file)?.name === key.name) ?? null;
}

/** A row that went together with others is asked for again by an app that had seen it: it is gone, as it was to be. */
function isGone(draft: Draft, op: Removal): Verdict {
  const head = draft.head(op);
  return head?.kind === 'deletion' && head.below === null && op.stamp < head.stamp ? same(head) : refused('file-not-available');
}

function removeDeletion(draft: Draft, row: DeletionRow, device: number | null): Verdict {
  // No app has ever seen the stamp of one that is in the cloud only.
  if (row.scope !== 'everywhere') return refused('file-not-available');
  if (!row.head) {
    // Another file has the name now, so nothing can come back under it: the item stays in the trash, where its content can be removed.
    if (row.below !== null) return same(row);
    draft.drop(row);
    return done(row);
  }
  const content = row.below === null ? null : draft.reader.content(row.below);
  if (content === null) return same(row);
  const companion = trashedCompanion(draft, row);
  const revived = draft.revive(row, content, device);
  if (companion !== null) draft.revive(companion.deletion, companion.content, device);
  return done(revived);
}

function removeContent(draft: Draft, row: ContentRow, device: number | null): Verdict {
  const contents = draft.reader.file(row.file).filter((other) => other.kind === 'content');
  const chain = chainOf(contents, row);
  const shown = chain.at(-1) ?? row;
  const first = chain[0] ?? row;
  const older = contents.filter((other) => other.seq < first.seq).at(-1) ?? null;
  for (const other of chain) if (other !== shown) draft.drop(other);
  const deletion = shown.shelf === 'trash' ? deletionAbove(draft, shown) : null;
  if (shown.shelf === 'live') {
    // The content of a trash item, whose deletion the same app has just taken away: it goes as it would have gone below that.
    const isTrash = chain.length > 1 && shown.device === device && draft.now - shown.stamp < oneActMs;
    return done(isTrash ? removeAllOf(draft, shown, 'everywhere', device) : removeLive(draft, shown, older, device));
  }
  if (deletion?.scope === 'everywhere' || deletion?.scope === 'cloud') removeFromTrash(draft, deletion);
  else if (deletion !== null) {
    draft.replaceBelow(deletion, shown, older);
    if (older === null) removeCompanion(draft, deletion, 'cloud', device);
  } else {
    draft.drop(shown);
    if (older?.carried === true && !shown.carried) draft.uncarry(older);
  }
  return done(row);
}

/** Rows that are one row to the apps: a content, and itself brought back under a fresh stamp. Oldest first. */
function chainOf(contents: readonly ContentRow[], row: ContentRow): ContentRow[] {
  let from = contents.findIndex((other) => other.seq === row.seq);
  let to = from;
  while (contents[from - 1]?.revived === true) from -= 1;
  while (contents[to]?.revived === true && to + 1 < contents.length) to += 1;
  return contents.slice(from, to + 1);
}

function deletionAbove(draft: Draft, row: ContentRow): DeletionRow | null {
  const newest = draft.reader.newestOfFile(row.file);
  return newest?.kind === 'deletion' && newest.below === row.seq ? newest : null;
}

/** The newest row goes. Devices of ours keep their file: this is no deletion of theirs, and an older version is no change to fetch. */
function removeLive(draft: Draft, row: ContentRow, older: ContentRow | null, device: number | null): DeletionRow {
  return older === null ? removeAllOf(draft, row, 'cloud', device) : draft.uncover(row, older, 'row', device);
}

/** A live file with its history and its companion, for good. */
function removeAllOf(draft: Draft, row: ContentRow, scope: 'everywhere' | 'cloud', device: number | null): DeletionRow {
  for (const other of draft.reader.file(row.file)) if (!other.head) draft.drop(other);
  const deletion = draft.uncover(row, null, scope, device);
  if (!isCompanion(row.name)) removeCompanion(draft, row, scope, device);
  return deletion;
}

function removeCompanion(draft: Draft, main: Row, scope: 'everywhere' | 'cloud', device: number | null): void {
  const companion = liveContent(draft.head({ type: main.type, name: companionOf(main.name) }));
  if (companion !== null) removeAllOf(draft, companion, scope, device);
}
