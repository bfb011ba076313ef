import type { FileKey } from '@cairn/protocol';
import { pointsIn } from '../contents.ts';
import { hashOf, keyText } from '../memory-library.ts';
import type { Platform } from './requests.ts';

/** Something on the phone that is backed up: a file, or settings that are one file in the cloud. */
export interface Item {
  readonly key: FileKey;
  readonly bytes: Uint8Array;
  readonly hash: string;
  /** Of the file, or of the settings; milliseconds by the phone's clock. */
  readonly modified: number;
  /** Appearance and the like: what the `.info` companion carries; null = nothing beyond type and name. */
  readonly info: Uint8Array | null;
  readonly infoModified: number;
}
/** A row of `uploaded_files`: the version that this phone last sent or applied. */
export interface UploadRecord {
  readonly uploadTime: number;
  /** Of tracks and voices; null = none kept. */
  readonly digest: string | null;
}

const collectionTypes = ['FAVOURITES', 'ACTIVE_MARKERS', 'HISTORY_MARKERS'];
const fileTypes = ['GPX', 'FILE', 'FAVOURITES'];

/** What an app keeps on a phone: its items, and the two tables of its backup. They outlive a sign-out. */
export class AppStore {
  readonly platform: Platform;
  #items = new Map<string, Item>();
  #records = new Map<string, UploadRecord>();
  /** Plain bytes that fit. */
  capacity = Number.POSITIVE_INFINITY;

  constructor(platform: Platform) {
    this.platform = platform;
  }
  image(): AppStore {
    const copy = new AppStore(this.platform);
    copy.#items = new Map(this.#items);
    copy.#records = new Map(this.#records);
    return copy;
  }

  /** Names are one where this says so: iOS compares canonical decompositions. */
  form({ type, name }: FileKey): string {
    return keyText({ type, name: this.platform === 'ios' ? name.normalize('NFD') : name });
  }
  get(key: FileKey): Item | undefined {
    return this.#items.get(this.form(key));
  }
  items(): Item[] {
    return [...this.#items.values()];
  }
  /** @returns the item; null when there is no room for it */
  put(key: FileKey, bytes: Uint8Array, modified: number, info?: Uint8Array | null): Item | null {
    const old = this.get(key);
    if (this.#used() - (old?.bytes.length ?? 0) + bytes.length > this.capacity) return null;
    const kept = info === undefined ? (old?.info ?? null) : info;
    const item = { key, bytes, hash: hashOf(bytes), modified: this.#kept(key, modified), info: kept, infoModified: old?.infoModified ?? 0 };
    this.#items.set(this.form(key), item);
    return item;
  }
  /** Appearance changed; the newer Android remembers when. */
  putInfo(key: FileKey, info: Uint8Array, at: number): void {
    const item = this.get(key);
    if (item !== undefined) this.#items.set(this.form(key), { ...item, info, infoModified: at });
  }
  touch(key: FileKey, modified: number): void {
    const item = this.get(key);
    if (item !== undefined) this.#items.set(this.form(key), { ...item, modified: this.#kept(key, modified) });
  }
  remove(key: FileKey): void {
    this.#items.delete(this.form(key));
  }

  record(key: FileKey): UploadRecord | undefined {
    return this.#records.get(keyText(key));
  }
  setRecord(key: FileKey, uploadTime: number): void {
    this.#records.set(keyText(key), { uploadTime, digest: this.record(key)?.digest ?? null });
  }
  /** The digest of a track is stored where there was none. */
  setDigest(key: FileKey, hash: string): void {
    const record = this.record(key);
    if (record?.digest === null && key.type === 'GPX') this.#records.set(keyText(key), { ...record, digest: hash });
  }
  dropRecord(key: FileKey): void {
    this.#records.delete(keyText(key));
  }
  records(): ReadonlyMap<string, UploadRecord> {
    return this.#records;
  }

  /** What is no file has its time in a table, which iOS keeps in seconds. */
  #kept({ type }: FileKey, modified: number): number {
    return this.platform === 'ios' && !fileTypes.includes(type) ? Math.floor(modified / 1000) * 1000 : modified;
  }
  #used(): number {
    let sum = 0;
    for (const { bytes } of this.#items.values()) sum += bytes.length;
    return sum;
  }
}

/** A collection without entries is never sent. */
export function isEmptyCollection({ key, bytes }: Item): boolean {
  return collectionTypes.includes(key.type) && pointsIn(bytes).length === 0;
}
