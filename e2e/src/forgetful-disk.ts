import { lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Call } from './moments.ts';

/** One thing done to the bytes of a file: written at a place, or cut to a length. */
type Deed = { readonly at: number; readonly bytes: Buffer } | { readonly length: number };
/** A file, whatever its names: what a cut of power leaves of it, and what was done since without a flush. */
interface Inode {
  flushed: Buffer;
  /** Of `flushed`, what counts; the rest is room to grow. */
  length: number;
  deeds: Deed[];
  /** Deeds that have become lasting so far. */
  made: number;
}
/** What a folder holds under which path; folders themselves are `null`. */
type Names = Map<string, Inode | null>;

/**
 * A disk that forgets at a cut of power everything that was not flushed (R01): bytes last from the `fsync` of their file on, and only
 * those written before it began; names last from the `fsync` of their folder on. Stricter than any real file system.
 */
export class ForgetfulDisk {
  readonly #root: string;
  readonly #names: Names = new Map();
  #lasting: Names = new Map();
  /** Where the next `write` to a path goes. */
  readonly #ends = new Map<string, number>();

  /** Stands for the folder `root`; begins with what the folder `before` holds, as if all of it were flushed. */
  constructor(before: string, root: string) {
    this.#root = root;
    const walk = (folder: string, as: string): void => {
      this.#names.set(as, null);
      for (const name of readdirSync(folder)) {
        const [path, under] = [join(folder, name), join(as, name)];
        if (lstatSync(path).isDirectory()) walk(path, under);
        else this.#names.set(under, lasting(readFileSync(path)));
      }
    };
    walk(before, root);
    this.#lasting = new Map(this.#names);
  }

  /** What a flush that begins now will make last; to be called when it has ended. */
  beginFlush(path: string): () => void {
    const inode = this.#names.get(path);
    if (inode === undefined) return () => undefined;
    if (inode !== null) {
      const upTo = inode.made + inode.deeds.length;
      // Another flush of the file may end in between.
      return () => {
        const deeds = inode.deeds.splice(0, Math.max(0, upTo - inode.made));
        for (const deed of deeds) make(inode, deed);
        inode.made += deeds.length;
      };
    }
    const children = new Map([...this.#names].filter(([child]) => dirname(child) === path));
    return () => {
      for (const child of this.#lasting.keys()) if (dirname(child) === path && !children.has(child)) this.#lasting.delete(child);
      for (const [child, what] of children) this.#lasting.set(child, what);
    };
  }

  apply(call: Call): void {
    const [first = '', second = ''] = call.paths;
    switch (call.name) {
      case 'openat':
        return this.#open(call, call.opened ?? first);
      case 'write':
      case 'writev':
        return this.#write(first, this.#ends.get(first) ?? 0, call.bytes, true);
      case 'pwrite64':
      case 'pwritev':
        return this.#write(first, call.offset, call.bytes, false);
      case 'ftruncate':
        return this.#do(first, { length: call.offset });
      case 'rename':
      case 'renameat':
      case 'renameat2':
        return this.#move(first, second, true);
      case 'link':
      case 'linkat':
        return this.#move(first, second, false);
      case 'unlink':
      case 'unlinkat':
        return void this.#names.delete(first);
      case 'mkdir':
      case 'mkdirat':
        if (call.ok && this.#mine(first)) this.#names.set(first, null);
    }
  }

  /** Writes what a cut of power would leave into an empty folder. Gives the number of files. */
  leave(folder: string): number {
    let files = 0;
    const there = (path: string): boolean => path === this.#root || (this.#lasting.get(path) === null && there(dirname(path)));
    for (const [path, inode] of this.#lasting) {
      const copy = join(folder, relative(this.#root, path));
      if (!there(dirname(path)) && path !== this.#root) continue;
      if (inode === null) mkdirSync(copy, { recursive: true });
      else {
        mkdirSync(dirname(copy), { recursive: true });
        writeFileSync(copy, inode.flushed.subarray(0, inode.length));
        files++;
      }
    }
    return files;
  }

  #mine(path: string): boolean {
    return path.startsWith(`${this.#root}/`);
  }
  #open(call: Call, path: string): void {
    if (!call.ok || !this.#mine(path) || this.#names.get(path) === null) return;
    if (!this.#names.has(path) && call.text.includes('O_CREAT')) this.#names.set(path, lasting(Buffer.alloc(0)));
    if (call.text.includes('O_TRUNC')) this.#do(path, { length: 0 });
    this.#ends.set(path, 0);
  }
  #write(path: string, at: number, bytes: Buffer, moves: boolean): void {
    this.#do(path, { at, bytes });
    if (moves) this.#ends.set(path, at + bytes.length);
  }
  #do(path: string, deed: Deed): void {
    this.#names.get(path)?.deeds.push(deed);
  }
  #move(from: string, to: string, away: boolean): void {
    const inode = this.#names.get(from);
    if (inode === undefined || inode === null) return;
    this.#names.set(to, inode);
    this.#ends.set(to, this.#ends.get(from) ?? 0);
    if (away) this.#names.delete(from);
  }
}

const lasting = (bytes: Buffer): Inode => ({ flushed: bytes, length: bytes.length, deeds: [], made: 0 });

function make(inode: Inode, deed: Deed): void {
  const length = 'length' in deed ? deed.length : Math.max(inode.length, deed.at + deed.bytes.length);
  if (length > inode.flushed.length) {
    const grown = Buffer.alloc(length * 2);
    inode.flushed.copy(grown, 0, 0, inode.length);
    inode.flushed = grown;
  }
  if (length < inode.length) inode.flushed.fill(0, length);
  if ('bytes' in deed) deed.bytes.copy(inode.flushed, deed.at);
  inode.length = length;
}
