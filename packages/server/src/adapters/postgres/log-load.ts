import { weightOf } from '../../log/rows.ts';
import type { Row } from '../../log/rows.ts';
import type { VersionRecord } from '../sqlite/log-rows.ts';
import { rowOf } from '../sqlite/log-rows.ts';
import type { Transaction } from './database.ts';
import type { LogMemory, Wanted } from './log-memory.ts';
import { logSql } from './log-statements.ts';

/** Rows of the history that are looked at in one go when some of it must go. */
const historyStep = 500;

type Of<What extends Wanted['what']> = Extract<Wanted, { readonly what: What }>;

/** Reads what decisions wanted, in one round trip for most of them. */
export async function load(tx: Transaction, account: number, memory: LogMemory, wanted: readonly Wanted[]): Promise<void> {
  const only = <What extends Wanted['what']>(what: What): Of<What>[] => wanted.filter((one): one is Of<What> => one.what === what);
  const work: Promise<void>[] = [];
  const keys = only('head').map(({ key }) => key);
  if (keys.length > 0) {
    const [types, names] = [keys.map((key) => key.type), keys.map((key) => key.name)];
    work.push(tx.rows(logSql.heads, account, types, names).then((rows) => memory.learnHeads(keys, rows.map(rowOf))));
  }
  const seqs = only('row').map(({ seq }) => seq);
  if (seqs.length > 0) work.push(tx.rows(logSql.rows, account, seqs).then((rows) => memory.learnRows(seqs, rows.map(rowOf))));
  const hashes = only('stored').map(({ hash }) => hash);
  if (hashes.length > 0) work.push(tx.rows(logSql.stored, account, hashes).then((rows) => memory.learnStored(hashes, rows)));
  const newest = only('newest');
  if (newest.length > 0) work.push(ofFiles(tx, account, memory, newest, logSql.newest));
  const files = only('file');
  if (files.length > 0) work.push(ofFiles(tx, account, memory, files, logSql.files));
  for (const one of only('stamp')) work.push(several(memory, one, tx.rows(logSql.atStamp, account, one.stamp)));
  for (const one of only('folder'))
    work.push(several(memory, one, tx.rows(logSql.folder, account, one.type, one.prefix, behindPrefix(one.prefix))));
  for (const one of only('newest-in-folder'))
    work.push(several(memory, one, tx.rows(logSql.newestInFolder, account, one.type, one.prefix, behindPrefix(one.prefix))));
  for (const one of only('evictable')) work.push(evictable(tx, account, memory, one));
  await allOf(work);
}

async function several(memory: LogMemory, wanted: Wanted, found: Promise<readonly VersionRecord[]>): Promise<void> {
  memory.learn(wanted, (await found).map(rowOf));
}

async function ofFiles(
  tx: Transaction,
  account: number,
  memory: LogMemory,
  wanted: readonly (Of<'newest'> | Of<'file'>)[],
  statement: typeof logSql.files,
): Promise<void> {
  const found = await tx.rows(
    statement,
    account,
    wanted.map(({ file }) => file),
  );
  const byFile = Map.groupBy(found.map(rowOf), (row) => row.file);
  for (const one of wanted) memory.learn(one, byFile.get(one.file) ?? []);
}

/** History superseded before a time, longest ago first, just enough to free the bytes. */
async function evictable(tx: Transaction, account: number, memory: LogMemory, wanted: Of<'evictable'>): Promise<void> {
  const rows: Row[] = [];
  let freed = 0;
  let after = [-1, 0];
  for (;;) {
    const found = await tx.rows(logSql.evictable, account, wanted.before, after[0] ?? 0, after[1] ?? 0, historyStep);
    for (const row of found.map(rowOf)) {
      if (row.kind !== 'content' || freed >= wanted.bytes) continue;
      freed += weightOf(row).stored;
      rows.push(row);
      after = [row.superseded ?? 0, row.seq];
    }
    if (found.length < historyStep || freed >= wanted.bytes) break;
  }
  memory.learn(wanted, rows);
}

/** Waits for all, also when one fails: nothing goes on in a transaction that has ended. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === 'rejected') throw one.reason;
}

/** The bound behind all names that begin with a prefix, by code points, as UTF-8 sorts; null = there is none. */
export function behindPrefix(prefix: string): string | null {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    // Surrogates are no characters of their own: behind U+D7FF comes U+E000.
    if (point < 0x10ffff) return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
  }
  return null;
}
