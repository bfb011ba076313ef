import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openBackupFolder } from './adapters/backup-folder.ts';
import { lockFolder } from './adapters/folder-lock.ts';
import { systemClock } from './adapters/system-clock.ts';
import type { Config } from './config.ts';
import { graceMs } from './jobs/library-jobs.ts';
import { version } from './main.ts';
import type { BackupFacts, BackupFolder } from './ports/backup-folder.ts';
import { refuseUnfinished } from './unfinished.ts';
import type { BackupResult } from './upkeep/back-up.ts';
import { backUp } from './upkeep/back-up.ts';
import type { MovePorts, MoveResult } from './upkeep/move.ts';
import { move } from './upkeep/move.ts';
import { prune } from './upkeep/prune.ts';
import type { RestoreResult } from './upkeep/restore.ts';
import { restore } from './upkeep/restore.ts';
import { UpkeepError } from './ports/upkeep-error.ts';
import type { Fault, Verdict, VerifyOptions } from './upkeep/verify.ts';
import { unneeded, verifyBackup, verifyLive } from './upkeep/verify.ts';
import type { Places, Target, Where } from './upkeep-places.ts';
import { openPlaces, openTarget, settingsOf } from './upkeep-places.ts';

export { UpkeepError } from './ports/upkeep-error.ts';
export { faultKinds } from './upkeep/verify.ts';
export type { BackupFacts } from './ports/backup-folder.ts';
export type { MoveResult } from './upkeep/move.ts';
export type { Fault, FaultKind, Verdict } from './upkeep/verify.ts';
export type { Where } from './upkeep-places.ts';

/** Hears how many contents and bytes were done so far. */
export type Progress = (contents: number, bytes: number) => void;

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
  refuseUnfinished(settingsOf(where).data);
  const places = await openPlaces(where);
  try {
    const backups = await openBackupFolder(resolve(where.cwd, folder), true);
    try {
      const { rows: source, blobs } = places;
      const { progress } = options;
      const ports = { source, blobs, folder: backups, clock: systemClock, version };
      const secret = await secretOf(places.data);
      if (secret !== null) await backups.keepFile('secret', secret);
      const result = await backUp(progress === undefined ? ports : { ...ports, progress });
      await tellServer(places, result.facts.made);
      return { ...result, pruned: await prune(backups, options.keepDays, systemClock.now()) };
    } finally {
      await backups.close();
    }
  } finally {
    await places.close();
  }
}

/** For the age of the backup among the metrics. A server that is busy at this very moment does without. */
async function tellServer({ rows }: Places, made: number): Promise<void> {
  await rows.add('server_word', [{ name: 'backup', word: String(made) }]).catch(() => undefined);
}

/** `cairn verify`: what the server keeps, also while it runs. `repair` moves stray bytes of the disk aside, and deletes nothing. */
export async function runVerify(
  where: Where,
  options: VerifyOptions & { readonly repair?: boolean },
): Promise<Verdict & { aside: number }> {
  const places = await openPlaces(where);
  try {
    const verdict = await verifyLive({ source: places.rows, blobs: places.blobs, clock: systemClock }, 3 * graceMs, options);
    const onDisk = places.config.blobs === 'disk';
    const aside = options.repair === true && onDisk ? await moveAside(places.data, verdict.faults) : 0;
    return { ...verdict, aside };
  } finally {
    await places.close();
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
  const backups = await openBackupFolder(resolve(where.cwd, folder), false);
  try {
    const facts = await chosen(backups, options.name);
    return await holding(settingsOf(where), async () => {
      const target = await openTarget(where);
      try {
        await target.begin(`restore-backup of ${facts.name}`, true);
        const ports = { folder: backups, target: target.rows, blobs: target.blobs };
        const { progress } = options;
        const result = await restore(progress === undefined ? ports : { ...ports, progress }, facts.name);
        const dataEpoch = await target.finish({ raiseEpoch: true, secret: await backups.readFile('secret') });
        return { ...result, backup: facts, dataEpoch: dataEpoch ?? 0 };
      } finally {
        await target.close();
      }
    });
  } finally {
    await backups.close();
  }
}

export interface MigrateOptions {
  /** File of settings of the new place, as cairn.toml. */
  readonly to: string;
  readonly damaged?: boolean;
  readonly progress?: Progress;
}
/** `cairn migrate`: everything from the set-up of the settings to another one. @throws UpkeepError */
export async function runMigrate(where: Where, options: MigrateOptions): Promise<MoveResult> {
  const there: Where = { environment: { CAIRN_CONFIG: resolve(where.cwd, options.to) }, cwd: where.cwd };
  const [from, to] = [settingsOf(where), settingsOf(there)];
  requireOther(from, to);
  refuseUnfinished(from.data);
  return holding(from, () =>
    holding(to, async () => {
      const source = await openPlaces(where);
      try {
        const target = await openTarget(there);
        try {
          return await moveInto(source, target, options);
        } finally {
          await target.close();
        }
      } finally {
        await source.close();
      }
    }),
  );
}
async function moveInto(source: Places, target: Target, options: MigrateOptions): Promise<MoveResult> {
  const path = join(target.data, 'moved.journal');
  const begun = await target.begin(`migrate from ${source.data}`, false);
  if (!begun) await rm(path, { force: true });
  const journal = await openJournal(path);
  const { progress } = options;
  const ports = { from: source, to: target, journal, damaged: options.damaged === true };
  const result = await move(progress === undefined ? ports : { ...ports, progress });
  // Before the marks: a new try in this folder then finds nothing of an old one.
  await rm(path, { force: true });
  await target.finish({ raiseEpoch: false, secret: await secretOf(source.data) });
  return result;
}
/** One line for each account that was compared: its number, and what its rows came to. */
async function openJournal(path: string): Promise<MovePorts['journal']> {
  const known = new Set(existsSync(path) ? (await readFile(path, 'utf8')).split('\n') : []);
  return {
    isDone: (account, mark) => known.has(`${account} ${mark}`),
    async done(account, mark) {
      await appendFile(path, `${account} ${mark}\n`, { mode: 0o600, flush: true });
    },
  };
}
function requireOther(from: { config: Config; data: string }, to: { config: Config; data: string }): void {
  const same = (what: string): UpkeepError => new UpkeepError('same-place', { what });
  if (from.data === to.data) throw same(from.data);
  if (from.config.databaseUrl !== '' && from.config.databaseUrl === to.config.databaseUrl) throw same('CAIRN_DATABASE_URL');
  const bucketOf = ({ s3Endpoint, s3Bucket }: Config): string => `${s3Endpoint} ${s3Bucket}`;
  if (from.config.blobs === 's3' && to.config.blobs === 's3' && bucketOf(from.config) === bucketOf(to.config))
    throw same('CAIRN_S3_BUCKET');
}

/** Takes a data folder, and a database that several servers may share, for this process: no server runs on them meanwhile (R19). */
async function holding<T>({ config, data }: { readonly config: Config; readonly data: string }, work: () => Promise<T>): Promise<T> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const folder = lockFolder(data);
  try {
    const database = await takeDatabase(config);
    try {
      return await work();
    } finally {
      await database?.release();
    }
  } finally {
    folder.release();
  }
}
/** Null on SQLite: its database lies in the data folder. @throws UpkeepError while a server runs on it */
async function takeDatabase({ databaseUrl }: Config): Promise<{ release(): Promise<void> } | null> {
  if (databaseUrl === '') return null;
  const { takeAlone } = await import('./adapters/postgres/presence.ts');
  const taken = await takeAlone(databaseUrl);
  if (taken === null) throw new UpkeepError('server-running', {});
  return taken;
}
async function secretOf(data: string): Promise<Uint8Array | null> {
  const path = join(data, 'secret');
  return existsSync(path) ? readFile(path) : null;
}
