import { posix } from 'node:path';
import type { Disk, DiskFile } from '../../src/adapters/disk.ts';

interface Inode {
  content: Buffer;
  /** What a power cut leaves of the content; null = whatever the machine happens to have written. */
  flushed: Buffer;
  changed: number;
}
type Names = Map<string, Inode>;

/**
 * A file system in memory that is as forgetful as a real one may be: content that was not flushed, and names whose folder was not
 * flushed, are gone after a power cut (R01b). `fault` is asked before every call and may throw, or make a write short.
 */
export class FakeDisk implements Disk {
  readonly #live = new Map<string, Names>([['/', new Map()]]);
  #kept = new Map<string, Names>([['/', new Map()]]);
  now = 0;
  open = 0;
  fault: (call: string) => 'short' | null = () => null;

  get paths(): string[] {
    return [...this.#live].flatMap(([folder, names]) => [...names.keys()].map((name) => posix.join(folder, name))).toSorted();
  }

  /** A disk of its own with the same content, flushed. */
  clone(): FakeDisk {
    const copy = new FakeDisk();
    copy.now = this.now;
    copy.#live.clear();
    for (const [folder, names] of this.#live) {
      copy.#live.set(folder, new Map([...names].map(([name, inode]) => [name, { ...inode, flushed: inode.content }])));
    }
    copy.#kept = new Map([...copy.#live].map(([folder, names]) => [folder, new Map(names)]));
    return copy;
  }

  /** The power fails: only what was flushed is there afterwards. */
  cutPower(): void {
    this.#live.clear();
    for (const [folder, names] of this.#kept) {
      const survived: Names = new Map();
      for (const [name, inode] of names) survived.set(name, { ...inode, content: inode.flushed });
      this.#live.set(folder, survived);
    }
    this.#kept = new Map([...this.#live].map(([folder, names]) => [folder, new Map(names)]));
    this.open = 0;
  }
  /** Damages a file behind everybody's back. */
  damage(path: string, change: (content: Buffer) => Buffer): void {
    const inode = this.#inode(path);
    inode.content = change(Buffer.from(inode.content));
  }

  async makeFolder(path: string): Promise<boolean> {
    this.fault('makeFolder');
    if (this.#live.has(path)) return false;
    this.#names(posix.dirname(path));
    this.#live.set(path, new Map());
    return true;
  }
  async create(path: string): Promise<DiskFile> {
    this.fault('create');
    const names = this.#names(posix.dirname(path));
    if (names.has(posix.basename(path))) throw coded('EEXIST');
    const inode: Inode = { content: Buffer.alloc(0), flushed: Buffer.alloc(0), changed: this.now };
    names.set(posix.basename(path), inode);
    return this.#handle(inode);
  }
  async openToRead(path: string): Promise<DiskFile> {
    this.fault('openToRead');
    return this.#handle(this.#inode(path));
  }
  async rename(from: string, to: string): Promise<void> {
    this.fault('rename');
    const inode = this.#inode(from);
    this.#names(posix.dirname(to)).set(posix.basename(to), inode);
    this.#names(posix.dirname(from)).delete(posix.basename(from));
  }
  async remove(path: string): Promise<void> {
    this.fault('remove');
    this.#live.get(posix.dirname(path))?.delete(posix.basename(path));
  }
  async flushFolder(path: string): Promise<void> {
    this.fault('flushFolder');
    this.#kept.set(path, new Map(this.#names(path)));
    // A folder that was made in this one is kept from now on, with what was flushed in it.
    for (const folder of this.#live.keys()) {
      if (posix.dirname(folder) === path && !this.#kept.has(folder)) this.#kept.set(folder, new Map());
    }
  }
  async names(path: string): Promise<readonly string[]> {
    this.fault('names');
    const inside = [...this.#live.keys()]
      .filter((folder) => folder !== '/' && posix.dirname(folder) === path)
      .map((folder) => posix.basename(folder));
    return [...inside, ...(this.#live.get(path)?.keys() ?? [])];
  }
  async changed(path: string): Promise<number | null> {
    this.fault('changed');
    return this.#live.get(posix.dirname(path))?.get(posix.basename(path))?.changed ?? null;
  }
  async free(): Promise<number> {
    this.fault('free');
    return 2 ** 40;
  }

  #handle(inode: Inode): DiskFile {
    this.open += 1;
    return {
      write: async (bytes) => {
        const short = this.fault('write') === 'short';
        inode.content = Buffer.concat([inode.content, short ? bytes.subarray(0, bytes.length >> 1) : bytes]);
        inode.changed = this.now;
        if (short) throw coded('EIO');
      },
      read: async (position, length) => {
        this.fault('read');
        return inode.content.subarray(position, position + length);
      },
      flush: async () => {
        this.fault('flush');
        inode.flushed = inode.content;
      },
      close: async () => {
        this.open -= 1;
        this.fault('close');
      },
    };
  }
  #names(folder: string): Names {
    const names = this.#live.get(folder);
    if (names === undefined) throw coded('ENOENT');
    return names;
  }
  #inode(path: string): Inode {
    const inode = this.#live.get(posix.dirname(path))?.get(posix.basename(path));
    if (inode === undefined) throw coded('ENOENT');
    return inode;
  }
}

export function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}
