import { existsSync } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { BackupFacts, BackupFolder, NewBackup, SavedContent } from '../ports/backup-folder.ts';
import { diskBlobs } from './disk-blobs.ts';
import type { Disk } from './disk.ts';
import { realDisk } from './disk.ts';
import { lockFolder } from './folder-lock.ts';
import { prepareDatabase, snapshotOf, sqliteCopy } from './sqlite/table-copy.ts';

/** Says what the folder is, and how it is laid out. */
const markName = 'cairn-backup.json';
const layout = 1;
/** Contents up to so many stored bytes lie together in one file. */
const smallBytes = 128 * 1024;
const nameForm = /^\d{8}T\d{6}Z(?:-\d+)?$/;
const pageRows = 1000;

/**
 * A folder of backups on this machine, held by this process alone. `make`: an empty folder becomes one.
 * @throws Error with a sentence when it is none, is of a newer version, or is in use
 */
export async function openBackupFolder(folder: string, make: boolean, disk: Disk = realDisk): Promise<BackupFolder> {
  await prepare(folder, make);
  const lock = lockFolder(folder, `Another command is working on the backups in ${folder}. Wait until it has ended.`);
  const large = await diskBlobs(join(folder, 'contents'), disk);
  const small = new Database(join(folder, 'contents.db'));
  small.pragma('journal_mode = WAL');
  small.pragma('synchronous = FULL');
  small.exec('CREATE TABLE IF NOT EXISTS content (hash BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT');
  const has = small.prepare<[Uint8Array], number>('SELECT 1 FROM content WHERE hash = ?').pluck();
  const read = small.prepare<[Uint8Array], Buffer>('SELECT bytes FROM content WHERE hash = ?').pluck();
  const put = small.prepare<[Uint8Array, Uint8Array]>('INSERT OR REPLACE INTO content (hash, bytes) VALUES (?, ?)');
  const drop = small.prepare<[Uint8Array]>('DELETE FROM content WHERE hash = ?');
  const page = small.prepare<[Uint8Array, number], { hash: Buffer; length: number }>(
    'SELECT hash, length(bytes) AS length FROM content WHERE hash > ? ORDER BY hash LIMIT ?',
  );
  const rowsOf = (name: string): string => join(folder, 'backups', `${name}.db`);
  const factsOf = (name: string): string => join(folder, 'backups', `${name}.json`);

  return {
    async missing(contents) {
      const found: SavedContent[] = [];
      for (const content of contents) {
        const there = isSmall(content) ? has.get(content.storedHash) !== undefined : await large.has(keyOf(content.storedHash));
        if (!there) found.push(content);
      }
      return found;
    },
    async keepSmall(contents) {
      small.transaction(() => {
        for (const { storedHash, bytes } of contents) put.run(storedHash, bytes);
      })();
    },
    async keepLarge(storedHash, bytes) {
      await large.put(keyOf(storedHash), bytes);
    },
    async read(content) {
      if (isSmall(content)) return read.get(content.storedHash) ?? null;
      const key = keyOf(content.storedHash);
      return (await large.has(key)) ? large.open(key) : null;
    },
    async forget(content) {
      if (isSmall(content)) drop.run(content.storedHash);
      else await large.remove(keyOf(content.storedHash));
    },
    async *kept() {
      for (let last: Uint8Array = new Uint8Array(0); ;) {
        const rows = page.all(last, pageRows);
        if (rows.length > 0) yield rows.map(({ hash, length }) => ({ storedHash: hash, length }));
        const end = rows.at(-1);
        if (end === undefined || rows.length < pageRows) break;
        last = end.hash;
      }
      for (let after: string | null = null; ;) {
        const { items, next } = await large.list(after, pageRows);
        // A file has half of the hash as its name; the half is enough to find it again.
        yield items.filter((item) => !item.temporary).map(({ key }) => ({ storedHash: Buffer.from(key, 'hex'), length: smallBytes + 1 }));
        if (next === null) return;
        after = next;
      }
    },

    begin: (name) => beginAt(join(folder, 'backups'), name, disk),
    async list() {
      const names = (await disk.names(join(folder, 'backups'))).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));
      const facts = names
        .filter((name) => nameForm.test(name))
        .sort()
        .map(async (name) => JSON.parse(await readFile(factsOf(name), 'utf8')) as BackupFacts);
      return Promise.all(facts);
    },
    async open(name) {
      if (!nameForm.test(name) || !existsSync(factsOf(name))) throw new Error(`there is no backup ${name} in ${folder}`);
      return snapshotOf(rowsOf(name), { whole: true });
    },
    async remove(name) {
      // First what makes it valid.
      await disk.remove(factsOf(name));
      await disk.flushFolder(join(folder, 'backups'));
      await disk.remove(rowsOf(name));
    },
    async keepFile(name, bytes) {
      await writeBeside(folder, name, bytes, disk);
    },
    readFile: async (name) => readOrNull(join(folder, name)),
    async close() {
      small.close();
      lock.release();
    },
  };
}

async function prepare(folder: string, make: boolean): Promise<void> {
  const mark = await readOrNull(join(folder, markName));
  if (mark === null) {
    const found = existsSync(folder) ? await readdir(folder) : null;
    if (!make || (found !== null && found.some((name) => !['lock.db', 'backups', '.part'].includes(name)))) {
      throw new Error(
        make
          ? `${folder} holds other things than backups of Cairn. Choose an empty folder.`
          : `${folder} is no folder of backups of Cairn.`,
      );
    }
    await mkdir(join(folder, 'backups'), { recursive: true, mode: 0o700 });
    await writeBeside(folder, markName, Buffer.from(`${JSON.stringify({ layout })}\n`), realDisk);
  } else if ((JSON.parse(Buffer.from(mark).toString('utf8')) as { layout: number }).layout !== layout) {
    throw new Error(`The backups in ${folder} were made by a newer version of Cairn. Use that version to read them.`);
  }
}

/** A database of its own for the rows of a backup: beside, until it is whole. */
async function beginAt(folder: string, name: string, disk: Disk): Promise<NewBackup> {
  // What earlier ones left that did not come to their end. The lock says that none is at work.
  for (const left of await disk.names(folder)) {
    const [stem = ''] = left.split('.');
    if (!left.endsWith('.json') && !existsSync(join(folder, `${stem}.json`))) await rm(join(folder, left), { force: true });
  }
  const beside = join(folder, `${name}.part`);
  prepareDatabase(beside);
  const rows = sqliteCopy(beside, { careless: true });
  return {
    rows,
    async finish(facts) {
      rows.close();
      await flushFile(beside);
      await rename(beside, join(folder, `${name}.db`));
      await writeBeside(folder, `${name}.json`, Buffer.from(`${JSON.stringify(facts, null, 1)}\n`), disk);
    },
    async abandon() {
      rows.close();
      for (const left of ['', '-wal', '-shm', '-journal']) await rm(beside + left, { force: true });
    },
  };
}

async function writeBeside(folder: string, name: string, bytes: Uint8Array, disk: Disk): Promise<void> {
  const beside = join(folder, '.part');
  await writeFile(beside, bytes, { mode: 0o600 });
  await flushFile(beside);
  await rename(beside, join(folder, name));
  await disk.flushFolder(folder);
}
async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
async function readOrNull(path: string): Promise<Uint8Array | null> {
  return existsSync(path) ? readFile(path) : null;
}
function isSmall(content: SavedContent): boolean {
  return content.length <= smallBytes;
}
function keyOf(storedHash: Uint8Array): string {
  return Buffer.from(storedHash).toString('hex').slice(0, 32);
}
