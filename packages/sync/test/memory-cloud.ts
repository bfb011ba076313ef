import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { companionOf, isCompanion } from '@cairn/protocol';
import type {
  ChangesAnswer,
  ContentVersion,
  DeletionVersion,
  ErrorBody,
  FileKey,
  MovedVersion,
  Operation,
  Version,
  WriteAnswer,
  WriteResult,
} from '@cairn/protocol';
import { CloudError } from '../src/index.ts';
import type { Cloud, Downloaded, Upload } from '../src/index.ts';
import { plainOf } from './bytes.ts';

const id = (key: FileKey): string => `${key.type}\0${key.name}`;
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Name and text of files, sorted, as an object that prints well. */
export function pictureOf(files: readonly [string, string][]): Record<string, string> {
  return Object.fromEntries<string>([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Refusal = Extract<WriteResult, { status: 'refused' }>;

/** The log of one account with the rules that a device relies on. It keeps everything in memory and knows no quotas but `refuse`. */
export class MemoryLog {
  readonly versions: Version[] = [];
  readonly contents = new Map<number, Uint8Array>();
  readonly heads = new Map<string, Version>();
  epoch = 1;
  dataEpoch = 1;
  /** Most rows of one answer of `changes`. */
  page = 20_000;
  /** Refuses single uploads. */
  refuse: (key: FileKey, plain: Uint8Array) => ErrorBody['error'] | null = () => null;
  #seq = 0;
  #file = 0;

  image(): MemoryLog {
    const copy = new MemoryLog();
    copy.versions.push(...this.versions);
    for (const [seq, bytes] of this.contents) copy.contents.set(seq, bytes);
    for (const [name, head] of this.heads) copy.heads.set(name, head);
    copy.epoch = this.epoch;
    copy.dataEpoch = this.dataEpoch + 1;
    copy.page = this.page;
    copy.#seq = this.#seq;
    copy.#file = this.#file;
    return copy;
  }

  head(key: FileKey): Version | undefined {
    return this.heads.get(id(key));
  }
  textOf(key: FileKey): string | null {
    const head = this.head(key);
    return head?.kind === 'content' ? new TextDecoder().decode(this.contents.get(head.seq)) : null;
  }
  /** Name and text of every file. */
  picture(): Record<string, string> {
    const files = [...this.heads.values()].filter((head) => head.kind === 'content');
    return pictureOf(files.map((head): [string, string] => [`${head.type}/${head.name}`, this.textOf(head) ?? '']));
  }

  changes(cursor: number, types?: readonly string[]): ChangesAnswer {
    const news = [...this.heads.values()]
      .filter((head) => head.seq > cursor && (types === undefined || types.includes(head.type)))
      .sort((a, b) => a.seq - b.seq);
    let end = Math.min(this.page, news.length);
    while (end < news.length && news[end]?.seq === news[end - 1]?.seq) end++;
    const more = end < news.length;
    return {
      epoch: this.epoch,
      dataEpoch: this.dataEpoch,
      cursor: more ? (news[end - 1]?.seq ?? cursor) : Math.max(this.#seq, cursor),
      more,
      changes: news.slice(0, end),
    };
  }

  history(key: FileKey): Version[] {
    const head = this.head(key);
    return this.versions.filter((version) => version.file === head?.file).reverse();
  }

  write(key: FileKey, plain: Uint8Array, base: number, clientTime: number): WriteResult {
    const head = this.head(key);
    if (head?.kind === 'content' && head.hash === hashOf(plain)) return { status: 'same', version: head };
    if ((head?.seq ?? 0) !== base) return outdated(head);
    const error = this.refuse(key, plain);
    if (error !== null) return { status: 'refused', error };
    return { status: 'done', version: this.#content(key, plain, head?.file ?? ++this.#file, clientTime) };
  }
  put(key: FileKey, text: string): Version {
    const result = this.write(key, new TextEncoder().encode(text), this.head(key)?.seq ?? 0, 1);
    if (result.status === 'refused') throw new Error(result.error.code);
    return result.version;
  }

  operate(operation: Operation): WriteResult {
    switch (operation.op) {
      case 'delete':
        return this.#delete(operation, operation.base, operation.scope);
      case 'rename':
        return this.#rename(operation, operation.to, operation.base);
      case 'rename-folder':
        return this.#renameFolder(operation, operation.to);
      default:
        return { status: 'refused', error: { code: 'bad-request', message: operation.op } };
    }
  }
  /** A name whose newest row is a deletion gets its last content again. */
  restore(key: FileKey): void {
    const old = this.versions.findLast((version) => version.kind === 'content' && id(version) === id(key));
    const bytes = old === undefined ? undefined : this.contents.get(old.seq);
    if (old === undefined || bytes === undefined || this.head(key)?.kind === 'content') return;
    this.#content(key, bytes, old.file, 1);
  }
  deleteAllData(): void {
    this.versions.length = 0;
    this.contents.clear();
    this.heads.clear();
    this.epoch++;
  }
  deleteInCloudOnly(key: FileKey): void {
    this.#delete(key, this.head(key)?.seq ?? 0, 'cloud');
  }

  #delete(key: FileKey, base: number, scope: 'everywhere' | 'cloud'): WriteResult {
    const head = this.head(key);
    if (head?.kind === 'deletion') return { status: 'same', version: head };
    if (head?.seq !== base) return outdated(head);
    const version = this.#deletion(key, head.file, scope);
    const companion = this.head({ type: key.type, name: companionOf(key.name) });
    if (!isCompanion(key.name) && companion?.kind === 'content') this.#deletion(companion, companion.file, scope);
    return { status: 'done', version };
  }
  #rename(key: FileKey, to: string, base: number): WriteResult {
    const head = this.head(key);
    if (head?.seq !== base || head.kind !== 'content') return outdated(head);
    if (this.head({ type: key.type, name: to })?.kind === 'content') return taken(to);
    return { status: 'done', version: this.#moveWithCompanion(head, to) };
  }
  #renameFolder(folder: FileKey, to: string): WriteResult {
    const inside = [...this.heads.values()].filter((head) => {
      return head.kind === 'content' && head.type === folder.type && head.name.startsWith(`${folder.name}/`);
    });
    const target = (name: string): string => to + name.slice(folder.name.length);
    const clash = inside.find((head) => this.head({ type: head.type, name: target(head.name) })?.kind === 'content');
    if (clash !== undefined) return taken(target(clash.name));
    let last: Version | undefined;
    for (const head of inside) if (head.kind === 'content') last = this.#move(head, target(head.name));
    return last === undefined ? outdated(undefined) : { status: 'done', version: last };
  }
  #moveWithCompanion(head: ContentVersion, to: string): Version {
    const companion = this.head({ type: head.type, name: companionOf(head.name) });
    const version = this.#move(head, to);
    if (!isCompanion(head.name) && companion?.kind === 'content') this.#move(companion, companionOf(to));
    return version;
  }
  /** One entry: the old name is moved, the new one has content and number of the old; a companion's `file` is rewritten. */
  #move(head: ContentVersion, to: string): ContentVersion {
    const seq = ++this.#seq;
    const target = { type: head.type, name: to };
    const bytes = this.contents.get(head.seq) ?? new Uint8Array();
    const plain = isCompanion(to) ? new TextEncoder().encode(new TextDecoder().decode(bytes).replace(/^file=.*$/m, `file=${to}`)) : bytes;
    const moved: MovedVersion = {
      kind: 'moved',
      type: head.type,
      name: head.name,
      seq,
      file: head.file,
      stamp: seq,
      device: null,
      to: target,
    };
    const content: ContentVersion = { ...head, ...target, seq, stamp: seq, hash: hashOf(plain), size: plain.length };
    this.contents.set(seq, plain);
    this.#append(moved);
    this.#append(content);
    return content;
  }
  #deletion(key: FileKey, file: number, scope: 'everywhere' | 'cloud'): DeletionVersion {
    const seq = ++this.#seq;
    const version: DeletionVersion = { kind: 'deletion', type: key.type, name: key.name, seq, file, stamp: seq, device: null, scope };
    this.#append(version);
    return version;
  }
  #content(key: FileKey, plain: Uint8Array, file: number, clientTime: number): ContentVersion {
    const seq = ++this.#seq;
    const facts = { seq, file, stamp: seq, device: null, hash: hashOf(plain), size: plain.length, stored: plain.length, clientTime };
    const version: ContentVersion = { kind: 'content', type: key.type, name: key.name, ...facts };
    this.contents.set(seq, plain);
    this.#append(version);
    return version;
  }
  #append(version: Version): void {
    this.versions.push(version);
    this.heads.set(id(version), version);
  }
}

function outdated(head: Version | undefined): Refusal {
  const error = { code: 'base-outdated', message: 'changed' };
  return { status: 'refused', error, ...(head === undefined ? {} : { head }) };
}
function taken(name: string): Refusal {
  return { status: 'refused', error: { code: 'name-taken', message: name } };
}

export type Call = 'changes' | 'upload' | 'operate' | 'history' | 'download';

/** A device's way to the log; each call can be made to fail before or after the log did it. */
export class MemoryCloud implements Cloud {
  log: MemoryLog;
  readonly calls: Call[] = [];
  /** Plain bytes sent. */
  sent = 0;
  before: (call: Call) => void | Promise<void> = () => undefined;
  after: (call: Call) => void | Promise<void> = () => undefined;

  constructor(log: MemoryLog) {
    this.log = log;
  }
  async changes(cursor: number, types?: readonly string[]): Promise<ChangesAnswer> {
    return this.#call('changes', () => this.log.changes(cursor, types));
  }
  async upload(items: readonly Upload[]): Promise<WriteAnswer> {
    const plains = await Promise.all(items.map(({ packed }) => plainOf(packed.gzip)));
    return this.#call('upload', () => ({
      epoch: this.log.epoch,
      dataEpoch: this.log.dataEpoch,
      results: items.map(({ packed, base }, index) => {
        const plain = plains[index] ?? new Uint8Array();
        this.sent += plain.length;
        return this.log.write(packed.key, plain, base, packed.modified);
      }),
    }));
  }
  async operate(operations: readonly Operation[]): Promise<WriteAnswer> {
    return this.#call('operate', () => ({
      epoch: this.log.epoch,
      dataEpoch: this.log.dataEpoch,
      results: operations.map((operation) => this.log.operate(operation)),
    }));
  }
  async history(key: FileKey): Promise<readonly Version[]> {
    return this.#call('history', () => this.log.history(key));
  }
  async *download(versions: readonly ContentVersion[]): AsyncGenerator<Downloaded> {
    await this.#call('download', () => undefined);
    for (const version of versions) {
      const plain = this.log.contents.get(version.seq);
      if (plain === undefined) yield { version, error: { code: 'file-not-available', message: 'gone' } };
      else yield { version, gzip: new Uint8Array(gzipSync(plain, { level: 1 })) };
    }
  }
  async #call<T>(call: Call, fn: () => T): Promise<T> {
    this.calls.push(call);
    await this.before(call);
    const answer = fn();
    await this.after(call);
    return answer;
  }
}
export const offline = (): CloudError => new CloudError('offline', 'unreachable', 'no connection');
