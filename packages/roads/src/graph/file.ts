import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { z } from 'zod';

/** Raised whenever what stands in the file, or what a number in it means, changes: older files are built anew. */
export const graphVersion = 2;
const magic = 'CAIRNRDS';

const types = {
  u8: (memory: SharedArrayBuffer, at: number, length: number): Uint8Array => new Uint8Array(memory, at, length),
  u32: (memory: SharedArrayBuffer, at: number, length: number): Uint32Array => new Uint32Array(memory, at, length),
  i32: (memory: SharedArrayBuffer, at: number, length: number): Int32Array => new Int32Array(memory, at, length),
  f32: (memory: SharedArrayBuffer, at: number, length: number): Float32Array => new Float32Array(memory, at, length),
} as const;
export type ArrayType = keyof typeof types;
/** The arrays of a graph; where each stands in the file is told in its head. */
export const arrayTypes = {
  nodeLon: 'i32',
  nodeLat: 'i32',
  nodeBlocked: 'u8',
  firstOut: 'u32',
  outArcs: 'u32',
  edgeFrom: 'u32',
  edgeTo: 'u32',
  edgeLength: 'f32',
  edgeKind: 'u32',
  edgeName: 'u32',
  edgeShape: 'u32',
  edgeFlags: 'u8',
  shapeLon: 'i32',
  shapeLat: 'i32',
  kinds: 'f32',
  turnFrom: 'u32',
  turnTo: 'u32',
  turnMask: 'u8',
  copyOf: 'u32',
  nameStart: 'u32',
  nameBytes: 'u8',
  index: 'u8',
} as const satisfies Record<string, ArrayType>;
export type ArrayName = keyof typeof arrayTypes;
interface ArrayTypes {
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly f32: Float32Array;
}
export type GraphArrays = { readonly [Name in ArrayName]: ArrayTypes[(typeof arrayTypes)[Name]] };

const Head = z.object({
  version: z.literal(graphVersion),
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  places: z.record(z.string(), z.object({ at: z.int().min(0), length: z.int().min(0) })),
});
export type Bounds = z.infer<typeof Head>['bounds'];

const aligned = (at: number): number => Math.ceil(at / 16) * 16;

/** Writes a graph beside its place and moves it there once it is flushed: a file that exists is whole. */
export function writeGraphFile(path: string, arrays: GraphArrays, bounds: Bounds): void {
  const places: Record<string, { at: number; length: number }> = {};
  let end = 0;
  for (const name of arrayNames) {
    places[name] = { at: aligned(end), length: arrays[name].length };
    end = aligned(end) + arrays[name].byteLength;
  }
  const head = Buffer.from(JSON.stringify({ version: graphVersion, bounds, places }));
  const begin = aligned(16 + head.length);
  const written = `${path}.part`;
  const file = openSync(written, 'w', 0o600);
  try {
    const front = Buffer.alloc(16);
    front.write(magic, 0, 'latin1');
    front.writeUInt32LE(head.length, 8);
    writeWhole(file, front, 0);
    writeWhole(file, head, 16);
    for (const name of arrayNames) {
      const { buffer, byteOffset, byteLength } = arrays[name];
      writeWhole(file, new Uint8Array(buffer, byteOffset, byteLength), begin + (places[name]?.at ?? 0));
    }
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(written, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(written, path);
}

function writeWhole(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, at + done);
}

export const arrayNames = Object.keys(arrayTypes) as readonly ArrayName[];

/** A graph in memory that threads share. */
export interface LoadedGraph {
  readonly memory: SharedArrayBuffer;
  readonly bounds: Bounds;
  readonly places: Readonly<Record<string, { readonly at: number; readonly length: number }>>;
}

/** Reads a graph into shared memory; null when there is none, it is of another version, or not whole. */
export function readGraphFile(path: string): LoadedGraph | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const front = Buffer.alloc(16);
    const { size } = fstatSync(file);
    if (readSync(file, front, 0, 16, 0) < 16 || front.toString('latin1', 0, 8) !== magic) return null;
    const head = Buffer.alloc(Math.min(front.readUInt32LE(8), 1024 * 1024));
    readSync(file, head, 0, head.length, 16);
    const parsed = Head.safeParse(parsedJson(head.toString()));
    if (!parsed.success) return null;
    const { bounds, places } = parsed.data;
    const begin = aligned(16 + head.length);
    const memory = new SharedArrayBuffer(Math.max(0, size - begin));
    for (const name of arrayNames) {
      const place = places[name];
      if (place === undefined || place.at + place.length * (arrayTypes[name] === 'u8' ? 1 : 4) > memory.byteLength) return null;
    }
    const bytes = new Uint8Array(memory);
    for (let done = 0; done < bytes.length;) {
      const read = readSync(file, bytes, done, Math.min(bytes.length - done, 1 << 28), begin + done);
      if (read === 0) return null;
      done += read;
    }
    return { memory, bounds, places };
  } finally {
    closeSync(file);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The arrays as they lie in the shared memory; nothing is copied. */
export function arraysIn({ memory, places }: LoadedGraph): GraphArrays {
  const view = (name: ArrayName): GraphArrays[ArrayName] => {
    const { at, length } = places[name] ?? { at: 0, length: 0 };
    return types[arrayTypes[name]](memory, at, length);
  };
  // Each name has the type that the table gives it.
  return Object.fromEntries(arrayNames.map((name) => [name, view(name)])) as unknown as GraphArrays;
}
