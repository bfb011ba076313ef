import type { BackupFacts, BackupFolder, NewBackup } from '../ports/backup-folder.ts';
import type { CopiedRow, StoreSnapshot, TableCopy } from '../ports/table-copy.ts';
import type { AccountId, Blobs, Clock } from '../ports/world.ts';
import type { ContentOf } from './contents.ts';
import { Damaged, accountsOf, checked, contentsOf, hex, inWords, isWhole, readContents } from './contents.ts';

export interface BackupPorts {
  readonly source: Pick<TableCopy, 'snapshot'>;
  readonly blobs: Pick<Blobs, 'open'>;
  readonly folder: BackupFolder;
  readonly clock: Pick<Clock, 'now'>;
  readonly version: string;
  /** Hears how many contents and bytes were copied so far. */
  readonly progress?: (contents: number, bytes: number) => void;
}
export interface BackupResult {
  readonly facts: BackupFacts;
  /** Contents that were not in the folder before, and their bytes. */
  readonly added: number;
  readonly addedBytes: number;
  /** Looks at the store that it took: contents that were deleted while they were to be copied ask for another. */
  readonly rounds: number;
}

/** A content stays this long after its last reference went; what is copied within it cannot vanish (R06). With room to spare. */
const safeMs = 30 * 60_000;
const mostRounds = 5;
/** Small contents are kept in transactions of so many bytes. */
const batchBytes = 8 * 1024 * 1024;

/**
 * Makes a backup while the server runs (R75): contents that the folder does not have yet, then the rows, all of one moment. Contents that
 * vanish meanwhile belong to accounts that were deleted, or to a copy that took long: then it looks at the store again. What is
 * damaged at the source is told and does not keep the rest from being saved.
 */
export async function backUp(ports: BackupPorts): Promise<BackupResult> {
  const { source, folder, clock } = ports;
  const added = { contents: 0, bytes: 0 };
  for (let round = 1; ; round++) {
    const began = clock.now();
    const snapshot = await source.snapshot();
    try {
      const lost = await copyContents(ports, snapshot, added);
      const tooLong = clock.now() - began > safeMs;
      if (round < mostRounds && (tooLong || lost.length > 0) && (round === 1 || lost.length > 0)) continue;
      const name = await freeName(folder, began);
      const facts = await saveRows(ports, snapshot, { name, made: began, version: ports.version, damaged: lost });
      return { facts, added: added.contents, addedBytes: added.bytes, rounds: round };
    } finally {
      await snapshot.close();
    }
  }
}

/** @returns what could not be copied, in words */
async function copyContents(
  ports: BackupPorts,
  snapshot: StoreSnapshot,
  added: { contents: number; bytes: number },
): Promise<readonly string[]> {
  const { folder, blobs } = ports;
  const lost: string[] = [];
  for await (const account of accountsOf(snapshot)) {
    if ((await standingOf(snapshot, account)) === 'leaving') continue;
    for await (const page of contentsOf(snapshot, account)) {
      // Two contents may have been stored as the same bytes.
      const wanted = new Map(page.filter(isUsed).map((content) => [hex(content.storedHash), content]));
      const missing = new Set((await folder.missing([...wanted.values()])).map((content) => hex(content.storedHash)));
      const contents = [...wanted].filter(([hash]) => missing.has(hash)).map(([, content]) => content);
      const batch = new SmallOnes(folder);
      for await (const { content, bytes } of readContents(snapshot, blobs, contents)) {
        try {
          if (bytes === null) throw new Damaged('nothing is there');
          if (bytes instanceof Uint8Array) await batch.add(content, bytes);
          else await folder.keepLarge(content.storedHash, checked(content, bytes));
          added.contents += 1;
          added.bytes += content.length;
        } catch (error) {
          if (!(error instanceof Damaged)) throw error;
          lost.push(`${inWords(content)} is ${bytes === null ? 'missing' : 'damaged'}`);
        }
      }
      await batch.flush();
      ports.progress?.(added.contents, added.bytes);
    }
  }
  return lost;
}

/** Small contents on their way into the folder. */
class SmallOnes {
  readonly #folder: BackupFolder;
  #waiting: { storedHash: Uint8Array; bytes: Uint8Array }[] = [];
  #length = 0;
  constructor(folder: BackupFolder) {
    this.#folder = folder;
  }
  /** @throws Damaged */
  async add(content: ContentOf, bytes: Uint8Array): Promise<void> {
    if (!(await isWhole(content, bytes))) throw new Damaged('a content is not what was stored');
    this.#waiting.push({ storedHash: content.storedHash, bytes });
    this.#length += bytes.length;
    if (this.#length >= batchBytes) await this.flush();
  }
  async flush(): Promise<void> {
    if (this.#waiting.length > 0) await this.#folder.keepSmall(this.#waiting);
    this.#waiting = [];
    this.#length = 0;
  }
}

type Heading = Pick<BackupFacts, 'name' | 'made' | 'version' | 'damaged'>;

async function saveRows({ folder }: BackupPorts, snapshot: StoreSnapshot, heading: Heading): Promise<BackupFacts> {
  const backup = await folder.begin(heading.name);
  try {
    const counted = { accounts: 0, versions: 0, contents: 0, bytes: 0 };
    for (const table of snapshot.tables.filter((one) => !one.ofAccount)) await copyTable(snapshot, backup, table.name, null);
    for await (const account of accountsOf(snapshot)) {
      if ((await standingOf(snapshot, account)) === 'leaving') continue;
      for (const table of snapshot.tables.filter((one) => one.ofAccount)) {
        for (const row of await copyTable(snapshot, backup, table.name, account)) {
          if (table.name === 'account') counted.accounts += 1;
          if (table.name === 'version') counted.versions += 1;
          if (table.name === 'content') {
            counted.contents += 1;
            counted.bytes += Number(row['stored']);
          }
        }
      }
    }
    await backup.rows.setNumbers(await snapshot.numbers());
    const facts = { ...heading, ...counted };
    await backup.finish(facts);
    return facts;
  } catch (error) {
    await backup.abandon();
    throw error;
  }
}

/** @returns the rows that were copied */
async function copyTable(
  snapshot: StoreSnapshot,
  backup: NewBackup,
  table: string,
  account: AccountId | null,
): Promise<readonly CopiedRow[]> {
  const copied: CopiedRow[] = [];
  for await (const rows of snapshot.rows(table, account)) {
    const kept = table === 'content' ? rows.filter((row) => Number(row['refs']) > 0).map(withoutBytes) : rows;
    if (kept.length > 0) await backup.rows.add(table, kept);
    copied.push(...kept);
  }
  return copied;
}
/** The rows of a backup say of a content where it lay; the bytes of all lie in the folder. */
function withoutBytes(row: CopiedRow): CopiedRow {
  return { ...row, bytes: row['key'] === null ? new Uint8Array(0) : null };
}
function isUsed(content: ContentOf): boolean {
  return content.references > 0;
}

/**
 * Whether an account is there. One on its way out (`leaving`) is not brought back by a restore (R73); `none` has rows and is no account:
 * what the server itself did stands in the audit log.
 */
export async function standingOf(snapshot: StoreSnapshot, account: AccountId): Promise<'here' | 'leaving' | 'none'> {
  for await (const rows of snapshot.rows('account', account)) return rows.some((row) => row['state'] === 'deleting') ? 'leaving' : 'here';
  return 'none';
}

async function freeName(folder: BackupFolder, now: number): Promise<string> {
  const base = new Date(now).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  const taken = new Set((await folder.list()).map((facts) => facts.name));
  for (let number = 2, name = base; ; number++) {
    if (!taken.has(name)) return name;
    name = `${base}-${number}`;
  }
}
