import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FileKey } from '@cairn/protocol';
import { comparisonForm } from '@cairn/protocol';
import type { Codec, Expected, Library, LocalFile, Packed, PlacedContent, Problem } from '@cairn/sync';
import { LibraryError } from '@cairn/sync';

export interface Stored {
  readonly key: FileKey;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly modified: number;
  /** Raised by every write, as inode and ctime would change. */
  readonly state: number;
}
interface Unsettled {
  readonly at: string;
  readonly state: number;
  readonly undo: () => void;
}
const thrownAway = 'The content was thrown away here; it is fetched again.';
/** How a file was taken away by a sync; what a person does is not told. */
export type Taking = 'replaced' | 'merged' | 'removed';

export const keyText = (key: FileKey): string => `${key.type}\u0000${key.name}`;
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A device's disk in memory, with the faults a disk has. What a person does there is durable at once; what a sync writes, when `settle` returned. */
export class MemoryLibrary implements Library {
  #files = new Map<string, Stored>();
  #undo: Stored[] = [];
  /** Undoes the unsettled writes, newest last. */
  #unsettled: Unsettled[] = [];
  /** Those of processes that have ended; the next look flushes them. */
  #left: Unsettled[] = [];
  /** State of each file when the sync saw it last, as a catalogue keeps it. */
  #seen = new Map<string, number>();
  /** Files whose hash the catalogue has. */
  #hashed = new Map<string, number>();
  #state = 0;
  /** Files whose contents a browser threw away: still on its list, found by the next whole look. */
  readonly #evicted = new Set<string>();
  /** Files that the last whole look found without content. */
  lost: readonly Stored[] = [];
  /** Bytes that may lie here; beyond it `no-space`. */
  capacity = Number.POSITIVE_INFINITY;
  /** Told of every content that a sync takes away, before it does. */
  onTaken: (file: Stored, how: Taking) => void = () => undefined;
  /** Told of every content that a sync brings. */
  onPlaced: (key: FileKey, bytes: Uint8Array, hash: string) => void = () => undefined;

  // What a person does.
  write(key: FileKey, bytes: Uint8Array, modified: number): Stored {
    const at = keyText(key);
    const stored = { key, bytes, hash: hashOf(bytes), modified, state: ++this.#state };
    this.#files.set(at, stored);
    this.#evicted.delete(at);
    return stored;
  }
  delete(key: FileKey): void {
    this.#files.delete(keyText(key));
    this.#evicted.delete(keyText(key));
  }
  /** @returns whether there was such a file and the new name was free. */
  rename(from: FileKey, to: FileKey): boolean {
    const file = this.#files.get(keyText(from));
    if (file === undefined || this.#files.has(keyText(to))) return false;
    this.#files.delete(keyText(from));
    this.#files.set(keyText(to), { ...file, key: to, state: ++this.#state });
    if (this.#evicted.delete(keyText(from))) this.#evicted.add(keyText(to));
    return true;
  }
  get(key: FileKey): Stored | undefined {
    return this.#files.get(keyText(key));
  }
  files(): Stored[] {
    return [...this.#files.values()];
  }
  /** A browser throws the content of a file away. */
  evict(key: FileKey): void {
    if (this.#files.has(keyText(key))) this.#evicted.add(keyText(key));
  }
  /** Takes files off the list whose contents are gone, unless they were written anew. @returns those taken off */
  forgetLost(): readonly Stored[] {
    const gone = this.lost.filter(({ key, state }) => this.#files.get(keyText(key))?.state === state);
    for (const { key } of gone) {
      this.#files.delete(keyText(key));
      this.#evicted.delete(keyText(key));
    }
    this.lost = [];
    return gone;
  }
  /** Contents of the undo store: what a sync took away here is kept (S5). */
  undone(): readonly Stored[] {
    return this.#undo;
  }
  has(hash: string): boolean {
    for (const file of this.#files.values()) if (file.hash === hash) return true;
    return this.#undo.some((file) => file.hash === hash);
  }
  /** Power cut: unsettled writes of a sync are gone, unless a person has written there since. */
  powerCut(): void {
    for (const { at, state, undo } of [...this.#left, ...this.#unsettled].reverse()) {
      if ((this.#files.get(at)?.state ?? state) === state) undo();
    }
    this.#unsettled = [];
    this.#left = [];
  }
  /** The process ends; the disk stays as it is. */
  processEnds(): void {
    this.#left.push(...this.#unsettled);
    this.#unsettled = [];
  }
  image(): MemoryLibrary {
    const copy = new MemoryLibrary();
    copy.#files = new Map(this.#files);
    copy.#undo = [...this.#undo];
    copy.#seen = new Map(this.#seen);
    copy.#hashed = new Map(this.#hashed);
    copy.#state = this.#state + 1_000_000;
    for (const at of this.#evicted) copy.#evicted.add(at);
    copy.capacity = this.capacity;
    return copy;
  }

  // What a sync does.
  async scan(only?: readonly FileKey[]): Promise<{ files: readonly LocalFile[]; problems: readonly Problem[] }> {
    this.#left = [];
    const wanted = only === undefined ? null : new Set(only.map(keyText));
    if (wanted === null) this.lost = this.files().filter(({ key }) => this.#evicted.has(keyText(key)));
    const lost = new Set(wanted === null ? this.lost : []);
    const files = this.files().filter((file) => !lost.has(file) && (wanted === null || wanted.has(keyText(file.key))));
    for (const file of files) this.#seen.set(keyText(file.key), file.state);
    const problems = [...lost].map(({ key }) => ({ path: key.name, key, reason: thrownAway, kind: 'failed' as const }));
    return { files: files.map((file) => this.#factsOf(file)), problems };
  }
  async hash(files: readonly LocalFile[]): Promise<{ files: readonly LocalFile[]; problems: readonly Problem[] }> {
    const hashed = files.flatMap((file) => {
      const stored = this.#like(file.key);
      if (stored === undefined) return [];
      this.#seen.set(keyText(stored.key), stored.state);
      this.#hashed.set(keyText(stored.key), stored.state);
      return [{ ...this.#factsOf(stored), key: file.key }];
    });
    return { files: hashed, problems: [] };
  }
  async pack(file: LocalFile): Promise<Packed> {
    const { hash, bytes, modified } = this.#read(file);
    return { key: file.key, hash, size: bytes.length, modified, gzip: packed(bytes) };
  }
  async read(file: LocalFile): Promise<Uint8Array> {
    return this.#read(file).bytes;
  }
  async place(key: FileKey, content: PlacedContent, expected: Expected): Promise<LocalFile> {
    const raw = await collect(content.bytes);
    const bytes = content.form === 'gzip' ? unpacked(raw) : raw;
    if (bytes === null || hashOf(bytes) !== content.hash)
      throw new LibraryError('damaged', `${key.name} arrived damaged; it is fetched again`);
    this.#expect(key, expected);
    const old = expected.state === 'absent' ? undefined : this.#like(key);
    if (this.#used() - (old?.bytes.length ?? 0) + bytes.length > this.capacity)
      throw new LibraryError('no-space', `no space for ${key.name}`);
    const stored = { key: old?.key ?? key, bytes, hash: content.hash, modified: content.modified, state: ++this.#state };
    this.onPlaced(key, bytes, content.hash);
    this.#take(old, content.form === 'plain' ? 'merged' : 'replaced', stored);
    this.#set(keyText(stored.key), stored);
    return { ...this.#factsOf(stored), key, hash: content.hash };
  }
  async remove(file: LocalFile): Promise<void> {
    this.#expect(file.key, { state: 'file', file });
    const stored = this.#find(file);
    this.#take(stored, 'removed');
    this.#set(keyText(stored.key), undefined);
  }
  async move(file: LocalFile, to: FileKey): Promise<LocalFile> {
    this.#expect(file.key, { state: 'file', file });
    const old = this.#find(file);
    if (keyText(old.key) !== keyText(to)) this.#expect(to, { state: 'absent' });
    const stored = { ...old, key: to, state: ++this.#state };
    const isEvicted = this.#evicted.has(keyText(old.key));
    this.#set(keyText(old.key), undefined);
    this.#set(keyText(to), stored);
    if (isEvicted) this.#evicted.add(keyText(to));
    return { ...this.#factsOf(stored), ...(file.hash === undefined ? {} : { hash: file.hash }) };
  }
  async settle(): Promise<void> {
    this.#unsettled = [];
  }

  #factsOf(stored: Stored): LocalFile {
    const facts = { key: stored.key, size: stored.bytes.length, modified: stored.modified };
    return this.#hashed.get(keyText(stored.key)) === stored.state ? { ...facts, hash: stored.hash } : facts;
  }
  /** The file of this name, or the only one that is equal in NFC. */
  #like(key: FileKey): Stored | undefined {
    const exact = this.#files.get(keyText(key));
    if (exact !== undefined) return exact;
    const form = comparisonForm(key.name);
    const like = this.files().filter((file) => file.key.type === key.type && comparisonForm(file.key.name) === form);
    return like.length === 1 ? like[0] : undefined;
  }
  #read(file: LocalFile): Stored {
    const stored = this.#find(file);
    if (this.#evicted.has(keyText(stored.key))) throw new LibraryError('unreadable', thrownAway);
    return stored;
  }
  #find(file: LocalFile): Stored {
    const stored = this.#like(file.key);
    if (stored === undefined) throw new LibraryError('vanished', `${file.key.name} is no longer there`);
    return stored;
  }
  #expect(key: FileKey, expected: Expected): void {
    const stored = expected.state === 'absent' ? this.#files.get(keyText(key)) : this.#like(key);
    const asExpected =
      expected.state === 'absent'
        ? stored === undefined
        : stored !== undefined &&
          stored.bytes.length === expected.file.size &&
          this.#seen.get(keyText(stored.key)) === stored.state &&
          (expected.file.hash === undefined || expected.file.hash === stored.hash);
    if (!asExpected) throw new LibraryError('changed-meanwhile', `${key.name} changed meanwhile`);
  }
  #take(old: Stored | undefined, how: Taking, by?: Stored): void {
    if (old === undefined || old.hash === by?.hash) return;
    this.onTaken(old, how);
    this.#undo.push(old);
  }
  #set(at: string, stored: Stored | undefined): void {
    const old = this.#files.get(at);
    const undo = (): void => {
      if (old === undefined) this.#files.delete(at);
      else this.#files.set(at, old);
    };
    this.#unsettled.push({ at, state: stored?.state ?? this.#state, undo });
    this.#evicted.delete(at);
    if (stored === undefined) this.#files.delete(at);
    else {
      this.#files.set(at, stored);
      this.#seen.set(at, stored.state);
      this.#hashed.set(at, stored.state);
    }
  }
  #used(): number {
    let sum = 0;
    for (const file of this.#files.values()) sum += file.bytes.length;
    return sum;
  }
}

/** Packs at once, so that a history waits for no thread. */
export const codecHere: Codec = {
  pack: async (key, plain, modified) => ({ key, hash: hashOf(plain), size: plain.length, modified, gzip: packed(plain) }),
  async unpack(gzip, { hash, size }) {
    const plain = unpacked(await collect(gzip));
    if (plain?.length !== size || hashOf(plain) !== hash) throw new Error('The content does not have the announced checksum.');
    return plain;
  },
};

const packed = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(bytes, { level: 1 }));
export function unpacked(gzip: Uint8Array): Uint8Array | null {
  try {
    return new Uint8Array(gunzipSync(gzip));
  } catch {
    return null;
  }
}
export async function collect(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (bytes instanceof Uint8Array) return bytes;
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}
