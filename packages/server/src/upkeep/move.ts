import type { CopiedRow, StoreSnapshot, TableCopy } from '../ports/table-copy.ts';
import type { AccountId, Blobs } from '../ports/world.ts';
import type { ContentOf } from './contents.ts';
import { Damaged, accountsOf, checked, contentsOf, inWords, isWhole, readContents } from './contents.ts';
import { differences, digestOf, markOfDigest } from './digest.ts';
import { UpkeepError } from '../ports/upkeep-error.ts';

/** One set-up of a server: rows and large contents. */
export interface SetUp {
  readonly rows: TableCopy;
  readonly blobs: Blobs;
}
export interface MovePorts {
  readonly from: SetUp;
  readonly to: SetUp;
  /** Accounts that were copied and compared before it was cut off, by what their rows came to then. */
  readonly journal: { isDone(account: AccountId, mark: string): boolean; done(account: AccountId, mark: string): Promise<void> };
  /** Go on where a content of the source is damaged: its versions move and stay damaged. */
  readonly damaged?: boolean;
  readonly progress?: (contents: number, bytes: number) => void;
}
export interface MoveResult {
  readonly accounts: number;
  readonly contents: number;
  readonly bytes: number;
  readonly damaged: readonly string[];
}
interface Counted {
  contents: number;
  bytes: number;
  readonly damaged: string[];
}
/** Bytes that are written in one transaction. */
const pageBytes = 4 * 1024 * 1024;

/**
 * Copies everything from one set-up to another, account by account; each is compared, row by row and byte by byte, before the next one
 * (R76). Cut off, it goes on behind the last account that was compared. No server runs on either of the two.
 * @throws UpkeepError when the copy differs or the source changed meanwhile: then nothing is to be switched
 */
export async function move(ports: MovePorts): Promise<MoveResult> {
  const counted: Counted = { contents: 0, bytes: 0, damaged: [] };
  const source = await ports.from.rows.snapshot();
  let accounts = 0;
  const seen = new Map<AccountId, string>();
  try {
    await copyRows(source, ports.to.rows, null, []);
    for await (const account of accountsOf(source)) {
      accounts += 1;
      seen.set(account, await markOf(source, account));
      const mark = markOfDigest(await digestOf(source, account));
      // Its rows are looked at once more: what the journal tells of may have been another database.
      if (ports.journal.isDone(account, mark) && (await isSame(source, ports.to.rows, account))) continue;
      await moveAccount(ports, source, account, counted);
      await ports.journal.done(account, mark);
    }
    await clearOthers(ports.to.rows, seen);
    await ports.to.rows.setNumbers(await source.numbers());
    await compare(source, ports.to.rows, null);
  } finally {
    await source.close();
  }
  await requireUnchanged(ports.from.rows, seen);
  return { accounts, ...counted };
}

async function moveAccount(ports: MovePorts, source: StoreSnapshot, account: AccountId, counted: Counted): Promise<void> {
  await ports.to.rows.clear(account);
  const lost: ContentOf[] = [];
  for await (const page of contentsOf(source, account)) {
    let ready: CopiedRow[] = [];
    let length = 0;
    for await (const { content, bytes } of readContents(source, ports.from.blobs, page)) {
      const inRow = await bring(ports, content, bytes, lost);
      ready.push({ ...content.row, bytes: inRow });
      length += inRow?.length ?? 0;
      counted.contents += 1;
      counted.bytes += content.length;
      if (length < pageBytes) continue;
      await ports.to.rows.add('content', ready);
      ready = [];
      length = 0;
    }
    if (ready.length > 0) await ports.to.rows.add('content', ready);
    ports.progress?.(counted.contents, counted.bytes);
  }
  await copyRows(source, ports.to.rows, account, ['content']);
  await compare(source, ports.to.rows, account);
  await compareContents(ports, account, new Set(lost.map((content) => inWords(content))));
  counted.damaged.push(...lost.map((content) => `${inWords(content)} is missing or damaged`));
}

/** @returns the bytes that go into the row; null: they lie in `Blobs` */
async function bring(
  ports: MovePorts,
  content: ContentOf,
  bytes: Uint8Array | AsyncIterable<Uint8Array> | null,
  lost: ContentOf[],
): Promise<Uint8Array | null> {
  try {
    if (bytes === null) throw new Damaged('nothing is there');
    if (content.key !== null) {
      // What an earlier try left under the key is written anew: it is compared below in any case.
      if (await ports.to.blobs.has(content.key)) await ports.to.blobs.remove(content.key);
      await ports.to.blobs.put(content.key, checked(content, bytes));
      return null;
    }
    if (!(bytes instanceof Uint8Array) || !(await isWhole(content, bytes))) throw new Damaged('a content is not what was stored');
    return bytes;
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    if (ports.damaged !== true) throw new UpkeepError('source-damaged', { what: `${inWords(content)} is missing or damaged` });
    lost.push(content);
    // As it is: what is not what its checksum says is never served (R09).
    return content.key === null ? (bytes instanceof Uint8Array ? bytes : new Uint8Array(0)) : null;
  }
}

async function copyRows(source: StoreSnapshot, target: TableCopy, account: AccountId | null, without: readonly string[]): Promise<void> {
  if (account === null) await target.clear(null);
  const tables = source.tables.filter((table) => table.ofAccount === (account !== null) && !without.includes(table.name));
  for (const { name } of tables) {
    for await (const rows of source.rows(name, account)) await target.add(name, rows);
  }
}

/** Accounts that an earlier try brought and that are gone from the source since: they do not come back to life. */
async function clearOthers(rows: TableCopy, seen: ReadonlyMap<AccountId, string>): Promise<void> {
  const target = await rows.snapshot();
  const others: AccountId[] = [];
  try {
    for await (const account of accountsOf(target)) if (!seen.has(account)) others.push(account);
  } finally {
    await target.close();
  }
  for (const account of others) await rows.clear(account);
}

/** Every row is the same on both sides. @throws UpkeepError */
async function compare(source: StoreSnapshot, rows: TableCopy, account: AccountId | null): Promise<void> {
  const different = await differencesOf(source, rows, account);
  if (different.length > 0)
    throw new UpkeepError('copy-differs', { account: account ?? 'of nobody', what: `rows of ${different.join(', ')}` });
}
async function isSame(source: StoreSnapshot, rows: TableCopy, account: AccountId): Promise<boolean> {
  return (await differencesOf(source, rows, account)).length === 0;
}
async function differencesOf(source: StoreSnapshot, rows: TableCopy, account: AccountId | null): Promise<readonly string[]> {
  const target = await rows.snapshot();
  try {
    return differences(await digestOf(source, account), await digestOf(target, account));
  } finally {
    await target.close();
  }
}
/** Every content is, where it lies now, what was stored. */
async function compareContents({ to }: MovePorts, account: AccountId, lost: ReadonlySet<string>): Promise<void> {
  const target = await to.rows.snapshot();
  try {
    for await (const page of contentsOf(target, account)) {
      for await (const { content, bytes } of readContents(target, to.blobs, page)) {
        if (lost.has(inWords(content)) || (bytes !== null && (await isWhole(content, bytes)))) continue;
        throw new UpkeepError('copy-differs', { account, what: `content ${inWords(content)}` });
      }
    }
  } finally {
    await target.close();
  }
}

/** How far the log of an account is. */
async function markOf(snapshot: StoreSnapshot, account: AccountId): Promise<string> {
  for await (const rows of snapshot.rows('log', account))
    return JSON.stringify(rows.map((row) => [row['seq'], row['epoch'], row['stamp']]));
  return '';
}
async function requireUnchanged(rows: TableCopy, seen: ReadonlyMap<AccountId, string>): Promise<void> {
  const after = await rows.snapshot();
  try {
    let count = 0;
    for await (const account of accountsOf(after)) {
      count += 1;
      if (seen.get(account) !== (await markOf(after, account))) throw new UpkeepError('source-changed', { what: `account ${account}` });
    }
    if (count !== seen.size) throw new UpkeepError('source-changed', { what: 'an account is gone' });
  } finally {
    await after.close();
  }
}
