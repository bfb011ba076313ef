import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { markAt, offersMark } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import { LibraryError } from '@cairn/sync';
import type { LocalFile, Packed, Problem } from '@cairn/sync';
import { gzip } from '../pool/gzip.ts';
import type { ReadFacts } from '../pool/tasks.ts';
import { fileOf } from './catalogue.ts';
import type { Entry } from './catalogue.ts';
import type { Context } from './context.ts';
import { readFailure } from './failures.ts';
import { largeFrom } from './large.ts';
import type { Spot } from './names.ts';
import { emptyHash, entryOf, markEntry, pathOf, Scan } from './scan.ts';
import type { Scanned } from './scan.ts';
import { Spools } from './spools.ts';

const isPlain = /^[\x20-\x7e]*$/;
/** Files hashed at the same time: enough to fill the messages to all threads. */
const hashedTogether = 256;

/** The looking half of a folder library. */
export class Reader {
  readonly #context: Context;
  readonly #spools: Spools;
  /** Notes that were told already; each is told once. */
  readonly #told = new Set<string>();

  constructor(context: Context) {
    this.#context = context;
    this.#spools = new Spools(context.temporary);
  }

  close(): void {
    this.#spools.close();
  }

  async scanAll(): Promise<Scanned> {
    // What was begun before, such as a request, gets its way first: the walk leaves the loop only now and then.
    await turn();
    const scanned = await new Scan(this.#context).run();
    this.#context.catalogue.save();
    return { files: scanned.files, problems: scanned.problems.filter((problem) => this.#isNews(problem)) };
  }

  /** Looks at these names only. */
  scanSome(keys: readonly FileKey[]): Scanned {
    this.#context.known.refresh();
    this.#context.names.lookAgain();
    const files: LocalFile[] = [];
    const problems: Problem[] = [];
    for (const key of keys) {
      try {
        const entry = this.#look(key);
        if (entry !== null) files.push(fileOf(entry));
      } catch (error) {
        if (error instanceof LibraryError && error.code === 'name-impossible') continue;
        problems.push({ path: key.name, key, reason: readFailure(error).message, kind: 'failed' });
      }
    }
    return { files, problems };
  }

  async hash(files: readonly LocalFile[]): Promise<Scanned> {
    const hashed: LocalFile[] = [];
    const problems: Problem[] = [];
    for (let start = 0; start < files.length; start += hashedTogether) {
      const results = await Promise.all(files.slice(start, start + hashedTogether).map((file) => this.#hashOne(file)));
      for (const result of results) {
        if ('reason' in result) problems.push(result);
        else hashed.push(result);
      }
    }
    this.#context.catalogue.save();
    return { files: hashed, problems };
  }

  async pack(file: LocalFile): Promise<Packed> {
    const spot = this.#context.names.locate(file.key);
    if (spot.kind === 'directory') {
      return { key: file.key, hash: emptyHash, size: 0, modified: file.modified, gzip: gzip(new Uint8Array()) };
    }
    const checked = this.#context.clock.now();
    const path = join(this.#context.root, spot.path);
    try {
      if (file.size > largeFrom) {
        const { facts, gzip: packed } = await this.#spools.pack(path);
        this.#learn(spot, file.key, facts, checked);
        return { key: file.key, hash: facts.hash, size: facts.size, modified: facts.modified, gzip: packed };
      }
      const facts = await this.#context.pool.run({ kind: 'pack', path }, file.size);
      this.#learn(spot, file.key, facts, checked);
      return { key: file.key, hash: facts.hash, size: facts.size, modified: facts.modified, gzip: facts.bytes };
    } catch (error) {
      throw readFailure(error);
    }
  }

  async read(file: LocalFile): Promise<Uint8Array> {
    const spot = this.#context.names.locate(file.key);
    if (spot.kind === 'directory') return new Uint8Array();
    try {
      const { bytes } = await this.#context.pool.run({ kind: 'read', path: join(this.#context.root, spot.path) }, file.size);
      return bytes;
    } catch (error) {
      throw readFailure(error);
    }
  }

  async #hashOne(file: LocalFile): Promise<LocalFile | Problem> {
    try {
      const spot = this.#context.names.locate(file.key);
      if (spot.kind === 'directory') return { ...file, hash: emptyHash };
      const checked = this.#context.clock.now();
      const facts = await this.#context.pool.run({ kind: 'hash', path: join(this.#context.root, spot.path) }, file.size);
      return fileOf(this.#learn(spot, file.key, facts, checked));
    } catch (error) {
      return { path: file.key.name, key: file.key, reason: readFailure(error).message, kind: 'failed' };
    }
  }

  #learn(spot: Spot, key: FileKey, facts: ReadFacts, checked: number): Entry {
    const { identity, size, modified, hash } = facts;
    const entry = { path: spot.path, key, kind: 'file', identity, size, modified, hash } as const;
    if (pathOf(key) !== spot.path) this.#context.catalogue.spell(spot.path, key);
    this.#context.catalogue.learn(entry, checked);
    return entry;
  }

  #look(key: FileKey): Entry | null {
    const { root, disk, names, catalogue, known } = this.#context;
    const spot = names.locate(key);
    const segments = spot.path.split('/');
    const path = join(root, spot.path);
    const stats = isPlain.test(spot.path) && !names.foldsCase() ? disk.look(path) : names.lookExactly(spot.path);
    if (spot.kind === 'file' && stats?.isFile() === true) {
      const entry = entryOf(catalogue, spot.path, key, stats);
      catalogue.put(entry);
      return entry;
    }
    const mark = spot.kind === 'directory' && stats?.isDirectory() === true ? markAt(segments) : null;
    if (stats !== null && mark !== null) {
      const isEmpty = disk.names(path).length === 0;
      if ((isEmpty && offersMark(segments)) || known.isHeldMark(key)) {
        const entry = markEntry(spot.path, key, stats);
        catalogue.put(entry);
        return entry;
      }
    }
    catalogue.forget(spot.path);
    return null;
  }

  #isNews(problem: Problem): boolean {
    if (problem.kind === 'failed') return true;
    const text = `${problem.path}\0${problem.reason}`;
    if (this.#told.has(text)) return false;
    this.#told.add(text);
    return true;
  }
}
