import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openBackupFolder } from './adapters/backup-folder.ts';
import { lockFolder } from './adapters/folder-lock.ts';
import { openInThread } from './adapters/sqlite/store.ts';
import type { SqliteCopy } from './adapters/sqlite/table-copy.ts';
import { prepareDatabase, sqliteCopy } from './adapters/sqlite/table-copy.ts';
import { systemClock } from './adapters/system-clock.ts';
import type { Config } from './config.ts';
import { readConfig } from './config.ts';
import { graceMs } from './jobs/library-jobs.ts';
import { openBlobs } from './open-blobs.ts';
import type { BackupFacts, BackupFolder } from './ports/backup-folder.ts';
import type { Blobs } from './ports/world.ts';
import type { BackupResult } from './upkeep/back-up.ts';
import { backUp } from './upkeep/back-up.ts';
import type { RestoreResult } from './upkeep/restore.ts';
import { restore } from './upkeep/restore.ts';
import { prune } from './upkeep/prune.ts';
import type { Fault, Verdict, VerifyOptions } from './upkeep/verify.ts';
import { unneeded, verifyBackup, verifyLive } from './upkeep/verify.ts';
import { UpkeepError } from './upkeep/upkeep-error.ts';
import { refuseUnfinished, unfinishedName } from './unfinished.ts';
import { version } from './main.ts';

export { UpkeepError } from './upkeep/upkeep-error.ts';
export { faultKinds } from './upkeep/verify.ts';
export type { BackupFacts } from './ports/backup-folder.ts';
export type { Fault, FaultKind, Verdict } from './upkeep/verify.ts';

/** Where a command looks for its settings. */
export interface Where {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}
export type Progress = (contents: number, bytes: number) => void;

/** The parts of a server that lie still: rows and contents. */
interface Places {
  readonly config: Config;
  /** The data folder, absolute. */
  readonly data: string;
  readonly rows: SqliteCopy;
  readonly blobs: Blobs;
  close(): void;
}

async function openPlaces(where: Where, database = 'cairn.db'): Promise<Places> {
  const config = readConfig(where.environment, where.cwd);
  const data = resolve(where.cwd, config.data);
  const { blobs, close } = await openBlobs(config, data);
  const rows = sqliteCopy(join(data, database));
  return {
    ...{ config, data, rows, blobs },
    close() {
      rows.close();
      close();
    },
  };
}

export interface BackupOptions {
  readonly keepDays: number;
  readonly progress?: Progress;
}
/** `cairn backup`: beside a running server or without one. @throws UpkeepError */
export async function runBackup(
  where: Where,
  folder: string,
  options: BackupOptions,
): Promise<BackupResult & { readonly pruned: { readonly backups: number; readonly contents: number } }> {
  const { data } = dataOf(where);
  requireData(data);
  refuseUnfinished(data);
  const places = await openPlaces(where);
  try {
    const backups = await openBackupFolder(resolve(where.cwd, folder), true);
    try {
      const { rows: source, blobs } = places;
      const { progress } = options;
      const ports = { source, blobs, folder: backups, clock: systemClock, version };
      const secret = join(data, 'secret');
      if (existsSync(secret)) await backups.keepFile('secret', await readFile(secret));
      const result = await backUp(progress === undefined ? ports : { ...ports, progress });
      return { ...result, pruned: await prune(backups, options.keepDays, systemClock.now()) };
    } finally {
      await backups.close();
    }
  } finally {
    places.close();
  }
}

/** `cairn verify`: what the server keeps, also while it runs. `repair` moves stray bytes of the disk aside, and deletes nothing. */
export async function runVerify(
  where: Where,
  options: VerifyOptions & { readonly repair?: boolean },
): Promise<Verdict & { aside: number }> {
  const { data, config } = dataOf(where);
  requireData(data);
  const places = await openPlaces(where);
  try {
    const verdict = await verifyLive({ source: places.rows, blobs: places.blobs, clock: systemClock }, 3 * graceMs, options);
    const aside = options.repair === true && config.blobs === 'disk' ? await moveAside(data, verdict.faults) : 0;
    return { ...verdict, aside };
  } finally {
    places.close();
  }
}
/** What is stray or damaged goes to `quarantine` in the data folder, under its key. */
async function moveAside(data: string, faults: readonly Fault[]): Promise<number> {
  const quarantine = join(data, 'quarantine');
  let moved = 0;
  for (const fault of faults) {
    const key = fault.key ?? (fault.kind === 'corrupt' ? fault.content?.key : null) ?? null;
    if (key === null) continue;
    const name = key.endsWith('.part') ? join('unfinished', key) : join(key.slice(0, 2), key);
    const path = join(data, 'blobs', name);
    if (!existsSync(path)) continue;
    await mkdir(quarantine, { recursive: true, mode: 0o700 });
    await rename(path, join(quarantine, key));
    moved += 1;
  }
  return moved;
}

export interface BackupVerdict extends Verdict {
  readonly backup: BackupFacts;
}
/** `cairn verify DIR`: the newest backup, or the named one; `all` of them. With `repair` damaged contents are dropped, so that the next backup brings them anew. */
export async function runVerifyBackup(
  where: Where,
  folder: string,
  options: VerifyOptions & { readonly name?: string; readonly repair?: boolean },
): Promise<BackupVerdict> {
  const backups = await openBackupFolder(resolve(where.cwd, folder), false);
  try {
    const facts = await chosen(backups, options.name);
    const verdict = await verifyBackup(backups, facts.name, systemClock, options);
    const stray = verdict.until === null ? await unneeded(backups) : [];
    if (options.repair === true) {
      for (const { kind, content } of verdict.faults) if (kind === 'corrupt' && content !== undefined) await backups.forget(content);
    }
    return { ...verdict, faults: [...verdict.faults, ...stray], backup: facts };
  } finally {
    await backups.close();
  }
}

/** `cairn backup DIR --list` */
export async function listBackups(where: Where, folder: string): Promise<readonly BackupFacts[]> {
  const backups = await openBackupFolder(resolve(where.cwd, folder), false);
  try {
    return await backups.list();
  } finally {
    await backups.close();
  }
}

async function chosen(backups: BackupFolder, name: string | undefined): Promise<BackupFacts> {
  const all = await backups.list();
  const found = name === undefined ? all.at(-1) : all.find((facts) => facts.name === name);
  if (found === undefined) throw new UpkeepError('no-such-backup', { name: name ?? '' });
  return found;
}

/** `cairn restore-backup`: into an empty place; cut off, it is begun again by the same command. @throws UpkeepError */
export async function runRestore(
  where: Where,
  folder: string,
  options: { readonly name?: string; readonly progress?: Progress },
): Promise<RestoreResult & { readonly backup: BackupFacts; readonly dataEpoch: number }> {
  const { data } = dataOf(where);
  const backups = await openBackupFolder(resolve(where.cwd, folder), false);
  try {
    const facts = await chosen(backups, options.name);
    await mkdir(data, { recursive: true, mode: 0o700 });
    const lock = lockFolder(data);
    try {
      return await restoreInto(where, data, backups, facts, options.progress);
    } finally {
      lock.release();
    }
  } finally {
    await backups.close();
  }
}

async function restoreInto(where: Where, data: string, backups: BackupFolder, facts: BackupFacts, progress: Progress | undefined) {
  const [final, beside] = [join(data, 'cairn.db'), join(data, 'restoring.db')];
  const mark = join(data, unfinishedName);
  const work = `restore ${facts.name}`;
  const begun = existsSync(mark) ? (await readFile(mark, 'utf8')).trim() : null;
  const places = await openPlaces(where, 'restoring.db');
  try {
    if (begun !== work) {
      await requireEmpty(data, places.blobs, begun);
      await writeDurably(mark, work);
    }
    // The rows are begun anew; contents that are there stay.
    for (const left of ['', '-wal', '-shm']) await rm(beside + left, { force: true });
    prepareDatabase(beside);
    const { rows: target, blobs } = places;
    const ports = { folder: backups, target, blobs };
    const result = await restore(progress === undefined ? ports : { ...ports, progress }, facts.name);
    target.close();
    const dataEpoch = await raiseEpoch(beside);
    const secret = await backups.readFile('secret');
    if (secret !== null && !existsSync(join(data, 'secret'))) await writeDurably(join(data, 'secret'), Buffer.from(secret).toString());
    await rename(beside, final);
    await rm(mark);
    await flushFolder(data);
    return { ...result, backup: facts, dataEpoch };
  } finally {
    places.close();
  }
}

/** Devices learn by the data epoch that what they miss was not deleted (R27). */
async function raiseEpoch(file: string): Promise<number> {
  const store = openInThread(file);
  try {
    return await store.store.raiseDataEpoch(systemClock.now());
  } finally {
    await store.close();
  }
}

/** @throws UpkeepError when anything is there that a restore would mix with */
async function requireEmpty(data: string, blobs: Blobs, begun: string | null): Promise<void> {
  const found = (await readdir(data)).filter((name) => !/^(lock\.db(-journal)?|blobs|secret)$/.test(name));
  if (begun !== null) throw new UpkeepError('other-work-unfinished', { folder: data, work: begun });
  if (found.length > 0) throw new UpkeepError('target-not-empty', { folder: data, found: found.slice(0, 3).join(', ') });
  const { items } = await blobs.list(null, 1);
  if (items.length > 0) throw new UpkeepError('target-not-empty', { folder: data, found: 'contents' });
}

function dataOf(where: Where): { config: Config; data: string } {
  const config = readConfig(where.environment, where.cwd);
  return { config, data: resolve(where.cwd, config.data) };
}
function requireData(data: string): void {
  if (!existsSync(join(data, 'cairn.db'))) throw new UpkeepError('no-data', { folder: data });
}
async function writeDurably(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  await chmod(path, 0o600);
  await flushFolder(path);
  await flushFolder(join(path, '..'));
}
/** Flushes a file, or the names in a folder. */
async function flushFolder(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
