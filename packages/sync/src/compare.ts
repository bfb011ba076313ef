import type { ContentVersion } from '@cairn/protocol';
import type { Base, CloudState, Facts, LocalFile } from './facts.ts';

/**
 * Rows of the table in docs/developers/sync.md. The sentence of each is what a person reads.
 * Rows of renames, and what companions do, are decided over several names at once (`judge.ts`).
 */
export const rows = {
  equal: 'The same on both sides.',
  unchanged: 'Unchanged on both sides.',
  'changed-here': 'Changed on this device since the last sync.',
  'changed-there': 'Changed in the cloud since the last sync.',
  'changed-both': 'Changed on this device and in the cloud since the last sync.',
  'deleted-here': 'Deleted on this device since the last sync.',
  'deleted-there': 'Deleted in the cloud since the last sync; the copy here goes to the undo store.',
  'edited-here-deleted-there': 'Deleted in the cloud, but changed here after the last sync: the edit wins and goes to the cloud again.',
  'deleted-here-edited-there': 'Deleted here, but changed in the cloud after the last sync: the edit wins and comes back.',
  'deleted-both': 'Deleted on both sides.',
  'both-new': 'There is a file of this name on this device and a different one in the cloud.',
  'new-here': 'New on this device.',
  'new-there': 'New in the cloud.',
  'gone-there': 'Only its deletion is known in the cloud, and there is nothing here.',
  nowhere: 'On neither side.',
  'kept-here': 'Deleted in the cloud only; this device keeps its copy.',
  'not-in-cloud': 'Kept on this device only; it goes to the cloud after an edit or when you upload it.',
  'not-in-cloud-edited': 'Was kept on this device only and is changed now, so it goes to the cloud.',
  'asked-for': 'Was kept on this device only; you asked for it to be uploaded.',
  'not-in-cloud-deleted': 'Was kept on this device only and is deleted now.',
} as const;
export type Row = keyof typeof rows;

/** What is to be done about one name. `base` is the precondition of a write: the newest sequence number known. */
export type Decision =
  | { readonly do: 'nothing'; readonly row: Row }
  /** Both sides agree already (or nothing is to be moved): only the base is recorded. */
  | { readonly do: 'adopt'; readonly row: Row; readonly base: Base }
  | { readonly do: 'upload'; readonly row: Row; readonly base: number }
  | { readonly do: 'download'; readonly row: Row; readonly version: ContentVersion }
  | { readonly do: 'delete-there'; readonly row: Row; readonly base: number }
  | { readonly do: 'delete-here'; readonly row: Row; readonly seq: number }
  /** `ancestor`: the content that both sides began with; null = none is known. */
  | { readonly do: 'merge'; readonly row: Row; readonly version: ContentVersion; readonly ancestor: Base | null }
  | { readonly do: 'conflict'; readonly row: Row; readonly version: ContentVersion };

/** What the cloud says that this device has not agreed to yet; absent = nothing new. */
function newsOf({ base, cloud }: Facts): CloudState | undefined {
  return cloud !== undefined && cloud.seq > (base?.seq ?? 0) ? cloud : undefined;
}
/** The content that this device and the cloud last agreed on; absent = none. */
function agreedContent(base: Base | undefined): Base | undefined {
  return base === undefined || base.kind === 'absent' ? undefined : base;
}

/** Whether the facts cannot be compared before the local file is hashed. Nothing is hashed that sizes can tell apart. */
export function needsHash(facts: Facts): boolean {
  const { local } = facts;
  if (local === undefined || local.hash !== undefined) return false;
  const news = newsOf(facts);
  return local.size === agreedContent(facts.base)?.size || (news?.kind === 'content' && local.size === news.size);
}

/**
 * Decides about one name: content and sequence numbers alone, never a clock (R26).
 * One branch per row of the table. Facts for which `needsHash` holds are a mistake of the caller.
 * `mergeable`: a merge of two contents exists for this kind of file.
 */
export function compare(facts: Facts, mergeable = false): Decision {
  const news = newsOf(facts);
  const agreed = agreedContent(facts.base);
  if (news?.kind === 'content' && isContent(facts.local, news)) return { do: 'adopt', row: 'equal', base: contentBase(news) };
  if (agreed === undefined) return withoutAgreement(facts, news, mergeable);
  if (news === undefined) return cloudUnchanged(facts.local, agreed);
  if (news.kind === 'content') return cloudChanged(facts.local, agreed, news, mergeable);
  return cloudDeleted(facts.local, agreed, news);
}

function withoutAgreement({ base, local }: Facts, news: CloudState | undefined, mergeable: boolean): Decision {
  const head = news?.seq ?? base?.seq ?? 0;
  if (news?.kind === 'content') {
    if (local === undefined) return { do: 'download', row: 'new-there', version: news };
    return bothSides('both-new', news, null, mergeable);
  }
  if (local !== undefined) return { do: 'upload', row: 'new-here', base: head };
  if (news === undefined) return { do: 'nothing', row: 'nowhere' };
  return { do: 'adopt', row: 'gone-there', base: { seq: news.seq, kind: 'absent' } };
}

function cloudUnchanged(local: LocalFile | undefined, agreed: Base): Decision {
  const isKeptHereOnly = agreed.kind === 'cloud-only-deleted';
  if (local === undefined) {
    if (isKeptHereOnly) return { do: 'adopt', row: 'not-in-cloud-deleted', base: { seq: agreed.seq, kind: 'absent' } };
    return { do: 'delete-there', row: 'deleted-here', base: agreed.seq };
  }
  if (isContent(local, agreed)) return { do: 'nothing', row: isKeptHereOnly ? 'not-in-cloud' : 'unchanged' };
  return { do: 'upload', row: isKeptHereOnly ? 'not-in-cloud-edited' : 'changed-here', base: agreed.seq };
}

function cloudChanged(local: LocalFile | undefined, agreed: Base, news: ContentVersion, mergeable: boolean): Decision {
  if (local === undefined) return { do: 'download', row: 'deleted-here-edited-there', version: news };
  if (isContent(local, agreed)) return { do: 'download', row: 'changed-there', version: news };
  // The cloud has the content that was agreed on under a later number (restored, or renamed to and fro): only this side changed.
  if (news.hash === agreed.hash) return { do: 'upload', row: 'changed-here', base: news.seq };
  return bothSides('changed-both', news, agreed, mergeable);
}

function cloudDeleted(local: LocalFile | undefined, agreed: Base, news: Exclude<CloudState, ContentVersion>): Decision {
  if (local === undefined) return { do: 'adopt', row: 'deleted-both', base: { seq: news.seq, kind: 'absent' } };
  if (!isContent(local, agreed)) return { do: 'upload', row: 'edited-here-deleted-there', base: news.seq };
  if (news.kind === 'deletion' && news.scope === 'cloud') {
    return { do: 'adopt', row: 'kept-here', base: { ...agreed, seq: news.seq, kind: 'cloud-only-deleted' } };
  }
  return { do: 'delete-here', row: 'deleted-there', seq: news.seq };
}

function bothSides(row: Row, version: ContentVersion, ancestor: Base | null, mergeable: boolean): Decision {
  return mergeable ? { do: 'merge', row, version, ancestor } : { do: 'conflict', row, version };
}

/** The base after both sides agreed on a version. */
export function contentBase(version: ContentVersion): Base {
  return { seq: version.seq, kind: 'content', hash: version.hash, size: version.size };
}

function isContent(local: LocalFile | undefined, content: { readonly hash?: string; readonly size?: number }): boolean {
  if (local === undefined || local.size !== content.size) return false;
  if (local.hash === undefined) throw new TypeError('A file was compared before it was hashed.');
  return local.hash === content.hash;
}
