import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openInThread } from '@cairn/server';
import type { Store } from '@cairn/server';
import { openCairnServer } from '../tools/cairn-server.ts';
import { run } from '../processes.ts';
import { Phone } from './phone.ts';
import type { Known, PhoneAccess } from './phone.ts';
import { fileAt, phoneFiles } from './phone-contents.ts';
import type { Scale } from './phone-plan.ts';
import { nameOf, quietAccounts } from './phone-plan.ts';

/** A phone with the files that it can fetch from the beginning. */
export interface ReadyPhone extends PhoneAccess {
  readonly known: readonly Known[];
}
export interface PhoneData {
  /** A folder that holds `store`, the data folder of a server: to be copied, not run on. */
  readonly folder: string;
  readonly phones: readonly ReadyPhone[];
  /** The device of the account with many files (R32). */
  readonly large: PhoneAccess;
}

/** Part of the name in the cache: raise it with every change of what is prepared, or of the server's database. */
const edition = 1;
const filesSeed = 310;
/** Files of 20-200 kB that each phone has sent before the load begins. */
const sentBefore = 5;
const differentFiles = 40;
/** Versions of one command, and of one name in an account that only stands there. */
const batch = 1000;
const quietNames = 30;
/** 3 January 2026: what is there before is older than what comes. */
const before = 1_767_398_400_000;
const boundless = { quota: 2 ** 50, fileLimit: 2 ** 40, filesLimit: null, historyLimit: 2 ** 50, types: null };

interface Manifest {
  readonly phones: readonly (PhoneAccess & {
    readonly known: readonly { readonly name: string; readonly updatetime: number; readonly index: number }[];
  })[];
  readonly large: PhoneAccess;
}

/**
 * The data before the load, prepared once for a scale below `cache`: rows through the server's own store in this process, without flushes,
 * then the files that phones fetch through the server itself. @throws Error when the server does not start or refuses a file.
 */
export async function phoneData(scale: Scale, cache: string): Promise<PhoneData> {
  const folder = join(cache, `phones-${edition}-${scale.devices}-${scale.accounts}-${scale.versions}-${scale.largeFiles}`);
  const manifestFile = `${folder}.json`;
  if (!existsSync(manifestFile)) await prepare(scale, folder, manifestFile);
  const { phones, large } = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
  const files = phoneFiles(differentFiles, filesSeed);
  const withFiles = phones.map(({ known, ...access }) => ({
    ...access,
    known: known.map(({ name, updatetime, index }) => ({ name, updatetime, file: fileAt(files, index) })),
  }));
  return { folder, large, phones: withFiles };
}

async function prepare(scale: Scale, folder: string, manifestFile: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const store = join(folder, 'store');
  await mkdir(store, { recursive: true });
  const { phones, large } = await fillLog(scale, join(store, 'cairn.db'));
  const server = await openCairnServer(folder, {});
  const manifest: Manifest = { large, phones: await sendFiles(server.port, phones).finally(() => server.service.stop()) };
  await run('sync', []);
  await writeFile(`${manifestFile}.part`, JSON.stringify(manifest));
  await rename(`${manifestFile}.part`, manifestFile);
}

/** Accounts, devices and rows. */
async function fillLog(scale: Scale, file: string): Promise<{ phones: PhoneAccess[]; large: PhoneAccess }> {
  const bulk = openBulk(file);
  const tiny = tinyContents(batch);
  const fill = async (account: number, count: number, names: number): Promise<void> => {
    const writer = { account, device: 1, now: before };
    for (let from = 0; from < count; from += batch) {
      const items = Array.from({ length: Math.min(batch, count - from) }, (_, index) => {
        const name = nameOf((from + index) % names);
        const content = tiny.items[index % tiny.items.length] ?? tiny.first;
        return { type: 'GPX', name, base: null, clientTime: before - (from + index) * 60_000, content, alwaysNew: true };
      });
      const { outcomes } = await bulk.store.put({ writer, limits: { allowance: boundless, evictBefore: 0 }, items, bytes: tiny.bytes });
      if (outcomes.some(({ status }) => status !== 'done')) throw new Error(`the store did not take files of account ${account}`);
    }
  };
  const phones: PhoneAccess[] = [];
  for (let index = 0; index < scale.devices; index++) {
    const phone = await bulk.register(`phone-${index}`, index % 2 === 0 ? 'android' : 'ios');
    await fill(phone.account, scale.files, scale.files);
    phones.push(phone.access);
  }
  for (const [index, versions] of quietAccounts(scale).entries()) {
    const { account } = await bulk.register(`quiet-${index}`, 'android');
    await fill(account, versions, quietNames);
  }
  const large = await bulk.register('large', 'android');
  await fill(large.account, scale.largeFiles * scale.largeVersions, scale.largeFiles);
  await bulk.close();
  return { phones, large: large.access };
}

interface Bulk {
  readonly store: Store;
  readonly register: (name: string, platform: PhoneAccess['platform']) => Promise<{ account: number; access: PhoneAccess }>;
  readonly close: () => Promise<void>;
}

/** The store of a server on its file, in this thread; nothing is flushed before the end. */
function openBulk(file: string): Bulk {
  let addAccount: (address: string) => number = () => {
    throw new Error('the database is not open');
  };
  const { store, close } = openInThread(file, (db) => {
    db.pragma('synchronous = OFF');
    // Registering over the API would leave 20,000 mails with codes to be sent.
    const add = db.prepare<[string, string, number]>("INSERT INTO account (address, address_key, registered, lang) VALUES (?, ?, ?, 'en')");
    addAccount = (address) => Number(add.run(address, address, before).lastInsertRowid);
    return db;
  });
  const register: Bulk['register'] = async (name, platform) => {
    const account = addAccount(`${name}@example.org`);
    const secret = createHash('sha256').update(`${name} of the bench`).digest('base64url');
    const tokenHash = createHash('sha256').update(secret).digest('base64url');
    const device = { name, platform, brand: '', model: '', lang: 'en' };
    const added = await store.addDevice({ account, device, tokenHash, deviceLimit: 0, signOut: null, now: before });
    if (added.outcome !== 'registered') throw new Error(`the store did not register ${name}`);
    return { account, access: { platform, deviceid: added.device, token: `cairn_${account}_${added.device}_${secret}` } };
  };
  return { store, register, close };
}

/** Different small contents, in one piece of memory. */
function tinyContents(count: number) {
  const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  let at = 0;
  const made = Array.from({ length: count }, (_, index) => {
    const plain = Buffer.from(`<gpx><metadata><name>Walk ${index}</name></metadata></gpx>`);
    const member = gzipSync(plain);
    const content = { hash: sum(plain), size: plain.length, stored: member.length, storedHash: sum(member), place: { at } };
    at += member.length;
    return { member, content };
  });
  const [first] = made;
  if (first === undefined) throw new Error('there are no contents');
  return { bytes: Buffer.concat(made.map(({ member }) => member)), items: made.map(({ content }) => content), first: first.content };
}

/** Each phone sends its first files, eight phones at a time. */
async function sendFiles(port: number, phones: readonly PhoneAccess[]): Promise<Manifest['phones']> {
  const files = phoneFiles(differentFiles, filesSeed);
  const done: Manifest['phones'][number][] = [];
  const waiting = phones.entries();
  const lane = async (): Promise<void> => {
    for (const [number, access] of waiting) {
      const phone = new Phone(port, access);
      const known = [];
      for (let count = 0; count < sentBefore; count++) {
        const index = (number * sentBefore + count) % files.length;
        const file = fileAt(files, index);
        const sent = await phone.upload(`first/${count}${file.ending}`, file);
        await sent.check();
        known.push({ name: sent.known.name, updatetime: sent.known.updatetime, index });
      }
      phone.close();
      done[number] = { ...access, known };
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return done;
}
