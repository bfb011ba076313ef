import { Readable } from 'node:stream';
import { CairnError, batchMediaType, streamBatch } from '@cairn/protocol';
import type { ContentVersion, RouteName } from '@cairn/protocol';
import { UploadHeader } from '@cairn/protocol/schemas';
import type { Asker, LibraryContext } from '../../library/context.ts';
import { dayMs } from '../../library/context.ts';
import { download } from '../../library/download.ts';
import { listMaps } from '../../library/maps.ts';
import type { OwnDocument } from '../../library/export-account.ts';
import { operate } from '../../library/operate.ts';
import { deleteType, emptyTrash, removeAll, removeHistory, removeTrash } from '../../library/removal.ts';
import { upload } from '../../library/upload.ts';
import { JsonText } from '../handler.ts';
import type { Handlers, Who } from '../handler.ts';
import { answerContent } from './content.ts';
import { answerEvents } from './events.ts';
import { answerAccountExport, answerExport } from './export.ts';

/** Routes of files, their history and the space they take. */
export type FileRouteName = Extract<
  RouteName,
  | ('changes' | 'events' | 'upload' | 'download' | 'content' | 'operate' | 'list' | 'history' | 'trash' | 'deleteTrash' | 'emptyTrash')
  | ('storage' | 'maps' | 'deleteType' | 'deleteOldVersions' | 'deleteData' | 'export')
>;

/** Handlers of the library; no rule lives here. `own`: what is kept of whoever asks beside the files (R74). */
export function fileHandlers(ctx: LibraryContext, own: (who: Who) => Promise<readonly OwnDocument[]>): Handlers<FileRouteName> {
  const counted = async (count: Promise<number>) => ({ status: 'ok', count: await count }) as const;
  return {
    async changes({ who, query }) {
      const { cursor, limit } = query;
      const { bytes } = await ctx.store.changesText({ account: who.account, cursor, limit, types: typesOf(query.types) });
      return new JsonText(bytes);
    },
    events: ({ who, caller }) => answerEvents(ctx, who.account, caller.signal),
    upload: ({ who, stream }) => upload(ctx, asker(who), stream, parseHeader),
    async download({ who, body }) {
      const items = download(ctx, who.account, body.versions);
      return { status: 200, headers: { 'content-type': batchMediaType }, body: Readable.from(streamBatch(items), { objectMode: false }) };
    },
    content: ({ who, query, headers }) => answerContent(ctx, who.account, query.seq, headers),
    operate: ({ who, body }) => operate(ctx, asker(who), body.operations),
    list: ({ who, query }) => answerList(ctx, who.account, query),
    async history({ who, query }) {
      const versions = await ctx.store.history(who.account, query);
      if (versions.length === 0) throw new CairnError('file-not-available');
      return { versions: versions.map((version) => ({ version, available: version.kind === 'content' })) };
    },
    async trash({ who, query }) {
      const rows = await ctx.store.trash(who.account, query.before ?? null, query.limit);
      const items = rows.map((row) => ({ ...row, purgeAt: row.deletion.stamp + ctx.trashDays * dayMs }));
      return { items, next: rows.length < query.limit ? null : (rows.at(-1)?.deletion.seq ?? null) };
    },
    deleteTrash: ({ who, body }) => counted(removeTrash(ctx, asker(who), body.deletions)),
    emptyTrash: ({ who, body }) => counted(emptyTrash(ctx, asker(who), body?.seen)),
    async storage({ who }) {
      const [{ live, trash, history, types }, allowance] = await Promise.all([ctx.store.storage(who.account), ctx.allowance(who.account)]);
      const { quota: allowed, historyLimit: historyAllowed } = allowance;
      return { used: live.stored, allowed, files: live.files, trash, history, historyAllowed, types: [...types] };
    },
    maps: async ({ who }) => ({ maps: [...(await listMaps(ctx, who.account))] }),
    deleteType: ({ who, body }) => counted(deleteType(ctx, asker(who), body)),
    deleteOldVersions: ({ who, body }) => counted(removeHistory(ctx, asker(who), body?.seen)),
    deleteData: ({ who, body }) => counted(removeAll(ctx, asker(who), body?.epoch)),
    async export({ who, query: { format, types } }) {
      if (format !== 'account') return answerExport(ctx, who.account, { format, types: typesOf(types) });
      if (types !== undefined) throw new CairnError('bad-request', { reason: 'the query: the whole account has no choice of types' });
      return answerAccountExport(ctx, who.account, () => own(who));
    },
  };
}

function asker(who: Who): Asker {
  return { account: who.account, device: who.device };
}

function parseHeader(json: unknown): UploadHeader {
  const parsed = UploadHeader.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CairnError('bad-request', { reason: `a header, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not readable'}` });
}

function typesOf(list: string | undefined): string[] | null {
  return list === undefined ? null : list.split(',').filter((type) => type !== '');
}

async function answerList(
  ctx: LibraryContext,
  account: number,
  query: { types?: string | undefined; prefix?: string | undefined; after?: string | undefined; limit: number },
): Promise<{ files: ContentVersion[]; next: string | null }> {
  const after = query.after === undefined ? null : readPlace(query.after);
  const { limit } = query;
  const files = await ctx.store.list({ account, types: typesOf(query.types), prefix: query.prefix ?? '', after, limit });
  const last = files.length < limit ? undefined : files.at(-1);
  return { files: [...files], next: last === undefined ? null : placeAfter(last) };
}

/** Where the next page begins, opaque to clients. */
function placeAfter({ type, name }: { type: string; name: string }): string {
  return Buffer.from(JSON.stringify([type, name])).toString('base64url');
}
function readPlace(place: string): { type: string; name: string } {
  try {
    const [type, name] = JSON.parse(Buffer.from(place, 'base64url').toString()) as unknown[];
    if (typeof type === 'string' && typeof name === 'string') return { type, name };
  } catch {
    // Answered below, as for any other text that is no place.
  }
  throw new CairnError('bad-request', { reason: 'the query, after: it is not from an answer of this server' });
}
