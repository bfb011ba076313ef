import { createHash } from 'node:crypto';
import { CairnError } from '@cairn/protocol';
import type { BatchItem, ContentVersion, DownloadHeader } from '@cairn/protocol';
import type { Contents, StoredContent } from '../ports/log-store.ts';
import type { AccountId } from '../ports/world.ts';
import type { LibraryContext } from './context.ts';
import { refusal } from './results.ts';

/** Stored bytes that are read ahead in one go. */
const pageBytes = 1024 * 1024;

/** The contents of versions in the order asked. Pages are read ahead by one; large contents stream. */
export async function* download(
  ctx: LibraryContext,
  account: AccountId,
  seqs: readonly number[],
): AsyncGenerator<BatchItem<DownloadHeader>> {
  let rest = seqs;
  let page = readPage(ctx, account, rest);
  while (rest.length > 0) {
    const { items, bytes } = await page;
    const asked = rest;
    rest = rest.slice(items.length);
    if (rest.length > 0) page = readPage(ctx, account, rest);
    for (const [index, item] of items.entries()) yield await itemOf(ctx, account, asked[index] ?? 0, item, bytes);
  }
}

function readPage(ctx: LibraryContext, account: AccountId, seqs: readonly number[]): Promise<Contents> {
  const page = ctx.store.contents(account, seqs, pageBytes);
  // It may be read ahead of somebody who then goes away.
  page.catch(() => undefined);
  return page;
}

async function itemOf(
  ctx: LibraryContext,
  account: AccountId,
  seq: number,
  item: StoredContent | null,
  bytes: Uint8Array,
): Promise<BatchItem<DownloadHeader>> {
  const body = item === null ? null : await bodyOf(ctx, account, item, bytes);
  if (item === null || body === null) {
    const { error } = refusal(item === null ? 'file-not-available' : 'data-damaged');
    return { header: { seq, length: 0, error }, body: new Uint8Array(0) };
  }
  return { header: { seq, length: item.version.stored }, body };
}

/** Stored bytes of one content, checked; null when they are damaged: never served as whole (R09). */
async function bodyOf(
  ctx: LibraryContext,
  account: AccountId,
  item: StoredContent,
  bytes: Uint8Array,
): Promise<Uint8Array | AsyncIterable<Uint8Array> | null> {
  if ('at' in item.place) return bytes.subarray(item.place.at, item.place.at + item.version.stored);
  if ('key' in item.place) {
    try {
      return checkedStream(ctx, account, item, await ctx.blobs.open(item.place.key, 0, item.version.stored));
    } catch (error) {
      if (!(error instanceof CairnError) || error.code !== 'file-not-available') throw error;
    }
  }
  reportDamage(ctx, account, item);
  return null;
}

/** Passes a stream on and holds its last piece back until the checksum of all is right; else the transfer breaks off. */
async function* checkedStream(
  ctx: LibraryContext,
  account: AccountId,
  item: StoredContent,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const sum = createHash('sha256');
  let last: Uint8Array | null = null;
  for await (const piece of source) {
    sum.update(piece);
    if (last !== null) yield last;
    last = piece;
  }
  if (sum.digest('hex') !== item.storedHash) {
    reportDamage(ctx, account, item);
    throw new CairnError('data-damaged');
  }
  if (last !== null) yield last;
}

function reportDamage(ctx: LibraryContext, account: AccountId, item: StoredContent): void {
  ctx.log.error({ account, seq: item.version.seq, damaged: 1 }, 'a stored content is damaged or missing and was not served');
}

/** Where a large content can be read past this server, if that is wanted and possible. */
export async function linkTo(
  ctx: LibraryContext,
  account: AccountId,
  seq: number,
  link: (key: string, version: ContentVersion) => Promise<string>,
): Promise<string | null> {
  const { items } = await ctx.store.contents(account, [seq], 1);
  const item = items[0] ?? null;
  return item !== null && 'key' in item.place ? link(item.place.key, item.version) : null;
}

/** One content. @throws CairnError `file-not-available`, `data-damaged` */
export async function content(ctx: LibraryContext, account: AccountId, seq: number) {
  return contentOf(ctx, account, await ctx.store.contents(account, [seq], pageBytes));
}
/** The one content that the log has found. @throws CairnError `file-not-available`, `data-damaged` */
export async function contentOf(ctx: LibraryContext, account: AccountId, { items, bytes }: Contents) {
  const item = items[0] ?? null;
  if (item === null) throw new CairnError('file-not-available');
  const body = await bodyOf(ctx, account, item, bytes);
  if (body === null) throw new CairnError('data-damaged');
  return { version: item.version, body };
}
