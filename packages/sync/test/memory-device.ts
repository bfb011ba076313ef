import { gzipSync } from 'node:zlib';
import type { Epochs, FileKey } from '@cairn/protocol';
import { LibraryError, createEngine } from '../src/index.ts';
import type {
  BaseRow,
  Bases,
  BasesChange,
  CloudRow,
  Engine,
  Expected,
  Library,
  LocalFile,
  Memo,
  Merging,
  Packed,
  PlacedContent,
  Problem,
  SentBatch,
  Sizes,
} from '../src/index.ts';
import { plainOf } from './bytes.ts';
import { hashOf, MemoryCloud, pictureOf } from './memory-cloud.ts';
import type { MemoryLog } from './memory-cloud.ts';

const text = (key: FileKey): string => `${key.type}\0${key.name}`;

interface Stored {
  readonly key: FileKey;
  readonly bytes: Uint8Array;
  /** Raised by every write: stands for identity and modification time. */
  readonly modified: number;
  readonly hash?: string;
}
export type LibraryCall = 'scan' | 'hash' | 'pack' | 'read' | 'place' | 'remove' | 'move' | 'settle';

/** Files in memory, spelled as a person wrote them; equal in NFC is found as a disk of ours finds it. */
export class MemoryLibrary implements Library {
  readonly files = new Map<string, Stored>();
  readonly undo: Stored[] = [];
  readonly calls: { call: LibraryCall; name: string }[] = [];
  problems: Problem[] = [];
  /** Called before each operation; may throw, or change the files as a person would. */
  before: (call: LibraryCall, name: string) => void = () => undefined;
  #time = 1000;

  write(key: FileKey, content: string): void {
    this.files.set(text(key), { key, bytes: new TextEncoder().encode(content), modified: ++this.#time });
  }
  delete(key: FileKey): void {
    this.files.delete(text(key));
  }
  rename(from: FileKey, to: FileKey): void {
    const file = this.files.get(text(from));
    if (file === undefined) return;
    this.files.delete(text(from));
    this.files.set(text(to), { ...file, key: to });
  }
  textOf(key: FileKey): string | null {
    const file = this.files.get(text(key));
    return file === undefined ? null : new TextDecoder().decode(file.bytes);
  }
  picture(): Record<string, string> {
    return pictureOf([...this.files.values()].map(({ key }): [string, string] => [`${key.type}/${key.name}`, this.textOf(key) ?? '']));
  }
  count(call: LibraryCall): number {
    return this.calls.filter((one) => one.call === call).length;
  }

  async scan(only?: readonly FileKey[]): Promise<{ files: readonly LocalFile[]; problems: readonly Problem[] }> {
    this.#called('scan', only === undefined ? '*' : only.map(({ name }) => name).join());
    const wanted = only?.map(text);
    const found = [...this.files.values()].filter(({ key }) => wanted?.includes(text(key)) ?? true);
    return { files: found.map(factsOf), problems: this.problems };
  }
  async hash(files: readonly LocalFile[]): Promise<{ files: readonly LocalFile[]; problems: readonly Problem[] }> {
    const hashed = files.flatMap((file): LocalFile[] => {
      this.#called('hash', file.key.name);
      const stored = this.#find(file.key);
      if (stored === undefined) return [];
      const known = { ...stored, hash: hashOf(stored.bytes) };
      this.files.set(text(stored.key), known);
      return [{ ...factsOf(known), key: file.key }];
    });
    return { files: hashed, problems: [] };
  }
  async pack(file: LocalFile): Promise<Packed> {
    this.#called('pack', file.key.name);
    const { bytes, modified } = this.#expect(file.key, file);
    return { key: file.key, hash: hashOf(bytes), size: bytes.length, modified, gzip: new Uint8Array(gzipSync(bytes, { level: 1 })) };
  }
  async read(file: LocalFile): Promise<Uint8Array> {
    this.#called('read', file.key.name);
    return this.#expect(file.key, file).bytes;
  }
  async place(key: FileKey, content: PlacedContent, expected: Expected): Promise<LocalFile> {
    this.#called('place', key.name);
    const plain = content.bytes instanceof Uint8Array && content.form === 'plain' ? content.bytes : await plainOf(content.bytes);
    if (hashOf(plain) !== content.hash) throw new LibraryError('damaged', 'wrong checksum');
    const old = expected.state === 'file' ? this.#expect(key, expected.file) : this.#expectNothing(key);
    if (old !== null) this.undo.push(old);
    const stored = { key: old?.key ?? key, bytes: plain, modified: ++this.#time, hash: content.hash };
    this.files.set(text(stored.key), stored);
    return { ...factsOf(stored), key };
  }
  async remove(file: LocalFile): Promise<void> {
    this.#called('remove', file.key.name);
    const stored = this.#expect(file.key, file);
    this.undo.push(stored);
    this.files.delete(text(stored.key));
  }
  async move(file: LocalFile, to: FileKey): Promise<LocalFile> {
    this.#called('move', file.key.name);
    const stored = this.#expect(file.key, file);
    this.#expectNothing(to);
    this.files.delete(text(stored.key));
    this.files.set(text(to), { ...stored, key: to });
    return { ...factsOf(stored), key: to };
  }
  async settle(): Promise<void> {
    this.#called('settle', '');
  }

  #called(call: LibraryCall, name: string): void {
    this.calls.push({ call, name });
    this.before(call, name);
  }
  #find(key: FileKey): Stored | undefined {
    const exact = this.files.get(text(key));
    if (exact !== undefined) return exact;
    const form = key.name.normalize('NFC');
    const equal = [...this.files.values()].filter((file) => file.key.type === key.type && file.key.name.normalize('NFC') === form);
    return equal.length === 1 ? equal[0] : undefined;
  }
  #expect(key: FileKey, file: LocalFile): Stored {
    const stored = this.#find(key);
    if (stored === undefined) throw new LibraryError('vanished', `${key.name} vanished`);
    if (stored.modified !== file.modified) throw new LibraryError('changed-meanwhile', `${key.name} changed`);
    return stored;
  }
  #expectNothing(key: FileKey): null {
    if (this.files.has(text(key))) throw new LibraryError('changed-meanwhile', `${key.name} is there`);
    return null;
  }
}
function factsOf({ key, bytes, modified, hash }: Stored): LocalFile {
  return { key, size: bytes.length, modified, ...(hash === undefined ? {} : { hash }) };
}

const fresh: Memo = { lastSync: 0, paused: false, off: [], refused: [] };

export class MemoryBases implements Bases {
  cursor = 0;
  epochs: Epochs | null = null;
  readonly bases = new Map<string, BaseRow>();
  readonly pending = new Map<string, CloudRow>();
  readonly sent = new Map<number, SentBatch>();
  memo: Memo = fresh;
  records = 0;
  before: () => void = () => undefined;

  async load(): ReturnType<Bases['load']> {
    const { cursor, epochs, memo } = this;
    return { cursor, epochs, bases: [...this.bases.values()], pending: [...this.pending.values()], sent: [...this.sent.values()], memo };
  }
  async record(change: BasesChange): Promise<void> {
    this.before();
    this.records++;
    if (change.clear === true) {
      this.bases.clear();
      this.pending.clear();
      this.sent.clear();
    }
    for (const key of change.forget ?? []) this.bases.delete(text(key));
    for (const row of change.set ?? []) this.bases.set(text(row.key), row);
    for (const key of change.unpend ?? []) this.pending.delete(text(key));
    for (const row of change.pend ?? []) this.pending.set(text(row), row);
    for (const batch of change.answered ?? []) this.sent.delete(batch);
    if (change.sent !== undefined) this.sent.set(change.sent.batch, change.sent);
    this.cursor = change.cursor ?? this.cursor;
    this.epochs = change.epochs ?? this.epochs;
    this.memo = { ...this.memo, ...change.memo };
  }
}

/** Lines are points `name=value`; merged point by point, as favourites are. */
export const lineMerging: Merging = {
  mergerFor: ({ type }) => (type === 'FAVOURITES' ? mergeLines : null),
  mergeCompanions: (ours, theirs, laterIs) => {
    const [first, last] = laterIs === 'theirs' ? [ours, theirs] : [theirs, ours];
    return { outcome: 'merged', bytes: bytesOf(new Map([...linesOf(first), ...linesOf(last)])) };
  },
};
function mergeLines(base: Uint8Array | null, ours: Uint8Array, theirs: Uint8Array): ReturnType<Merging['mergeCompanions']> {
  const [before, mine, others] = [linesOf(base ?? new Uint8Array()), linesOf(ours), linesOf(theirs)];
  const merged = new Map<string, string>();
  for (const name of new Set([...before.keys(), ...mine.keys(), ...others.keys()])) {
    const [was, here, there] = [before.get(name), mine.get(name), others.get(name)];
    if (here !== there && here !== was && there !== was) return { outcome: 'conflict', reasons: [`${name} differs`] };
    const value = here === was ? there : here;
    if (value !== undefined) merged.set(name, value);
  }
  return { outcome: 'merged', bytes: bytesOf(merged) };
}
function linesOf(bytes: Uint8Array): Map<string, string> {
  const lines = new TextDecoder()
    .decode(bytes)
    .split('\n')
    .filter((line) => line !== '');
  return new Map(lines.map((line) => [line.split('=')[0] ?? '', line]));
}
function bytesOf(lines: ReadonlyMap<string, string>): Uint8Array {
  return new TextEncoder().encode([...lines.values()].sort().join('\n'));
}

/** A device with its engine; `restart` is a crash: what was in memory is gone. */
export class Device {
  readonly library = new MemoryLibrary();
  readonly bases = new MemoryBases();
  readonly cloud: MemoryCloud;
  engine: Engine;

  readonly #sizes: Partial<Sizes>;

  constructor(log: MemoryLog, sizes: Partial<Sizes> = {}) {
    this.cloud = new MemoryCloud(log);
    this.#sizes = sizes;
    this.engine = this.#start();
  }
  restart(): void {
    this.engine = this.#start();
  }
  #start(): Engine {
    const { library, bases, cloud } = this;
    return createEngine({ library, bases, cloud, clock: { now: () => 42 }, merge: lineMerging, sizes: this.#sizes });
  }
}

export const gpx = (name: string): FileKey => ({ type: 'GPX', name });
export const favourites = (name: string): FileKey => ({ type: 'FAVOURITES', name });
