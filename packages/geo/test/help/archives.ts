import { deflateRawSync } from 'node:zlib';
import { plainMember, writeZip } from '../../src/index.ts';
import type { RandomAccess, ZipMember } from '../../src/index.ts';

export async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
export async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(Buffer.concat(await listed(pieces)));
}
export const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** An archive of small files, made by our own writer. */
export async function archiveOf(files: Readonly<Record<string, string | Uint8Array>> | Map<string, Uint8Array>): Promise<Uint8Array> {
  const list: [string, string | Uint8Array][] = files instanceof Map ? [...files] : Object.entries(files);
  return collected(writeZip(list.map(([name, content]) => plainMember(name, null, typeof content === 'string' ? text(content) : content))));
}

/** Fields of one entry of a hand-made archive; anything may be wrong. */
export interface Crafted {
  readonly name: string | Uint8Array;
  readonly plain: Uint8Array;
  readonly packed?: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly saidSize?: number;
  readonly crc?: number;
  readonly attributes?: number;
  readonly offset?: number;
}

/** An archive with exactly the fields given, sound or not, written independently of our writer. */
export function craft(entries: readonly Crafted[], crcOf: (bytes: Uint8Array) => number): Uint8Array {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const packed = Buffer.from(entry.packed ?? deflateRawSync(entry.plain));
    const size = entry.saidSize ?? entry.plain.length;
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(entry.flags ?? 0x800, 2);
    shared.writeUInt16LE(entry.method ?? 8, 4);
    shared.writeUInt32LE(entry.crc ?? crcOf(entry.plain), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(size, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(entry.attributes ?? 0, 6);
    tail.writeUInt32LE(entry.offset ?? at, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), shared, tail, name]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return new Uint8Array(Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end]));
}

/** Bytes kept as the pieces they came in: gigabytes of one repeated piece take no memory. */
export function sparse(pieces: readonly Uint8Array[]): RandomAccess {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return {
    size,
    read(offset, length) {
      const parts: Uint8Array[] = [];
      let start = 0;
      for (const piece of pieces) {
        const [from, to] = [Math.max(offset - start, 0), Math.min(offset + length - start, piece.length)];
        if (from < to) parts.push(piece.subarray(from, to));
        start += piece.length;
      }
      return Promise.resolve(new Uint8Array(Buffer.concat(parts)));
    },
  };
}

/** A member of another length than it says. */
export function lying(member: ZipMember, packed: Uint8Array): ZipMember {
  return {
    ...member,
    packed: (async function* () {
      yield packed;
    })(),
  };
}
