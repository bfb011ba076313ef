import type { BackupFolder } from '../ports/backup-folder.ts';
import type { CopiedRow, StoreSnapshot, TableCopy } from '../ports/table-copy.ts';
import type { AccountId, Blobs } from '../ports/world.ts';
import type { ContentOf } from './contents.ts';
import { Damaged, accountsOf, checked, contentsOf, inWords, isWhole } from './contents.ts';

export interface RestorePorts {
  readonly folder: BackupFolder;
  readonly target: Pick<TableCopy, 'add' | 'clear' | 'setNumbers'>;
  readonly blobs: Pick<Blobs, 'put' | 'has'>;
  readonly progress?: (contents: number, bytes: number) => void;
}
export interface RestoreResult {
  readonly accounts: number;
  readonly contents: number;
  readonly bytes: number;
  /** Contents that are damaged or missing in the backup, in words: their versions are there and cannot be downloaded. */
  readonly damaged: readonly string[];
}

/** Bytes that are written in one transaction. */
const pageBytes = 8 * 1024 * 1024;

/**
 * Puts a backup into an empty place, account by account: contents first, then the rows that refer to them. It may be cut off and
 * begun again: what is there already is passed over. The caller raises the data epoch when all is there (R27).
 */
export async function restore(ports: RestorePorts, name: string): Promise<RestoreResult> {
  const backup = await ports.folder.open(name);
  try {
    const counted = { accounts: 0, contents: 0, bytes: 0 };
    const damaged: string[] = [];
    await ports.target.clear(null);
    for (const table of backup.tables.filter((one) => !one.ofAccount)) {
      for await (const rows of backup.rows(table.name, null)) await ports.target.add(table.name, rows);
    }
    for await (const account of accountsOf(backup)) {
      await ports.target.clear(account);
      await restoreContents(ports, backup, account, counted, damaged);
      // The account itself last: until it is there, nobody can sign in to a half of it.
      const tables = backup.tables.filter((one) => one.ofAccount && one.name !== 'content' && one.name !== 'account');
      for (const table of [...tables.map((one) => one.name), 'account']) {
        for await (const rows of backup.rows(table, account)) {
          await ports.target.add(table, rows);
          if (table === 'account') counted.accounts += rows.length;
        }
      }
    }
    await ports.target.setNumbers(await backup.numbers());
    return { ...counted, damaged };
  } finally {
    await backup.close();
  }
}

async function restoreContents(
  ports: RestorePorts,
  backup: StoreSnapshot,
  account: AccountId,
  counted: { contents: number; bytes: number },
  damaged: string[],
): Promise<void> {
  for await (const page of contentsOf(backup, account)) {
    let ready: CopiedRow[] = [];
    let length = 0;
    for (const content of page) {
      const bytes = await bring(ports, content, damaged);
      ready.push({ ...content.row, bytes });
      length += bytes?.length ?? 0;
      counted.contents += 1;
      counted.bytes += content.length;
      if (length < pageBytes) continue;
      await ports.target.add('content', ready);
      ready = [];
      length = 0;
    }
    if (ready.length > 0) await ports.target.add('content', ready);
    ports.progress?.(counted.contents, counted.bytes);
  }
}

/** @returns the bytes that go into the row; null: they lie in `Blobs` */
async function bring({ folder, blobs }: RestorePorts, content: ContentOf, damaged: string[]): Promise<Uint8Array | null> {
  if (content.key !== null && (await blobs.has(content.key))) return null;
  const bytes = await folder.read(content);
  try {
    if (bytes === null) throw new Damaged('nothing is there');
    if (content.key !== null) {
      await blobs.put(content.key, checked(content, bytes));
      return null;
    }
    const whole = bytes instanceof Uint8Array ? bytes : await gathered(bytes);
    if (!(await isWhole(content, whole))) throw new Damaged('a content is not what was stored');
    return whole;
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    damaged.push(`${inWords(content)} is ${bytes === null ? 'missing' : 'damaged'} in the backup`);
    // A row whose bytes are not what its checksum says is never served (R09).
    return content.key === null ? new Uint8Array(0) : null;
  }
}
async function gathered(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}
