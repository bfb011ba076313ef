import { createHash } from 'node:crypto';
import type { SavedContent } from '../ports/backup-folder.ts';
import type { Cell, CopiedRow, StoreSnapshot } from '../ports/table-copy.ts';
import type { AccountId, Blobs } from '../ports/world.ts';
import { CairnError } from '@cairn/protocol';

/** A content of an account as the table `content` names it. */
export interface ContentOf extends SavedContent {
  readonly account: AccountId;
  /** SHA-256 of the plain bytes. */
  readonly hash: Uint8Array;
  /** Where it lies in `Blobs`; null: in the store. */
  readonly key: string | null;
  readonly references: number;
  /** The row itself, without bytes. */
  readonly row: CopiedRow;
}
/** Pages of this many stored bytes are held at a time. */
const pageBytes = 4 * 1024 * 1024;

/** All contents of an account, in pages. */
export async function* contentsOf(snapshot: StoreSnapshot, account: AccountId): AsyncGenerator<readonly ContentOf[]> {
  for await (const rows of snapshot.rows('content', account)) yield rows.map((row) => contentOf(row, account));
}
function contentOf(row: CopiedRow, account: AccountId): ContentOf {
  const { key = null } = row;
  return {
    account,
    hash: bytesIn(row['hash']),
    storedHash: bytesIn(row['stored_hash']),
    length: Number(row['stored']),
    key: typeof key === 'string' ? key : null,
    references: Number(row['refs']),
    row,
  };
}
function bytesIn(cell: Cell | undefined): Uint8Array {
  if (!(cell instanceof Uint8Array)) throw new Error('a content without its checksum');
  return cell;
}

export type Bytes = Uint8Array | AsyncIterable<Uint8Array>;
/** What was found of a content. */
export type Found = { readonly content: ContentOf; readonly bytes: Bytes | null };

/** The bytes of contents where a server keeps them, unchecked, in their order; null: nothing is there. */
export async function* readContents(
  snapshot: StoreSnapshot,
  blobs: Pick<Blobs, 'open'>,
  contents: readonly ContentOf[],
): AsyncGenerator<Found> {
  for (let start = 0; start < contents.length;) {
    let end = start;
    for (let length = 0; end < contents.length && (end === start || length < pageBytes); end++) length += contents[end]?.length ?? 0;
    const page = contents.slice(start, end);
    const inStore = page.filter((content) => content.key === null);
    const [account] = inStore.map((content) => content.account);
    const bytes =
      account === undefined
        ? []
        : await snapshot.bytesOf(
            account,
            inStore.map((content) => content.hash),
          );
    const byContent = new Map(inStore.map((content, index) => [content, bytes[index] ?? null]));
    for (const content of page) {
      yield { content, bytes: content.key === null ? (byContent.get(content) ?? null) : await openOrNull(blobs, content.key) };
    }
    start = end;
  }
}
async function openOrNull(blobs: Pick<Blobs, 'open'>, key: string): Promise<AsyncIterable<Uint8Array> | null> {
  try {
    return await blobs.open(key);
  } catch (error) {
    if (error instanceof CairnError && error.code === 'file-not-available') return null;
    throw error;
  }
}

/** Bytes on their way were not those that were stored (R09). */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}
/** Passes bytes on. @throws Damaged at the end when they are not what was stored: whoever writes them takes them back */
export async function* checked(content: SavedContent, bytes: Bytes): AsyncGenerator<Uint8Array> {
  const sum = createHash('sha256');
  let length = 0;
  for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) {
    sum.update(piece);
    length += piece.length;
    yield piece;
  }
  if (length !== content.length || !sum.digest().equals(content.storedHash)) throw new Damaged('a content is not what was stored');
}
/** Whether they are what was stored. */
export async function isWhole(content: SavedContent, bytes: Bytes): Promise<boolean> {
  try {
    const pieces = checked(content, bytes);
    while ((await pieces.next()).done !== true);
    return true;
  } catch (error) {
    if (error instanceof Damaged) return false;
    throw error;
  }
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
/** A content in words, for lists of faults. */
export function inWords(content: ContentOf): string {
  return `account ${content.account}: content ${hex(content.hash)}`;
}

/** Every account of a snapshot, one after the other. */
export async function* accountsOf(snapshot: StoreSnapshot): AsyncGenerator<AccountId> {
  for (let after = -1; ;) {
    const page = await snapshot.accounts(after, 500);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
