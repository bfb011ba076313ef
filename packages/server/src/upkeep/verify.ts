import type { BackupFolder, OpenBackup } from '../ports/backup-folder.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { StoreSnapshot, TableCopy } from '../ports/table-copy.ts';
import type { AccountId, Blobs, Clock } from '../ports/world.ts';
import { standingOf } from './back-up.ts';
import type { Bytes, ContentOf, Found } from './contents.ts';
import { accountsOf, contentsOf, inWords, isWhole, readContents } from './contents.ts';
import { halfOf, neededIn } from './prune.ts';

/** Kinds of faults, the worst first (R10). */
export const faultKinds = ['contradiction', 'missing', 'corrupt', 'unreferenced'] as const;
export type FaultKind = (typeof faultKinds)[number];
export interface Fault {
  readonly kind: FaultKind;
  /** In words. */
  readonly what: string;
  /** The content that it is about. */
  readonly content?: ContentOf;
  /** The key of `Blobs` that it is about. */
  readonly key?: string;
}
export interface Verdict {
  readonly faults: readonly Fault[];
  readonly accounts: number;
  readonly contents: number;
  readonly bytes: number;
  /** The last account that was looked at, when the time was over before all were; a later look goes on behind it. */
  readonly until: AccountId | null;
}
export interface VerifyOptions {
  /** Looks at accounts behind this one. */
  readonly from?: AccountId;
  /** Ends after the account during which this time came, milliseconds. */
  readonly maxMs?: number;
  readonly progress?: (contents: number, bytes: number) => void;
}
interface Audited extends StoreSnapshot {
  readonly store: Pick<LogStore, 'auditLog'>;
}

/** Every log holds together and every content is, byte for byte, what was stored. */
async function verifySnapshot(
  snapshot: Audited,
  read: (contents: readonly ContentOf[]) => AsyncIterable<Found>,
  clock: Pick<Clock, 'now'>,
  options: VerifyOptions,
): Promise<Verdict> {
  const began = clock.now();
  const faults: Fault[] = [];
  const counted = { accounts: 0, contents: 0, bytes: 0 };
  let until: AccountId | null = null;
  for await (const account of accountsOf(snapshot)) {
    if (account <= (options.from ?? -1)) continue;
    if (options.maxMs !== undefined && until !== null && clock.now() - began >= options.maxMs) return { faults, ...counted, until };
    until = account;
    const standing = await standingOf(snapshot, account);
    if (standing === 'leaving') continue;
    if (standing === 'here') counted.accounts += 1;
    for (const what of await snapshot.store.auditLog(account)) faults.push({ kind: 'contradiction', what: `account ${account}: ${what}` });
    for await (const page of contentsOf(snapshot, account)) {
      for await (const { content, bytes } of read(page.filter((one) => one.references > 0))) {
        const fault = await faultOf(content, bytes);
        if (fault !== null) faults.push(fault);
        counted.contents += 1;
        counted.bytes += content.length;
      }
      options.progress?.(counted.contents, counted.bytes);
    }
  }
  return { faults, ...counted, until: null };
}
async function faultOf(content: ContentOf, bytes: Bytes | null): Promise<Fault | null> {
  if (bytes === null) return { kind: 'missing', what: `${inWords(content)} is missing`, content };
  if (await isWhole(content, bytes)) return null;
  return { kind: 'corrupt', what: `${inWords(content)} is not what was stored`, content };
}

/** A backup is whole, without the server (R75). */
export async function verifyBackup(
  folder: BackupFolder,
  name: string,
  clock: Pick<Clock, 'now'>,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const backup: OpenBackup = await folder.open(name);
  try {
    return await verifySnapshot(backup, (contents) => readSaved(folder, contents), clock, options);
  } finally {
    await backup.close();
  }
}
async function* readSaved(folder: BackupFolder, contents: readonly ContentOf[]): AsyncGenerator<Found> {
  for (const content of contents) yield { content, bytes: await folder.read(content) };
}
/** Contents of the folder that no backup needs. */
export async function unneeded(folder: BackupFolder): Promise<readonly Fault[]> {
  const needed = await neededIn(folder);
  const faults: Fault[] = [];
  for await (const page of folder.kept()) {
    for (const { storedHash } of page) {
      if (!needed.has(halfOf(storedHash)))
        faults.push({ kind: 'unreferenced', what: `no backup needs the content ${halfOf(storedHash)}…` });
    }
  }
  return faults;
}

/**
 * What a server keeps is whole, also while it runs: what was deleted while it was looked at is looked up again, and is no fault.
 * `strayMs`: bytes without a row count as stray after this time, milliseconds.
 */
export async function verifyLive(
  ports: {
    readonly source: { snapshot(): Promise<Audited> };
    readonly blobs: Pick<Blobs, 'open' | 'list'>;
    readonly clock: Pick<Clock, 'now'>;
  },
  strayMs: number,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const { source, blobs, clock } = ports;
  const snapshot = await source.snapshot();
  let verdict: Verdict;
  try {
    verdict = await verifySnapshot(snapshot, (contents) => readContents(snapshot, blobs, contents), clock, options);
  } finally {
    await snapshot.close();
  }
  const again = await stillThere(ports, verdict.faults);
  const stray = verdict.until === null && options.from === undefined ? await strays(ports, strayMs) : [];
  return { ...verdict, faults: [...again, ...stray] };
}

/** Faults of contents that a second look finds as well. */
async function stillThere(
  { source, blobs }: { source: Pick<TableCopy, 'snapshot'>; blobs: Pick<Blobs, 'open'> },
  faults: readonly Fault[],
): Promise<readonly Fault[]> {
  if (!faults.some((fault) => fault.content !== undefined)) return faults;
  const snapshot = await source.snapshot();
  try {
    const found: Fault[] = [];
    for (const fault of faults) {
      if (fault.content === undefined) found.push(fault);
      else if (await isUsedNow(snapshot, fault.content)) {
        for await (const { content, bytes } of readContents(snapshot, blobs, [fault.content])) {
          const same = await faultOf(content, bytes);
          if (same !== null) found.push(same);
        }
      }
    }
    return found;
  } finally {
    await snapshot.close();
  }
}
async function isUsedNow(snapshot: StoreSnapshot, { account, hash }: ContentOf): Promise<boolean> {
  if ((await standingOf(snapshot, account)) === 'leaving') return false;
  for await (const page of contentsOf(snapshot, account)) {
    if (page.some((content) => content.references > 0 && Buffer.compare(content.hash, hash) === 0)) return true;
  }
  return false;
}

/** Bytes that no row knows, older than what may be on its way. */
async function strays(
  { source, blobs, clock }: { source: Pick<TableCopy, 'snapshot'>; blobs: Pick<Blobs, 'list'>; clock: Pick<Clock, 'now'> },
  strayMs: number,
): Promise<readonly Fault[]> {
  const old: string[] = [];
  for (let after: string | null = null; ;) {
    const { items, next } = await blobs.list(after, 1000);
    for (const item of items) if (Math.abs(clock.now() - item.made) > strayMs) old.push(item.key);
    if (next === null) break;
    after = next;
  }
  // The rows are read after the list: what they know by then is no stray.
  const snapshot = await source.snapshot();
  try {
    const known = new Set<string>();
    for await (const account of accountsOf(snapshot)) {
      for await (const page of contentsOf(snapshot, account)) for (const { key } of page) if (key !== null) known.add(key);
    }
    return old.filter((key) => !known.has(key)).map((key) => ({ kind: 'unreferenced', what: `no row knows the bytes under ${key}`, key }));
  } finally {
    await snapshot.close();
  }
}
